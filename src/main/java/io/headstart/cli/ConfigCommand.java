package io.headstart.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.config.Settings;
import io.headstart.config.SettingsReader;
import io.headstart.config.SettingsSchema;
import io.headstart.config.SettingsWriter;
import io.headstart.experiment.BackboneList;
import io.headstart.experiment.SchedulePreview;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows, checks and describes configurations; never starts PyTorch. */
@Command(
    name = "config",
    description = "Shows, validates and describes configurations.",
    subcommands = {
      ConfigCommand.Show.class,
      ConfigCommand.Validate.class,
      ConfigCommand.Schema.class
    })
final class ConfigCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    show(options);
  }

  private static void show(GlobalOptions options) {
    Settings settings = options.settings();
    if (options.json()) {
      Json.print(SettingsWriter.tree(settings));
    } else {
      System.out.print(SettingsWriter.yaml(settings));
    }
  }

  @Command(name = "show", description = "Prints the effective settings.")
  static final class Show implements Runnable {
    @Mixin private GlobalOptions options;

    @Option(
        names = "--schedule",
        paramLabel = "IMAGES",
        arity = "0..1",
        fallbackValue = "45000",
        description = "Print the learning rate over the run instead, for so many training images.")
    private Integer images;

    @Override
    public void run() {
      if (images == null) {
        show(options);
      } else {
        System.out.print(SchedulePreview.text(options.settings().train(), images));
      }
    }
  }

  @Command(name = "validate", description = "Reports all problems of a configuration at once.")
  static final class Validate implements Runnable {
    @Mixin private GlobalOptions options;

    @Override
    public void run() {
      String name = "the defaults";
      if (options.hasConfig()) {
        SettingsReader.validate(options.configFile(), options.overrides());
        name = options.configFile().toString();
      }
      BackboneList.check(options.settings().features());
      if (options.json()) {
        Json.print(Map.of("valid", true, "file", name));
      } else {
        System.out.println(name + " is valid");
      }
    }
  }

  @Command(name = "schema", description = "Prints a JSON Schema of the configuration, for editors.")
  static final class Schema implements Runnable {
    @Mixin private GlobalOptions options;

    @Override
    public void run() {
      options.settings(); // A wrong --set is wrong here too.
      Gson gson =
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
      System.out.println(gson.toJson(SettingsSchema.schema()));
    }
  }
}
