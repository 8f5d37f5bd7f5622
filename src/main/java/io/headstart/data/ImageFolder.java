package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Image files in folders: one sub-folder a class, or {@code train/} and {@code test/} (which may be
 * missing) with one sub-folder a class each. Classes and files are sorted by name, so that labels
 * and order are the same on every machine.
 *
 * <p>Files ending in png, jpg, jpeg, webp, tif, tiff, bmp or gif are images; hidden files are
 * passed over silently, others are counted in the notes. Images are decoded when they are read and
 * made into squares (see {@link DecodedImage} and {@link Square} for how); a part keeps only names
 * and labels.
 */
public final class ImageFolder {
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  private final Path root;
  private final Square square;
  private final Path indexDirectory;
  private final BrokenImages broken;
  private long ignored;

  private ImageFolder(Path root, Square square, int maxBroken, Path indexDirectory) {
    this.root = root;
    this.square = square;
    this.indexDirectory = indexDirectory;
    this.broken = new BrokenImages(maxBroken);
  }

  /**
   * Lists the images; none is read yet.
   *
   * @param root the folder
   * @param square what the images become
   * @param maxBroken how many broken images are skipped; one more fails the run
   * @param indexDirectory where the hashes of files are remembered between runs
   * @throws Failure when the folder is not there (kind MISSING) or not laid out so (kind RUN)
   */
  public static Dataset open(Path root, Square square, int maxBroken, Path indexDirectory) {
    if (!Files.isDirectory(root)) {
      throw Failure.missing("cannot open the image folder")
          .received("data.path: %s, which is not a folder", root)
          .accepted("a folder with one sub-folder a class, or with train/ and test/")
          .next("correct data.path")
          .build();
    }
    try {
      return new ImageFolder(root, square, maxBroken, indexDirectory).open();
    } catch (IOException e) {
      throw Failure.run("cannot list the image folder %s", root)
          .received("%s", e)
          .accepted("readable folders and files")
          .next("check its permissions")
          .cause(e)
          .build();
    }
  }

  private Dataset open() throws IOException {
    Path train = root.resolve(TRAIN);
    boolean parted = Files.isDirectory(train) && !folders(train).isEmpty();
    List<String> notes = new ArrayList<>();
    List<String> classes = folders(parted ? train : root);
    requireClasses(classes);
    List<ImageSet> trainParts = List.of(part(TRAIN, parted ? "train/" : "", classes));
    List<ImageSet> testParts = List.of();
    if (parted) {
      List<String> others = new ArrayList<>(folders(root));
      others.removeAll(List.of(TRAIN, TEST));
      if (!others.isEmpty()) {
        notes.add("folders beside train and test, not used: " + String.join(", ", others));
      }
      if (Files.isDirectory(root.resolve(TEST))) {
        requireSameClasses(classes, folders(root.resolve(TEST)));
        testParts = List.of(part(TEST, "test/", classes));
      }
      ignored += entries(root, false).size();
    }
    if (ignored > 0) {
      notes.add(String.format(Locale.ROOT, "%,d files that are no images, not used", ignored));
    }
    return new Dataset("folder", classes, trainParts, testParts, notes);
  }

  private ImageFolderPart part(String name, String prefix, List<String> classes)
      throws IOException {
    Path folder = root.resolve(prefix);
    ignored += entries(folder, false).size();
    List<String[]> files = new ArrayList<>();
    for (String className : classes) {
      List<String> names = entries(folder.resolve(className), false);
      List<String> images = names.stream().filter(DecodedImage::isImageName).toList();
      ignored += names.size() - images.size();
      ignored += folders(folder.resolve(className)).size();
      if (images.isEmpty()) {
        throw Failure.run("a class has no images")
            .received("%s, with none among %d files", folder.resolve(className), names.size())
            .accepted(
                "png, jpg, jpeg, webp, tif, tiff, bmp or gif files directly in every class folder")
            .next("add images of %s, or remove its folder", className)
            .build();
      }
      files.add(images.toArray(String[]::new));
    }
    return new ImageFolderPart(name, prefix, root, classes, files, square, broken, indexDirectory);
  }

  private void requireClasses(List<String> classes) {
    if (classes.size() < 2) {
      throw Failure.run("the image folder %s has too few classes", root)
          .received(classes.isEmpty() ? "no sub-folders" : "one sub-folder: " + classes.get(0))
          .accepted("at least two class folders, directly in it or in its train/ and test/")
          .next("put the images of each class into a folder of the class's name")
          .build();
    }
  }

  private void requireSameClasses(List<String> train, List<String> test) {
    Set<String> trainOnly = new TreeSet<>(train);
    test.forEach(trainOnly::remove);
    Set<String> testOnly = new TreeSet<>(test);
    train.forEach(testOnly::remove);
    if (!trainOnly.isEmpty() || !testOnly.isEmpty()) {
      throw Failure.run("train/ and test/ of %s have different classes", root)
          .received("only in train: %s; only in test: %s", named(trainOnly), named(testOnly))
          .accepted("the same class folders in both")
          .next("add or remove these folders")
          .build();
    }
  }

  private static String named(Set<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static List<String> folders(Path folder) throws IOException {
    return entries(folder, true);
  }

  /** Returns the names of the folders or of the other entries in a folder, sorted; none hidden. */
  private static List<String> entries(Path folder, boolean folders) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      String[] names =
          entries
              .filter(entry -> Files.isDirectory(entry) == folders)
              .map(entry -> entry.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .toArray(String[]::new);
      Arrays.sort(names);
      return List.of(names);
    }
  }
}
