package io.headstart.checkpoint;

import io.headstart.Failure;
import io.headstart.metrics.SetFigures;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
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
  private final Path root;

  /** Names the folder; it need not exist yet. */
  public Checkpoints(Path root) {
    this.root = root;
  }

  /**
   * Makes a new checkpoint's folder. Two processes never get the same one.
   *
   * @param name the name wanted; without one, model_N with the next free N
   * @throws Failure when the name is taken
   */
  public Checkpoint allocate(Optional<String> name) {
    try {
      Files.createDirectories(root);
      if (name.isPresent()) {
        requireFree(name.get());
        return new Checkpoint(Files.createDirectory(root.resolve(name.get())));
      }
      int number = next();
      while (true) {
        try {
          return new Checkpoint(Files.createDirectory(root.resolve("model_" + number)));
        } catch (FileAlreadyExistsException e) {
          number++; // Another process was faster.
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw taken(name.orElseThrow());
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Checks that checkpoints can be made here, before any work is done.
   *
   * @throws Failure when the folder, or the one it would be made in, is none or cannot be written
   */
  public void requireWritable() {
    Path nearest = root.toAbsolutePath();
    while (nearest != null && !Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (nearest != null && !Files.isDirectory(nearest)) {
      throw unusable(new NotDirectoryException(nearest.toString()));
    }
    if (nearest != null && !Files.isWritable(nearest)) {
      throw unusable(new AccessDeniedException(nearest.toString()));
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
    return Failure.run("checkpoint %s is there already", name)
        .received("checkpoint.name: %s, and %s", name, root.resolve(name))
        .accepted("a name not in use, or none for the next model_N")
        .next(
            "go on with it (`train --resume %s`), evaluate it (`evaluate --checkpoint %s`), remove"
                + " it (`checkpoints remove %s`), or use --set checkpoint.name=OTHER",
            name, name, name)
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
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(Checkpoints::isCheckpoint)
          .map(Checkpoint::new)
          .sorted(Comparator.comparing(Checkpoints::number).thenComparing(Checkpoint::name))
          .toList();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Leaves out what else lies here: searches, range tests, the folders of reports. */
  private static boolean isCheckpoint(Path folder) {
    if (new Checkpoint(folder).isBegun()) {
      return true;
    }
    try (Stream<Path> content = Files.list(folder)) {
      // Allocated, and stopped before its first file was whole.
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

  /** Removes a checkpoint with all its files. */
  public void remove(String name) {
    Path folder = find(name).folder();
    Path hidden = root.resolve("." + name + ".removed");
    try {
      delete(hidden); // Of a removal cut short.
      // Out of sight first: a removal cut short must not leave half a checkpoint.
      Files.move(folder, hidden);
      delete(hidden);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NotDirectoryException none) {
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
