package io.headstart.tracking;

import java.nio.file.Path;

/** A program that shows runs. */
public interface Tracker extends AutoCloseable {
  /** A file in the folder of a run or a search: how much a server has of it. No result. */
  String RECORD = "mlflow.json";

  /** What the folder of a search adds to the name of its winner. */
  String SEARCH = "-search";

  /** Begins to follow a run. */
  RunTracker follow(TrackedRun run);

  /**
   * Begins to follow a search.
   *
   * @param folder of its trials; the last name is the search's
   */
  SearchTracker search(Path folder);

  /** Ends its work, in bounded time. */
  @Override
  void close();
}
