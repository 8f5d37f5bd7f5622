package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.ServeFlow;
import io.headstart.io.SmallFile;
import io.headstart.serve.Limits;
import io.headstart.serve.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checkpoints over HTTP. */
@Command(
    name = "serve",
    description = {
      "Answers over HTTP what is in images: the Open Inference Protocol, /classify, /metrics and a"
          + " page.",
      "Ends in order on SIGTERM or Ctrl-C; a checkpoint whose folder gets another finished run is"
          + " reloaded."
    })
final class ServeCommand implements Runnable {
  /** Where the token may also be, so that it is in no list of processes. */
  private static final String TOKEN = "HEADSTART_TOKEN";

  private static final int MOST_TOKEN_BYTES = 8 << 10;

  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Which checkpoints.")
  private List<String> names;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on; 0.0.0.0 lets other machines in. Default: ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "The port; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the token that requests must bring (`Authorization: Bearer ...`). Without"
              + " it the environment variable "
              + TOKEN
              + " counts, and without that none is asked for.")
  private Path tokenFile;

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      defaultValue = "32",
      description = "Longest body of a request, 1 .. 64 MiB. Default: ${DEFAULT-VALUE}")
  private int maxBody;

  @Option(
      names = "--max-images",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most images of one request. Default: ${DEFAULT-VALUE}")
  private int maxImages;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Images taken on and not answered at one time; beyond, 429. Default: ${DEFAULT-VALUE}")
  private int queue;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Until a request is answered or refused. Default: ${DEFAULT-VALUE}")
  private int timeout;

  @Option(
      names = "--batch-wait",
      paramLabel = "MS",
      defaultValue = "3",
      description =
          "Most that an image waits for others to share its forward pass. Default:"
              + " ${DEFAULT-VALUE}")
  private int batchWait;

  @Override
  public void run() {
    ServerOptions server = new ServerOptions(host, port, token(), limits());
    Checkpoints all = modified.checkpoints(options);
    names = List.copyOf(new LinkedHashSet<>(names));
    List<Checkpoint> checkpoints = names.stream().map(all::find).toList();
    ServeFlow.run(checkpoints, options.overrides(), server, new Printed(), options.context());
  }

  /** Where results and lines of the log go. */
  private final class Printed implements ServeFlow.Listener {
    @Override
    public void listening(String url) {
      if (options.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("url", url);
        document.put("models", names);
        Json.print(document);
      } else {
        System.out.println("serving " + String.join(", ", names) + " at " + url);
      }
    }

    @Override
    public void request(String line) {
      if (!options.quiet()) {
        System.err.println(line);
      }
    }
  }

  private Limits limits() {
    requireRange("--port", port, 0, 65_535);
    requireRange("--max-body", maxBody, 1, Limits.MOST_BODY_BYTES >> 20);
    requireRange("--max-images", maxImages, 1, 100_000);
    requireRange("--queue", queue, maxImages, 1_000_000);
    requireRange("--timeout", timeout, 1, 3_600);
    requireRange("--batch-wait", batchWait, 0, 1_000);
    return new Limits(
        maxBody << 20, maxImages, queue, Duration.ofSeconds(timeout), Duration.ofMillis(batchWait));
  }

  private static void requireRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw Failure.usage("%s is out of range", option)
          .received("%s %d", option, value)
          .accepted("%d .. %d", least, most)
          .next("choose another, or leave it out for its default")
          .build();
    }
  }

  private Optional<String> token() {
    String given = tokenFile == null ? System.getenv(TOKEN) : text(tokenFile);
    if (given == null) {
      return Optional.empty();
    }
    String token = given.strip();
    if (!token.matches("[!-~]{8,4096}")) {
      throw Failure.usage("the token cannot be used")
          .received("%d characters of %s", token.length(), tokenFile == null ? TOKEN : tokenFile)
          .accepted("8 or more visible ASCII characters")
          .next("make one with `openssl rand -hex 32 > FILE`")
          .build();
    }
    return Optional.of(token);
  }

  private static String text(Path file) {
    try {
      return SmallFile.text(file, MOST_TOKEN_BYTES);
    } catch (IOException e) {
      throw Failure.missing("the token's file cannot be read")
          .received("--token-file %s: %s", file, e)
          .accepted("a small text file with nothing but the token")
          .next("make one with `openssl rand -hex 32 > FILE`")
          .cause(e)
          .build();
    }
  }
}
