package io.headstart.data;

import io.headstart.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;

/**
 * One part of an {@link ImageFolder} or an {@link ImageList}: labelled files, decoded when read.
 */
final class ImageFiles implements ImageSet {
  private static final String FORMAT = "image folder 1";

  private final String name;
  private final FileTree tree;
  private final String folder;
  private final String index;
  private final LabelledPaths images;
  private final FileReading reading;
  private String contentHash;

  /**
   * Takes the files.
   *
   * @param tree where they lie
   * @param folder below which all of them lie: empty, or ending in '/'
   * @param index tells parts apart that share the folder; empty where none does
   */
  ImageFiles(
      String name,
      FileTree tree,
      String folder,
      String index,
      LabelledPaths images,
      FileReading reading) {
    this.name = name;
    this.tree = tree;
    this.folder = folder;
    this.index = index;
    this.images = images;
    this.reading = reading;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int height() {
    return reading.square().side();
  }

  @Override
  public int width() {
    return reading.square().side();
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }

  /** {@inheritDoc} Here the file's path relative to {@code data.path}. */
  @Override
  public String imageName(int index) {
    return images.path(index);
  }

  @Override
  public OptionalInt storedSide(int index) {
    try (InputStream file = tree.open(images.path(index))) {
      return DecodedImage.shorterSide(file);
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public Optional<String> group(int index) {
    return images.group(index);
  }

  @Override
  public float weight(int index) {
    return images.weight(index);
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    String path = images.path(index);
    try {
      reading.square().draw(tree.image(path, reading.square()), pixels, offset);
      return true;
    } catch (IOException e) {
      Arrays.fill(pixels, offset, offset + bytesPerImage(), (byte) 0);
      reading.broken().add(path, Reason.of(e));
      return false;
    }
  }

  @Override
  public void noteBroken(int index, String reason) {
    reading.broken().add(images.path(index), reason);
  }

  @Override
  public List<String> broken() {
    return reading.broken().list(images::contains);
  }

  /** {@inheritDoc} Files that have not changed since the last time are not read for it. */
  @Override
  public synchronized String contentHash() {
    if (contentHash == null) {
      try (FileHashIndex hashes =
          new FileHashIndex(reading.indexDirectory(), tree, folder, index)) {
        contentHash = hash(hashes);
        hashes.commit();
      } catch (IOException e) {
        throw Failure.run("cannot hash the images in %s", tree.place(folder))
            .received("%s", e)
            .accepted("readable image files")
            .next("check the permissions, and that no image was removed since the start")
            .cause(e)
            .build();
      }
    }
    return contentHash;
  }

  private String hash(FileHashIndex hashes) throws IOException {
    String[] ofImages = new String[images.size()];
    int[] order = images.byPath();
    PrimitiveIterator.OfInt answered = Arrays.stream(order).iterator();
    hashes.hashes(
        Arrays.stream(order)
            .mapToObj(image -> images.path(image).substring(folder.length()))
            .iterator(),
        one -> ofImages[answered.nextInt()] = one);
    ImageSetHash hash =
        new ImageSetHash(FORMAT).add(reading.square().side()).add(images.classes().size());
    int image = 0;
    for (int c = 0; c < images.classes().size(); c++) {
      hash.add(images.classes().get(c)).add(images.end(c) - image);
      for (; image < images.end(c); image++) {
        hash.add(ofImages[image]);
      }
    }
    if (!reading.square().key().isEmpty()) {
      hash.add(reading.square().key());
    }
    return hash.hex();
  }
}
