package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.config.DataSettings.Resize;
import io.headstart.operation.Cutout;
import io.headstart.operation.Rotation;
import io.headstart.schedule.OneCycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# only a comment\n", "---\n", "{}", "null"})
  void anEmptyFileGivesTheDefaults(String yaml) {
    assertThat(read(yaml)).isEqualTo(Settings.defaults());
  }

  @Test
  void aKeyLeftOutKeepsItsDefault() {
    Settings settings = read("train:\n  epochs: 3\n");

    assertThat(settings.train().epochs()).isEqualTo(3);
    assertThat(settings.train().batchSize()).isEqualTo(TrainSettings.defaults().batchSize());
    assertThat(settings.model()).isEqualTo(ModelSettings.defaults());
  }

  @Test
  void keysAndChoicesAreInKebabCase() {
    TrainSettings train =
        read("train: {l2-form: full, learning-rate: 0.5, schedule: {type: one-cycle}}").train();

    assertThat(train.l2Form()).isEqualTo(TrainSettings.L2Form.FULL);
    assertThat(train.learningRate()).isEqualTo(0.5);
    assertThat(train.schedule()).isEqualTo(OneCycle.defaults());
  }

  @Test
  void weightsOfClassesAreAMapOfTheirNamesOrARule() {
    Settings named = read("train: {class-weights: {'null': 2, 7: 0.5, bee: 1e3}}");
    assertThat(named.train().classWeights())
        .isEqualTo(ClassWeights.of(Map.of("null", 2.0, "7", 0.5, "bee", 1000.0)));
    assertThat(read("train: {class-weights: balanced}").train().classWeights())
        .isEqualTo(ClassWeights.BALANCED);
    assertThat(read("").train().classWeights()).isEqualTo(ClassWeights.NONE);
  }

  @Test
  void aNumberMayHaveAnExponentWithoutAPoint() {
    assertThat(read("train: {l2: 1e-3}").train().l2()).isEqualTo(0.001);
    assertThat(read("train: {learning-rate: 1}").train().learningRate()).isEqualTo(1);
    assertThat(read("train: {learning-rate: .5}").train().learningRate()).isEqualTo(0.5);
  }

  @Test
  void theSeedHas64Bits() {
    assertThat(read("seed: -9223372036854775808").seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(read("seed: 0x10").seed()).isEqualTo(16);
  }

  @Test
  void anOptionalSectionIsNullOrFilledWithItsDefaults() {
    assertThat(read("train: {noise: null}").train().noise()).isEmpty();
    assertThat(read("train: {noise: {share: 0.5}}").train().noise())
        .contains(new TrainSettings.Noise(0.01, 0.5));
    assertThat(read("features: {pca: {variance: 0.9}}").features().pca())
        .contains(new FeatureSettings.Pca(Optional.empty(), Optional.of(0.9)));
  }

  @Test
  void theValidationImagesAreACountAShareOrParts() {
    assertThat(validation("5000")).isEqualTo(DataSettings.Validation.share(5000));
    assertThat(validation("0")).isEqualTo(DataSettings.Validation.share(0));
    assertThat(validation("0.25")).isEqualTo(DataSettings.Validation.share(0.25));
    assertThat(validation("data_batch_5"))
        .isEqualTo(DataSettings.Validation.of(List.of("data_batch_5")));
    for (String written : List.of("[\"0.25\"]", "\"0.25\"", "[\" .25 \"]")) {
      assertThat(validation(written)).isEqualTo(DataSettings.Validation.share(0.25));
    }
    assertThat(validation("[\"5000\"]")).isEqualTo(DataSettings.Validation.share(5000));
    assertThat(validation("[\"0.25\", a]").parts()).containsExactly("0.25", "a");
    assertThat(validation("[a, b]")).isEqualTo(DataSettings.Validation.of(List.of("a", "b")));
  }

  @Test
  void aListOfPartsMayBeASinglePart() {
    DataSettings.Split split = read("data:\n  split:\n    train: train[0:49000]\n").data().split();

    assertThat(split.train()).containsExactly("train[0:49000]");
  }

  @Test
  void anOperationMayBeJustItsName() {
    AugmentSettings augment =
        read("augment: {copies: 1, operations: [cutout], views: [[], [{name: rotation}]]}")
            .augment();

    assertThat(augment.operations()).containsExactly(Cutout.defaults());
    assertThat(augment.views()).containsExactly(List.of(), List.of(Rotation.defaults()));
  }

  @Test
  void anOverrideTakesThePlaceOfTheFilesValue() {
    Settings settings =
        read(
            "train: {epochs: 3, batch-size: 8}\nfeatures: {pca: null}",
            "train.epochs=4",
            "train.epochs=5",
            "model.hidden=[8, 9]",
            "features.pca.components=7",
            "train.noise={share: 1}",
            "data.split.train=train[0:10]",
            "checkpoint.name=");

    assertThat(settings.train().epochs()).isEqualTo(5);
    assertThat(settings.train().batchSize()).isEqualTo(8);
    assertThat(settings.model().hidden()).containsExactly(8, 9);
    assertThat(settings.features().pca().orElseThrow().components()).contains(7);
    assertThat(settings.train().noise().orElseThrow().share()).isEqualTo(1);
    assertThat(settings.data().split().train()).containsExactly("train[0:10]");
    assertThat(settings.checkpoint().name()).isEmpty();
  }

  @Test
  void anOverrideHealsAWrongValueOfTheFile() {
    assertThat(read("train: {epochs: many}", "train.epochs=5").train().epochs()).isEqualTo(5);
  }

  @Test
  void aFileIsReadAsUtf8WithOrWithoutAMark(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.yaml");
    Files.writeString(file, "\uFEFFcheckpoint: {directory: Öfen}");

    assertThat(SettingsReader.read(file, List.of()).checkpoint().directory()).isEqualTo("Öfen");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("no.yaml");

    assertThatThrownBy(() -> SettingsReader.read(file, List.of()))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("the configuration " + file + " was not found")
        .extracting(failure -> ((Failure) failure).kind())
        .isEqualTo(Failure.Kind.MISSING);
  }

  @Test
  void bytesThatAreNotTextAreRefused(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> SettingsReader.read(file, List.of()))
        .hasMessageContaining("received: bytes that are not UTF-8 text");
  }

  private static DataSettings.Validation validation(String yaml) {
    return read("data: {split: {validation: " + yaml + "}}").data().split().validation();
  }

  private static Settings read(String yaml, String... overrides) {
    return SettingsReader.parse(yaml, "a.yaml", List.of(overrides));
  }

  /** Version 0.1.0 had no key for it and stretched; other sources are squares already. */
  @Test
  void aKeptFolderWithoutResizeWasStretched() {
    assertThat(keptResize("")).isEqualTo(Resize.CROP);
    assertThat(keptResize("data: {source: cifar10}")).isEqualTo(Resize.CROP);
    assertThat(keptResize("data: {source: folder, path: photos}")).isEqualTo(Resize.STRETCH);
    assertThat(keptResize("data: {source: folder, path: photos, resize: pad}"))
        .isEqualTo(Resize.PAD);
    assertThat(keptResize("data: {source: folder, path: photos}", "data.resize=crop"))
        .isEqualTo(Resize.CROP);
    assertThat(SettingsReader.parse("data: {source: folder}", "x.yaml", List.of()).data().resize())
        .as("what a user writes now")
        .isEqualTo(Resize.CROP);
  }

  private static Resize keptResize(String yaml, String... overrides) {
    return SettingsReader.parseKept(yaml, "config.yaml", List.of(overrides)).data().resize();
  }

  /** SnakeYAML Engine reads 1,024 or 1,025 characters at once, and a character may be two. */
  @Test
  void aCommentMayHaveACharacterOfTwoHalvesAnywhere() {
    for (int before = 1000; before < 1050; before++) {
      String yaml = "#" + "x".repeat(before) + "\uD83D\uDE00\nseed: 7\n";
      assertThat(SettingsReader.parse(yaml, "a.yaml", List.of()).seed()).isEqualTo(7);
    }
  }
}
