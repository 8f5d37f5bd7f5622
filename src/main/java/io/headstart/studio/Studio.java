package io.headstart.studio;

import io.headstart.Failure;
import io.headstart.experiment.Context;
import java.util.function.Consumer;

/** Shows all runs on a page, until the process is told to stop. */
public final class Studio {
  private static final long STEP_MILLISECONDS = 50;
  private static final int STEPS_A_TICK = 10;

  private Studio() {}

  /**
   * Runs.
   *
   * @param listening hears where the page is, once it is there
   */
  public static void run(StudioOptions options, Consumer<String> listening, Context context) {
    try (StudioServer studio = StudioServer.start(options, context)) {
      listening.accept(studio.url());
      for (int step = 1; !context.stop().getAsBoolean(); step++) {
        sleep();
        if (step % STEPS_A_TICK == 0) {
          studio.tick();
        }
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(STEP_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.interrupted("the studio was interrupted")
          .received("an interruption of its thread")
          .accepted("SIGTERM, which it ends by in order")
          .next("start it again")
          .cause(e)
          .build();
    }
  }
}
