package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.backbone.torchscript.LoopingModule;
import io.headstart.engine.ChildJvm;
import io.headstart.io.Sha256;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopingModuleTest {
  @TempDir private Path folder;

  /** The first signal asks for an end where all is kept; such a module never gets there. */
  @Test
  void oneSignalEndsAModuleThatDoesNotComeBack() throws Exception {
    Path module = LoopingModule.write(folder.resolve("looping.pt"));
    Process process =
        ChildJvm.start(
            folder,
            Map.of("HEADSTART_HOME", folder.resolve("home").toString()),
            Main.class,
            "features",
            "--quiet",
            "--offline",
            "--run-module=" + Sha256.of(module),
            "--set=device=cpu",
            "--set=data={source: synthetic, synthetic: {train: 60, test: 20}}",
            "--set=features.weights=" + module);
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).startsWith("WARNING: looping.pt is a program (TorchScript)");
      // Long enough for the module to be at work; what is asked for holds at any time.
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isFalse();
      process.toHandle().destroy(); // Process.destroy would close the output too.
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(output.readLine()).startsWith("stopped: a module that was allowed to run");
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }
}
