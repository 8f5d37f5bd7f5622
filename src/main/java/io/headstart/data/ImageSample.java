package io.headstart.data;

import io.headstart.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Chosen images of the parts of a data set, as a set of their own. */
public final class ImageSample implements ImageSet {
  private final String name;
  private final List<ImageSet> sets;
  private final int[] parts;
  private final int[] indices;

  /**
   * Names images.
   *
   * @param sets the parts that they are of, all of one size
   * @param parts of each image its part
   * @param indices of each image its index in that part
   */
  public ImageSample(String name, List<ImageSet> sets, int[] parts, int[] indices) {
    this.name = name;
    this.sets = List.copyOf(sets);
    this.parts = parts.clone();
    this.indices = indices.clone();
  }

  private ImageSet set(int index) {
    return sets.get(parts[index]);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return parts.length;
  }

  @Override
  public int height() {
    return sets.get(0).height();
  }

  @Override
  public int width() {
    return sets.get(0).width();
  }

  @Override
  public int label(int index) {
    return set(index).label(indices[index]);
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    return set(index).read(indices[index], pixels, offset);
  }

  /** That of the parts, and which of their images these are. */
  @Override
  public String contentHash() {
    MessageDigest digest = Sha256.digest();
    for (int i = 0; i < parts.length; i++) {
      if (i == 0 || parts[i] != parts[i - 1]) {
        digest.update(set(i).contentHash().getBytes(StandardCharsets.US_ASCII));
      }
      digest.update(ByteBuffer.allocate(4).putInt(indices[i]).array());
    }
    return Sha256.hex(digest);
  }

  @Override
  public String imageName(int index) {
    return set(index).imageName(indices[index]);
  }

  @Override
  public Optional<String> group(int index) {
    return set(index).group(indices[index]);
  }

  @Override
  public float weight(int index) {
    return set(index).weight(indices[index]);
  }

  @Override
  public OptionalInt storedSide(int index) {
    return set(index).storedSide(indices[index]);
  }

  @Override
  public List<String> broken() {
    return sets.stream().flatMap(set -> set.broken().stream()).toList();
  }
}
