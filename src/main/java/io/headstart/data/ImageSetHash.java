package io.headstart.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Builds the SHA-256 of {@link ImageSet#contentHash()}: fields are framed by their length, so that
 * no two sequences of fields give the same bytes.
 */
final class ImageSetHash {
  private final MessageDigest digest = sha256();

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

  /** Returns a fresh SHA-256. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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
    return HexFormat.of().formatHex(digest.digest());
  }
}
