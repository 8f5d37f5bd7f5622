package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.headstart.Failure;
import io.headstart.HeardLines;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decision for every kind of host, with the words that go with it. */
final class NativesTest {
  /** The hosts of the tables below. */
  private enum Host {
    NOTHING,
    IMAGE_WITHOUT_DRIVER,
    HIDDEN_GPU,
    HIDDEN_GPU_IN_IMAGE,
    DRIVER,
    DRIVER_AND_CUDART,
    DRIVER_IN_IMAGE,
    DRIVER_AND_HOME,
    DRIVER_AND_CACHE,
    MAC,
    ARM,
    FLAVOR_CPU
  }

  @TempDir private Path folder;

  private static FakeHost imageNatives(FakeHost host) {
    FakeHost.natives(host.root.resolve("opt/natives"));
    return host.with("HEADSTART_NATIVES", host.root.resolve("opt/natives").toString());
  }

  private HostFacts facts(Host kind) {
    FakeHost host = new FakeHost(folder);
    switch (kind) {
      case NOTHING -> {}
      case IMAGE_WITHOUT_DRIVER -> imageNatives(host);
      case HIDDEN_GPU -> host.kernelModule();
      case HIDDEN_GPU_IN_IMAGE -> imageNatives(host.kernelModule());
      case DRIVER -> host.driver();
      case DRIVER_AND_CUDART -> host.driver().file("usr/lib64/libcudart.so.12", "");
      case DRIVER_IN_IMAGE -> imageNatives(host.driver());
      case DRIVER_AND_HOME ->
          FakeHost.natives(host.driver().home.resolve("natives").resolve(CudaNatives.FOLDER));
      case DRIVER_AND_CACHE ->
          FakeHost.natives(
              host.driver().root.resolve("home/.djl.ai/pytorch").resolve(CudaNatives.FOLDER));
      case MAC -> host.with("os.name", "Mac OS X").with("os.arch", "aarch64");
      case ARM -> host.driver().with("os.arch", "aarch64");
      case FLAVOR_CPU -> imageNatives(host.driver()).with("PYTORCH_FLAVOR", "cpu");
    }
    return host.facts();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOTHING              | auto | false | bundled | ''
          NOTHING              | auto | true  | bundled | ''
          NOTHING              | cpu  | false | bundled | ''
          IMAGE_WITHOUT_DRIVER | auto | false | bundled | no NVIDIA driver
          IMAGE_WITHOUT_DRIVER | cpu  | false | bundled | ''
          HIDDEN_GPU           | auto | false | bundled | no GPU is shown to this process
          HIDDEN_GPU_IN_IMAGE  | auto | true  | bundled | --gpus all
          DRIVER               | cpu  | false | bundled | ''
          DRIVER               | auto | true  | bundled | setup cuda
          DRIVER_AND_CUDART    | auto | true  | bundled | an NVIDIA driver but no CUDA natives
          DRIVER_IN_IMAGE      | cpu  | true  | bundled | ''
          MAC                  | auto | false | bundled | ''
          ARM                  | auto | false | bundled | ''
          FLAVOR_CPU           | auto | false | bundled | ''
          """)
  void theCpuIsUsed(Host host, String device, boolean offline, String kind, String notice) {
    assertThat(Natives.choose(facts(host), device, offline))
        .asInstanceOf(type(NativeChoice.Bundled.class))
        .extracting(NativeChoice.Bundled::notice)
        .satisfies(
            said -> {
              assertThat(said.isEmpty()).isEqualTo(notice.isEmpty());
              assertThat(said).contains(notice);
              assertThat(said.isEmpty() || said.startsWith("NOT USING A GPU: ")).isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "DRIVER_IN_IMAGE, auto, opt/natives",
    "DRIVER_IN_IMAGE, cuda, opt/natives",
    "DRIVER_IN_IMAGE, cuda:7, opt/natives",
    "DRIVER_AND_HOME, auto, home/headstart/natives/2.7.1-cu128-linux-x86_64",
    "DRIVER_AND_HOME, cuda, home/headstart/natives/2.7.1-cu128-linux-x86_64",
    "DRIVER_AND_CACHE, auto, home/.djl.ai/pytorch/2.7.1-cu128-linux-x86_64",
    "DRIVER_AND_CACHE, cuda:7, home/.djl.ai/pytorch/2.7.1-cu128-linux-x86_64"
  })
  void cudaNativesThatAreThereAreUsedWithAndWithoutANetwork(
      Host host, String device, String where) {
    for (boolean offline : new boolean[] {false, true}) {
      assertThat(Natives.choose(facts(host), device, offline))
          .isEqualTo(new NativeChoice.Cuda(folder.resolve(where)));
    }
  }

  @ParameterizedTest
  @CsvSource({"DRIVER, auto", "DRIVER, cuda", "DRIVER, cuda:7", "DRIVER_AND_CUDART, auto"})
  void missingCudaNativesAreFetched(Host host, String device) {
    assertThat(Natives.choose(facts(host), device, false)).isEqualTo(new NativeChoice.Fetch());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOTHING              | cuda   | false | no NVIDIA driver (nothing of an NVIDIA driver)
          NOTHING              | cuda:7 | true  | no NVIDIA driver
          IMAGE_WITHOUT_DRIVER | cuda   | false | --gpus all
          HIDDEN_GPU           | cuda   | false | kernel module 570.86.15
          HIDDEN_GPU_IN_IMAGE  | cuda:7 | false | no GPU is shown to this process
          DRIVER               | cuda   | true  | this run fetches none
          DRIVER               | cuda:7 | true  | `java -jar trainer.jar setup cuda`
          MAC                  | cuda   | false | this is osx-aarch64
          ARM                  | cuda   | false | this is linux-aarch64
          FLAVOR_CPU           | cuda   | false | unset PYTORCH_FLAVOR
          """)
  void cudaThatCannotBeIsRefused(Host host, String device, boolean offline, String text) {
    HostFacts facts = facts(host);
    assertThatThrownBy(() -> Natives.choose(facts, device, offline))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("device " + device + " cannot be used")
        .hasMessageContaining(text)
        .hasMessageContaining("accepted: device auto or cpu here")
        .extracting(e -> ((Failure) e).kind())
        .isEqualTo(Failure.Kind.MISSING);
  }

  @Test
  void aNamedFolderWinsOverEverything() {
    Path mine = FakeHost.natives(folder.resolve("mine"));
    FakeHost host = imageNatives(new FakeHost(folder).driver());
    host.with("PYTORCH_LIBRARY_PATH", mine.toString());
    for (String device : new String[] {"auto", "cpu", "cuda", "cuda:7"}) {
      assertThat(Natives.choose(host.facts(), device, true))
          .isEqualTo(new NativeChoice.Named(mine, "cu128"));
    }
    host.with("PYTORCH_FLAVOR", "cpu");
    assertThat(Natives.choose(host.facts(), "auto", true))
        .isEqualTo(new NativeChoice.Named(mine, "cpu"));
  }

  @Test
  void aNamedCpuBuildIsRecognizedAndRefusedForCuda() throws Exception {
    FakeHost.write(folder.resolve("mine/libtorch.so"), "");
    FakeHost host =
        new FakeHost(folder).with("PYTORCH_LIBRARY_PATH", folder.resolve("mine").toString());
    assertThat(Natives.choose(host.facts(), "auto", true).text())
        .isEqualTo("cpu natives in " + folder.resolve("mine") + ", as PYTORCH_LIBRARY_PATH says");
    HostFacts facts = host.facts();
    assertThatThrownBy(() -> Natives.choose(facts, "cuda", true))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("CPU natives in PYTORCH_LIBRARY_PATH");
  }

  @Test
  void aNamedFolderWithoutLibtorchIsMissing() {
    HostFacts facts = new FakeHost(folder).with("PYTORCH_LIBRARY_PATH", "/nowhere").facts();
    assertThatThrownBy(() -> Natives.choose(facts, "auto", false))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("PYTORCH_LIBRARY_PATH leads to no libtorch")
        .hasMessageContaining("received: PYTORCH_LIBRARY_PATH=/nowhere")
        .hasMessageContaining("or unset it");
  }

  @ParameterizedTest
  @CsvSource({"PYTORCH_VERSION, 2.13.0", "PYTORCH_FLAVOR, cu126"})
  void aBuildThatTheJniLibraryDoesNotFitIsRefusedBeforeItCrashes(String variable, String value) {
    HostFacts facts = new FakeHost(folder).with(variable, value).facts();
    assertThatThrownBy(() -> Natives.choose(facts, "cpu", false))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("received: " + variable + "=" + value)
        .extracting(e -> ((Failure) e).kind())
        .isEqualTo(Failure.Kind.USAGE);
  }

  @Test
  void whatIsFetchedIsUsed() {
    HeardLines heard = new HeardLines();
    assertThat(Natives.settle(new NativeChoice.Fetch(), "auto", () -> folder, heard))
        .isEqualTo(new NativeChoice.Cuda(folder));
    assertThat(heard.lines).isEmpty();
  }

  @Test
  void aFailedFetchSendsAutoToTheCpuLoudlyAndEndsCuda() {
    Failure failure = Failure.missing("no archive").received("r").accepted("a").next("n").build();
    Supplier<Path> fetch =
        () -> {
          throw failure;
        };
    HeardLines heard = new HeardLines();
    assertThat(Natives.settle(new NativeChoice.Fetch(), "auto", fetch, heard))
        .isInstanceOf(NativeChoice.Bundled.class);
    assertThat(heard.lines).hasSize(2);
    assertThat(heard.lines.get(0)).startsWith("no archive");
    assertThat(heard.lines.get(1))
        .startsWith("NOT USING A GPU: ")
        .contains("could not be fetched", "`java -jar trainer.jar setup cuda`");
    assertThatThrownBy(() -> Natives.settle(new NativeChoice.Fetch(), "cuda", fetch, heard))
        .isSameAs(failure);
  }

  @Test
  void aNoticeIsSaidAndNothingElse() {
    HeardLines heard = new HeardLines();
    Natives.settle(new NativeChoice.Bundled(""), "auto", () -> folder, heard);
    assertThat(heard.lines).isEmpty();
    Natives.settle(new NativeChoice.Bundled("listen"), "auto", () -> folder, heard);
    assertThat(heard.lines).containsExactly("listen");
  }
}
