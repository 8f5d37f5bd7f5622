package io.headstart.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.Failure;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * {@code notes.json} of a run: what people say of it. It lies beside the files that the manifest
 * vouches for and is none of them, so that a word more changes no result.
 *
 * @param tags short words to find runs by, each once
 * @param text anything; may be empty
 */
public record Notes(List<String> tags, String text) {
  /** Nothing said. */
  public static final Notes NONE = new Notes(List.of(), "");

  /** Tags of a run at most. */
  public static final int MOST_TAGS = 20;

  /** Letters of a tag at most. */
  public static final int LONGEST_TAG = 40;

  /** Letters of the text at most. */
  public static final int LONGEST_TEXT = 10_000;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Copies the tags. */
  public Notes {
    tags = List.copyOf(tags);
  }

  /**
   * Checks what somebody wrote; spaces around tags go, and tags that are there twice.
   *
   * @throws Failure when it is too long, or a tag has a comma or a control character
   */
  public static Notes of(List<String> tags, String text) {
    LinkedHashSet<String> once = new LinkedHashSet<>();
    for (String tag : tags) {
      String stripped = tag.strip();
      boolean plain =
          stripped.length() <= LONGEST_TAG
              && stripped.chars().noneMatch(c -> c == ',' || Character.isISOControl(c));
      if (!plain) {
        throw Failure.usage("this is no tag")
            .received("\"%s\"", stripped.replaceAll("\\p{Cntrl}", "?"))
            .accepted("up to %d letters without a comma", LONGEST_TAG)
            .next("shorten it, or write it into the note")
            .build();
      }
      if (!stripped.isEmpty()) {
        once.add(stripped);
      }
    }
    if (once.size() > MOST_TAGS || text.length() > LONGEST_TEXT) {
      throw Failure.usage("the note is too long")
          .received("%d tags and %,d letters", once.size(), text.length())
          .accepted("up to %d tags and %,d letters", MOST_TAGS, LONGEST_TEXT)
          .next("shorten it")
          .build();
    }
    return new Notes(List.copyOf(once), text.strip());
  }

  /**
   * Reads the notes of a run's folder; those of a run without the file are empty.
   *
   * @throws Failure when the file is damaged
   */
  public static Notes read(Path folder) {
    Path file = folder.resolve(RunFile.NOTES);
    if (!Files.exists(file)) {
      return NONE;
    }
    JsonFields fields = JsonFields.read(file);
    return new Notes(fields.texts("tags").orElse(List.of()), fields.text("text").orElse(""));
  }

  /** Reads the notes of a run's folder; those that are damaged are as if they were not there. */
  public static Notes readable(Path folder) {
    try {
      return read(folder);
    } catch (Failure damaged) {
      return NONE;
    }
  }

  /** Writes the notes into a run's folder; empty ones remove the file. */
  public void write(Path folder) {
    Path file = folder.resolve(RunFile.NOTES);
    if (equals(NONE)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw DiskFailure.writing(file, e);
      }
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tags", tags);
    fields.put("text", text);
    AtomicFiles.write(file, GSON.toJson(fields) + "\n");
  }
}
