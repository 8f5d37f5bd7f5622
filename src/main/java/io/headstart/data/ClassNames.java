package io.headstart.data;

import io.headstart.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The order of classes: by name, or as a file {@value #FILE} lists them. */
final class ClassNames {
  static final String FILE = "classes.txt";
  private static final int MOST_BYTES = 16 << 20;

  private ClassNames() {}

  /**
   * Returns classes in the order of their labels.
   *
   * @param folder in which {@value #FILE} may lie
   * @param found the classes that images have
   * @throws Failure when the file names other classes than these
   */
  static List<String> ordered(FileTree tree, String folder, Collection<String> found)
      throws IOException {
    TreeSet<String> sorted = new TreeSet<>(found);
    String file = folder + FILE;
    if (!tree.isFile(file)) {
      return List.copyOf(sorted);
    }
    List<String> listed = read(tree, file);
    TreeSet<String> unknown = new TreeSet<>(listed);
    unknown.removeAll(sorted);
    TreeSet<String> missing = new TreeSet<>(sorted);
    listed.forEach(missing::remove);
    if (!unknown.isEmpty() || !missing.isEmpty() || listed.size() != sorted.size()) {
      throw Failure.run("%s and the images have different classes", tree.place(file))
          .received(
              "only in %s: %s; only with images: %s; %d lines for %d classes",
              FILE, named(unknown), named(missing), listed.size(), sorted.size())
          .accepted("each class once, one a line")
          .next("correct %s, or remove it: classes are then in the order of their names", FILE)
          .build();
    }
    return listed;
  }

  private static List<String> read(FileTree tree, String file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = tree.open(file);
        BudgetStream limited =
            new BudgetStream(in, FILE + " has more than %,d bytes".formatted(MOST_BYTES))) {
      limited.allow(MOST_BYTES);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(limited, StandardCharsets.UTF_8));
      reader.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
    }
    return lines;
  }

  /** Names classes for a message: at most some of them. */
  static String named(Collection<String> names) {
    return named(names, 10);
  }

  /** Names at most so many. */
  static String named(Collection<String> names, int most) {
    if (names.isEmpty()) {
      return "none";
    }
    List<String> first = names.stream().limit(most).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }
}
