package io.headstart.tracking.tensorboard;

import io.headstart.io.DiskFailure;
import io.headstart.run.History;
import io.headstart.run.RunFolder;
import io.headstart.tracking.Embedding;
import io.headstart.tracking.Hyperparameters;
import io.headstart.tracking.RunTracker;
import io.headstart.tracking.Scalars;
import io.headstart.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The events of a run, in a file for each time it is begun or gone on with. A later file first says
 * from which step on the earlier ones do not count; a new run of an old name starts over.
 */
final class EventsOfRun implements RunTracker {
  private final Path folder;
  private final EventFile file;
  private final Clock clock;
  private int written;

  EventsOfRun(Path folder, TrackedRun run, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    boolean before = EventFile.isIn(folder);
    this.written = before ? run.done() : 0;
    this.file = EventFile.create(folder, clock);
    if (before) {
      file.restart(written == 0 ? 0 : written + 1);
    }
    if (written == 0) {
      file.write(
          0,
          new Summary()
              .hyperparameters(
                  run.name(), Hyperparameters.of(run.settings()), clock.millis() / 1e3));
    }
  }

  @Override
  public void history(History history) {
    // Rows are in order of epochs; most often one is new.
    int first = history.rows().size();
    while (first > 0 && history.rows().get(first - 1).epoch() > written) {
      first--;
    }
    for (History.Row row : history.rows().subList(first, history.rows().size())) {
      file.write(row.epoch(), new Summary().scalars(Scalars.of(row)));
      written = row.epoch();
    }
  }

  @Override
  public void finish(RunFolder run, Supplier<Embedding> images) {
    history(run.history());
    int step = run.keptEpoch().orElse(run.manifest().epochs());
    Summary summary = new Summary().scalars(Scalars.results(run.manifest()));
    Path picture = run.path().resolve("report").resolve("confusion.png");
    run.confusion()
        .filter(confusion -> Files.isRegularFile(picture))
        .ifPresent(confusion -> summary.png("confusion/" + confusion.set(), read(picture)));
    for (Scalars.Step update : Scalars.updates(run.history())) {
      file.write(update.step(), new Summary().scalars(update.values()));
    }
    file.write(step, summary.end(clock.millis() / 1e3));
    Projector.write(folder, images.get());
    file.close();
  }

  private static byte[] read(Path picture) {
    try {
      return Files.readAllBytes(picture);
    } catch (IOException e) {
      throw DiskFailure.reading(picture, e);
    }
  }

  @Override
  public void stop() {
    file.close();
  }

  @Override
  public void fail() {
    file.close();
  }
}
