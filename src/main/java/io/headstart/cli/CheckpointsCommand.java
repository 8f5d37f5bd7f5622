package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.checkpoint.Verification;
import io.headstart.run.Manifest;
import io.headstart.run.Notes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in the folder of checkpoints, and is it whole. */
@Command(
    name = "checkpoints",
    description = "Lists, shows, verifies, annotates and removes checkpoints.",
    subcommands = {
      CheckpointsCommand.Listing.class,
      CheckpointsCommand.Show.class,
      CheckpointsCommand.Verify.class,
      CheckpointsCommand.Note.class,
      CheckpointsCommand.Remove.class
    })
final class CheckpointsCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    list(options);
  }

  private static Checkpoints open(GlobalOptions options) {
    return new Checkpoints(Path.of(options.settings().checkpoint().directory()));
  }

  private static void list(GlobalOptions options) {
    List<Checkpoint> all = open(options).list();
    if (options.json()) {
      List<Map<String, Object>> rows = new ArrayList<>();
      all.forEach(checkpoint -> rows.add(row(checkpoint)));
      Json.print(Map.of("checkpoints", rows));
      return;
    }
    if (all.isEmpty()) {
      System.out.println("no checkpoints in " + options.settings().checkpoint().directory());
      return;
    }
    System.out.printf(
        "%-16s %-9s %7s %11s %8s  %-14s %s%n",
        "name", "status", "epochs", "validation", "test", "layers", "created");
    for (Checkpoint checkpoint : all) {
      Optional<Manifest> manifest = checkpoint.manifest();
      System.out.printf(
          "%-16s %-9s %7s %11s %8s  %-14s %s%n",
          checkpoint.name(),
          checkpoint.status(),
          manifest.map(m -> String.valueOf(m.epochs())).orElse("-"),
          accuracy(manifest, "validation"),
          accuracy(manifest, "test"),
          manifest.map(CheckpointsCommand::layers).orElse("-"),
          manifest.map(Manifest::created).orElse("-"));
    }
  }

  private static String layers(Manifest manifest) {
    List<String> sizes = manifest.layers().stream().map(String::valueOf).toList();
    return String.join("-", sizes);
  }

  private static String accuracy(Optional<Manifest> manifest, String set) {
    return manifest
        .flatMap(m -> m.figures(set))
        .map(f -> String.format(Locale.ROOT, "%.2f %%", 100 * f.accuracy()))
        .orElse("-");
  }

  private static Map<String, Object> row(Checkpoint checkpoint) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", checkpoint.name());
    row.put("directory", checkpoint.folder().toString());
    row.put("status", checkpoint.status());
    Notes notes = Notes.readable(checkpoint.folder());
    row.put("tags", notes.tags());
    row.put("note", notes.text());
    checkpoint
        .manifest()
        .ifPresent(
            manifest -> {
              row.put("epochs", manifest.epochs());
              row.put("layers", manifest.layers());
              manifest.figures().forEach((set, figures) -> row.put(set, figures.fields()));
            });
    return row;
  }

  @Command(name = "list", description = "Lists all checkpoints with their figures.")
  static final class Listing implements Runnable {
    @Mixin private GlobalOptions options;

    @Override
    public void run() {
      list(options);
    }
  }

  @Command(name = "show", description = "Shows a checkpoint's manifest.")
  static final class Show implements Runnable {
    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
    private String name;

    @Override
    public void run() {
      Checkpoint checkpoint = open(options).find(name);
      System.out.print(checkpoint.manifest().orElseGet(checkpoint::finishedManifest).json());
    }
  }

  @Command(name = "verify", description = "Checks every file of every checkpoint, or of one.")
  static final class Verify implements Callable<Integer> {
    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which; default: all.")
    private String name;

    @Override
    public Integer call() {
      Checkpoints all = open(options);
      List<Checkpoint> chosen = name == null ? all.list() : List.of(all.find(name));
      Map<String, List<String>> found = new LinkedHashMap<>();
      int damaged = 0;
      for (Checkpoint checkpoint : chosen) {
        if (checkpoint.isLocked()) {
          // Its files change while they would be compared.
          found.put(checkpoint.name(), List.of("running: a process is training it"));
          continue;
        }
        Verification verification = Verification.of(checkpoint);
        damaged += verification.problems().isEmpty() ? 0 : 1;
        List<String> said = new ArrayList<>(verification.problems());
        verification
            .resumableAfter()
            .ifPresent(epoch -> said.add("resumable: stopped after epoch " + epoch));
        found.put(checkpoint.name(), said);
      }
      if (options.json()) {
        Json.print(found);
      } else {
        found.forEach(
            (checkpoint, said) ->
                System.out.println(
                    checkpoint + ": " + (said.isEmpty() ? "whole" : String.join("; ", said))));
      }
      return damaged == 0 ? 0 : damaged(damaged, found.size());
    }

    /** Returns the exit code; not thrown, since that would print a second JSON document. */
    private static int damaged(int damaged, int checked) {
      Failure failure =
          Failure.run("%d of %d checkpoints are not whole", damaged, checked)
              .received("the list on standard output")
              .accepted("every file as its manifest says")
              .next("train them anew, or remove them with `checkpoints remove NAME`")
              .build();
      System.err.println(failure.getMessage());
      return failure.kind().exitCode();
    }
  }

  @Command(
      name = "note",
      description = "Keeps tags and a note of a checkpoint, or shows those it has.")
  static final class Note implements Runnable {
    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
    private String name;

    @Option(
        names = "--tags",
        paramLabel = "TAG",
        split = ",",
        description = "These tags in place of those it has; --tags= for none.")
    private List<String> tags;

    @Option(
        names = "--text",
        paramLabel = "TEXT",
        description = "This text in place of the one it has; --text= for none.")
    private String text;

    @Override
    public void run() {
      Checkpoint checkpoint = open(options).find(name);
      Notes notes = Notes.read(checkpoint.folder());
      if (tags != null || text != null) {
        notes = Notes.of(tags == null ? notes.tags() : tags, text == null ? notes.text() : text);
        notes.write(checkpoint.folder());
      }
      if (options.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("checkpoint", name);
        document.put("tags", notes.tags());
        document.put("note", notes.text());
        Json.print(document);
      } else {
        System.out.println("tags: " + String.join(", ", notes.tags()));
        System.out.println("note: " + notes.text());
      }
    }
  }

  @Command(name = "remove", description = "Removes a checkpoint with all its files.")
  static final class Remove implements Runnable {
    @Mixin private GlobalOptions options;

    @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
    private String name;

    @Override
    public void run() {
      open(options).remove(name);
      if (options.json()) {
        Json.print(Map.of("removed", name));
      } else {
        System.out.println("removed " + name);
      }
    }
  }
}
