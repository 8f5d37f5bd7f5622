package io.headstart.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.experiment.Context;
import io.headstart.experiment.SmallRun;
import io.headstart.experiment.TrainFlow;
import io.headstart.run.RunFile;
import io.headstart.run.WrittenRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of checkpoints that are damaged, foreign or not finished. */
class VerificationTest {
  @TempDir private static Path trained;
  private static Path written;

  @TempDir private Path folder;
  private Path run;

  @BeforeAll
  static void train() {
    written = WrittenRun.train(trained);
  }

  @BeforeEach
  void copy() {
    run = WrittenRun.copy(written, folder.resolve("checkpoints/run"));
  }

  private Checkpoints all() {
    return new Checkpoints(folder.resolve("checkpoints"));
  }

  private List<String> problems() {
    Verification verification = Verification.of(all().find("run"));
    assertThat(verification.resumableAfter()).isEmpty();
    return verification.problems();
  }

  @Test
  void anEmptyFolderIsNothingToGoOnFrom() throws IOException {
    Files.createDirectories(folder.resolve("checkpoints/empty"));
    assertThat(Verification.of(all().find("empty")).problems())
        .containsExactly("manifest.json is missing, and there is no state to go on from");
  }

  @Test
  void whatARunWroteIsWhole() {
    assertThat(Verification.of(all().find("run")).isWhole()).isTrue();
    assertThat(all().find("run").status()).isEqualTo("finished");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RunFile.CONFIG,
        RunFile.STATE,
        RunFile.HISTORY,
        RunFile.UPDATES,
        RunFile.WEIGHTS,
        RunFile.EVALUATION,
        RunFile.PREDICTIONS
      })
  void aFileThatIsMissingTruncatedOrChangedByABitIsNamed(String name) throws IOException {
    Path file = run.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    assertThat(problems()).containsExactly(name + " is missing");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(name + " was changed: its SHA-256 is ");
    Files.write(file, new byte[0]);
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(name + " was changed: its SHA-256 is ");
    bytes[bytes.length - 2] ^= 1;
    Files.write(file, bytes);
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(name + " was changed: its SHA-256 is ");
  }

  @Test
  void aManifestThatVouchesForNothingIsNotWhole() {
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST), manifest -> manifest.add("files", new JsonObject()));
    assertThat(problems())
        .contains(
            "weights.safetensors has no SHA-256 in the manifest",
            "config.yaml has no SHA-256 in the manifest");
  }

  @Test
  void theManifestOfAnotherRunDoesNotVouchForThisOne() throws IOException {
    Path other = WrittenRun.train(folder.resolve("other"), "seed=7");
    Files.delete(run.resolve(RunFile.MANIFEST));
    Files.copy(other.resolve(RunFile.MANIFEST), run.resolve(RunFile.MANIFEST));
    assertThat(problems())
        .anyMatch(problem -> problem.startsWith("weights.safetensors was changed"));
  }

  /** One damaged manifest must not keep the other checkpoints from being listed or chosen. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"name\": \"x\", \"figures\": {}}", "[]", "{\"format\": 9}"})
  void aManifestThatIsNoneIsDamagedAndHarmsNoOther(String text) throws IOException {
    WrittenRun.copy(written, folder.resolve("checkpoints/good"));
    Files.writeString(run.resolve(RunFile.MANIFEST), text);
    assertThat(all().list()).extracting(Checkpoint::status).containsExactly("finished", "damaged");
    assertThat(all().best().name()).isEqualTo("good");
    assertThat(problems()).hasSize(1).first().asString().contains("manifest.json is damaged");
    assertThatThrownBy(() -> all().find("run").head())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("manifest.json is damaged");
  }

  @Test
  void aRunThatWasStoppedOrKilledCanGoOn() {
    Settings settings = SmallRun.settings(folder, "checkpoint.name=stopped");
    assertThatThrownBy(
            () ->
                TrainFlow.train(
                    settings,
                    new Context(
                        folder.resolve("home"),
                        Progress.NONE,
                        () -> Files.exists(folder.resolve("checkpoints/stopped/history.csv")))))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("training was stopped after epoch 1");
    Checkpoint stopped = all().find("stopped");
    assertThat(stopped.status()).isEqualTo("stopped");
    assertThat(Verification.of(stopped).problems()).isEmpty();
    assertThat(Verification.of(stopped).resumableAfter()).hasValue(1);

    assertThat(stopped.folder().resolve(RunFile.MANIFEST).toFile().delete()).isTrue();
    assertThat(Verification.of(stopped).problems()).isEmpty();
    assertThat(Verification.of(stopped).resumableAfter()).hasValue(1);

    WrittenRun.replace(stopped.folder().resolve(RunFile.CONFIG), "train:", "trian:");
    assertThat(Verification.of(stopped).problems())
        .hasSize(1)
        .first()
        .asString()
        .endsWith("config.yaml has 3 problems");
  }

  @Test
  void aStateThatCannotBeReadIsNoneToGoOnFrom() throws IOException {
    Files.delete(run.resolve(RunFile.MANIFEST));
    Files.write(run.resolve(RunFile.STATE), new byte[] {1, 2, 3});
    assertThat(problems()).hasSize(1).first().asString().contains(RunFile.STATE);
  }

  /** A finished run that was to go on and was killed after its next epoch. */
  @Test
  void aFinishedRunWithALaterStateCanGoOn() throws IOException {
    Path later = WrittenRun.train(folder.resolve("later"), "train.epochs=4");
    for (String name : List.of(RunFile.CONFIG, RunFile.STATE, RunFile.HISTORY, RunFile.UPDATES)) {
      Files.delete(run.resolve(name));
      Files.copy(later.resolve(name), run.resolve(name));
    }
    Verification verification = Verification.of(all().find("run"));
    assertThat(verification.problems()).isEmpty();
    assertThat(verification.resumableAfter()).hasValue(4);
    assertThat(all().find("run").state().epoch()).isEqualTo(4);

    // Killed a moment later: the weights are there, the manifest is not.
    Files.write(run.resolve(RunFile.WEIGHTS), Files.readAllBytes(later.resolve(RunFile.WEIGHTS)));
    assertThat(Verification.of(all().find("run")).resumableAfter()).hasValue(4);
    assertThatThrownBy(() -> all().find("run").head())
        .hasMessageContaining("go on with the run if it was stopped");
  }

  @Test
  void anEarlierStateThanTheManifestsIsDamage() throws IOException {
    Path earlier = WrittenRun.train(folder.resolve("earlier"), "train.epochs=2");
    Files.write(run.resolve(RunFile.STATE), Files.readAllBytes(earlier.resolve(RunFile.STATE)));
    assertThat(problems())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("state.safetensors was changed");
    assertThatThrownBy(() -> all().find("run").state())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("not the file that the run wrote");
  }

  @Test
  void changedWeightsAndStatesAreNotUsed() throws IOException {
    for (String name : List.of(RunFile.WEIGHTS, RunFile.STATE)) {
      byte[] bytes = Files.readAllBytes(run.resolve(name));
      bytes[bytes.length - 2] ^= 1;
      Files.write(run.resolve(name), bytes);
    }
    String sums = "(?s).*received: SHA-256 [0-9a-f]{64}\\s.*accepted: SHA-256 [0-9a-f]{64},.*";
    Checkpoint checkpoint = all().find("run");
    assertThatThrownBy(checkpoint::head)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("weights.safetensors is not the file that the run wrote")
        .hasMessageMatching(sums);
    assertThatThrownBy(checkpoint::state)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("state.safetensors is not the file that the run wrote")
        .hasMessageMatching(sums);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", ".", "..", "../../etc/passwd", "checkpoints/run", "a\\b", "a\u001b[2Jb"})
  void whatIsNoNameIsAWrongCommandLine(String name) {
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(() -> all().find(name), () -> all().remove(name))) {
      assertThatThrownBy(use)
          .isInstanceOfSatisfying(
              Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.USAGE))
          .hasMessageContaining("not the name of a checkpoint")
          .message()
          .doesNotContain("\u001b");
    }
  }

  @Test
  void aNameThatNoneHasIsMissing() {
    assertThatThrownBy(() -> all().find("a..b"))
        .isInstanceOfSatisfying(
            Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.MISSING));
  }
}
