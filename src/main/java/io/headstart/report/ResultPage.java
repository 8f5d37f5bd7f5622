package io.headstart.report;

import java.util.List;

/**
 * A page of charts, a table and notes: that of a search, a range test or a reproduction.
 *
 * @param kicker what kind of page it is
 * @param lead a sentence below the title
 * @param table has no rows where there is none to show
 */
record ResultPage(
    String kicker,
    String title,
    String lead,
    List<Figure> figures,
    Table table,
    List<String> notes) {}
