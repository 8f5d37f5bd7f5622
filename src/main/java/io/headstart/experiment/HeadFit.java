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
    checkBackbone(checkpoint, inputs.backbone().getOrDefault("hash", ""));
  }

  static void checkBackbone(Checkpoint checkpoint, String given) {
    String trained = checkpoint.finishedManifest().backbone().getOrDefault("hash", "");
    if (!trained.equals(given)) {
      throw Failure.run("checkpoint %s was trained on another backbone", checkpoint.name())
          .received("backbone %s", given)
          .accepted("backbone %s", trained)
          .next("name the weights it was trained with: --set features.weights=...")
          .build();
    }
  }
}
