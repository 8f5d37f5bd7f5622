package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.Address;
import io.headstart.config.DataSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The images that {@code data.exclude} names. They leave the split and not the part they lie in, so
 * that its features, once extracted, still serve.
 */
final class Exclusion {
  private static final String LIST = ".txt";
  private static final long MOST_BYTES = 256L << 20;

  private Exclusion() {}

  /**
   * Returns the names.
   *
   * @throws Failure when a list of names cannot be read
   */
  static Set<String> names(DataSettings settings) {
    Set<String> names = new HashSet<>();
    for (String entry : settings.exclude()) {
      if (entry.endsWith(LIST)) {
        lines(Path.of(entry), settings).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(names::add);
      } else {
        names.add(entry);
      }
    }
    return names;
  }

  private static List<String> lines(Path list, DataSettings settings) {
    if (!Files.isRegularFile(list)) {
      Optional<Path> beside = besideImages(list, settings);
      throw Failure.missing("the list of images to exclude is not there")
          .received("data.exclude: %s, looked for at %s", list, list.toAbsolutePath().normalize())
          .accepted(
              "names of images, or a text file (.txt) with one name a line, its path absolute or"
                  + " relative to the working directory, not to data.path")
          .next(
              "%s",
              beside.map(there -> "name it by " + there).orElse("correct the path in data.exclude"))
          .build();
    }
    try {
      if (Files.size(list) > MOST_BYTES) {
        throw new IOException("more than %,d bytes".formatted(MOST_BYTES));
      }
      return Files.readAllLines(list);
    } catch (IOException e) {
      throw Failure.run("the list of images to exclude cannot be read")
          .received("%s: %s", list, e)
          .accepted("a text file in UTF-8 with one name a line")
          .next("write the list again")
          .cause(e)
          .build();
    }
  }

  /**
   * Returns the list of that name in the folder of the images, where somebody may have meant it.
   */
  private static Optional<Path> besideImages(Path list, DataSettings settings) {
    return settings
        .path()
        .flatMap(Address::local)
        .map(
            images ->
                Files.isDirectory(images) ? images.resolve(list) : images.resolveSibling(list))
        .filter(Files::isRegularFile);
  }

  /** Takes the images out of a data set. */
  static Dataset apply(Set<String> names, Dataset dataset) {
    if (names.isEmpty()) {
      return dataset;
    }
    Set<String> unknown = new TreeSet<>(names);
    for (ImageSet part : dataset.parts()) {
      for (int i = 0; i < part.size(); i++) {
        unknown.remove(part.imageName(i));
      }
    }
    int found = names.size() - unknown.size();
    String note =
        unknown.isEmpty()
            ? "%,d images excluded".formatted(found)
            : "%,d images excluded; %,d names of data.exclude are no images here: %s"
                .formatted(found, unknown.size(), ClassNames.named(unknown));
    return dataset.without(names, List.of(note));
  }
}
