package io.headstart.cli;

import io.headstart.checkpoint.Manifest;
import io.headstart.metrics.Evaluation;
import java.util.Locale;
import java.util.Map;

/** Prints figures of sets as a small table. */
final class Figures {
  private Figures() {}

  static void print(Map<String, Manifest.Figures> figures) {
    figures.forEach(
        (set, f) -> {
          double error = 100 * Evaluation.standardError(f.accuracy(), f.count());
          System.out.printf(
              Locale.ROOT,
              "  %-10s accuracy %6.2f %% +- %.2f   loss %.4f   %,d images%n",
              set,
              100 * f.accuracy(),
              error,
              f.loss(),
              f.count());
        });
  }
}
