package io.headstart.backbone.resnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneRequest;
import io.headstart.backbone.Backbones;
import io.headstart.backbone.torchscript.TorchArchive;
import io.headstart.backbone.weights.Part;
import io.headstart.backbone.weights.TensorSpec;
import io.headstart.config.FeatureSettings;
import io.headstart.config.FeatureSettings.Precision;
import io.headstart.config.TestFeatures;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResNetSafetensorsTest {
  private static final TorchRuntime TORCH = TorchRuntime.start(RuntimeOptions.on("cpu"));

  @Test
  void resnet18BySafetensorsIsThatOfItsModule(@TempDir Path folder) throws IOException {
    Path module = ResNetFile.write(folder.resolve("resnet18.pt"));
    Path file = folder.resolve("resnet18.safetensors");
    Safetensors.write(file, byTorchvisionsNames(TorchArchive.open(module)), Map.of());
    try (Backbone one = open(module);
        Backbone other = open(file)) {
      assertThat(other.description().hash()).isEqualTo(one.description().hash());
      assertThat(other.identity()).isEqualTo(one.identity());
      assertThat(features(other)).containsExactly(features(one));
    }
  }

  /** The module's tensors lie in the order of torchvision's modules. */
  private static Map<String, Tensor> byTorchvisionsNames(TorchArchive module) throws IOException {
    List<String> names = List.copyOf(module.tensors().keySet());
    Map<String, Tensor> tensors = new TreeMap<>();
    int index = 0;
    for (Part part : ResNet.RESNET18.parts()) {
      for (TensorSpec spec : part.tensors()) {
        String name = names.get(index++);
        float[] values = module.floats(List.of(name)).get(name);
        tensors.put(spec.name(), Tensor.of(values, spec.shape()));
      }
    }
    return tensors;
  }

  private static Backbone open(Path weights) {
    FeatureSettings settings =
        TestFeatures.of("resnet18", weights.toString(), Precision.FLOAT32, "layer1", "layer4");
    return Backbones.open(
        new BackboneRequest(TestFeatures.sized(settings, 64), 0), TORCH, Progress.NONE);
  }

  private static float[] features(Backbone backbone) {
    byte[] pixels = new byte[2 * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 31 % 255);
    }
    FloatBuffer features = FloatBuffer.allocate(2 * backbone.dimension(32, 32));
    backbone.features(pixels, 2, 32, 32, features);
    return features.array();
  }
}
