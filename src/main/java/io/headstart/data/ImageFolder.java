package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Image files in folders: one sub-folder a class, or {@code train/}, {@code val/} and {@code
 * test/}, by any name and case that {@link Part} knows and of which the last two may be missing,
 * with one sub-folder a class each. Images lie in a class's folder or in folders below it. Classes
 * and files are sorted by name, so that labels and order are the same on every machine; a {@code
 * classes.txt} gives another order of classes.
 *
 * <p>Files are images by their ending ({@link DecodedImage#isImageName}); hidden files are passed
 * over silently, others are counted in the notes. Where all lies in one folder, as in most
 * archives, that folder is taken.
 */
final class ImageFolder {
  private final FileTree tree;
  private final FileReading reading;
  private final List<String> notes = new ArrayList<>();
  private final PassedOver passedOver = new PassedOver();
  private String top = "";

  private ImageFolder(FileTree tree, FileReading reading) {
    this.tree = tree;
    this.reading = reading;
  }

  /**
   * Lists the images; none is read yet.
   *
   * @throws Failure of kind RUN when the tree is not laid out so
   */
  static Dataset open(FileTree tree, FileReading reading) {
    try {
      return new ImageFolder(tree, reading).open();
    } catch (IOException e) {
      throw Failure.run("cannot list the image folder %s", tree.place(""))
          .received("%s", e)
          .accepted("readable folders and files")
          .next("check its permissions")
          .cause(e)
          .build();
    }
  }

  /** Returns the folder in which all lies: the tree itself, or the one folder in it. */
  private static String top(FileTree tree) throws IOException {
    String top = "";
    List<String> folders = tree.folders(top);
    while (folders.size() == 1
        && tree.files(top).isEmpty()
        && Part.of(folders.get(0)).isEmpty()
        && isLayout(tree, top + folders.get(0) + "/")) {
      top += folders.get(0) + "/";
      folders = tree.folders(top);
    }
    return top;
  }

  private static boolean isLayout(FileTree tree, String folder) throws IOException {
    List<String> inner = tree.folders(folder);
    return inner.size() > 1
        || !lists(tree, folder).isEmpty()
        || (inner.size() == 1
            && (Part.of(inner.get(0)).isPresent() || isLayout(tree, folder + inner.get(0) + "/")));
  }

  /** Returns the paths of the lists, by their names, in the folder in which all lies. */
  static List<String> lists(FileTree tree) throws IOException {
    return lists(tree, top(tree));
  }

  private static List<String> lists(FileTree tree, String folder) throws IOException {
    return tree.files(folder).stream()
        .filter(ListFile::isListName)
        .map(name -> folder + name)
        .toList();
  }

  /** Returns whether folders may say what the images are: there are several, or one of a part. */
  static boolean hasClasses(FileTree tree) throws IOException {
    String top = top(tree);
    List<String> folders = tree.folders(top);
    return folders.size() > 1
        || (folders.size() == 1
            && Part.of(folders.get(0)).isPresent()
            && !tree.folders(top + folders.get(0) + "/").isEmpty());
  }

  private Dataset open() throws IOException {
    top = top(tree);
    if (!top.isEmpty()) {
      notes.add("the images lie in " + top);
    }
    Map<Part, String> parts = parts();
    String first = parts.getOrDefault(Part.TRAIN, top);
    List<String> found = tree.folders(first);
    requireClasses(found);
    List<String> classes = ClassNames.ordered(tree, top, found);
    Map<Part, List<ImageSet>> sets = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      if (parts.containsKey(part)) {
        requireSameClasses(part, classes, tree.folders(parts.get(part)));
        sets.put(part, List.of(part(part, parts.get(part), classes)));
      }
    }
    if (parts.isEmpty()) {
      sets.put(Part.TRAIN, List.of(part(Part.TRAIN, top, classes)));
    } else {
      passOver(top);
    }
    notes.addAll(passedOver.notes());
    return Dataset.ofParts("folder", classes, sets, notes);
  }

  /** Returns the folders of the parts; none when the classes lie at the top. */
  private Map<Part, String> parts() throws IOException {
    Map<Part, String> parts = new EnumMap<>(Part.class);
    List<String> others = new ArrayList<>();
    for (String name : tree.folders(top)) {
      String folder = top + name + "/";
      Part part = Part.of(name).orElse(null);
      if (part == null || tree.folders(folder).isEmpty()) {
        others.add(name);
      } else if (parts.put(part, folder) != null) {
        throw Failure.run("%s has two folders of %s images", place(top), part.title())
            .received("%s", String.join(", ", tree.folders(top)))
            .accepted("one of %s", String.join(", ", part.names()))
            .next("rename or remove one of the two")
            .build();
      }
    }
    if (parts.containsKey(Part.TRAIN)) {
      if (!others.isEmpty()) {
        notes.add("folders beside train and test, not used: " + String.join(", ", others));
      }
      return parts;
    }
    if (!parts.isEmpty() && others.isEmpty()) {
      throw Failure.run("%s has no train/", place(top))
          .received("%s alone", String.join(", ", tree.folders(top)))
          .accepted("train/ beside val/ and test/, or one sub-folder a class")
          .next("put the images to train on into train/")
          .build();
    }
    return Map.of();
  }

  private ImageSet part(Part part, String folder, List<String> classes) throws IOException {
    passOver(folder);
    List<LabelledFile> files = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      String name = classes.get(label);
      List<String> images = new ArrayList<>();
      long before = passedOver.others();
      String ofClass = folder + name + "/";
      collect(ofClass, ofClass, images, new HashSet<>());
      if (images.isEmpty()) {
        throw Failure.run("a class has no images")
            .received(
                "%s, with none among %d files", place(folder + name), passedOver.others() - before)
            .accepted("images, such as 1.jpg or 2.png, in every class folder or below it")
            .next("add images of %s, or remove its folder", name)
            .build();
      }
      for (String path : images) {
        files.add(new LabelledFile(path, label));
      }
    }
    LabelledPaths paths = new LabelledPaths(classes, files);
    return new ImageFiles(part.title(), tree, folder, "", paths, reading);
  }

  /**
   * Collects the images in a folder of a class and below it.
   *
   * @param seen folders met so far: one that is reached again, by a link, is not gone into
   */
  private void collect(String ofClass, String folder, List<String> images, Set<String> seen)
      throws IOException {
    for (String name : tree.files(folder)) {
      if (isImage(folder + name)) {
        images.add(folder + name);
      } else {
        passedOver.other();
      }
    }
    for (String name : tree.folders(folder)) {
      String inner = folder + name + "/";
      if (leadsOut(ofClass, inner)) {
        passedOver.link(folder + name);
      } else if (seen.add(tree.identity(inner))) {
        collect(ofClass, inner, images, seen);
      }
    }
  }

  /** Returns whether a folder within a class is a link to that class or one that holds it. */
  private boolean leadsOut(String ofClass, String inner) throws IOException {
    String above = ofClass;
    while (!tree.linksAbove(inner, above)) {
      if (above.isEmpty()) {
        return false;
      }
      above = above.substring(0, above.lastIndexOf('/', above.length() - 2) + 1);
    }
    return true;
  }

  private boolean isImage(String path) {
    return DecodedImage.isImageName(path.substring(path.lastIndexOf('/') + 1)) && tree.isFile(path);
  }

  /** Takes note of the files beside the folders of the classes or the parts. */
  private void passOver(String folder) throws IOException {
    for (String name : tree.files(folder)) {
      if (isImage(folder + name)) {
        passedOver.image(folder + name);
      } else if (!name.equals(ClassNames.FILE)) {
        passedOver.other();
      }
    }
  }

  private void requireClasses(Collection<String> classes) throws IOException {
    if (classes.size() < 2) {
      String found =
          classes.isEmpty() ? "no sub-folders" : "one sub-folder: " + String.join("", classes);
      List<String> lists = lists(tree, top);
      throw Failure.run("the image folder %s has too few classes", place(top))
          .received("%s", lists.isEmpty() ? found : found + "; " + ClassNames.named(lists))
          .accepted(
              "at least two class folders, directly in it or in its train/, val/ and test/; or one"
                  + " list (.csv, .tsv, .jsonl) with columns path and label")
          .next("put the images of each class into a folder of the class's name")
          .build();
    }
  }

  private void requireSameClasses(Part part, List<String> train, List<String> others) {
    Set<String> trainOnly = new TreeSet<>(train);
    others.forEach(trainOnly::remove);
    Set<String> othersOnly = new TreeSet<>(others);
    train.forEach(othersOnly::remove);
    if (!trainOnly.isEmpty() || !othersOnly.isEmpty()) {
      throw Failure.run("train/ and %s/ of %s have different classes", part.title(), place(top))
          .received(
              "only in train: %s; only in %s: %s",
              ClassNames.named(trainOnly), part.title(), ClassNames.named(othersOnly))
          .accepted("the same class folders in both")
          .next("add or remove these folders")
          .build();
    }
  }

  private String place(String folder) {
    return tree.place(folder);
  }
}
