package io.headstart.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function of many variables: limited-memory BFGS with a step that is
 * halved until it pays (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 3.1).
 */
final class Lbfgs {
  /** Pairs of steps and changes of the gradient that are remembered. */
  private static final int MEMORY = 8;

  /** Share of the decrease that the slope promises which a step must bring. */
  private static final double SUFFICIENT = 1e-4;

  /** Halvings after which there is no step that pays: rounding is all that is left. */
  private static final int HALVINGS = 20;

  private final Objective objective;
  private final Deque<Pair> pairs = new ArrayDeque<>();
  private double[] at;
  private double value;
  private double[] gradient;

  private Lbfgs(Objective objective, int variables) {
    this.objective = objective;
    this.at = new double[variables];
    this.gradient = new double[variables];
    this.value = objective.at(at, gradient);
  }

  /** What is minimised. */
  @FunctionalInterface
  interface Objective {
    /** Returns the value at a point, and writes the gradient there. */
    double at(double[] point, double[] gradient);
  }

  private record Pair(double[] step, double[] change, double curvature) {}

  /**
   * Minimises from 0 on.
   *
   * @param iterations at most
   * @param tolerance ends with a step that takes less than this share off the value
   */
  static double[] minimise(Objective objective, int variables, int iterations, double tolerance) {
    Lbfgs search = new Lbfgs(objective, variables);
    for (int i = 0; i < iterations; i++) {
      double before = search.value;
      if (!search.step() || before - search.value < tolerance * Math.abs(before)) {
        break;
      }
    }
    return search.at;
  }

  private boolean step() {
    double[] direction = direction();
    double slope = dot(direction, gradient);
    if (!(slope < 0)) {
      return false; // The gradient is 0.
    }
    double[] point = new double[at.length];
    double[] there = new double[at.length];
    double length = 1;
    for (int i = 0; i < HALVINGS; i++, length /= 2) {
      for (int j = 0; j < point.length; j++) {
        point[j] = at[j] + length * direction[j];
      }
      double reached = objective.at(point, there);
      if (reached <= value + SUFFICIENT * length * slope) {
        remember(point, there);
        at = point;
        value = reached;
        gradient = there;
        return true;
      }
    }
    return false;
  }

  private void remember(double[] point, double[] there) {
    double[] step = new double[point.length];
    double[] change = new double[point.length];
    for (int j = 0; j < point.length; j++) {
      step[j] = point[j] - at[j];
      change[j] = there[j] - gradient[j];
    }
    double curvature = dot(step, change);
    if (curvature > 0) {
      pairs.addLast(new Pair(step, change, curvature));
      if (pairs.size() > MEMORY) {
        pairs.removeFirst();
      }
    }
  }

  /** Returns minus the gradient, multiplied by what is known of the inverse of the curvature. */
  private double[] direction() {
    double[] result = new double[gradient.length];
    for (int j = 0; j < result.length; j++) {
      result[j] = -gradient[j];
    }
    if (pairs.isEmpty()) {
      scale(result, 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))));
      return result;
    }
    double[] shares = new double[pairs.size()];
    int i = pairs.size();
    for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      shares[--i] = dot(pair.step(), result) / pair.curvature();
      add(result, -shares[i], pair.change());
    }
    Pair last = pairs.getLast();
    scale(result, last.curvature() / dot(last.change(), last.change()));
    for (Pair pair : pairs) {
      add(result, shares[i++] - dot(pair.change(), result) / pair.curvature(), pair.step());
    }
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void scale(double[] values, double factor) {
    for (int j = 0; j < values.length; j++) {
      values[j] *= factor;
    }
  }

  private static void add(double[] values, double factor, double[] others) {
    for (int j = 0; j < values.length; j++) {
      values[j] += factor * others[j];
    }
  }
}
