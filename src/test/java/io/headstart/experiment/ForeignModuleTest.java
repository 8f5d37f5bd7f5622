package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.HeardLines;
import io.headstart.backbone.torchscript.TinyNetwork;
import io.headstart.backbone.torchscript.WritingModule;
import io.headstart.checkpoint.Checkpoints;
import io.headstart.config.Settings;
import io.headstart.io.Sha256;
import io.headstart.run.RunFile;
import io.headstart.run.WrittenRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are programs run when the command line says so, and at no other time. */
class ForeignModuleTest {
  @TempDir private Path folder;
  private Path written;
  private Path module;
  private final HeardLines heard = new HeardLines();

  @BeforeEach
  void makeOne() throws IOException {
    written = folder.resolve("written-by-the-module");
    module = WritingModule.write(folder.resolve("writer.pt"), written);
  }

  private Settings settings(Path weights, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "features.backbone=resnet18",
                "features.image-size=32",
                "features.weights=\"" + weights + "\""));
    all.addAll(List.of(more));
    return SmallRun.settings(folder, all.toArray(String[]::new));
  }

  private Context allowing(Path file) throws IOException {
    return SmallRun.context(folder, heard, () -> false)
        .withModules(new ForeignModules(List.of(Sha256.of(file))));
  }

  @Test
  void itRunsWhereItsHashIsNamedAndAWarningSaysSo() throws IOException {
    FeaturesFlow.run(settings(module), allowing(module), Optional.empty());
    assertThat(written).exists();
    assertThat(heard.lines).anyMatch(line -> line.startsWith("WARNING: writer.pt is a program"));
  }

  @Test
  void withoutItsHashItDoesNotRunAndTheMessageHasTheSwitch() throws IOException {
    Failure failure =
        catchThrowableOfType(
            Failure.class,
            () -> FeaturesFlow.run(settings(module), SmallRun.context(folder), Optional.empty()));
    assertThat(failure)
        .hasMessageContaining("writer.pt")
        .hasMessageContaining("--run-module=" + Sha256.of(module));
    assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
    assertThat(written).doesNotExist();
  }

  @Test
  void anotherHashIsNamedBesideItsOwn() throws IOException {
    Path other = TinyNetwork.write(folder.resolve("tiny.pt"));
    assertThatThrownBy(() -> FeaturesFlow.run(settings(module), allowing(other), Optional.empty()))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("SHA-256 " + Sha256.of(module) + "; allowed is " + Sha256.of(other));
    assertThat(written).doesNotExist();
  }

  /** The folder of a checkpoint may be a stranger's, the module beside its configuration. */
  @Test
  void aCheckpointThatNamesItLeavesNoFileWhateverIsDoneWithIt() throws IOException {
    Path tiny = TinyNetwork.write(folder.resolve("tiny.pt"));
    Path run = TrainFlow.train(settings(tiny, "checkpoint.name=run"), allowing(tiny)).folder();
    Path planted = Files.copy(module, run.resolve("weights.pt"));
    WrittenRun.replace(run.resolve(RunFile.CONFIG), tiny.toString(), planted.toString());
    Settings given = SmallRun.settings(folder);
    WrittenRun.edit(
        run.resolve(RunFile.MANIFEST),
        manifest ->
            manifest
                .getAsJsonObject("files")
                .addProperty(RunFile.CONFIG, sha256(run.resolve(RunFile.CONFIG))));
    Path image = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    Checkpoints all = new Checkpoints(Path.of(given.checkpoint().directory()));
    Context plain = SmallRun.context(folder);
    Context tinyOnly = allowing(tiny);
    Context both =
        tinyOnly.withModules(new ForeignModules(List.of(Sha256.of(tiny), Sha256.of(module))));
    for (Context context : List.of(plain, tinyOnly, both)) {
      assertThatThrownBy(
              () ->
                  PredictFlow.run(
                      PredictFlow.Question.of(all.find("run"), List.of(), List.of(image)), context))
          .isInstanceOf(Failure.class);
      assertThatThrownBy(() -> EvaluateFlow.run(Optional.of("run"), all, List.of(), context))
          .isInstanceOf(Failure.class);
      assertThat(written).doesNotExist();
    }
    assertThatThrownBy(() -> EvaluateFlow.run(Optional.of("run"), all, List.of(), both))
        .hasMessageContaining("trained on another backbone")
        .hasMessageContaining(Sha256.of(tiny))
        .hasMessageContaining(Sha256.of(module));
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDoctorDoesNotRunIt() {
    assertThat(Doctor.examine(settings(module), SmallRun.context(folder)))
        .filteredOn(finding -> finding.subject().equals("backbone"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.good()).isFalse();
              assertThat(finding.text()).contains("--run-module=");
            });
    assertThat(written).doesNotExist();
  }
}
