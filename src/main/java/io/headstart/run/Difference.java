package io.headstart.run;

import io.headstart.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file of a run that is not as its manifest says.
 *
 * @param file its path
 * @param actual its SHA-256; empty when it is missing
 * @param expected the SHA-256 in the manifest; empty when that has none
 */
public record Difference(Path file, Optional<String> actual, Optional<String> expected) {
  /** What becomes of a file that is another. */
  @FunctionalInterface
  public interface Response {
    /** Is told of it before the file is used; throws to keep it from being used. */
    void to(Difference difference);

    /** Never uses such a file. */
    Response REFUSE =
        difference -> {
          throw difference.failure("let modified files be used");
        };
  }

  /** Compares a file with what the manifest beside it says. */
  public static Optional<Difference> of(Path folder, Manifest manifest, String name) {
    Path file = folder.resolve(name);
    Optional<String> actual =
        Files.exists(file) ? Optional.of(RunFile.sha256(file)) : Optional.empty();
    Optional<String> expected = Optional.ofNullable(manifest.files().get(name));
    return actual.equals(expected)
        ? Optional.empty()
        : Optional.of(new Difference(file, actual, expected));
  }

  /** Compares all files that a manifest names with what lies beside it. */
  public static List<Difference> all(Path folder, Manifest manifest) {
    return new TreeMap<>(manifest.files())
        .keySet().stream().flatMap(name -> of(folder, manifest, name).stream()).toList();
  }

  /** Returns the file's name. */
  public String name() {
    return file.getFileName().toString();
  }

  /** Says it in one line. */
  public String line() {
    if (actual.isEmpty()) {
      return name() + " is missing";
    }
    return expected.isEmpty()
        ? name() + " has no SHA-256 in the manifest"
        : "%s was changed: its SHA-256 is %.12s..., the manifest's %.12s..."
            .formatted(name(), actual.get(), expected.get());
  }

  /**
   * Returns why such a file is not used.
   *
   * @param onPurpose what to do where it was changed on purpose
   */
  public Failure failure(String onPurpose) {
    return Failure.run("%s is not the file that the run wrote", file)
        .received("%s", actual.map(sum -> "SHA-256 " + sum).orElse("no such file"))
        .accepted(
            "%s",
            expected
                .map(sum -> "SHA-256 %s, as in %s".formatted(sum, RunFile.MANIFEST))
                .orElse("a file whose SHA-256 is in " + RunFile.MANIFEST))
        .next(
            "restore it from a copy, go on with the run if it was stopped, or train it again;"
                + " where it was changed on purpose, %s",
            onPurpose)
        .build();
  }
}
