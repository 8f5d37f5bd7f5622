package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.inference.TrainedOnFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that hand results to other programs. */
class ExportCommandTest {
  @TempDir static Path root;
  private static TrainedOnFolder trained;

  @BeforeAll
  static void train() throws Exception {
    trained = TrainedOnFolder.in(root, "features={backbone: pixels}", "checkpoint.name=run");
  }

  /** What a command printed and left with. */
  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--quiet", "--set", "checkpoint.directory=" + trained.checkpoints));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Main.run(all.toArray(String[]::new));
      return new Ended(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  @Test
  void theDocumentSaysHowTheFileCompares() {
    Path file = root.resolve("run.pt");
    Ended ended =
        run("export", "run", "--format", "torchscript", "--output", file.toString(), "--json");
    assertThat(ended.code()).as(ended.err()).isZero();
    JsonObject document = JsonParser.parseString(ended.out()).getAsJsonObject();
    assertThat(document.get("file").getAsString()).isEqualTo(file.toString());
    assertThat(document.get("format").getAsString()).isEqualTo("torchscript");
    assertThat(document.get("precision").getAsString()).isEqualTo("float32");
    JsonObject parity = document.getAsJsonObject("parity");
    assertThat(parity.get("images").getAsInt()).isEqualTo(64);
    assertThat(parity.get("labels-equal").getAsInt()).isEqualTo(64);
    assertThat(parity.get("greatest-difference").getAsDouble()).isLessThan(1e-4);
    assertThat(file).isRegularFile();
  }

  @Test
  void aFolderOfImagesCanBeCompared() {
    Ended ended =
        run(
            "export",
            "run",
            "--format",
            "djl-serving",
            "--output",
            root.resolve("served").toString(),
            "--verify",
            trained.images.resolve("test").toString());
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("15 of 15 labels as `predict` has them");
    assertThat(root.resolve("served/run.pt")).exists();
    assertThat(root.resolve("served/synset.txt")).hasContent("blue\ngreen\nred\n");
  }

  /** Each of these was overwritten without a word. */
  @Test
  void aFileOfSomethingElseIsNotReplaced() throws IOException {
    Path weights = trained.checkpoints.resolve("run/weights.safetensors");
    byte[] before = Files.readAllBytes(weights);
    for (String format : List.of("torchscript", "safetensors", "onnx")) {
      Ended ended = run("export", "run", "--format", format, "--output", weights.toString());
      assertThat(ended.code()).as(format).isEqualTo(2);
      assertThat(ended.err()).contains("what is there would be lost");
    }
    assertThat(weights).hasBinaryContent(before);
    for (String format : List.of("torchscript", "safetensors", "onnx")) {
      String file = root.resolve("twice." + format).toString();
      assertThat(run("export", "run", "--format", format, "--output", file).code()).isZero();
      assertThat(run("export", "run", "--format", format, "--output", file).code()).isZero();
    }
  }

  @Test
  void predictionsAreAskedForInOneForm() {
    String image = trained.images.resolve("test").toString();
    Ended none = run("predict", "--checkpoint", "run", "--top", "0", image);
    assertThat(none.code()).isEqualTo(2);
    Ended two = run("predict", "--checkpoint", "run", "--csv", "--json-lines", image);
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err()).contains("--csv, --json and --json-lines");
  }

  @Test
  void wrongUseSaysWhatIsAccepted() {
    assertThat(run("export", "run", "--format", "caffe").code()).isEqualTo(2);
    assertThat(run("export", "run", "--format", "caffe").err())
        .contains("torchscript", "djl-serving", "onnx", "safetensors");
    assertThat(run("export", "run").code()).isEqualTo(2);
    Ended prepared = run("export", "run", "--format", "torchscript", "--prepared");
    assertThat(prepared.code()).isEqualTo(2);
    assertThat(prepared.err()).contains("accepted: --prepared with --format onnx");
    Ended folder =
        run("export", "run", "--format", "onnx", "--verify", root.resolve("nothing").toString());
    assertThat(folder.code()).isEqualTo(3);
  }

  @Test
  void predictionsComeAsLines() throws Exception {
    Path images = Files.createDirectories(root.resolve("mixed/deeper"));
    for (Path file : trained.testImages("red")) {
      Files.copy(file, images.resolve(file.getFileName()));
    }
    Files.writeString(images.resolve("broken.png"), "no image");
    String folder = images.getParent().toString();
    Ended lines = run("predict", "--checkpoint", "run", "--json-lines", "--top", "2", folder);
    assertThat(lines.code()).as(lines.err()).isZero();
    Ended document = run("predict", "--checkpoint", "run", "--json", "--top", "2", folder);
    List<JsonElement> wanted =
        JsonParser.parseString(document.out())
            .getAsJsonObject()
            .getAsJsonArray("predictions")
            .asList();
    List<JsonObject> given =
        lines.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(given).hasSize(6);
    assertThat(given.stream().filter(one -> one.has("error")))
        .singleElement()
        .satisfies(one -> assertThat(one.get("file").getAsString()).endsWith("broken.png"));
    assertThat(given.stream().filter(one -> one.has("classes")).toList())
        .containsExactlyElementsOf(wanted.stream().map(JsonElement::getAsJsonObject).toList());
  }

  @Test
  void noImageAtAllIsMissingOrFailed() throws Exception {
    Path empty = Files.createDirectories(root.resolve("empty"));
    assertThat(run("predict", "--checkpoint", "run", "--json-lines", empty.toString()).code())
        .isEqualTo(3);
    Files.writeString(empty.resolve("a.png"), "no image");
    Ended broken = run("predict", "--checkpoint", "run", "--json-lines", empty.toString());
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out().lines()).hasSize(1);
    Files.delete(empty.resolve("a.png"));
    try (Stream<Path> left = Files.list(empty)) {
      assertThat(left).isEmpty();
    }
  }
}
