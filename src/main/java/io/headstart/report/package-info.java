/**
 * Reports of runs: files on disk in, HTML, PNG and CSV out. Nothing is trained or evaluated here,
 * so a report can be drawn again at any time.
 *
 * <p>{@link io.headstart.report.RunFolder} reads, {@link io.headstart.report.RunReport} and {@link
 * io.headstart.report.Comparison} write. A page is a model (a record made from a run's files) and a
 * template of {@code src/main/jte} that shows it; the templates are compiled into this package.
 */
package io.headstart.report;
