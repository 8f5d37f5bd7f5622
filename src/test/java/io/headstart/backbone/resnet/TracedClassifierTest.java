package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.DrawnImages;
import io.headstart.backbone.torchscript.ModuleFile;
import io.headstart.backbone.weights.DrawnTensors;
import io.headstart.backbone.weights.Part;
import io.headstart.backbone.weights.TensorSpec;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Interpolation;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.TestFeatures;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import io.headstart.setting.RecordCopy;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The traced classifiers of DJL's zoo, from a cache laid out as DJL's. */
class TracedClassifierTest {
  private static final TorchRuntime TORCH =
      TorchRuntime.start(RuntimeOptions.on("cpu").withoutNetwork());

  @TempDir private Path cache;

  @BeforeEach
  void useTheCache() {
    Assumptions.assumeTrue(System.getenv("DJL_CACHE_DIR") == null, "the variable would win");
    System.setProperty("DJL_CACHE_DIR", cache.toString());
  }

  @AfterEach
  void leaveTheCache() {
    System.clearProperty("DJL_CACHE_DIR");
  }

  @ParameterizedTest
  @CsvSource({"traced_resnet18", "traced_resnet50"})
  void offlineWithAnEmptyCacheSaysWhatToRun(String name) {
    assertThatThrownBy(() -> open(name, "zoo"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the zoo's " + name + " could not be had")
        .hasMessageContaining("resnet/0.0.1/" + name)
        .hasMessageContaining("setup model` with the same settings")
        .satisfies(e -> assertThat(((Failure) e).kind()).isEqualTo(Failure.Kind.MISSING));
  }

  @ParameterizedTest
  @CsvSource({"traced_resnet18, resnet18, 512", "traced_resnet50, resnet50, 2048"})
  void itsFeaturesAreThoseOfTheFamilyOnTheSameTensors(String name, String plain, int width)
      throws IOException {
    Map<String, Tensor> tensors = tensors(plain);
    Path state = cache.resolve("state.safetensors");
    Safetensors.write(state, tensors, Map.of());
    tensors.put("fc.weight", Tensor.of(new float[3 * width], 3, width));
    tensors.put("fc.bias", Tensor.of(new float[] {1, 2, 3}, 3));
    write(name, tensors);
    try (Backbone traced = open(name, "zoo");
        Backbone own = open(plain, state.toString())) {
      assertThat(traced.description().name()).isEqualTo(name);
      assertThat(traced.description().weights()).isEqualTo("zoo");
      assertThat(traced.description().hash()).isEqualTo(own.description().hash());
      assertThat(features(traced)).hasSize(width).containsExactly(features(own));
    }
  }

  @Test
  void aFileOfAnotherNetworkIsRefusedAndNotRun() throws IOException {
    Map<String, Tensor> tensors = tensors("resnet18");
    tensors.remove("layer4.1.conv2.weight");
    write("traced_resnet18", tensors);
    assertThatThrownBy(() -> open("traced_resnet18", "zoo"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("missing layer4.1.conv2.weight");
  }

  /** A module with a module inside for each part of a name, whose code is never looked at. */
  private void write(String name, Map<String, Tensor> tensors) throws IOException {
    Map<String, ModuleFile.Module> modules = new LinkedHashMap<>();
    modules.put("", new ModuleFile.Module("Module"));
    tensors.forEach(
        (path, tensor) -> {
          int last = path.lastIndexOf('.');
          int[] shape = Arrays.stream(tensor.type().shape()).mapToInt(Math::toIntExact).toArray();
          module(modules, path.substring(0, last))
              .tensor(path.substring(last + 1), tensor.floats(), shape);
        });
    Path folder =
        cache.resolve(
            "cache/repo/model/cv/image_classification/ai/djl/pytorch/resnet/0.0.1/" + name);
    ModuleFile.write(
        Files.createDirectories(folder).resolve(name + ".pt"), modules.get(""), "not a program");
  }

  private static ModuleFile.Module module(Map<String, ModuleFile.Module> modules, String path) {
    ModuleFile.Module known = modules.get(path);
    if (known == null) {
      int last = path.lastIndexOf('.');
      known = new ModuleFile.Module("Module");
      module(modules, last < 0 ? "" : path.substring(0, last))
          .child(path.substring(last + 1), known);
      modules.put(path, known);
    }
    return known;
  }

  private static Map<String, Tensor> tensors(String network) {
    List<Part> parts =
        ResNetFamily.architectures().stream()
            .filter(one -> one.name().equals(network))
            .findFirst()
            .orElseThrow()
            .parts();
    DrawnTensors drawn = new DrawnTensors(3, parts);
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Part part : parts) {
      for (TensorSpec spec : part.tensors()) {
        if (drawn.names().contains(spec.name())) {
          tensors.put(spec.name(), Tensor.of(drawn.floats(spec.name()), spec.shape()));
        }
      }
    }
    return tensors;
  }

  private static Backbone open(String name, String weights) {
    // Preprocessing belongs to the weights: the same for both, so that the features can be.
    FeatureSettings settings =
        RecordCopy.with(
            RecordCopy.with(
                TestFeatures.sized(TestFeatures.of(name, weights, Precision.FLOAT32), 64),
                "interpolation",
                Optional.of(Interpolation.BILINEAR)),
            "cropShare",
            Optional.of(1.0));
    return Backbones.open(new BackboneRequest(settings, 0), TORCH, Progress.NONE);
  }

  private static float[] features(Backbone backbone) {
    FloatBuffer features = FloatBuffer.allocate(backbone.dimension(32, 32));
    backbone.features(DrawnImages.of(1, 1, 32), 1, 32, 32, features);
    return features.array();
  }
}
