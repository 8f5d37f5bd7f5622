package io.headstart.cli;

import io.headstart.Failure;
import java.io.PrintWriter;
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
      EvaluateCommand.class,
      PredictCommand.class,
      CheckpointsCommand.class,
      StoreCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ConfigCommand.class,
      SetupCommand.class,
      DoctorCommand.class,
      GradcheckCommand.class,
      SearchCommand.class,
      LrRangeCommand.class,
      ReproduceCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Mixin private GlobalOptions options;

  /** Runs the command line and leaves with its exit code. */
  public static void main(String[] args) {
    int code = run(args);
    System.out.flush();
    System.exit(code);
  }

  /** Runs the command line and returns its exit code. */
  static int run(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::misused);
    line.setExecutionExceptionHandler(Main::failed);
    return line.execute(args);
  }

  @Override
  public void run() {
    TrainCommand.train(options);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("  next:     `" + command.getCommandSpec().qualifiedName() + " --help`");
    return Failure.Kind.USAGE.exitCode();
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    boolean verbose = GlobalOptions.given(parsed, "--verbose");
    int code = e instanceof Failure failure ? failure.kind().exitCode() : 1;
    String message =
        e instanceof Failure
            ? e.getMessage()
            : "internal error: "
                + e
                + "\n  next:     run again with --verbose and report the trace";
    if (GlobalOptions.given(parsed, "--json")) {
      Json.print(Json.error(message, code));
    }
    command.getErr().println(message);
    if (verbose) {
      e.printStackTrace(command.getErr());
    }
    return code;
  }
}
