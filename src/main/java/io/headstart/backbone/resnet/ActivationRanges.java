package io.headstart.backbone.resnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.headstart.backbone.DrawnImages;
import io.headstart.backbone.ImagePreparation;
import io.headstart.backbone.Preprocessing;
import io.headstart.engine.TorchRuntime;
import io.headstart.engine.TorchScript;
import io.headstart.io.KeptNumbers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the activations of a network reach: the least and the greatest of each channel after each
 * convolution, on drawn images. A function of the weights alone, never of somebody's images.
 *
 * @param low for each convolution [channels]
 * @param high the same
 */
record ActivationRanges(float[][] low, float[][] high) {
  /** Raised when others would come out. */
  private static final String VERSION = "1";

  /** Enlarged to what the network sees: small images are smooth, as CIFAR-10's are. */
  private static final int[] SIDES = {32, 64, 128, 224};

  private static final int IMAGES_A_SIDE = 32;
  private static final int BATCH = 16;

  /** As a torch.ScalarType. */
  private static final int FLOAT32 = 6;

  /** Returns those of the weights, which the home keeps once they are known. */
  static ActivationRanges of(
      TorchRuntime torch,
      TorchScript program,
      Preprocessing preprocessing,
      ResNetInt8.Source source) {
    Path file =
        KeptNumbers.place(
            torch.options().home(),
            "ranges",
            List.of(VERSION, source.hash(), preprocessing.text()));
    int tensors = source.convolutions().size();
    ActivationRanges ranges = new ActivationRanges(new float[tensors][], new float[tensors][]);
    Map<String, float[]> kept = KeptNumbers.read(file);
    if (!kept.isEmpty()) {
      for (int i = 0; i < tensors; i++) {
        ranges.low[i] = kept.get("low-" + i);
        ranges.high[i] = kept.get("high-" + i);
      }
      return ranges;
    }
    ranges.widen(torch, program, preprocessing, source);
    TreeMap<String, float[]> numbers = new TreeMap<>();
    for (int i = 0; i < tensors; i++) {
      numbers.put("low-" + i, ranges.low[i]);
      numbers.put("high-" + i, ranges.high[i]);
    }
    KeptNumbers.write(file, numbers);
    return ranges;
  }

  private void widen(
      TorchRuntime torch,
      TorchScript program,
      Preprocessing preprocessing,
      ResNetInt8.Source source) {
    try (NDManager scratch = torch.manager().newSubManager();
        ImagePreparation preparation = new ImagePreparation(scratch, preprocessing)) {
      NDList uploaded = Convolution.upload(scratch, source.convolutions());
      long[] numbers = source.network().numbers();
      for (int side : SIDES) {
        for (int from = 0; from < IMAGES_A_SIDE; from += BATCH) {
          try (NDManager batch = scratch.newSubManager()) {
            byte[] pixels = DrawnImages.of(from, BATCH, side);
            NDArray images = preparation.images(batch, pixels, BATCH, side, side, FLOAT32);
            NDList found = program.call(batch, "ranges", images, uploaded, numbers);
            for (int i = 0; i < low.length; i++) {
              widen(i, found.get(i).toFloatArray());
            }
          }
        }
      }
    }
  }

  /** Takes the least and then the greatest of each channel of a batch into account. */
  private void widen(int tensor, float[] found) {
    int channels = found.length / 2;
    if (low[tensor] == null) {
      low[tensor] = Arrays.copyOf(found, channels);
      high[tensor] = Arrays.copyOfRange(found, channels, found.length);
    }
    for (int c = 0; c < channels; c++) {
      low[tensor][c] = Math.min(low[tensor][c], found[c]);
      high[tensor][c] = Math.max(high[tensor][c], found[channels + c]);
    }
  }

  /** Returns the greatest distance from 0 of each channel of a tensor. */
  double[] reach(int tensor) {
    double[] reach = new double[low[tensor].length];
    Arrays.setAll(reach, c -> Math.max(-low[tensor][c], high[tensor][c]));
    return reach;
  }
}
