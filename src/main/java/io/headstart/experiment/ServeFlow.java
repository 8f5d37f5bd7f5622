package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.TrainedSettings;
import io.headstart.config.Settings;
import io.headstart.inference.Headstart;
import io.headstart.serve.CheckpointSource;
import io.headstart.serve.ModelServer;
import io.headstart.serve.ServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;

/** Checkpoints answered for over HTTP, until the process is told to stop. */
public final class ServeFlow {
  private static final long STEP_MILLISECONDS = 50;
  private static final int STEPS_A_TICK = 20;

  private ServeFlow() {}

  /** Who hears of a server. */
  public interface Listener {
    /** Hears where the server listens, once it does. */
    void listening(String url);

    /** Hears a line of JSON for each request. */
    void request(String line);
  }

  /**
   * Serves.
   *
   * @param checkpoints one or more, of different names; the first one's device is used
   * @param changes of their own settings, as {@link TrainedSettings} allows
   */
  public static void run(
      List<Checkpoint> checkpoints,
      List<String> changes,
      ServerOptions options,
      Listener listener,
      Context context) {
    warnOfStrangers(options, context);
    Settings settings = TrainedSettings.forPrediction(checkpoints.get(0), changes);
    Consumer<String> lines = listener::request;
    try (Headstart headstart = Headstart.start(context.machine(settings), context.progress())) {
      List<CheckpointSource> sources =
          checkpoints.stream()
              .map(checkpoint -> new CheckpointSource(headstart, checkpoint, changes))
              .toList();
      try (ModelServer server =
          ModelServer.start(options, sources, context.threads(), lines, context.progress())) {
        listener.listening(server.url());
        for (int step = 1; !context.stop().getAsBoolean(); step++) {
          sleep();
          if (step % STEPS_A_TICK == 0) {
            server.tick();
          }
        }
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(STEP_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.interrupted("the server was interrupted")
          .received("an interruption of its thread")
          .accepted("SIGTERM, which it ends by in order")
          .next("start it again")
          .cause(e)
          .build();
    }
  }

  private static void warnOfStrangers(ServerOptions options, Context context) {
    try {
      boolean own = InetAddress.getByName(options.host()).isLoopbackAddress();
      if (!own && options.token().isEmpty()) {
        context
            .progress()
            .warning(
                "warning: other machines can reach this server and it asks for no token"
                    + " (--token-file)");
      }
    } catch (UnknownHostException e) {
      throw Failure.usage("there is no such host")
          .received("--host %s", options.host())
          .accepted("an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0")
          .next("leave --host out to be reached from this machine only")
          .cause(e)
          .build();
    }
  }
}
