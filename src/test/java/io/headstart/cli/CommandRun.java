package io.headstart.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.engine.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line that was run in a process and a folder of its own, its caches below that folder.
 *
 * @param code its exit code
 * @param text what it printed, results and messages together
 */
record CommandRun(int code, String text) {
  static CommandRun of(Path folder, String... arguments) throws IOException, InterruptedException {
    Process process = start(folder, arguments);
    String text = ChildJvm.output(process);
    return new CommandRun(process.waitFor(), text);
  }

  static Process start(Path folder, String... arguments) throws IOException {
    return ChildJvm.start(
        folder, Map.of("HEADSTART_HOME", folder.resolve("home").toString()), Main.class, arguments);
  }

  /** Trains a head of seconds on drawn images, in {@code checkpoints} of the folder. */
  static CommandRun train(Path folder, String name, String... more)
      throws IOException, InterruptedException {
    return of(folder, training(name, more));
  }

  static String[] training(String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--offline",
                "--set=data.source=synthetic",
                "--set=data.synthetic={train: 120, test: 30}",
                "--set=features.backbone=pixels",
                "--set=baselines=false",
                "--set=train.epochs=3",
                "--set=checkpoint.name=" + name));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Returns the document that it printed. */
  JsonObject json() {
    return JsonParser.parseString(text.substring(text.indexOf('{'))).getAsJsonObject();
  }
}
