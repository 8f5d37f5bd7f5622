package io.headstart.cli;

import io.headstart.experiment.BackboneList;
import io.headstart.experiment.BackboneList.Listed;
import io.headstart.io.DiskFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which backbones there are. */
@Command(
    name = "backbones",
    description = "Lists the backbones that are known by name.",
    subcommands = BackbonesCommand.Listing.class)
final class BackbonesCommand implements Runnable {
  private static final String ROW = "%-38s %-12s %9s %10s  %-5s  %-14s %s%n";

  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    list(options);
  }

  @Command(name = "list", description = "Lists the backbones that are known by name.")
  static final class Listing implements Runnable {
    @Mixin private GlobalOptions options;

    @Override
    public void run() {
      list(options);
    }
  }

  private static void list(GlobalOptions options) {
    options.settings(); // A wrong --set is wrong here too.
    List<Listed> all = BackboneList.all();
    if (options.json()) {
      Json.print(Map.of("backbones", all.stream().map(BackbonesCommand::fields).toList()));
      return;
    }
    System.out.printf(
        ROW, "name", "family", "features", "weights", "here", "licence", "trained on; where from");
    for (Listed one : all) {
      System.out.printf(
          Locale.ROOT,
          ROW,
          one.name(),
          one.family(),
          one.width().map(String::valueOf).orElse("-"),
          one.bytes() == 0 ? "-" : DiskFailure.size(one.bytes()),
          one.weights().isEmpty() ? "-" : one.isHere() ? "yes" : "no",
          one.licence(),
          one.weights().map(from -> one.trainedOn() + "; " + from).orElse(""));
    }
    System.out.println(
        "features.backbone takes a name, or several; weights that are not here are fetched when"
            + " they are first used (setup model)");
  }

  private static Map<String, Object> fields(Listed one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", one.name());
    fields.put("family", one.family());
    fields.put("outputs", one.outputs());
    fields.put("standard", one.standard());
    fields.put("preprocessing", one.preprocessing());
    fields.put("weights", one.weights().orElse(null));
    fields.put("bytes", one.bytes());
    fields.put("licence", one.licence());
    fields.put("trained-on", one.trainedOn());
    fields.put("here", one.isHere());
    return fields;
  }
}
