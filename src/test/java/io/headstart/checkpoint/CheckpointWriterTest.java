package io.headstart.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.config.Settings;
import io.headstart.engine.ChildJvm;
import io.headstart.experiment.Context;
import io.headstart.experiment.SmallRun;
import io.headstart.experiment.TrainFlow;
import io.headstart.io.LockFile;
import io.headstart.run.RunFile;
import io.headstart.run.RunFolder;
import io.headstart.run.WrittenRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may write a checkpoint, and what killed runs leave. */
@Timeout(120)
class CheckpointWriterTest {
  @TempDir private Path folder;

  private Path root() {
    return folder.resolve("checkpoints");
  }

  private Checkpoints all() {
    return new Checkpoints(root());
  }

  /** Another process that holds a checkpoint until it is told to end. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] args) throws IOException {
      try (LockFile lock = LockFile.tryAcquire(Path.of(args[0])).orElseThrow()) {
        System.out.println("holding " + (lock != null));
        System.out.flush();
        int end = System.in.read();
        if (end >= 0) {
          throw new IllegalStateException("nobody writes to it");
        }
      }
    }
  }

  private Process hold(Path checkpoint) throws Exception {
    Process process =
        ChildJvm.start(folder, Holding.class, checkpoint.resolve(Checkpoint.LOCK).toString());
    assertThat(process.inputReader().readLine()).isEqualTo("holding true");
    return process;
  }

  @Test
  void whatIsClosedUnwrittenLeavesNoFolder() {
    CheckpointWriter one = all().allocate(Optional.empty());
    CheckpointWriter two = all().allocate(Optional.empty());
    assertThat(one.checkpoint().name()).isEqualTo("model_1");
    assertThat(two.checkpoint().name()).isEqualTo("model_2");
    assertThatThrownBy(() -> all().allocate(Optional.of("model_2")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("checkpoint model_2 is there already");
    two.close();
    one.close();
    assertThat(folder).as("the folder of all was made for them").isEmptyDirectory();
  }

  @Test
  void aFolderThatCannotBeOneSaysSo() throws IOException {
    Files.writeString(root(), "a file");
    assertThatThrownBy(() -> all().allocate(Optional.of("a")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the folder of checkpoints cannot be used");
  }

  /** A name is refused before the first image is read. */
  @Test
  void aNameThatIsTakenIsRefusedBeforeAnyWork() {
    SmallRun.train(folder);
    Settings taken = SmallRun.settings(folder, "checkpoint.name=run", "data.path=nowhere");
    assertThatThrownBy(() -> TrainFlow.train(taken, SmallRun.context(folder)))
        .hasMessageContaining("checkpoint run is there already");
  }

  @Test
  void whileAProcessTrainsItNoOtherMayResumeOrRemoveIt() throws Exception {
    Path run = SmallRun.train(folder);
    Settings longer = SmallRun.settings(folder, "checkpoint.name=run", "train.epochs=5");
    Process other = hold(run);
    Checkpoint checkpoint = all().find("run");
    assertThat(checkpoint.status()).isEqualTo("running");
    String owner = "process " + other.pid();
    assertThatThrownBy(() -> TrainFlow.resume(checkpoint, longer, SmallRun.context(folder)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("checkpoint run is being trained")
        .hasMessageContaining(owner);
    assertThatThrownBy(() -> all().remove("run"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining(owner);
    other.destroyForcibly().waitFor(); // The lock dies with its process.
    assertThat(checkpoint.status()).isEqualTo("finished");
    assertThat(TrainFlow.resume(checkpoint, longer, SmallRun.context(folder)).manifest().epochs())
        .isEqualTo(5);
    all().remove("run");
    assertThat(root()).isEmptyDirectory();
  }

  @Test
  void theNextRunSweepsWhatKilledOnesLeft() throws Exception {
    Files.createDirectories(root().resolve("model_1"));
    Process killed = hold(root().resolve("model_1"));
    Files.createDirectories(root().resolve("empty")); // Somebody's own: nobody's remains.
    Files.createDirectories(root().resolve(".old.removed/report"));
    CheckpointWriter beside = all().allocate(Optional.empty());
    assertThat(beside.checkpoint().name()).as("the process lives").isEqualTo("model_2");
    beside.close();
    long gone = killed.pid();
    killed.destroyForcibly().waitFor();
    CheckpointWriter next = all().allocate(Optional.empty());
    assertThat(next.checkpoint().name()).isEqualTo("model_1");
    next.close();
    assertThat(root().toFile().list()).containsExactly("empty");

    Path run = SmallRun.train(folder);
    Path left = run.resolve("." + RunFile.STATE + "." + gone + "-abc.tmp");
    Files.writeString(left, "half a state");
    all().find("run").goOn().close();
    assertThat(left).doesNotExist();
    assertThat(run).isDirectoryContaining("glob:**/" + RunFile.WEIGHTS);
  }

  private Checkpoint stopped(String name, int after) {
    AtomicInteger asked = new AtomicInteger();
    Context context =
        new Context(folder.resolve("home"), Progress.NONE, () -> asked.getAndIncrement() >= after);
    Settings settings =
        SmallRun.settings(
            folder, "checkpoint.name=" + name, "train.epochs=6", "train.curve-updates=6");
    assertThatThrownBy(() -> TrainFlow.train(settings, context))
        .hasMessageContaining("training was stopped after epoch " + after);
    return all().find(name);
  }

  private byte[] bytes(Checkpoint checkpoint, String name) throws IOException {
    return Files.readAllBytes(checkpoint.folder().resolve(name));
  }

  /** Killed between the row of an epoch and the state after it: the row comes once. */
  @Test
  void rowsBehindTheStateAreWrittenAnew() throws IOException {
    Path whole =
        SmallRun.train(folder, "checkpoint.name=whole", "train.epochs=6", "train.curve-updates=6");
    Checkpoint stopped = stopped("stopped", 3);
    for (String name : List.of(RunFile.HISTORY, RunFile.UPDATES)) {
      Files.writeString(
          stopped.folder().resolve(name), "4,48,0.02,0.1,0", StandardOpenOption.APPEND);
    }
    assertThat(RunFolder.read(stopped.folder()).history().rows()).hasSize(3);
    assertThat(Verification.of(stopped).problems()).isNotEmpty();
    // As a kill leaves it: the manifest of the beginning, which vouches for no history.
    CheckpointWriter writer = stopped.goOn();
    writer.goOn(stopped.settings());
    writer.close();
    assertThat(Verification.of(stopped).problems()).isEmpty();
    assertThat(Verification.of(stopped).resumableAfter()).hasValue(3);
    TrainFlow.resume(stopped, stopped.settings(), SmallRun.context(folder));
    for (String name : List.of(RunFile.HISTORY, RunFile.UPDATES, RunFile.WEIGHTS)) {
      assertThat(bytes(stopped, name)).isEqualTo(Files.readAllBytes(whole.resolve(name)));
    }
    assertThat(Verification.of(stopped).isWhole()).isTrue();
  }

  /** A finished run that is to go on stays what it was until it is finished anew. */
  @Test
  void aFinishedRunThatGoesOnCanBeUsedMeanwhile() throws IOException {
    Path run = SmallRun.train(folder);
    Checkpoint checkpoint = all().find("run");
    byte[] weights = bytes(checkpoint, RunFile.WEIGHTS);
    AtomicInteger asked = new AtomicInteger();
    Context context =
        new Context(folder.resolve("home"), Progress.NONE, () -> asked.getAndIncrement() >= 2);
    Settings longer = SmallRun.settings(folder, "checkpoint.name=run", "train.epochs=9");
    assertThatThrownBy(() -> TrainFlow.resume(checkpoint, longer, context))
        .hasMessageContaining("training was stopped after epoch 5");
    assertThat(checkpoint.status()).isEqualTo("finished");
    assertThat(checkpoint.head().parameters()).isNotEmpty();
    assertThat(checkpoint.settings().train().epochs()).isEqualTo(9);
    assertThat(bytes(checkpoint, RunFile.WEIGHTS)).isEqualTo(weights);
    RunFolder read = RunFolder.read(run);
    assertThat(read.history().rows()).hasSize(3);
    assertThat(Verification.of(checkpoint).problems()).isEmpty();
    assertThat(Verification.of(checkpoint).resumableAfter()).hasValue(5);
    TrainFlow.resume(checkpoint, longer, SmallRun.context(folder));
    assertThat(Verification.of(checkpoint).isWhole()).isTrue();
    assertThat(RunFolder.read(run).history().rows()).hasSize(9);
  }

  /** Nothing else vouches for the state of a killed run: one bit of it leads to other weights. */
  @Test
  void aChangedStateOfAKilledRunIsNeverUsed() throws IOException {
    Checkpoint killed = stopped("killed", 2);
    Files.delete(killed.folder().resolve(RunFile.MANIFEST));
    Random random = new Random(15);
    for (String name : List.of(RunFile.STATE, RunFile.HISTORY, RunFile.UPDATES)) {
      byte[] sound = bytes(killed, name);
      for (int change = 0; change < 100; change++) {
        byte[] bytes = sound.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        if (change % 4 == 0) {
          bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        Files.write(killed.folder().resolve(name), bytes);
        assertThatThrownBy(killed::state)
            .as("%s, change %d", name, change)
            .isInstanceOf(Failure.class);
        assertThat(Verification.of(killed).problems()).hasSize(1);
      }
      Files.write(killed.folder().resolve(name), sound);
    }
    assertThat(killed.state().epoch()).isEqualTo(2);
  }

  /** A state of version 0.1.0 has no sum, and its history within. */
  @Test
  void aStateOfVersion010IsReadAndGoesOnInTheNewWay() throws Exception {
    Path old =
        WrittenRun.copy(
            Path.of(getClass().getResource("/io/headstart/run/version-0.1.0/plain").toURI()),
            root().resolve("plain"));
    Checkpoint checkpoint = all().find("plain");
    assertThat(checkpoint.state().history().rows()).hasSize(3);
    assertThat(Verification.of(checkpoint).problems()).isEmpty();
    try (CheckpointWriter writer = checkpoint.goOn()) {
      writer.goOn(checkpoint.settings());
      writer.writeState(checkpoint.state(), checkpoint.stateTransform());
    }
    assertThat(Files.readString(old.resolve(RunFile.HISTORY))).contains("crc32c");
    assertThat(checkpoint.savedState().extents()).isPresent();
    assertThat(checkpoint.state().history().rows()).hasSize(3);
    assertThat(Verification.of(checkpoint).resumableAfter()).hasValue(3);
  }
}
