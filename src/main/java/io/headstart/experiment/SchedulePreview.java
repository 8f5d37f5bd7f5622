package io.headstart.experiment;

import io.headstart.config.TrainSettings;
import io.headstart.schedule.LearningRate;
import java.util.Locale;

/** The learning rate over a run, before it starts: a table with bars. */
public final class SchedulePreview {
  private static final int LINES = 40;
  private static final int WIDTH = 50;

  private SchedulePreview() {}

  /** Draws it for a number of training images. */
  public static String text(TrainSettings settings, int images) {
    long perEpoch = (images + (settings.batchSize() - 1L)) / settings.batchSize();
    long updates = Math.max(1, perEpoch * settings.epochs());
    LearningRate rates = settings.learningRates(perEpoch);
    double highest = 0;
    for (long update = 0; update < updates; update++) {
      highest = Math.max(highest, rates.at(update));
    }
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%10s %8s %12s%n", "update", "epoch", "rate"));
    long lines = Math.min(LINES, updates);
    for (long line = 0; line < lines; line++) {
      long update = lines == 1 ? 0 : line * (updates - 1) / (lines - 1);
      double rate = rates.at(update);
      int bar = (int) Math.round(WIDTH * (highest > 0 ? rate / highest : 0));
      text.append(
          String.format(
              Locale.ROOT,
              "%10d %8.2f %12.4g %s%n",
              update + 1,
              (double) (update + 1) / perEpoch,
              rate,
              "#".repeat(bar)));
    }
    return text.toString();
  }
}
