package io.headstart.backbone.resnet;

import io.headstart.backbone.PortableNetwork;
import io.headstart.backbone.Preprocessing;
import io.headstart.engine.TorchScript;
import io.headstart.safetensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** ResNet-18 for other programs: the plain text, and weights with batch norm folded in. */
final class PortableResNet18 {
  private PortableResNet18() {}

  static PortableNetwork of(
      ResNet18Weights weights, Preprocessing preprocessing, List<String> layers, String licence) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      Convolution c = weights.convolutions().get(i);
      tensors.put(
          names.get(i) + ".weight",
          Tensor.of(c.weight(), c.outputs(), c.inputs(), c.side(), c.side()));
      tensors.put(names.get(i) + ".bias", Tensor.of(c.bias(), c.outputs()));
    }
    return new PortableNetwork(
        Optional.of(preprocessing),
        TorchScript.text(ResNet18.PLAIN),
        tensors,
        Optional.empty(),
        ResNet18Weights.stages(layers),
        licence);
  }

  /** Returns torchvision's names of the convolutions, in the order they run. */
  private static List<String> names() {
    List<String> names = new ArrayList<>(List.of("conv1"));
    for (int stage = 1; stage <= 4; stage++) {
      for (int block = 0; block < 2; block++) {
        String prefix = "layer" + stage + "." + block;
        names.add(prefix + ".conv1");
        names.add(prefix + ".conv2");
        if (stage > 1 && block == 0) {
          names.add(prefix + ".downsample.0");
        }
      }
    }
    return names;
  }
}
