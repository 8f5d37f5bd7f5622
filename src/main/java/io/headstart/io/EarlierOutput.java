package io.headstart.io;

import io.headstart.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Keeps an output from taking the place of a file that is something else. */
public final class EarlierOutput {
  /** Bytes at the beginning of a file among which its sign is. */
  private static final int LOOKED_AT = 1 << 16;

  private EarlierOutput() {}

  /**
   * Checks that a name is free, or has a file that was written like the one that is to take its
   * place.
   *
   * @param sign text that stands near the beginning of all such files
   * @param option by which the user names the file, for the message
   * @throws Failure (usage) when it is something else
   */
  public static void require(Path target, String sign, String option) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean earlier = false;
    if (Files.isRegularFile(target)) {
      try (InputStream in = Files.newInputStream(target)) {
        String start = new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
        earlier = start.contains(sign);
      } catch (IOException e) {
        throw DiskFailure.reading(target, e);
      }
    }
    if (!earlier) {
      throw Failure.usage("what is there would be lost")
          .received("%s, which no such command wrote", target)
          .accepted("a new name, or an earlier output of the same format")
          .next("choose another %s, or take away what is there", option)
          .build();
    }
  }
}
