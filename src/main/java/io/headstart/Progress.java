package io.headstart;

/**
 * Where the stages say how far they are. The command line draws bars or plain lines from it; tests
 * and libraries pass {@link #NONE}.
 */
public interface Progress {
  /** Says nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void line(String text) {}

        @Override
        public Task task(String name, String unit, long total) {
          return done -> {};
        }
      };

  /** Reports one line worth keeping, such as the figures of an epoch. */
  void line(String text);

  /**
   * Reports what must be known also by who wants to hear of no progress: {@code --quiet} shows it.
   */
  default void warning(String text) {
    line(text);
  }

  /**
   * Starts a task of known length.
   *
   * @param name what is done, for example {@code extracting data_batch_1}
   * @param unit what is counted, for example {@code images}
   * @param total how many there are
   */
  Task task(String name, String unit, long total);

  /** A task under way; closing it ends its bar. */
  @FunctionalInterface
  interface Task extends AutoCloseable {
    /** Says how many of the total are done by now. */
    void done(long count);

    @Override
    default void close() {}
  }
}
