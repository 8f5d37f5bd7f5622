package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Folders;
import io.headstart.metrics.SetFigures;
import io.headstart.run.Difference;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of all checkpoints. */
public final class Checkpoints {
  private static final Pattern NUMBERED = Pattern.compile("model_(\\d{1,9})");
  private static final Pattern REMOVED = Pattern.compile("\\..+\\.removed");

  private final Path root;
  private final Difference.Response modified;

  /**
   * Names the folder; it need not exist yet. Files that were changed after training are refused.
   */
  public Checkpoints(Path root) {
    this(root, Difference.Response.REFUSE);
  }

  /**
   * Names the folder.
   *
   * @param modified what to do where a file is not the one its run wrote
   */
  public Checkpoints(Path root, Difference.Response modified) {
    this.root = root;
    this.modified = modified;
  }

  /**
   * Makes a new checkpoint's folder and takes hold of it. Two processes never get the same one.
   *
   * @param name the name wanted; without one, model_N with the next free N
   * @throws Failure when the name is taken, or the folder cannot be written
   */
  public CheckpointWriter allocate(Optional<String> name) {
    try {
      List<Path> above = Folders.create(root);
      sweep();
      if (name.isPresent()) {
        requireFree(name.get());
        return make(name.get(), above).orElseThrow(() -> taken(name.get()));
      }
      int number = next();
      Optional<CheckpointWriter> made = make("model_" + number, above);
      while (made.isEmpty()) {
        number++; // Another process was faster.
        made = make("model_" + number, above);
      }
      return made.get();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Makes a folder; empty when another process was faster. */
  private Optional<CheckpointWriter> make(String name, List<Path> above) throws IOException {
    try {
      return CheckpointWriter.tryOpen(open(Folders.createNew(root.resolve(name))), above);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return Optional.empty(); // Also one that a sweep took for the remains of a killed run.
    }
  }

  private Checkpoint open(Path folder) {
    return new Checkpoint(folder, modified);
  }

  /** Removes what killed runs left: folders without a first file, removals cut short. */
  private void sweep() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.filter(Files::isDirectory).toList()) {
        if (REMOVED.matcher(entry.getFileName().toString()).matches()) {
          Folders.delete(entry);
        } else if (Files.exists(entry.resolve(Checkpoint.LOCK)) && isEmpty(entry)) {
          // Closed unwritten, it removes its folder.
          CheckpointWriter.tryOpen(open(entry)).ifPresent(CheckpointWriter::close);
        }
      }
    }
  }

  /**
   * Checks that a name can be had, before any work is done.
   *
   * @throws Failure when it is taken
   */
  public void requireFree(String name) {
    if (Files.exists(root.resolve(name))) {
      throw taken(name);
    }
  }

  private Failure taken(String name) {
    String resume =
        open(root.resolve(name)).hasState()
            ? "go on with it (`train --resume %s`), ".formatted(name)
            : "";
    return Failure.run("checkpoint %s is there already", name)
        .received("checkpoint.name: %s, and %s", name, root.resolve(name))
        .accepted("a name not in use, or none for the next model_N")
        .next(
            "%sevaluate it (`evaluate --checkpoint %s`), remove it (`checkpoints remove %s`), or use"
                + " --set checkpoint.name=OTHER",
            resume, name, name)
        .build();
  }

  private int next() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return 1
          + entries
              .map(path -> NUMBERED.matcher(path.getFileName().toString()))
              .filter(Matcher::matches)
              .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
              .max()
              .orElse(0);
    }
  }

  /** Returns all checkpoints, model_2 before model_10, other names after them. */
  public List<Checkpoint> list() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(this::isCheckpoint)
          .map(this::open)
          .sorted(Comparator.comparing(Checkpoints::number).thenComparing(Checkpoint::name))
          .toList();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Leaves out what else lies here: searches, range tests, the folders of reports. */
  private boolean isCheckpoint(Path folder) {
    return open(folder).isBegun() || isEmpty(folder);
  }

  /**
   * Returns whether a folder was allocated, and its run stopped before its first file was whole.
   */
  private static boolean isEmpty(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content.allMatch(path -> path.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      return true; // For `verify` to say so.
    }
  }

  private static long number(Checkpoint checkpoint) {
    Matcher matcher = NUMBERED.matcher(checkpoint.name());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
  }

  /**
   * Returns a checkpoint by its name.
   *
   * @throws Failure when there is none, or it is no name
   */
  public Checkpoint find(String name) {
    requireName(name);
    return list().stream()
        .filter(checkpoint -> checkpoint.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.missing("there is no checkpoint %s", name)
                    .received("%s in %s", name, root)
                    .accepted("%s", names())
                    .next("see `java -jar trainer.jar checkpoints list`, or train one")
                    .build());
  }

  /** A name is one folder's, here: no path leads elsewhere. */
  private static void requireName(String name) {
    boolean plain = name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (name.isBlank() || !plain || name.equals(".") || name.equals("..")) {
      String shown = name.replaceAll("\\p{Cntrl}", "?");
      throw Failure.usage("this is not the name of a checkpoint")
          .received("\"%s\"", shown)
          .accepted("a name such as model_1, without a path")
          .next("see the names with `java -jar trainer.jar checkpoints list`")
          .build();
    }
  }

  /**
   * Returns the finished checkpoint with the best validation accuracy; of equals the first.
   *
   * @throws Failure when none is finished, or there are several and none was validated
   */
  public Checkpoint best() {
    List<Checkpoint> finished = list().stream().filter(Checkpoint::isFinished).toList();
    Checkpoint best =
        finished.stream()
            .max(
                Comparator.comparingDouble(Checkpoints::validationAccuracy)
                    .thenComparing(Comparator.comparing(Checkpoints::number).reversed()))
            .orElseThrow(
                () ->
                    Failure.missing("there is no finished checkpoint")
                        .received("%s: %s", root, names())
                        .accepted("at least one finished run")
                        .next("train one: `java -jar trainer.jar --config best.yaml`")
                        .build());
    if (finished.size() > 1 && validationAccuracy(best) < 0) {
      throw Failure.missing("no checkpoint is the best")
          .received("%s: %s, none of them with validation images", root, names())
          .accepted("runs with a validation accuracy, or a checkpoint's name")
          .next("name one, as in --checkpoint %s", best.name())
          .build();
    }
    return best;
  }

  /** Returns a finished run's validation accuracy, negative without validation images. */
  private static double validationAccuracy(Checkpoint checkpoint) {
    return checkpoint
        .finishedManifest()
        .figures("validation")
        .map(SetFigures::accuracy)
        .orElse(-1.0);
  }

  private String names() {
    List<String> names = list().stream().map(Checkpoint::name).toList();
    return names.isEmpty() ? "no checkpoints yet" : String.join(", ", names);
  }

  /**
   * Removes a checkpoint with all its files.
   *
   * @throws Failure when a process is training it
   */
  public void remove(String name) {
    Path hidden = root.resolve("." + name + ".removed");
    try (CheckpointWriter writer = find(name).goOn()) {
      Folders.delete(hidden); // Of a removal cut short.
      // Out of sight first: a removal cut short must not leave half a checkpoint.
      AtomicFiles.rename(writer.checkpoint().folder(), hidden);
      Folders.delete(hidden);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException none) {
      return none.getFile() + " is no folder";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    return e.toString();
  }

  private Failure unusable(IOException e) {
    return Failure.run("the folder of checkpoints cannot be used")
        .received("%s: %s", root, reason(e))
        .accepted("a folder that can be read and written")
        .next("check its permissions and free space, or use --set checkpoint.directory=OTHER")
        .cause(e)
        .build();
  }
}
