package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.Progress;
import io.headstart.config.Configs;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.Context;
import io.headstart.io.HeadstartHome;
import io.headstart.spark.SparkCluster;
import io.headstart.spark.SparkHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options every command takes. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionProvider.class)
final class GlobalOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration: a path, or a name under config/. Default: all defaults.")
  private String config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a setting, e.g. --set train.epochs=5. May be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--offline", description = "Never use the network.")
  private boolean offline;

  @Option(names = "--quiet", description = "Print results, warnings and errors only.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Print the libraries' log and stack traces too.")
  private boolean verbose;

  @Option(names = "--json", description = "Print one JSON document on standard output.")
  private boolean json;

  @Option(
      names = "--run-module",
      paramLabel = "SHA256",
      description =
          "Lets the TorchScript file with this SHA-256 run its own code, which can do what you can."
              + " May be repeated.")
  private List<String> modules = new ArrayList<>();

  private final Set<String> warned = new HashSet<>();

  /** Says whether an option was given anywhere on the command line. */
  static boolean given(CommandLine.ParseResult parsed, String option) {
    CommandLine.ParseResult at = parsed;
    while (at != null) {
      if (at.hasMatchedOption(option)) {
        return true;
      }
      at = at.hasSubcommand() ? at.subcommand() : null;
    }
    return false;
  }

  /** Reads the effective settings. */
  Settings settings() {
    return settings(List.of());
  }

  /** Reads the effective settings with more overrides, which win over those given. */
  Settings settings(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    return SettingsReader.read(
        Optional.ofNullable(config).map(Configs::locate), all, this::warnOnce);
  }

  private void warnOnce(String note) {
    if (warned.add(note)) {
      System.err.println(note);
    }
  }

  /** Returns whether a configuration file was named. */
  boolean hasConfig() {
    return config != null;
  }

  /** Returns the file named, found by the rule of {@link Configs}. */
  Path configFile() {
    return Configs.locate(config);
  }

  /** Returns the overrides as given. */
  List<String> overrides() {
    return overrides;
  }

  /** Returns whether results go out as JSON. */
  boolean json() {
    return json;
  }

  /** Returns whether only results, warnings and errors are printed. */
  boolean quiet() {
    return quiet;
  }

  /** Returns whether the network must not be used. */
  boolean offline() {
    return offline;
  }

  /** Prepares a flow: logging, the network switch, progress, Ctrl-C. */
  Context context() {
    LogLevel.set(verbose);
    Progress progress = quiet ? new WarningsOnly(System.err) : new ConsoleProgress(System.err);
    ForeignModules allowed = allowedModules();
    Context context =
        new Context(HeadstartHome.locate(), progress, Interrupts.listen(progress, allowed))
            .withModules(allowed);
    if (SparkHome.submittedThis()) {
      context = context.withCluster(SparkCluster.submitted(!verbose));
    }
    return offline ? context.withoutNetwork() : context;
  }

  private ForeignModules allowedModules() {
    for (String hash : modules) {
      if (!ForeignModules.isHash(hash)) {
        throw Failure.usage("--run-module names no module")
            .received("--run-module=%s", hash)
            .accepted("the SHA-256 of the file: 64 hexadecimal digits, as sha256sum prints them")
            .next("copy it from the message that asked for it")
            .build();
      }
    }
    return new ForeignModules(modules);
  }
}
