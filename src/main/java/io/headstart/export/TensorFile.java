package io.headstart.export;

import io.headstart.safetensors.Safetensors;
import io.headstart.safetensors.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A classifier's numbers as safetensors: those of the TorchScript file under names with dots,
 * {@code network.*}, {@code input.*}, {@code head.*}. No program is in it; the metadata says what
 * one needs.
 */
final class TensorFile {
  private TensorFile() {}

  static void write(Path file, PortableClassifier classifier) {
    Map<String, Tensor> tensors = new TreeMap<>();
    classifier.network().weights().forEach((name, t) -> tensors.put("network." + name, t));
    classifier
        .head()
        .tensors()
        .forEach((name, t) -> tensors.put(name.startsWith("input.") ? name : "head." + name, t));
    Safetensors.write(file, tensors, Metadata.of(classifier));
  }
}
