package io.headstart.breaking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Damaged files of every kind, read by the commands that read them. */
final class Mutations implements Part {
  private static final double LONGEST_SECONDS = 10;
  private static final long MOST_BYTES = 512L << 20;

  private final Optional<Path> assets;

  /**
   * Says where real data are.
   *
   * @param assets folder with CIFAR-10 and the zoo's ResNet-18, which are damaged too
   */
  Mutations(Optional<Path> assets) {
    this.assets = assets;
  }

  @Override
  public int usual() {
    return 2000;
  }

  @Override
  public void run(Bench bench, int count) throws IOException, InterruptedException {
    List<Target> targets = new ArrayList<>(Target.ALL);
    if (assets.isPresent()) {
      Materials.layAssets(bench.trainer().place(), assets.get());
      targets.add(Target.cifar());
      targets.add(Target.module());
    }
    for (int i = 0; i < targets.size(); i++) {
      int share = count / targets.size() + (i < count % targets.size() ? 1 : 0);
      new Damage(bench, targets.get(i)).run(share);
    }
  }

  /** The damaging of one kind of file. */
  private static final class Damage {
    private final Bench bench;
    private final Place place;
    private final Target target;
    private final Random random;
    private final Map<List<String>, String> expected = new HashMap<>();
    private long usualBytes;

    Damage(Bench bench, Target target) {
      this.bench = bench;
      this.place = bench.trainer().place();
      this.target = target;
      this.random = bench.random("mutations " + target.name());
    }

    void run(int count) throws IOException, InterruptedException {
      if (count == 0) {
        return;
      }
      Place.Snapshot start = bench.prepared(target.prepared());
      Path root = target.beside() ? place.folder().getParent() : place.folder();
      for (List<String> command : target.commands()) {
        place.restore(start);
        Ended ended = bench.session().run(command);
        if (!ended.succeeded()) {
          throw new IllegalStateException(command + " fails undisturbed: " + ended.tail());
        }
        usualBytes = Math.max(usualBytes, ended.peakBytes());
        expected.put(command, fingerprint(command, ended));
      }
      List<Path> files;
      place.restore(start);
      try (Stream<Path> all = Files.walk(root)) {
        files = all.filter(path -> matches(root, path)).sorted().toList();
      }
      for (int i = 0; i < count; i++) {
        place.restore(start);
        damageAndRun(files);
      }
    }

    private boolean matches(Path root, Path path) {
      String name = root.relativize(path).toString().replace('\\', '/');
      return Files.isRegularFile(path) && target.files().matcher(name).matches();
    }

    private void damageAndRun(List<Path> files) throws IOException, InterruptedException {
      Path file = files.get(random.nextInt(files.size()));
      List<String> command = target.commands().get(random.nextInt(target.commands().size()));
      byte[] bytes = Files.readAllBytes(file);
      boolean swapped = target.canBeSwapped() && files.size() > 1 && random.nextInt(10) == 0;
      Path other = files.get(random.nextInt(files.size()));
      Mutation mutation = Mutation.any(random);
      byte[] damaged =
          swapped ? Files.readAllBytes(other) : mutation.of(bytes, target.reach(), random);
      Files.write(file, damaged);
      String how =
          "%s, %s, %s"
              .formatted(
                  swapped ? "for it " + other.getFileName() : mutation,
                  file.getFileName(),
                  command.get(0));
      Ended ended = bench.session().run(command);
      Files.write(file, bytes);
      String subject = "damaged " + target.name();
      bench.findings().done(subject, ended.seconds());
      Optional<String> wrong = wrong(command, ended);
      if (wrong.isPresent()) {
        Path kept = bench.keep(file.getFileName().toString(), damaged);
        bench.findings().found(subject, how, wrong.get() + " (kept as " + kept + ")");
      }
    }

    private Optional<String> wrong(List<String> command, Ended ended) throws IOException {
      if (ended.disgrace().isPresent()) {
        return ended.disgrace();
      }
      // Not by the clock, which others on the same machine slow down.
      if (ended.processorSeconds() > LONGEST_SECONDS) {
        return Optional.of("worked for %.0f s".formatted(ended.processorSeconds()));
      }
      if (ended.peakBytes() > usualBytes + MOST_BYTES) {
        return Optional.of("took %d MiB".formatted(ended.peakBytes() >> 20));
      }
      boolean accepted = ended.succeeded() && target.hasSum();
      return accepted && !fingerprint(command, ended).equals(expected.get(command))
          ? Optional.of("accepted with other figures")
          : Optional.empty();
    }

    /** Returns what the command gave, without the times it took. */
    private String fingerprint(List<String> command, Ended ended) throws IOException {
      String out =
          ended
              .out()
              .replaceAll("\"seconds\": \\{[^}]*\\}", "")
              .replaceAll("\"(images-per-second|extracted)\": [^,\\n]*", "");
      StringBuilder print = new StringBuilder(out);
      Place.Snapshot content = place.snapshot();
      Results.of(content).sums().entrySet().stream()
          .filter(entry -> isMade(command.get(0), entry.getKey()))
          .forEach(print::append);
      return print.toString();
    }

    /** Tells what a command makes from what is merely there. */
    private static boolean isMade(String command, String path) {
      return switch (command) {
        case "train" -> path.matches("checkpoints/(one|two)/(weights.*|evaluation.*)");
        case "report" -> path.matches("checkpoints/one/report/.*\\.csv");
        case "features" -> path.endsWith(".safetensors") && path.startsWith("home/");
        default -> false;
      };
    }
  }
}
