package io.headstart.backbone;

import io.headstart.safetensors.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network as text and tensors, for programs that know nothing of this one: its arithmetic is
 * float32, whatever the features of a head were made in.
 *
 * @param preprocessing what happens to images before the program; empty when it takes their pixels,
 *     0..255
 * @param program TorchScript, a class {@code Kernels} whose method {@code features(images: Tensor,
 *     w: List[Tensor], layers: List[int])} makes float32 [N, D] of float32 [N, 3, side, side]. Only
 *     functions of aten, no private operators
 * @param weights by name, such as {@code layer1.0.conv1.weight}, in the order of {@code w}
 * @param numbers of the architecture, handed to the program before {@code layers} by a program that
 *     takes them: {@code features(images, w, numbers: List[int], layers: List[int])}
 * @param layers handed to the program
 * @param licence of the weights, in words
 */
public record PortableNetwork(
    Optional<Preprocessing> preprocessing,
    String program,
    Map<String, Tensor> weights,
    Optional<long[]> numbers,
    long[] layers,
    String licence) {
  /** Stands for the licence of weights that somebody named. */
  public static final String UNKNOWN_LICENCE = "not known: the weights are a file of the user's";

  /** Copies the map. */
  public PortableNetwork {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }
}
