package io.headstart.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one JSON document of {@code --json}. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static void print(Object document) {
    System.out.println(GSON.toJson(document));
  }

  static Map<String, Object> error(String message, int code) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("error", message);
    document.put("exit-code", code);
    return document;
  }
}
