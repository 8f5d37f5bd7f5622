package io.headstart.data;

import io.headstart.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Builds the SHA-256 of {@link ImageSet#contentHash()}: fields are framed by their length, so that
 * no two sequences of fields give the same bytes.
 */
final class ImageSetHash {
  private final MessageDigest digest = Sha256.digest();

  /**
   * Starts a hash.
   *
   * @param format what the fields mean, with a version: another program, another hash
   */
  ImageSetHash(String format) {
    add(format);
  }

  /** Returns the hash of images in memory: their shape, labels and pixels, not their name. */
  static String of(int height, int width, byte[] labels, byte[] pixels) {
    return new ImageSetHash("images uint8 NHWC 1")
        .add(labels.length)
        .add(height)
        .add(width)
        .add(labels)
        .add(pixels)
        .hex();
  }

  /** Returns the hash of groups and weights; empty where every image stands for itself, once. */
  static Optional<String> ofColumns(ImageSet images) {
    // Asked for with every manifest: most sets have neither.
    boolean plain =
        IntStream.range(0, images.size())
            .allMatch(index -> images.group(index).isEmpty() && images.weight(index) == 1);
    if (plain) {
      return Optional.empty();
    }
    ImageSetHash hash = new ImageSetHash("groups and weights 1");
    for (int index = 0; index < images.size(); index++) {
      Optional<String> group = images.group(index);
      hash.add(group.isPresent() ? 1 : 0)
          .add(group.orElse(""))
          .add(Float.floatToIntBits(images.weight(index)));
    }
    return Optional.of(hash.hex());
  }

  ImageSetHash add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  ImageSetHash add(long number) {
    digest.update(ByteBuffer.allocate(8).putLong(number).array());
    return this;
  }

  ImageSetHash add(byte[] bytes) {
    add((long) bytes.length);
    digest.update(bytes);
    return this;
  }

  /** Ends the hash: 64 hexadecimal digits. */
  String hex() {
    return Sha256.hex(digest);
  }
}
