package io.headstart.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import io.headstart.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * The rows of a list of images, UTF-8: CSV or TSV with a line of column names, or JSON lines, one
 * object each, whose keys are the columns.
 *
 * @param columns all there are, in their order
 * @param rows in their order
 */
record ListFile(Set<String> columns, List<ListRow> rows) {
  /** Images of a list. */
  private static final int MOST_ROWS = 10_000_000;

  /** Bytes of a row, and what readers take ahead of it. */
  private static final int LONGEST_ROW = 1 << 16;

  private static final int READ_AHEAD = 1 << 15;

  /** Returns a column as the list writes it: so, or else, where only one is so, in another case. */
  Optional<String> column(String name) {
    if (columns.contains(name)) {
      return Optional.of(name);
    }
    List<String> alike = columns.stream().filter(name::equalsIgnoreCase).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }

  /** Returns whether a file is a list, by its name. */
  static boolean isListName(String name) {
    return Format.of(name) != Format.NONE;
  }

  private enum Format {
    CSV,
    TSV,
    JSON_LINES,
    NONE;

    static Format of(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".csv")) {
        return CSV;
      } else if (lower.endsWith(".tsv")) {
        return TSV;
      } else if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson")) {
        return JSON_LINES;
      }
      return NONE;
    }
  }

  /**
   * Reads a list.
   *
   * @param path of the list in the tree
   * @param place what to call it in messages
   * @throws Failure when it is damaged, with the line
   */
  static ListFile read(FileTree tree, String path, String place) {
    long[] line = {1};
    try (InputStream file = tree.open(path);
        BudgetStream limited =
            new BudgetStream(file, "a row of more than %,d bytes".formatted(LONGEST_ROW))) {
      limited.allow(LONGEST_ROW + READ_AHEAD);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(limited, StandardCharsets.UTF_8.newDecoder()));
      skipMark(reader);
      return Format.of(path) == Format.JSON_LINES
          ? jsonLines(reader, limited, line)
          : separated(reader, limited, Format.of(path) == Format.TSV ? '\t' : comma(reader), line);
    } catch (CharacterCodingException e) {
      throw damaged(place, line[0], "bytes that are no UTF-8", e);
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      Throwable reason = e instanceof UncheckedIOException ? e.getCause() : e;
      throw damaged(place, line[0], String.valueOf(reason.getMessage()), e);
    }
  }

  private static Failure damaged(String place, long line, String what, Exception cause) {
    return Failure.run("the list %s cannot be read", place)
        .received("at line %,d or after it: %s", line, what.lines().findFirst().orElse(what))
        .accepted(
            "UTF-8: .csv (commas or semicolons) or .tsv (tabs) with a first line of column names, or .jsonl with"
                + " one object a line")
        .next("correct the list, or write it again")
        .cause(cause)
        .build();
  }

  /** Passes over the mark by which some programs say that a file is UTF-8. */
  private static void skipMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
  }

  /**
   * Returns what separates the columns of a CSV: a semicolon where the first line has one and
   * neither comma nor tab, as Excel writes it where the comma is the decimal point.
   */
  private static char comma(BufferedReader reader) throws IOException {
    reader.mark(LONGEST_ROW);
    boolean semicolon = false;
    boolean other = false;
    boolean blank = true;
    for (int i = 0; i < LONGEST_ROW; i++) {
      int next = reader.read();
      if (next < 0 || (!blank && (next == '\n' || next == '\r'))) {
        break;
      }
      blank &= Character.isWhitespace(next);
      semicolon |= next == ';';
      other |= next == ',' || next == '\t';
    }
    reader.reset();
    return semicolon && !other ? ';' : ',';
  }

  private static ListFile separated(
      BufferedReader reader, BudgetStream limited, char delimiter, long[] line) throws IOException {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            // As pandas writes its row numbers.
            .setAllowMissingColumnNames(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(format).get()) {
      Set<String> columns = new LinkedHashSet<>(parser.getHeaderNames());
      List<ListRow> rows = new ArrayList<>();
      Iterator<CSVRecord> records = parser.iterator();
      while (true) {
        limited.allow(LONGEST_ROW + READ_AHEAD);
        line[0] = parser.getCurrentLineNumber() + 1;
        if (!records.hasNext()) {
          return new ListFile(columns, rows);
        }
        CSVRecord record = records.next();
        if (record.size() > columns.size()) {
          throw new IOException(
              "%d fields for %d columns".formatted(record.size(), columns.size()));
        }
        add(rows, new ListRow(line[0], record.toMap()));
      }
    }
  }

  private static ListFile jsonLines(BufferedReader reader, BudgetStream limited, long[] line)
      throws IOException {
    Gson gson = new GsonBuilder().setStrictness(Strictness.STRICT).create();
    Set<String> columns = new LinkedHashSet<>();
    List<ListRow> rows = new ArrayList<>();
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      limited.allow(LONGEST_ROW + READ_AHEAD);
      if (!text.isBlank()) {
        JsonObject object = object(gson, text);
        Map<String, String> fields = new HashMap<>();
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
          if (field.getValue() instanceof JsonPrimitive value) {
            fields.put(field.getKey(), value.getAsString());
          } else if (!field.getValue().isJsonNull()) {
            throw new IOException(field.getKey() + " is neither text nor a number");
          }
        }
        columns.addAll(fields.keySet());
        add(rows, new ListRow(line[0], fields));
      }
      line[0]++;
    }
    return new ListFile(columns, rows);
  }

  private static JsonObject object(Gson gson, String text) throws IOException {
    try {
      if (gson.fromJson(text, JsonElement.class) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException e) {
      throw new IOException("not one JSON object", e);
    }
    throw new IOException("not one JSON object");
  }

  private static void add(List<ListRow> rows, ListRow row) throws IOException {
    if (rows.size() == MOST_ROWS) {
      throw new IOException("more than %,d rows".formatted(MOST_ROWS));
    }
    rows.add(row);
  }
}
