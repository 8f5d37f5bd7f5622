package io.headstart.report;

import java.util.List;

/**
 * What the page of a comparison shows.
 *
 * @param labels names of the runs
 * @param tests McNemar's test of each two runs
 * @param withoutCurves whether no run was evaluated after its epochs
 * @param curves the charts
 * @param notes what a reader must know
 */
record ComparisonPage(
    List<String> labels,
    Table figures,
    Table tests,
    boolean withoutCurves,
    List<Figure> curves,
    Table settings,
    List<String> notes) {}
