package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the shaded jar itself, as a user does, with no network. */
class TrainerJarIT {
  private static final Path JAR = Path.of(System.getProperty("trainer.jar", "target/trainer.jar"));

  @TempDir private Path folder;

  private record Ended(int code, String out, String err) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("HEADSTART_HOME", folder.resolve("home").toString());
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** A small run of the whole pipeline: drawn images, random ResNet-18, head. */
  private static String[] small(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set",
                "data.source=synthetic",
                "--set",
                "data.synthetic={train: 200, test: 50}",
                "--set",
                "features.weights=random",
                "--set",
                "features.image-size=64",
                "--set",
                "features.standardize=true",
                "--set",
                "train.epochs=3",
                "--offline"));
    // The command goes first; of two --set of one key the last wins.
    boolean command = more.length > 0 && !more[0].startsWith("--");
    List<String> all = new ArrayList<>(command ? List.of(more[0]) : List.of());
    all.addAll(arguments);
    all.addAll(List.of(more).subList(command ? 1 : 0, more.length));
    return all.toArray(String[]::new);
  }

  @Test
  void theWholePipelineRunsOfflineAndKeepsItsPromises() throws Exception {
    String[] command =
        small("train", "--json", "--set", "train.epochs=30", "--set", "train.learning-rate=0.05");
    Ended first = run(command);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err()).as("what libtorch mutters").doesNotContain("deprecated");
    JsonObject result = JsonParser.parseString(first.out()).getAsJsonObject();
    assertThat(result.get("checkpoint").getAsString()).isEqualTo("model_1");
    assertThat(result.get("epochs").getAsInt()).isEqualTo(30);
    for (String set : List.of("train", "validation", "test")) {
      JsonObject figures = result.getAsJsonObject(set);
      // A tenth would be chance; most of the training images are known by heart.
      assertThat(figures.get("accuracy").getAsDouble())
          .as(set)
          .isGreaterThan(set.equals("train") ? 0.8 : 0.2);
      assertThat(figures.get("loss").getAsDouble())
          .as(set)
          .isLessThan(set.equals("train") ? 1 : Math.log(10));
      assertThat(figures.get("top-5-accuracy").getAsDouble()).as(set).isGreaterThan(0.6);
      assertThat(figures.get("balanced-accuracy").getAsDouble()).as(set).isGreaterThan(0.2);
    }
    assertThat(result.getAsJsonObject("train").get("count").getAsInt()).isEqualTo(180);
    assertThat(result.getAsJsonObject("test").get("count").getAsInt()).isEqualTo(50);
    assertThat(result.get("kept-epoch").getAsInt()).isEqualTo(30);
    assertThat(result.get("best-epoch").getAsInt()).isBetween(1, 30);
    assertThat(result.getAsJsonObject("features").get("images-per-second").getAsDouble())
        .isPositive();
    assertThat(result.get("device").getAsString()).isEqualTo("cpu");
    assertThat(first.err()).contains("RANDOM weights");

    Ended second = run(command);
    JsonObject again = JsonParser.parseString(second.out()).getAsJsonObject();
    assertThat(again.get("checkpoint").getAsString()).isEqualTo("model_2");
    assertThat(again.getAsJsonObject("features").get("extracted").getAsInt()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("checkpoints/model_2/weights.safetensors")))
        .as("the same seed gives the same weights in two processes")
        .isEqualTo(Files.readAllBytes(folder.resolve("checkpoints/model_1/weights.safetensors")));

    Ended evaluated = run("evaluate", "--json", "--offline");
    assertThat(JsonParser.parseString(evaluated.out()).getAsJsonObject().get("accuracy"))
        .isEqualTo(result.getAsJsonObject("test").get("accuracy"));
    assertThat(run("checkpoints", "verify").out()).contains("model_1: whole", "model_2: whole");
    assertThat(folder.resolve("checkpoints/model_1/report/index.html")).exists();

    // Somebody sets one bias by hand.
    Path weights = folder.resolve("checkpoints/model_2/weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    for (String use : List.of("evaluate", "report")) {
      boolean report = use.equals("report");
      String[] arguments = {use, report ? "model_2" : "--checkpoint=model_2", "--offline"};
      Ended refused = run(arguments);
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("received: SHA-256", "add --allow-modified");
      Ended allowed = run(concat(arguments, "--allow-modified", "--json"));
      assertThat(allowed.code()).as(allowed.err()).isZero();
      assertThat(allowed.err()).contains("warning: weights.safetensors was changed");
      if (!report) {
        assertThat(JsonParser.parseString(allowed.out()).getAsJsonObject().get("modified"))
            .hasToString("[\"weights.safetensors\"]");
      }
    }
    assertThat(folder.resolve("checkpoints/model_2/report/index.html"))
        .content()
        .contains("Not as the run wrote it: weights.safetensors was changed");
  }

  private static String[] concat(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void headsOfSeveralSeedsEqualThoseTrainedAlone() throws Exception {
    Ended together = run(small("train", "--json", "--seeds", "4,5", "--set", "checkpoint.name=a"));
    assertThat(together.code()).as(together.err()).isZero();
    JsonObject both = JsonParser.parseString(together.out()).getAsJsonObject();
    Ended alone = run(small("train", "--json", "--set", "train.seed=5"));
    JsonObject one = JsonParser.parseString(alone.out()).getAsJsonObject();
    JsonObject second = both.getAsJsonArray("heads").get(1).getAsJsonObject();
    assertThat(second.get("checkpoint").getAsString()).isEqualTo("a-seed5");
    for (String set : List.of("train", "test")) {
      double expected = one.getAsJsonObject(set).get("loss").getAsDouble();
      double actual = second.getAsJsonObject(set).get("loss").getAsDouble();
      assertThat(actual).isCloseTo(expected, within(1e-5 * expected));
      JsonObject spread = both.getAsJsonObject("accuracy").getAsJsonObject(set);
      assertThat(spread.get("count").getAsInt()).isEqualTo(2);
    }
    assertThat(folder.resolve("checkpoints/a-seed5/manifest.json")).exists();

    Ended twice = run(small("train", "--seeds", "4,4"));
    assertThat(twice.code()).isEqualTo(2);
    assertThat(twice.err()).contains("each seed once");
  }

  @Test
  void aResumedRunEndsWithTheBytesOfOneNeverInterrupted() throws Exception {
    run(small("train", "--set", "checkpoint.name=whole"));
    run(small("train", "--set", "checkpoint.name=part", "--set", "train.epochs=1"));
    Ended resumed = run("train", "--resume", "part", "--set", "train.epochs=3", "--offline");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("checkpoints/part/weights.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("checkpoints/whole/weights.safetensors")));
    assertThat(Files.readString(folder.resolve("checkpoints/part/history.csv")))
        .isEqualTo(Files.readString(folder.resolve("checkpoints/whole/history.csv")));
  }

  @Test
  void mistakesHaveFourPartsTheRightCodeAndLeaveNothingBehind() throws Exception {
    Files.writeString(folder.resolve("wrong.yaml"), "train: {epoch: 3}\nsed: 1\n");
    mistake(run("--config", "wrong.yaml"), 2, "wrong.yaml:1:9", "did you mean epochs?");
    mistake(run("--config", "nowhere.yaml"), 3, "nowhere.yaml");
    mistake(run("--set", "data.path=nowhere", "--offline"), 3, "nowhere");
    mistake(run("--set", "data.source=cifar10", "--offline"), 3, "offline");
    mistake(run(small("--set", "device=cuda")), 3, "cuda");
    Path model = Files.writeString(folder.resolve("model.pt"), "this is no model");
    mistake(run(small("train", "--set", "features.weights=" + model)), 1, "not a TorchScript");
    mistake(run("evaluate", "--checkpoint", "model_9"), 3, "model_9");
    mistake(run("evaluate", "--checkpoint", "../../etc/passwd"), 2, "../../etc/passwd");
    mistake(run("train", "--resume", "../model_1"), 2, "../model_1");
    mistake(run("reproduce", "hlvc"), 3, "no reports to reproduce");
    mistake(run("--no-such-option"), 2, "--no-such-option");
  }

  @Test
  void resultsThatNobodyGotAreNoSuccess() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is always full");
    Ended full = shell("config show > /dev/full");
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).contains("standard output", "No space left on device", "next:");
    // Who closes the pipe has seen enough and need not be told.
    assertThat(shell("config show | head -n 1").err()).isEmpty();
  }

  private Ended shell(String arguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder("sh", "-c", java + " -jar " + JAR.toAbsolutePath() + " " + arguments)
            .directory(folder.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private void mistake(Ended ended, int code, String... texts) throws IOException {
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    assertThat(ended.err()).contains(texts).contains("next:").doesNotContain("\tat ");
    assertThat(ended.out()).isEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString())).doesNotContain("checkpoints");
    }
  }
}
