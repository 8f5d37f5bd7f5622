package io.headstart.spark;

import com.google.gson.Gson;
import java.util.List;

/**
 * What a task says of the chunk it made. Travels as text: Spark opens what tasks report where the
 * classes of the application are not known.
 *
 * @param from index of the first row
 * @param count rows made
 * @param machine on which
 * @param broken indices of broken rows in the entry
 * @param reasons why, one for each of them
 */
record ChunkReport(int from, int count, String machine, int[] broken, List<String> reasons) {
  private static final Gson GSON = new Gson();

  String text() {
    return GSON.toJson(this);
  }

  static ChunkReport parse(String text) {
    return GSON.fromJson(text, ChunkReport.class);
  }
}
