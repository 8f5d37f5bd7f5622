package io.headstart.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The one JSON document of {@code --json}. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private static final Gson LINES =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private static final Pattern CONTROL = Pattern.compile("[\\x7f-\\x9f]");

  private Json() {}

  static void print(Object document) {
    System.out.println(harmless(GSON.toJson(document)));
  }

  /** Prints one of many documents, each on a line of its own. */
  static void printLine(Object document) {
    System.out.println(harmless(LINES.toJson(document)));
  }

  /** Gson escapes control characters up to 31; those from 127 on are such, too. */
  private static String harmless(String json) {
    return CONTROL
        .matcher(json)
        .replaceAll(found -> "\\\\u00" + Integer.toHexString(found.group().charAt(0)));
  }

  static Map<String, Object> error(String message, int code) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", message);
    document.put("exit-code", code);
    return document;
  }
}
