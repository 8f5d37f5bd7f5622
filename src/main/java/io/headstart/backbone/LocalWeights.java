package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with weights that the user names. */
public record LocalWeights(Path place) implements WeightFile {
  @Override
  public String text() {
    return place.toString();
  }

  @Override
  public boolean isHere() {
    return Files.isRegularFile(place);
  }

  @Override
  public long downloadBytes() {
    return 0;
  }

  @Override
  public Path obtain(boolean offline, Progress progress) {
    if (!isHere()) {
      throw Failure.missing("the backbone's weights are not there")
          .received("features.weights: %s", place)
          .accepted("zoo, random, hf:OWNER/NAME, or an existing .safetensors or .pt file")
          .next("check the path, or set features.weights to zoo")
          .build();
    }
    return place;
  }
}
