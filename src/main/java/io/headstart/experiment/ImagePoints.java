package io.headstart.experiment;

import io.headstart.report.ImageSource;
import io.headstart.run.ImagePredictions;
import io.headstart.run.Manifest;
import io.headstart.run.RunFolder;
import io.headstart.tracking.Embedding;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Evaluated images of a run by the features they have, evenly drawn from all of them. */
final class ImagePoints {
  private ImagePoints() {}

  /**
   * Returns them; none where the run kept no predictions.
   *
   * @param looks whether the images themselves are shown: those in files have to be decoded
   */
  static Embedding of(RunFolder run, Inputs inputs, boolean looks) {
    List<ImagePredictions.Image> all =
        run.predictions().map(ImagePredictions::images).orElse(List.of());
    int count = Math.min(all.size(), Embedding.MOST);
    if (count == 0) {
      return Embedding.NONE;
    }
    List<ImagePredictions.Image> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((long) i * all.size() / count)));
    }
    int[] indices = chosen.stream().mapToInt(ImagePredictions.Image::image).toArray();
    Rows rows = inputs.rows(indices);
    int dimension = rows.dimension();
    FloatBuffer features = FloatBuffer.allocate(count * dimension);
    rows.copy(0, count, features);
    features.flip();
    ImageSource images = looks ? RunImages.of(inputs.dataset()) : index -> Optional.empty();
    Manifest manifest = run.manifest();
    ImageParts parts = ImageParts.of(inputs.dataset());
    List<Embedding.Point> points = new ArrayList<>();
    for (ImagePredictions.Image one : chosen) {
      float[] own = new float[dimension];
      features.get(own);
      ImageParts.Place place = parts.at(one.image());
      points.add(
          new Embedding.Point(
              own,
              place.set().imageName(place.index()),
              manifest.className(one.label()),
              manifest.className(one.predicted()),
              images.image(one.image())));
    }
    return new Embedding(points);
  }
}
