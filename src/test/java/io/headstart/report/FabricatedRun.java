package io.headstart.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes the files of a run that never took place. */
final class FabricatedRun {
  static final String HEADER =
      "epoch,updates,learning-rate,batch-loss,batch-cost,train-loss,train-cost,train-accuracy,"
          + "validation-loss,validation-cost,validation-accuracy,test-loss,test-accuracy\n";

  private FabricatedRun() {}

  /** Writes a run of ten classes with everything a run can have. */
  static Path full(Path folder, String name, int epochs, double reached) {
    file(folder, "manifest.json", manifest(name, epochs, reached));
    file(folder, "history.csv", history(epochs, reached));
    StringBuilder updates = new StringBuilder(HEADER);
    for (int update = 1; update <= epochs * 50; update++) {
      double phase = Math.abs(update % 200 / 100.0 - 1);
      updates.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%.8f,%.5f,,,,,,,,,%n",
              1 + (update - 1) / 50,
              update,
              1e-5 + 0.1 * phase,
              0.3 + 2 / (1 + update / 60.0) + 0.1 * Math.sin(update * 7.3)));
    }
    file(folder, "updates.csv", updates.toString());
    StringBuilder rows = new StringBuilder();
    for (int actual = 0; actual < 10; actual++) {
      rows.append(actual == 0 ? "[" : ",[");
      for (int predicted = 0; predicted < 10; predicted++) {
        rows.append(predicted == 0 ? "" : ",").append(count(actual, predicted));
      }
      rows.append(']');
    }
    file(
        folder,
        "evaluation.json",
        "{\"set\":\"test\",\"count\":1000,\"confusion\":[" + rows + "]}");
    file(
        folder,
        "config.yaml",
        "seed: 0\nmodel:\n  hidden: [64]\ntrain:\n  epochs: "
            + epochs
            + "\n  learning-rate: 0.01\n");
    return folder;
  }

  /** Row sums are 100: cats and dogs are confused most. */
  private static int count(int actual, int predicted) {
    if (actual == predicted) {
      return actual == 3 ? 79 : actual == 5 ? 82 : 93;
    }
    if (actual == 3) {
      return predicted == 5 ? 14 : predicted == 6 ? 4 : predicted == 2 ? 3 : 0;
    }
    if (actual == 5) {
      return predicted == 3 ? 15 : predicted == 7 ? 3 : 0;
    }
    return predicted == (actual + 1) % 10 ? 5 : predicted == (actual + 8) % 10 ? 2 : 0;
  }

  static String manifest(String name, int epochs, double reached) {
    return String.format(
        Locale.ROOT,
        """
        {"format":1,"name":"%s","status":"finished","created":"2026-11-21T02:03:04Z",
         "program":"0.1.0","versions":{"java":"17.0.15","djl":"0.35.1","pytorch":"2.7.1"},
         "device":"cpu","seed":0,"classes":["airplane","automobile","bird","cat","deer","dog",
         "frog","horse","ship","truck"],"future":{"unknown":[1,2]},
         "data":{"name":"cifar10","parts":[{"name":"data_batch_1","count":10000,
         "hash":"54636561a3ce25bd3e19253c6b0d8538147b0ae398331ac4a2d86c6d987368cd"}],
         "notes":["Trained on four of the five batches; the fifth is the held-out set."]},
         "backbone":{"name":"resnet18","weights":"zoo","precision":"bfloat16",
         "hash":"e37db339e87dc13ae0831e45818fca454f526ffb"},
         "layers":[512,64,10],"parameters":33482,"epochs":%d,"updates":%d,"bestEpoch":%d,
         "figures":{"train":{"count":36000,"accuracy":%f,"loss":0.2514},
         "validation":{"count":4000,"accuracy":%f,"loss":0.3381},
         "test":{"count":1000,"accuracy":%f,"loss":0.3472}},
         "seconds":{"features":212.3,"train":24.5},
         "files":{"weights.safetensors":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6"}}
        """,
        name,
        epochs,
        625 * epochs,
        Math.max(1, epochs - 2),
        reached + 0.03,
        reached,
        reached - 0.004);
  }

  static String history(int epochs, double reached) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double left = Math.exp(-epoch / 4.0);
      double noise = 0.006 * Math.sin(epoch * 2.7);
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%.6g,%.5f,%.5f,%.5f,%.5f,%.4f,%.5f,%.5f,%.4f,%.5f,%.4f%n",
              epoch,
              625 * epoch,
              0.01 * Math.pow(0.1, Math.floorDiv(epoch - 1, Math.max(1, epochs / 3))),
              0.29 + 1.5 * left,
              0.35 + 1.5 * left,
              0.25 + 1.4 * left,
              0.31 + 1.4 * left,
              reached + 0.03 - 0.5 * left,
              0.34 + 1.3 * left + noise,
              0.40 + 1.3 * left + noise,
              reached - 0.45 * left - noise,
              0.35 + 1.3 * left - noise,
              reached - 0.004 - 0.45 * left + noise));
    }
    return csv.toString();
  }

  static void file(Path folder, String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
