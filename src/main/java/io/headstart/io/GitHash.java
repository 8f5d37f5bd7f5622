package io.headstart.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The name that git has for a file's bytes, by which some servers name them too. */
public final class GitHash {
  private GitHash() {}

  /** Returns the SHA-1 of git's header and the bytes: 40 hexadecimal digits. */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      String header = "blob " + Files.size(file) + "\0";
      digest.update(header.getBytes(StandardCharsets.US_ASCII));
      return Sha256.finish(digest, in);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
