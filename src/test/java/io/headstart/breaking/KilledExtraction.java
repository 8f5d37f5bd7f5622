package io.headstart.breaking;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** SIGKILL while features are extracted: rows that a chunk has completed are not made again. */
final class KilledExtraction {
  private static final Job JOB = Job.EXTRACTION;
  private static final String SUBJECT = "kill " + JOB.name();

  private KilledExtraction() {}

  static void run(Bench bench, int kills) throws IOException, InterruptedException {
    Place place = bench.trainer().place();
    Random random = bench.random(SUBJECT);
    Place.Snapshot start = bench.prepared(JOB);
    Results expected = bench.expected(JOB);
    place.restore(start);
    Ended whole = bench.trainer().run(JOB.command());
    int all = extracted(whole);
    long longest = Math.round(1000 * whole.seconds());
    for (int i = 0; i < kills; i++) {
      place.restore(start);
      long begun = System.nanoTime();
      long delay = longest / 3 + random.nextInt((int) (longest * 2 / 3));
      bench.trainer().begin(JOB.command()).killAfter(delay);
      int complete = completeRows(place.snapshot());
      Ended again = bench.trainer().run(JOB.command());
      String how = "round %d, killed after %d ms with %d rows".formatted(i + 1, delay, complete);
      if (again.succeeded() && extracted(again) > Math.max(0, all - complete)) {
        bench.findings().found(SUBJECT, how, extracted(again) + " rows were made afterwards");
      }
      new Recovery(JOB, place, expected, bench.findings())
          .check(SUBJECT, how, bench.trainer()::run);
      bench.findings().done(SUBJECT, (System.nanoTime() - begun) / 1e9);
    }
  }

  private static int extracted(Ended ended) {
    return JsonParser.parseString(ended.out()).getAsJsonObject().get("extracted").getAsInt();
  }

  /** Returns the rows of complete entries, and of whole lines in the journals of the others. */
  private static int completeRows(Place.Snapshot content) {
    int rows = 0;
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      String path = file.getKey();
      String text = new String(file.getValue(), StandardCharsets.ISO_8859_1);
      if (path.endsWith(".json") && content.containsKey(path.replace(".json", ".safetensors"))) {
        rows += JsonParser.parseString(text).getAsJsonObject().get("count").getAsInt();
      } else if (path.endsWith(".journal") && text.contains("\n")) {
        String line = text.substring(0, text.lastIndexOf('\n'));
        String last = line.substring(line.lastIndexOf('\n') + 1);
        rows += Integer.parseInt(last.substring(0, last.indexOf(' ')));
      }
    }
    return rows;
  }
}
