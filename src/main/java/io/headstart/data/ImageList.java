package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Image files named in a list: CSV, TSV or JSON lines with the columns {@code path} (relative to
 * the list) and {@code label}, and where wanted {@code split} (a name of a {@link Part}; train
 * where it is empty), {@code group} and {@code weight}, in any case. Columns of other names are not
 * used, but for one that is named as the group. Classes are sorted by name unless a {@code
 * classes.txt} beside the list gives another order; images are sorted by class and path, so that
 * the order of rows has no effect.
 */
final class ImageList {
  private static final String PATH = "path";
  private static final String LABEL = "label";
  private static final String SPLIT = "split";
  private static final String GROUP = "group";
  private static final String WEIGHT = "weight";

  /** So that no sum of weights is lost in rounding. */
  private static final double GREATEST_WEIGHT = 1e6;

  private final FileTree tree;
  private final String list;
  private final String folder;
  private final FileReading reading;
  private final String groupColumn;
  private final String place;
  private final Map<String, String> columns = new HashMap<>();

  private ImageList(FileTree tree, String list, FileReading reading, Optional<String> group) {
    this.tree = tree;
    this.list = list;
    this.folder = list.substring(0, list.lastIndexOf('/') + 1);
    this.reading = reading;
    this.groupColumn = group.orElse(GROUP);
    this.place = tree.place(list);
  }

  /** A row that can be used. */
  private record Entry(long line, Part part, String path, String label, ListRow row) {}

  /**
   * Opens a list.
   *
   * @param list its path in the tree
   * @param group the column of the groups, where it is another than {@code group}
   * @throws Failure when it cannot be read, or a row of it not be used; the message has the line
   */
  static Dataset open(FileTree tree, String list, FileReading reading, Optional<String> group) {
    try {
      return new ImageList(tree, list, reading, group).open(group.isPresent());
    } catch (IOException e) {
      throw Failure.run("the list %s cannot be read", tree.place(list))
          .received("%s", e)
          .accepted("a readable list")
          .next("check its permissions")
          .cause(e)
          .build();
    }
  }

  /** Returns whether a list has the columns that one of images needs. */
  static boolean isOne(ListFile file) {
    return file.column(PATH).isPresent() && file.column(LABEL).isPresent();
  }

  private Dataset open(boolean groupNamed) throws IOException {
    ListFile file = ListFile.read(tree, list, place);
    requireColumns(file, groupNamed);
    for (String name : List.of(PATH, LABEL, SPLIT, groupColumn, WEIGHT)) {
      file.column(name).ifPresent(written -> columns.put(name, written));
    }
    List<String> notes = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<Entry> entries = entries(file, missing);
    if (!missing.isEmpty()) {
      notes.add(
          "%,d rows of %s name files that are not there, not used: %s"
              .formatted(missing.size(), list, ClassNames.named(missing, 3)));
    }
    TreeSet<String> found = new TreeSet<>();
    entries.forEach(entry -> found.add(entry.label()));
    if (found.size() < 2) {
      throw Failure.run("the list %s has too few classes", place)
          .received(found.isEmpty() ? "no rows" : "one label: " + found.first())
          .accepted("at least two labels")
          .next("add rows of other classes")
          .build();
    }
    List<String> classes = ClassNames.ordered(tree, folder, found);
    return Dataset.ofParts("folder", classes, sets(entries, classes), notes);
  }

  private Map<Part, List<ImageSet>> sets(List<Entry> entries, List<String> classes) {
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(name -> labels.put(name, labels.size()));
    Map<Part, List<LabelledFile>> files = new EnumMap<>(Part.class);
    for (Entry entry : entries) {
      files
          .computeIfAbsent(entry.part(), part -> new ArrayList<>())
          .add(
              new LabelledFile(
                  entry.path(),
                  labels.get(entry.label()),
                  text(entry.row(), groupColumn),
                  weight(entry)));
    }
    Map<Part, List<ImageSet>> sets = new EnumMap<>(Part.class);
    files.forEach(
        (part, ofPart) ->
            sets.put(
                part,
                List.of(
                    new ImageFiles(
                        part.title(),
                        tree,
                        "",
                        list + ":" + part.title(),
                        new LabelledPaths(classes, ofPart),
                        reading))));
    return sets;
  }

  private void requireColumns(ListFile file, boolean groupNamed) {
    List<String> wanted = new ArrayList<>(List.of(PATH, LABEL));
    if (groupNamed) {
      wanted.add(groupColumn);
    }
    wanted.removeIf(name -> file.column(name).isPresent());
    if (!wanted.isEmpty()) {
      throw Failure.run("the list %s has no column %s", place, String.join(" and no ", wanted))
          .received("columns: %s", ClassNames.named(file.columns()))
          .accepted(
              "path and label; split, group and weight where wanted; and the column that"
                  + " data.split.group names")
          .next("name the columns in the first line, or the keys of the objects, so")
          .build();
    }
  }

  /**
   * Returns the rows whose files are there.
   *
   * @param missing receives the paths of the others
   */
  private List<Entry> entries(ListFile file, List<String> missing) {
    Map<String, Long> lines = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (ListRow row : file.rows()) {
      String path = path(row);
      String label = text(row, LABEL).orElseThrow(() -> refused(row, LABEL, "a class name"));
      Long before = lines.put(path, row.line());
      if (before != null) {
        throw Failure.run("the list %s names an image twice", place)
            .received("%s in lines %,d and %,d", path, before, row.line())
            .accepted("each image once")
            .next("remove one of the rows")
            .build();
      }
      Part part =
          text(row, SPLIT)
              .map(name -> Part.of(name).orElseThrow(() -> refused(row, SPLIT, splits())))
              .orElse(Part.TRAIN);
      if (tree.isFile(path)) {
        entries.add(new Entry(row.line(), part, path, label, row));
      } else {
        missing.add(path);
        reading.broken().add(path, "no such file (line %,d of %s)".formatted(row.line(), list));
      }
    }
    return entries;
  }

  private static String splits() {
    List<String> all = new ArrayList<>();
    for (Part part : Part.values()) {
      all.addAll(part.names());
    }
    return String.join(", ", all);
  }

  /** Returns a text of a row by the name of its column, in whatever case the list has that. */
  private Optional<String> text(ListRow row, String column) {
    return Optional.ofNullable(columns.get(column)).flatMap(row::get);
  }

  private String path(ListRow row) {
    String path = text(row, PATH).orElseThrow(() -> refused(row, PATH, "the path of an image"));
    if (path.indexOf('\0') >= 0 || path.endsWith("/")) {
      throw refused(row, PATH, "the path of an image");
    }
    String shorter = path;
    while (shorter.startsWith("./")) {
      shorter = shorter.substring(2);
    }
    return shorter.startsWith("/") ? shorter : folder + shorter;
  }

  private float weight(Entry entry) {
    Optional<String> text = text(entry.row(), WEIGHT);
    if (text.isEmpty()) {
      return 1;
    }
    String accepted = "a number from 0 to 1000000";
    try {
      double weight = Double.parseDouble(text.get());
      if (weight >= 0 && weight <= GREATEST_WEIGHT) {
        return (float) weight;
      }
    } catch (NumberFormatException e) {
      throw refused(entry.row(), WEIGHT, accepted);
    }
    throw refused(entry.row(), WEIGHT, accepted);
  }

  private Failure refused(ListRow row, String column, String accepted) {
    String text = text(row, column).map(value -> '"' + value + '"').orElse("nothing");
    return Failure.run("a row of the list %s cannot be used", place)
        .received("line %,d, %s: %s", row.line(), column, text)
        .accepted("%s", accepted)
        .next("correct or remove the row")
        .build();
  }
}
