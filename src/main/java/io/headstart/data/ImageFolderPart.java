package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** One part of an {@link ImageFolder}: file names by class, decoded when read. */
final class ImageFolderPart implements ImageSet {
  private static final String FORMAT = "image folder 1";

  private final String name;
  private final String prefix;
  private final Path root;
  private final List<String> classes;
  private final List<String[]> files;
  private final int[] ends;
  private final int imageSize;
  private final BrokenImages broken;
  private final Path indexDirectory;
  private String contentHash;

  /**
   * Takes the lists of files.
   *
   * @param prefix path of the part's folder relative to the root: empty, or ending in '/'
   * @param classes class names, which are the names of the folders
   * @param files names of the image files of every class
   */
  ImageFolderPart(
      String name,
      String prefix,
      Path root,
      List<String> classes,
      List<String[]> files,
      int imageSize,
      BrokenImages broken,
      Path indexDirectory) {
    this.name = name;
    this.prefix = prefix;
    this.root = root;
    this.classes = classes;
    this.files = files;
    this.imageSize = imageSize;
    this.broken = broken;
    this.indexDirectory = indexDirectory;
    ends = new int[files.size()];
    int end = 0;
    for (int c = 0; c < ends.length; c++) {
      end = Math.addExact(end, files.get(c).length);
      ends[c] = end;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return ends[ends.length - 1];
  }

  @Override
  public int height() {
    return imageSize;
  }

  @Override
  public int width() {
    return imageSize;
  }

  @Override
  public int label(int index) {
    int found = Arrays.binarySearch(ends, index + 1);
    return found >= 0 ? found : -found - 1;
  }

  @Override
  public String imageName(int index) {
    int label = label(index);
    int start = label == 0 ? 0 : ends[label - 1];
    return prefix + classes.get(label) + "/" + files.get(label)[index - start];
  }

  @Override
  public OptionalInt storedSide(int index) {
    return DecodedImage.shorterSide(root.resolve(imageName(index)));
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    String path = imageName(index);
    try {
      DecodedImage.read(root.resolve(path)).toSquare(imageSize, pixels, offset);
      return true;
    } catch (IOException e) {
      Arrays.fill(pixels, offset, offset + bytesPerImage(), (byte) 0);
      broken.add(path, String.valueOf(e.getMessage()));
      return false;
    }
  }

  @Override
  public List<String> broken() {
    return broken.list(prefix);
  }

  /** {@inheritDoc} Files that have not changed since the last time are not read for it. */
  @Override
  public synchronized String contentHash() {
    if (contentHash == null) {
      try (FileHashIndex index = new FileHashIndex(indexDirectory, root.resolve(prefix))) {
        contentHash = hash(index);
        index.commit();
      } catch (IOException e) {
        throw Failure.run("cannot hash the images in %s", root.resolve(prefix))
            .received("%s", e)
            .accepted("readable image files")
            .next("check the permissions, and that no image was removed since the start")
            .cause(e)
            .build();
      }
    }
    return contentHash;
  }

  private String hash(FileHashIndex index) throws IOException {
    ImageSetHash hash = new ImageSetHash(FORMAT).add(imageSize).add(classes.size());
    for (int c = 0; c < ends.length; c++) {
      hash.add(classes.get(c)).add(files.get(c).length);
      for (String file : files.get(c)) {
        hash.add(index.hash(classes.get(c) + "/" + file));
      }
    }
    return hash.hex();
  }
}
