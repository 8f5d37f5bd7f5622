package io.headstart.backbone.resnet;

import io.headstart.backbone.resnet.ResNet.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ResNet made ready for whole numbers: which scale each tensor of activations has, and weights
 * whose channels are multiplied so that within a tensor they differ less.
 *
 * <p>A tensor has one scale, that of its greatest channel; small channels would be rounded away. A
 * ReLU lets a positive factor through, so a channel may be multiplied when it is made and divided
 * where it is read, and nothing changes (cross-layer equalization; Nagel et al. 2019). All tensors
 * of a stage that are added to one another have the same factors.
 *
 * @param convolutions with the factors in them
 * @param inputs scale of each convolution's input
 * @param outputs scale of its output
 * @param zeros zero point of its output, and last that of the images
 * @param back for each stage what its channels are multiplied by to be what they were
 */
record Quantization(
    List<Convolution> convolutions,
    double[] inputs,
    double[] outputs,
    long[] zeros,
    float[][] back) {
  /**
   * How far channels are drawn together: 0 not at all, 1 all to one range. Of 0, 0.3, 0.5 and 0.7,
   * by the cosine with float32; see docs/performance.md.
   */
  private static final double EQUALIZATION = 0.3;

  private static final double MOST = 32;

  /**
   * The share of the greatest activation seen that can be told: what is above is cut, which costs
   * less than coarser steps for all that is below.
   */
  private static final double KEPT = 0.7;

  private static final int LEVELS = 255;

  /**
   * Makes them ready.
   *
   * @param network whose convolutions they are
   * @param imageLow least value of a normalized image
   * @param imageHigh greatest
   */
  static Quantization of(
      ResNet network,
      List<Convolution> convolutions,
      ActivationRanges ranges,
      double imageLow,
      double imageHigh) {
    List<Place> places = network.places();
    int count = places.size();
    double[][] factors = factors(places, ranges);
    double[] inputs = new double[count];
    double[] outputs = new double[count];
    long[] zeros = new long[count + 1];
    // One step less than there are, so that both ends lie inside whatever the rounding does.
    inputs[0] = (imageHigh - imageLow) / (LEVELS - 1);
    zeros[count] = Math.round(-imageLow / inputs[0]);
    for (int i = 0; i < count; i++) {
      double low = 0;
      double high = 0;
      for (int c = 0; c < factors[i].length; c++) {
        low = Math.min(low, ranges.low()[i][c] * factors[i][c]);
        high = Math.max(high, ranges.high()[i][c] * factors[i][c]);
      }
      outputs[i] = Math.max(Float.MIN_NORMAL, KEPT * (high - low) / LEVELS);
      zeros[i] = Math.round(-KEPT * low / outputs[i]);
    }
    for (int i = 1; i < count; i++) {
      inputs[i] = outputs[places.get(i).reads()];
    }
    return new Quantization(
        scaled(convolutions, places, factors), inputs, outputs, zeros, back(places, factors));
  }

  private static double[][] factors(List<Place> places, ActivationRanges ranges) {
    // The convolution of the last block, which reads the last that is read at all.
    int last = places.stream().mapToInt(Place::reads).max().orElseThrow() + 1;
    Map<Integer, double[]> shared = new HashMap<>();
    for (int i = 0; i < places.size(); i++) {
      // The last output is float32 and has all the steps it needs.
      if (places.get(i).isAdded() && i != last) {
        shared.merge(places.get(i).stage(), ranges.reach(i), Quantization::greater);
      }
    }
    double[][] factors = new double[places.size()][];
    for (int i = 0; i < factors.length; i++) {
      Place place = places.get(i);
      double[] reach = place.isAdded() ? shared.get(place.stage()) : ranges.reach(i);
      double greatest = Arrays.stream(reach).max().orElseThrow();
      factors[i] = Arrays.stream(reach).map(own -> factor(own, greatest)).toArray();
    }
    return factors;
  }

  private static double[] greater(double[] left, double[] right) {
    double[] greater = new double[left.length];
    Arrays.setAll(greater, c -> Math.max(left[c], right[c]));
    return greater;
  }

  private static double factor(double own, double greatest) {
    return own <= 0 ? MOST : Math.min(MOST, StrictMath.pow(greatest / own, EQUALIZATION));
  }

  private static List<Convolution> scaled(
      List<Convolution> convolutions, List<Place> places, double[][] factors) {
    List<Convolution> scaled = new ArrayList<>();
    for (int i = 0; i < factors.length; i++) {
      Convolution c = convolutions.get(i);
      int area = c.side() * c.side();
      float[] weight = c.weight().clone();
      float[] bias = c.bias().clone();
      for (int o = 0; o < c.outputs(); o++) {
        bias[o] *= (float) factors[i][o];
        for (int k = 0; k < c.inputs() * area; k++) {
          double read = i == 0 ? 1 : factors[places.get(i).reads()][k / area];
          weight[o * c.inputs() * area + k] *= (float) (factors[i][o] / read);
        }
      }
      scaled.add(new Convolution(c.outputs(), c.inputs(), c.side(), weight, bias));
    }
    return scaled;
  }

  private static float[][] back(List<Place> places, double[][] factors) {
    float[][] back = new float[4][];
    for (int i = 0; i < factors.length; i++) {
      if (places.get(i).isAdded()) {
        float[] inverse = new float[factors[i].length];
        for (int c = 0; c < inverse.length; c++) {
          inverse[c] = (float) (1 / factors[i][c]);
        }
        back[places.get(i).stage() - 1] = inverse;
      }
    }
    return back;
  }
}
