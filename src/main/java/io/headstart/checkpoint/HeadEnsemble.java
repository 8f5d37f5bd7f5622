package io.headstart.checkpoint;

import io.headstart.model.InputTransform;
import io.headstart.model.MlpShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Several heads as one whose logits are the mean of theirs: hidden units stand side by side and do
 * not see each other, and the last layer takes the mean. It is a head like any other, so that
 * whatever runs a head runs an ensemble.
 */
public final class HeadEnsemble {
  private final List<Member> members;
  private final MlpShape shape;
  private final float[] parameters;

  /**
   * A head and the features it reads.
   *
   * @param head of as many layers as the other members
   * @param from where its features begin among those of the ensemble
   */
  public record Member(Head head, int from) {}

  private HeadEnsemble(List<Member> members, int inputs) {
    this.members = members;
    MlpShape first = members.get(0).head().shape();
    List<Integer> hidden = new ArrayList<>();
    for (int l = 0; l < first.hidden().size(); l++) {
      int layer = l;
      hidden.add(members.stream().mapToInt(m -> m.head().shape().hidden().get(layer)).sum());
    }
    this.shape = new MlpShape(inputs, hidden, first.classes());
    this.parameters = new float[shape.parameters()];
  }

  /**
   * Returns the mean of heads. Where all have one transform of the same features, it stays as it
   * is; otherwise each is taken into the first layer of its head.
   *
   * @param features an image has, of all members
   */
  public static Head of(List<Member> members, int features) {
    InputTransform transform = members.get(0).head().transform();
    boolean alike =
        members.stream().allMatch(m -> m.from() == 0 && equal(m.head().transform(), transform));
    if (alike) {
      int inputs = members.get(0).head().shape().inputs();
      HeadEnsemble ensemble = new HeadEnsemble(members, inputs);
      ensemble.fill();
      return new Head(ensemble.shape, ensemble.parameters, transform);
    }
    List<Member> plain =
        members.stream().map(m -> new Member(withoutTransform(m.head()), m.from())).toList();
    HeadEnsemble ensemble = new HeadEnsemble(plain, features);
    ensemble.fill();
    return new Head(
        ensemble.shape,
        ensemble.parameters,
        transform.squareRoot() ? InputTransform.SQUARE_ROOT : InputTransform.IDENTITY);
  }

  private static boolean equal(InputTransform a, InputTransform b) {
    return a.squareRoot() == b.squareRoot()
        && Arrays.equals(a.mean().orElse(null), b.mean().orElse(null))
        && Arrays.equals(a.scale().orElse(null), b.scale().orElse(null))
        && Arrays.equals(a.components().orElse(null), b.components().orElse(null));
  }

  private void fill() {
    int last = shape.layers() - 1;
    for (int l = 0; l <= last; l++) {
      MlpShape.Layer target = shape.layout().get(l);
      double share = l == last ? 1.0 / members.size() : 1;
      int row = 0;
      int column = 0;
      for (Member member : members) {
        MlpShape.Layer source = member.head().shape().layout().get(l);
        add(member.head(), source, target, row, l == 0 ? member.from() : column, share);
        row += l == last ? 0 : source.outputs();
        column += source.inputs();
      }
    }
  }

  private void add(
      Head head, MlpShape.Layer source, MlpShape.Layer target, int row, int column, double share) {
    float[] from = head.parameters();
    for (int r = 0; r < source.outputs(); r++) {
      int at = target.offset() + (row + r) * target.inputs() + column;
      for (int c = 0; c < source.inputs(); c++) {
        parameters[at + c] += (float) (share * from[source.offset() + r * source.inputs() + c]);
      }
      parameters[target.biasOffset() + row + r] += (float) (share * from[source.biasOffset() + r]);
    }
  }

  /**
   * Takes what happens to the features or their square roots, (x - mean) * scale * components, into
   * the first layer.
   */
  private static Head withoutTransform(Head head) {
    InputTransform transform = head.transform();
    MlpShape shape = head.shape();
    MlpShape.Layer first = shape.layout().get(0);
    float[] components = transform.components().orElse(null);
    int features = transform.features(shape.inputs());
    MlpShape wider = new MlpShape(features, shape.hidden(), shape.classes());
    float[] parameters = new float[wider.parameters()];
    int rest = first.end();
    MlpShape.Layer target = wider.layout().get(0);
    System.arraycopy(
        head.parameters(), rest, parameters, target.end(), head.parameters().length - rest);
    for (int r = 0; r < first.outputs(); r++) {
      double bias = head.parameters()[first.biasOffset() + r];
      for (int f = 0; f < features; f++) {
        double weight = 0;
        int row = first.offset() + r * first.inputs();
        if (components == null) {
          weight = head.parameters()[row + f];
        } else {
          for (int k = 0; k < first.inputs(); k++) {
            weight += (double) head.parameters()[row + k] * components[k * features + f];
          }
        }
        int feature = f;
        weight *= transform.scale().map(scale -> (double) scale[feature]).orElse(1.0);
        bias -= weight * transform.mean().map(mean -> (double) mean[feature]).orElse(0.0);
        parameters[target.offset() + r * features + f] = (float) weight;
      }
      parameters[target.biasOffset() + r] = (float) bias;
    }
    return new Head(wider, parameters, InputTransform.IDENTITY);
  }
}
