package io.headstart.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.cli.Main;
import io.headstart.engine.HostFacts.Driver;
import io.headstart.io.HeadstartHome;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a GPU beside the program on the CPU. Skipped without an NVIDIA driver or without
 * CUDA natives on the machine; each run is a process, so that it loads natives of its own.
 */
@Tag("gpu")
final class GpuTest {
  @TempDir private Path folder;
  private Path natives;

  @BeforeEach
  void assumeCuda() {
    HostFacts facts = HostFacts.detect(HeadstartHome.locate());
    Assumptions.assumeTrue(facts.driver() == Driver.PRESENT, "no GPU: " + facts.evidence());
    Assumptions.assumeTrue(
        facts.cudaNatives().isPresent(), "no CUDA natives in " + facts.searched());
    natives = facts.cudaNatives().get();
  }

  private JsonObject run(String device, String command, String... settings)
      throws IOException, InterruptedException {
    String place = device.replace(':', '-') + "-" + command;
    Map<String, String> environment = new HashMap<>();
    environment.put("HEADSTART_HOME", folder.resolve(place).toString());
    environment.put("HEADSTART_NATIVES", natives.toString());
    List<String> arguments =
        new ArrayList<>(List.of(command, "--json", "--quiet", "--offline", "--set"));
    arguments.add("device=" + device);
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--set", "data.source=synthetic"));
    arguments.addAll(List.of("--set", "data.synthetic.train=60"));
    arguments.addAll(List.of("--set", "data.synthetic.test=20"));
    arguments.addAll(List.of("--set", "checkpoint.directory=" + folder.resolve(place + "-runs")));
    Process process =
        ChildJvm.start(folder, environment, Main.class, arguments.toArray(String[]::new));
    String output = ChildJvm.output(process);
    assertThat(process.exitValue()).as(output).isZero();
    return JsonParser.parseString(output.substring(output.indexOf('{'))).getAsJsonObject();
  }

  @Test
  void theEngineWorksOnTheFirstGpu() throws Exception {
    JsonObject found = run("auto", "doctor", "features.backbone=pixels");
    assertThat(found.toString()).contains("device cuda:0").contains("cu128 natives in " + natives);
  }

  @Test
  void float32FeaturesAgreeWithTheCpu() throws Exception {
    String[] settings = {"features.weights=random", "features.precision=float32"};
    float[] cpu = features(run("cpu", "features", settings));
    float[] gpu = features(run("cuda", "features", settings));
    assertThat(gpu).hasSameSizeAs(cpu);
    float greatest = 0;
    float difference = 0;
    for (int i = 0; i < cpu.length; i++) {
      greatest = Math.max(greatest, Math.abs(cpu[i]));
      difference = Math.max(difference, Math.abs(gpu[i] - cpu[i]));
    }
    assertThat(greatest).isPositive();
    // TF32, with 10 bits of mantissa in each of 20 layers, would be above this.
    assertThat(difference / greatest).isLessThan(1e-4f);
  }

  private static float[] features(JsonObject result) {
    try (SafetensorsFile file = Safetensors.open(Path.of(result.get("file").getAsString()))) {
      return file.tensor("features").floats();
    }
  }

  @Test
  void trainingAgreesWithTheCpu() throws Exception {
    // Dropout draws on the device, and devices draw differently.
    String[] settings = {"features.backbone=pixels", "train.epochs=3", "model.dropout=0"};
    JsonObject cpu = run("cpu", "train", settings);
    JsonObject gpu = run("cuda", "train", settings);
    assertThat(gpu.get("device").getAsString()).isEqualTo("cuda:0");
    for (String part : List.of("train", "validation", "test")) {
      double expected = loss(cpu, part);
      assertThat(loss(gpu, part)).isCloseTo(expected, within(1e-3 * expected));
    }
  }

  private static double loss(JsonObject result, String part) {
    return result.get(part).getAsJsonObject().get("loss").getAsDouble();
  }
}
