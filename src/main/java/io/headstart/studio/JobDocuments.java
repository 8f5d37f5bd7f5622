package io.headstart.studio;

import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.config.Configs;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.experiment.BackboneList;
import io.headstart.http.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked to be run: checked as the command line checks it, then queued. */
final class JobDocuments {
  private static final List<String> COMMANDS = List.of("train", "search", "lr-range", "health");

  /** Those that make a checkpoint. */
  private static final List<String> RESULTS = List.of("train", "search");

  private static final String DIRECTORY = "checkpoint.directory=";

  private static final int MOST_SETTINGS = 500;

  private final JobQueue queue;
  private final RunIndex index;
  private final StudioOptions options;
  private final boolean offline;

  JobDocuments(JobQueue queue, RunIndex index, StudioOptions options, boolean offline) {
    this.queue = queue;
    this.index = index;
    this.options = options;
    this.offline = offline;
  }

  /** Returns the queue. */
  Map<String, Object> jobs() {
    return Map.of("jobs", queue.jobs().stream().map(Job::document).toList());
  }

  /** Says whether a configuration is right, and if not, all that is wrong with it. */
  Map<String, Object> validate(JsonObject body) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("command", words(body, body.has("command") ? command(body) : "train"));
    try {
      check(body);
      document.put("valid", true);
    } catch (Failure wrong) {
      document.put("valid", false);
      document.put("problem", wrong.getMessage());
    }
    return document;
  }

  private void check(JsonObject body) {
    Optional<Path> config = config(body).map(Configs::locate);
    Settings settings = SettingsReader.validate(config, overrides(body));
    BackboneList.check(settings.features());
  }

  /**
   * Queues a command.
   *
   * @throws Failure when its configuration is wrong
   */
  Map<String, Object> add(JsonObject body) {
    String command = RunDocuments.text(body, "command");
    if (command.equals("map")) {
      return queue.add(withSettings(List.of("map", run(body)), own())).document();
    }
    if (command.equals("train") && body.has("resume")) {
      String name = index.find(RunDocuments.text(body, "resume")).name();
      return queue
          .add(withSettings(List.of("train", "--resume", name), overrides(body)))
          .document();
    }
    check(body);
    return queue.add(words(body, command(body))).document();
  }

  private String run(JsonObject body) {
    return index.find(RunDocuments.text(body, "run")).name();
  }

  private static String command(JsonObject body) {
    String command = RunDocuments.text(body, "command");
    if (!COMMANDS.contains(command)) {
      throw Refusal.bad(
          "the studio does not start this command",
          command,
          String.join(", ", COMMANDS) + ", map",
          "use the command line");
    }
    return command;
  }

  private List<String> words(JsonObject body, String command) {
    List<String> words = new ArrayList<>(List.of(command));
    config(body).ifPresent(file -> words.addAll(List.of("--config", file)));
    return withSettings(words, overrides(body));
  }

  private List<String> withSettings(List<String> command, List<String> overrides) {
    List<String> words = new ArrayList<>(command);
    if (offline) {
      words.add("--offline");
    }
    overrides.forEach(override -> words.addAll(List.of("--set", override)));
    return words;
  }

  /** A run's own configuration, or a file that somebody names. */
  private Optional<String> config(JsonObject body) {
    String run = RunDocuments.text(body, "run");
    String file = RunDocuments.text(body, "config");
    return run.isEmpty()
        ? Optional.of(file).filter(name -> !name.isBlank())
        : Optional.of(index.find(run).folder().resolve("config.yaml").toString());
  }

  /** The studio's own settings, where runs lie, then those asked for. */
  private List<String> overrides(JsonObject body) {
    List<String> asked = RunDocuments.texts(body, "set");
    if (asked.size() > MOST_SETTINGS) {
      throw Refusal.bad(
          "these are too many settings",
          asked.size() + " settings",
          "up to " + MOST_SETTINGS,
          "use a file");
    }
    List<String> overrides = new ArrayList<>(own());
    if (RESULTS.contains(RunDocuments.text(body, "command")) && body.has("run")) {
      overrides.add("checkpoint.name=null"); // Else it would be the other run's.
    }
    overrides.addAll(asked);
    return overrides;
  }

  private List<String> own() {
    List<String> own =
        new ArrayList<>(
            options.changes().stream().filter(change -> !change.startsWith(DIRECTORY)).toList());
    own.add(DIRECTORY + quoted(options.checkpoints().toString()));
    return own;
  }

  /** Writes a text as YAML has it. */
  private static String quoted(String text) {
    return text.startsWith("/") && text.matches("[\\w./-]+")
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
