package io.headstart.cli;

import io.headstart.Failure;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The entry point of {@code trainer.jar}; without a command it trains. */
@Command(
    name = "trainer",
    description = {
      "Trains classifier heads on frozen image features.",
      "Without a command: train, as in `java -jar trainer.jar --config best.yaml`."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      TrainCommand.class,
      FeaturesCommand.class,
      HealthCommand.class,
      EnsembleCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      ServeCommand.class,
      StudioCommand.class,
      MapCommand.class,
      CheckpointsCommand.class,
      StoreCommand.class,
      CompareCommand.class,
      BackbonesCommand.class,
      CompareBackbonesCommand.class,
      ReportCommand.class,
      TrackCommand.class,
      WatchCommand.class,
      ConfigCommand.class,
      SetupCommand.class,
      DoctorCommand.class,
      GradcheckCommand.class,
      SearchCommand.class,
      LrRangeCommand.class,
      ReproduceCommand.class,
      SparkCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Mixin private GlobalOptions options;

  /** Runs the command line and leaves with its exit code. */
  public static void main(String[] args) {
    StandardOutput out = StandardOutput.install();
    OutputStream err = new BufferedOutputStream(new FileOutputStream(FileDescriptor.err));
    System.setErr(new PrintStream(new HarmlessOutput(err), true));
    int code = run(args);
    // Results that nobody got are no success; who closed the pipe knows, as `| head` does.
    Optional<String> lost = out.lost();
    if (lost.isPresent() && code == 0) {
      if (!out.closedByReader()) {
        System.err.println(unwritten(lost.get()).getMessage());
      }
      code = Failure.Kind.RUN.exitCode();
    }
    System.exit(code);
  }

  /** Runs the command line and returns its exit code. */
  static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // What follows the command that a cluster runs is that command's.
    line.getSubcommands()
        .get("spark")
        .setStopAtPositional(true)
        .setUnmatchedOptionsArePositionalParams(true);
    line.registerConverter(Path.class, Main::path);
    line.setParameterExceptionHandler(Main::misused);
    line.setExecutionExceptionHandler(Main::failed);
    try {
      return line.execute(args);
    } catch (Error e) {
      // picocli hands on exceptions only.
      return failed(e, line, Arrays.asList(args)::contains);
    }
  }

  private static Failure unwritten(String reason) {
    return Failure.run("the results could not be written to standard output")
        .received("%s", reason)
        .accepted("a standard output that takes all that is printed")
        .next("make room or write somewhere else; what was trained or stored is kept")
        .build();
  }

  @Override
  public void run() {
    TrainCommand.train(options);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    Failure failure =
        Failure.usage("this command line is not understood")
            .received("%s", e.getMessage())
            .accepted("%s", accepted(e))
            .next("see `%s --help`", command.getCommandSpec().qualifiedName())
            .build();
    return failed(failure, command, Arrays.asList(args)::contains);
  }

  private static String accepted(ParameterException e) {
    List<String> near =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return near.isEmpty()
        ? "options, commands and values as the help gives them"
        : String.join(", ", near);
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    return failed(e, command, option -> GlobalOptions.given(parsed, option));
  }

  private static int failed(Throwable thrown, CommandLine command, Predicate<String> given) {
    Throwable e = explained(thrown);
    int code =
        e instanceof Failure failure ? failure.kind().exitCode() : Failure.Kind.RUN.exitCode();
    String message =
        e instanceof Failure
            ? e.getMessage()
            : "internal error: "
                + e
                + "\n  next:     run again with --verbose and report the trace";
    if (given.test("--json")) {
      Json.print(Json.error(message, code));
    }
    command.getErr().println(message);
    if (given.test("--verbose")) {
      e.printStackTrace(command.getErr());
    }
    return code;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CommandLine.TypeConversionException(noPath(e).getMessage());
    }
  }

  private static Throwable explained(Throwable thrown) {
    if (thrown instanceof InvalidPathException path) {
      return noPath(path);
    }
    return thrown instanceof OutOfMemoryError ? outOfMemory(thrown) : thrown;
  }

  /** Java decides before its start how names of files are written, and no option changes it. */
  private static Failure noPath(InvalidPathException e) {
    return Failure.usage("this is no path here")
        .received("%s: %s", e.getInput(), e.getReason())
        .accepted(
            "characters of %s, the encoding that this process was started with",
            Charset.forName(System.getProperty("sun.jnu.encoding")))
        .next("for names beyond ASCII start with `LC_ALL=C.UTF-8 java -jar trainer.jar ...`")
        .cause(e)
        .build();
  }

  private static Failure outOfMemory(Throwable e) {
    return Failure.run("Java's memory is full")
        .received("%s, of %,d MiB", e.getMessage(), Runtime.getRuntime().maxMemory() >> 20)
        .accepted("work that fits, or more memory")
        .next(
            "start with more, as in `java -Xmx8g -jar trainer.jar ...`, or lower"
                + " features.batch-size, model.hidden or augment.copies")
        .cause(e)
        .build();
  }
}
