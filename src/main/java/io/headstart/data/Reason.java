package io.headstart.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Why an image cannot be read, in words: decoders and files often say it in Java's alone. */
public final class Reason {
  static final String DAMAGED = "damaged or cut off";

  /** What names a Java class. */
  private static final Pattern CLASS =
      Pattern.compile("\\w(Exception|Error)\\b|\\b(java|javax|com|org)\\.\\w+\\.");

  private Reason() {}

  /** Returns it; no class of Java's is named. */
  public static String of(IOException e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "the file is not there";
    }
    if (e instanceof AccessDeniedException) {
      return "the file may not be read";
    }
    String message = e.getMessage();
    return message == null || message.isBlank() || CLASS.matcher(message).find()
        ? DAMAGED
        : message;
  }
}
