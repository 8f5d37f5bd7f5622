package io.headstart.data;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Files in the order that every layout gives them: class by class, and in a class by path, level by
 * level (see {@link FileHashIndex#compare}). The same files are thus the same image set, whether
 * they lie in folders or an archive or stand in a list.
 */
final class LabelledPaths {
  private final List<String> classes;
  private final String[] paths;
  private final int[] ends;
  private final String[] groups;
  private final float[] weights;

  /**
   * Sorts files.
   *
   * @param classes names in order of labels
   */
  LabelledPaths(List<String> classes, Collection<LabelledFile> files) {
    this.classes = List.copyOf(classes);
    LabelledFile[] sorted = files.toArray(LabelledFile[]::new);
    Arrays.sort(
        sorted,
        Comparator.comparingInt(LabelledFile::label)
            .thenComparing(LabelledFile::path, FileHashIndex::compare));
    paths = Arrays.stream(sorted).map(LabelledFile::path).toArray(String[]::new);
    ends = new int[classes.size()];
    for (LabelledFile file : sorted) {
      ends[file.label()]++;
    }
    Arrays.parallelPrefix(ends, Math::addExact);
    boolean grouped = files.stream().anyMatch(file -> file.group().isPresent());
    groups = new String[grouped ? paths.length : 0];
    boolean weighted = files.stream().anyMatch(file -> file.weight() != 1);
    weights = new float[weighted ? paths.length : 0];
    for (int i = 0; i < sorted.length; i++) {
      if (grouped) {
        groups[i] = sorted[i].group().orElse(null);
      }
      if (weighted) {
        weights[i] = sorted[i].weight();
      }
    }
  }

  List<String> classes() {
    return classes;
  }

  int size() {
    return paths.length;
  }

  String path(int index) {
    return paths[index];
  }

  int label(int index) {
    int label = Arrays.binarySearch(ends, index + 1);
    label = label >= 0 ? label : -label - 1;
    while (label > 0 && ends[label - 1] == index + 1) {
      label--; // Classes without images end where the one before them does.
    }
    return label;
  }

  /** Returns the index after the last image of a class. */
  int end(int label) {
    return ends[label];
  }

  Optional<String> group(int index) {
    return groups.length == 0 ? Optional.empty() : Optional.ofNullable(groups[index]);
  }

  float weight(int index) {
    return weights.length == 0 ? 1 : weights[index];
  }

  /** Returns whether a file is one of these. */
  boolean contains(String path) {
    return Arrays.asList(paths).contains(path);
  }

  /** Returns the indices of all images in the order of their paths alone. */
  int[] byPath() {
    boolean sorted = true;
    for (int i = 1; i < paths.length && sorted; i++) {
      sorted = FileHashIndex.compare(paths[i - 1], paths[i]) < 0;
    }
    IntStream all = IntStream.range(0, paths.length);
    return sorted
        ? all.toArray()
        : all.boxed()
            .sorted((a, b) -> FileHashIndex.compare(paths[a], paths[b]))
            .mapToInt(Integer::intValue)
            .toArray();
  }
}
