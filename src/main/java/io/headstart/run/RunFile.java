package io.headstart.run;

import io.headstart.Failure;
import io.headstart.io.DiskFailure;
import io.headstart.io.Sha256;
import io.headstart.io.SmallFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names of the files in a run's folder, and their text. */
public final class RunFile {
  /** The effective settings. */
  public static final String CONFIG = "config.yaml";

  /** What a run goes on from. */
  public static final String STATE = "state.safetensors";

  /** Figures of every epoch. */
  public static final String HISTORY = "history.csv";

  /** Figures within epochs, where asked for. */
  public static final String UPDATES = "updates.csv";

  /** The head. */
  public static final String WEIGHTS = "weights.safetensors";

  /** The confusion matrix of the test images, where there are any. */
  public static final String EVALUATION = "evaluation.json";

  /** What the images of the confusion matrix were taken for, one by one. */
  public static final String PREDICTIONS = "predictions.csv";

  /** How the head's probabilities are to be read, where it was calibrated. */
  public static final String CALIBRATION = "calibration.safetensors";

  /** What calibration came to, where the head was calibrated. */
  public static final String CALIBRATION_FIGURES = "calibration.json";

  /** Where the run came from and what it is worth; written last. */
  public static final String MANIFEST = "manifest.json";

  /** What people say of the run; no part of what the manifest vouches for. */
  public static final String NOTES = "notes.json";

  /** Bytes of a text: an evaluation of 1,000 classes has some 5 million, 100,000 epochs 20. */
  private static final int LONGEST = 256 << 20;

  private RunFile() {}

  /**
   * Returns the text of a file in UTF-8.
   *
   * @throws Failure when it cannot be read or is no such text
   */
  public static String text(Path file) {
    return text(file, () -> SmallFile.text(file, LONGEST));
  }

  /**
   * Returns the text of the first bytes of a file in UTF-8.
   *
   * @throws Failure when it cannot be read or is no such text
   */
  static String text(Path file, long bytes) {
    return text(
        file,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            byte[] read = in.readNBytes((int) Math.min(bytes, LONGEST));
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
          }
        });
  }

  private interface Reading {
    String text() throws IOException;
  }

  private static String text(Path file, Reading reading) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IOException("no regular file");
      }
      return reading.text();
    } catch (CharacterCodingException e) {
      throw damaged(file, "bytes that are not UTF-8", "text in UTF-8");
    } catch (IOException e) {
      throw Failure.run("%s cannot be read", file)
          .received("%s", e)
          .accepted("a readable file")
          .next("check the file's permissions and the disk")
          .cause(e)
          .build();
    }
  }

  /**
   * Returns the SHA-256 of a file.
   *
   * @throws Failure when it cannot be read
   */
  public static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  /** Returns the failure of a file that is there and is not what it must be. */
  public static Failure damaged(Object file, String received, String accepted) {
    return Failure.run("%s is damaged", file)
        .received("%s", received)
        .accepted("%s", accepted)
        .next("restore the file from a copy, or train the run again")
        .build();
  }
}
