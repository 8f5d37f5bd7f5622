package io.headstart.backbone;

import io.headstart.RandomStream;

/**
 * Made-up images whose statistics resemble those of photographs: leaves of all sizes, flat or
 * striped, that hide one another ("dead leaves"; Lee, Mumford and Huang 2001). For what must be
 * known of a network without anybody's photographs. The same on every machine.
 */
public final class DrawnImages {
  private static final int FEWEST = 20;
  private static final int MOST = 200;

  private final int side;
  private final float[] canvas;
  private RandomStream random;

  private DrawnImages(int side) {
    this.side = side;
    this.canvas = new float[side * side * 3];
  }

  /**
   * Draws.
   *
   * @param seed another one gives other images
   * @param side pixels a side
   * @return uint8 [count, side, side, 3]
   */
  public static byte[] of(long seed, int count, int side) {
    DrawnImages drawing = new DrawnImages(side);
    byte[] pixels = new byte[count * side * side * 3];
    for (int i = 0; i < count; i++) {
      drawing.draw(RandomStream.of(seed, "drawn images", side, i));
      for (int j = 0; j < drawing.canvas.length; j++) {
        float value = Math.max(0, Math.min(255, drawing.canvas[j]));
        pixels[i * drawing.canvas.length + j] = (byte) Math.round(value);
      }
    }
    return pixels;
  }

  private void draw(RandomStream stream) {
    random = stream;
    leaf(4.0 * side, true);
    int leaves = FEWEST + random.nextInt(MOST - FEWEST);
    for (int leaf = 0; leaf < leaves; leaf++) {
      // Radii as frequent as their third power is small, so that all sizes matter alike.
      double low = side / 40.0;
      double high = side / 1.6;
      double share = random.nextDouble();
      double radius =
          1 / Math.sqrt(1 / (high * high) + share * (1 / (low * low) - 1 / (high * high)));
      leaf(radius, false);
    }
  }

  /** Draws an ellipse or a rectangle over what is there; or all of the image. */
  private void leaf(double radius, boolean everywhere) {
    double centerX = random.uniform(0, side);
    double centerY = random.uniform(0, side);
    double angle = random.uniform(0, Math.PI);
    double aspect = random.uniform(0.3, 1);
    boolean rectangle = random.chance(0.3);
    Paint paint = new Paint(random, side);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    int top = (int) Math.max(0, centerY - radius);
    int bottom = (int) Math.min(side, centerY + radius);
    int left = (int) Math.max(0, centerX - radius);
    int right = (int) Math.min(side, centerX + radius);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double dx = x - centerX;
        double dy = y - centerY;
        double along = (dx * cos + dy * sin) / radius;
        double across = (dy * cos - dx * sin) / (radius * aspect);
        boolean inside =
            rectangle
                ? Math.abs(along) < 0.7 && Math.abs(across) < 0.7
                : along * along + across * across < 1;
        if (inside || everywhere) {
          paint.apply(canvas, (y * side + x) * 3, dx, dy);
        }
      }
    }
  }

  /** A colour, its change over the leaf, stripes on half of the leaves, and grain. */
  private static final class Paint {
    private final RandomStream random;
    private final double[] color = new double[3];
    private final double stripes;
    private final double waveX;
    private final double waveY;
    private final double phase;
    private final double slopeX;
    private final double slopeY;
    private final double grain;

    Paint(RandomStream random, int side) {
      this.random = random;
      double brightness = random.uniform(0, 255);
      for (int c = 0; c < 3; c++) {
        // The sum of three is near enough to a normal deviate.
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble();
        color[c] = brightness + 50 * (sum - 1.5);
      }
      stripes = random.chance(0.5) ? 0 : random.uniform(0, 60);
      double frequency = 2 * Math.PI / random.uniform(3, 33);
      double direction = random.uniform(0, Math.PI);
      waveX = frequency * StrictMath.cos(direction);
      waveY = frequency * StrictMath.sin(direction);
      phase = random.uniform(0, 2 * Math.PI);
      slopeX = random.uniform(-40, 40) / side;
      slopeY = random.uniform(-40, 40) / side;
      grain = random.uniform(0, 15);
    }

    void apply(float[] canvas, int at, double dx, double dy) {
      double wave = stripes == 0 ? 0 : stripes * StrictMath.sin(waveX * dx + waveY * dy + phase);
      double change = wave + slopeX * dx + slopeY * dy + grain * (random.nextDouble() - 0.5);
      for (int c = 0; c < 3; c++) {
        canvas[at + c] = (float) (color[c] + change);
      }
    }
  }
}
