package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.checkpoint.Checkpoint;
import io.headstart.checkpoint.Head;

/** Checks that a head and the features it is given belong together. */
final class HeadFit {
  private HeadFit() {}

  static void check(Checkpoint checkpoint, Head head, Inputs inputs) {
    int expected =
        head.transform().components().isPresent()
            ? head.transform().mean().orElseThrow().length
            : head.shape().inputs();
    if (inputs.dimension() != expected || inputs.classes().size() != head.shape().classes()) {
      throw Failure.run("checkpoint %s does not fit these images", checkpoint.name())
          .received("%d features and %d classes", inputs.dimension(), inputs.classes().size())
          .accepted("%d features and %d classes", expected, head.shape().classes())
          .next("evaluate it on the kind of images and features it was trained on")
          .build();
    }
    checkpoint.requireBackbone(inputs.backbone().getOrDefault("hash", ""));
  }
}
