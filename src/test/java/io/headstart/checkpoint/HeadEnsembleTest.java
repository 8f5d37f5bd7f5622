package io.headstart.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headstart.RandomStream;
import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mean of heads as one head, beside the mean of what each says. */
class HeadEnsembleTest {
  private final RandomStream random = RandomStream.of(1, "ensemble");

  private float[] drawn(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private Head head(int inputs, List<Integer> hidden, InputTransform transform) {
    MlpShape shape = new MlpShape(inputs, hidden, 3);
    return new Head(shape, drawn(shape.parameters()), transform);
  }

  private InputTransform standardized(int features, int components) {
    return new InputTransform(
        false,
        Optional.of(drawn(features)),
        Optional.of(drawn(features)),
        components == 0 ? Optional.empty() : Optional.of(drawn(components * features)));
  }

  /** What a head says of an image, written out. */
  private static double[] logits(Head head, float[] features, int from) {
    int width = head.transform().features(head.shape().inputs());
    double[] x = new double[width];
    for (int f = 0; f < width; f++) {
      int feature = f;
      double mean = head.transform().mean().map(m -> (double) m[feature]).orElse(0.0);
      double scale = head.transform().scale().map(m -> (double) m[feature]).orElse(1.0);
      x[f] = (features[from + f] - mean) * scale;
    }
    if (head.transform().components().isPresent()) {
      x = product(head.transform().components().get(), 0, head.shape().inputs(), x);
    }
    for (MlpShape.Layer layer : head.shape().layout()) {
      double[] y = product(head.parameters(), layer.offset(), layer.outputs(), x);
      for (int i = 0; i < y.length; i++) {
        y[i] += head.parameters()[layer.biasOffset() + i];
        boolean last = layer.index() == head.shape().layers() - 1;
        y[i] = last ? y[i] : Math.max(0, y[i]);
      }
      x = y;
    }
    return x;
  }

  private static double[] product(float[] matrix, int offset, int rows, double[] x) {
    double[] y = new double[rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < x.length; c++) {
        y[r] += matrix[offset + r * x.length + c] * x[c];
      }
    }
    return y;
  }

  private void assertMean(Head ensemble, List<HeadEnsemble.Member> members, int features) {
    for (int image = 0; image < 5; image++) {
      float[] x = drawn(features);
      double[] mean = new double[3];
      for (HeadEnsemble.Member member : members) {
        double[] own = logits(member.head(), x, member.from());
        for (int c = 0; c < 3; c++) {
          mean[c] += own[c] / members.size();
        }
      }
      double[] joined = logits(ensemble, x, 0);
      for (int c = 0; c < 3; c++) {
        assertThat(joined[c]).isEqualTo(mean[c], within(1e-4 * (1 + Math.abs(mean[c]))));
      }
    }
  }

  @Test
  void theMeanOfOneHeadTwiceIsThatHead() {
    Head head = head(4, List.of(), InputTransform.IDENTITY);
    List<HeadEnsemble.Member> twice =
        List.of(new HeadEnsemble.Member(head, 0), new HeadEnsemble.Member(head, 0));
    assertThat(HeadEnsemble.of(twice, 4).parameters()).containsExactly(head.parameters());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void itsLogitsAreTheMeanOfTheirs(int hiddenLayers) {
    for (boolean alike : new boolean[] {true, false}) {
      InputTransform shared = standardized(6, 4);
      List<HeadEnsemble.Member> members = new ArrayList<>();
      for (int m = 0; m < 3; m++) {
        List<Integer> hidden = new ArrayList<>();
        for (int l = 0; l < hiddenLayers; l++) {
          hidden.add(5 + m + l);
        }
        Head head = head(4, hidden, alike ? shared : standardized(6, 4));
        members.add(new HeadEnsemble.Member(head, 0));
      }
      Head ensemble = HeadEnsemble.of(members, 6);
      assertThat(ensemble.transform().components().isPresent()).isEqualTo(alike);
      assertMean(ensemble, members, 6);
    }
  }

  @Test
  void headsOfSquareRootsKeepThemOutsideTheirFirstLayer() {
    InputTransform a = standardized(6, 4);
    InputTransform b = standardized(6, 4);
    List<HeadEnsemble.Member> members =
        List.of(
            new HeadEnsemble.Member(head(4, List.of(5), roots(a)), 0),
            new HeadEnsemble.Member(head(4, List.of(2), roots(b)), 0));
    Head ensemble = HeadEnsemble.of(members, 6);
    assertThat(ensemble.transform()).isSameAs(InputTransform.SQUARE_ROOT);
    List<HeadEnsemble.Member> ofRoots =
        List.of(
            new HeadEnsemble.Member(plain(members.get(0).head(), a), 0),
            new HeadEnsemble.Member(plain(members.get(1).head(), b), 0));
    Head known = HeadEnsemble.of(ofRoots, 6);
    assertThat(ensemble.parameters()).containsExactly(known.parameters());
  }

  private static InputTransform roots(InputTransform of) {
    return new InputTransform(true, of.mean(), of.scale(), of.components());
  }

  private static Head plain(Head head, InputTransform transform) {
    return new Head(head.shape(), head.parameters(), transform);
  }

  @Test
  void headsOfDifferentFeaturesEachReadTheirOwn() {
    List<HeadEnsemble.Member> members =
        List.of(
            new HeadEnsemble.Member(head(3, List.of(5), standardized(3, 0)), 0),
            new HeadEnsemble.Member(head(4, List.of(2), InputTransform.IDENTITY), 3));
    Head ensemble = HeadEnsemble.of(members, 7);
    assertThat(ensemble.shape()).hasToString("7-7-3");
    assertMean(ensemble, members, 7);
  }
}
