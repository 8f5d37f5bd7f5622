package io.headstart.data;

import io.headstart.RandomStream;

/**
 * One image of {@link SyntheticShapes}. All lengths are pixels of a 32x32 image, all colours 0 ..
 * 255, all angles radians. The constants were chosen by eye and by measuring how well simple
 * classifiers do.
 */
final class ShapeDrawing {
  private static final double DEGREE = StrictMath.PI / 180;

  private final int label;
  private final RandomStream random;

  private final double centerX;
  private final double centerY;
  private final double radius;
  private final double shapeCos;
  private final double shapeSin;
  private final double textureCos;
  private final double textureSin;
  private final double period;
  private final double phaseU;
  private final double phaseV;
  private final double[] bright = new double[3];
  private final double[] dark = new double[3];
  private final double[] ground = new double[3];
  private final double[] wave = new double[8];
  private final double noise;

  /**
   * Draws the parameters of an image.
   *
   * @param label the class, an index into {@link SyntheticShapes#CLASSES}
   * @param random the image's own stream
   */
  ShapeDrawing(int label, RandomStream random) {
    this.label = label;
    this.random = random;
    centerX = 16 + random.uniform(-3, 3);
    centerY = 16 + random.uniform(-3, 3);
    radius = random.uniform(9, 14);
    double turn = random.uniform(-15, 15) * DEGREE;
    shapeCos = StrictMath.cos(turn);
    shapeSin = StrictMath.sin(turn);
    double textureTurn = textureAngle(label) + random.uniform(-12, 12) * DEGREE;
    textureCos = StrictMath.cos(textureTurn);
    textureSin = StrictMath.sin(textureTurn);
    period = random.uniform(4.5, 7.5);
    phaseU = random.uniform(0, 1);
    phaseV = random.uniform(0, 1);
    drawColors();
    for (int i = 0; i < wave.length; i += 4) {
      wave[i] = random.uniform(-0.35, 0.35);
      wave[i + 1] = random.uniform(-0.35, 0.35);
      wave[i + 2] = random.uniform(0, 2 * StrictMath.PI);
      wave[i + 3] = random.uniform(3, 11);
    }
    noise = random.uniform(3, 9);
  }

  private static double textureAngle(int label) {
    return switch (label) {
      case 0 -> 90 * DEGREE;
      case 2 -> 45 * DEGREE;
      case 3 -> -45 * DEGREE;
      default -> 0;
    };
  }

  private void drawColors() {
    double middle = random.uniform(90, 165);
    double contrast = random.uniform(45, 85);
    double sign = random.chance(0.5) ? 1 : -1;
    double groundLevel = random.uniform(50, 205);
    for (int c = 0; c < 3; c++) {
      double tint = random.uniform(-30, 30);
      bright[c] = middle + tint + sign * contrast + random.uniform(-15, 15);
      dark[c] = middle + tint - sign * contrast + random.uniform(-15, 15);
      ground[c] = groundLevel + random.uniform(-40, 40);
    }
  }

  /** Writes the image: uint8 [side, side, 3] from {@code offset} on. */
  void draw(int side, byte[] pixels, int offset) {
    double[] image = new double[side * side * 3];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double shade = shade(x, y);
        double dx = x + 0.5 - centerX;
        double dy = y + 0.5 - centerY;
        double inside =
            clamp(0.5 - distance(dx * shapeCos + dy * shapeSin, dy * shapeCos - dx * shapeSin));
        double texture =
            inside == 0
                ? 0
                : texture(dx * textureCos + dy * textureSin, dy * textureCos - dx * textureSin);
        for (int c = 0; c < 3; c++) {
          double figure = dark[c] + (bright[c] - dark[c]) * texture;
          double back = ground[c] + shade;
          image[(y * side + x) * 3 + c] = back + (figure - back) * inside;
        }
      }
    }
    occlude(image, side);
    for (int i = 0; i < image.length; i++) {
      double value = image[i] + noise * random.nextGaussian();
      pixels[offset + i] = (byte) StrictMath.round(Math.max(0, Math.min(255, value)));
    }
  }

  /** Smooth waves behind the shape. */
  private double shade(int x, int y) {
    double shade = 0;
    for (int i = 0; i < wave.length; i += 4) {
      shade += wave[i + 3] * StrictMath.sin(wave[i] * x + wave[i + 1] * y + wave[i + 2]);
    }
    return shade;
  }

  /** Up to two small rectangles of any colour over the image. */
  private void occlude(double[] image, int side) {
    int count = random.nextInt(3);
    for (int n = 0; n < count; n++) {
      int width = 2 + random.nextInt(6);
      int height = 2 + random.nextInt(6);
      int left = random.nextInt(side - width);
      int top = random.nextInt(side - height);
      for (int c = 0; c < 3; c++) {
        double color = random.uniform(0, 255);
        for (int y = top; y < top + height; y++) {
          for (int x = left; x < left + width; x++) {
            image[(y * side + x) * 3 + c] = color;
          }
        }
      }
    }
  }

  /** Returns about how far a point is outside the shape; negative inside. */
  private double distance(double x, double y) {
    double fromCenter = Math.sqrt(x * x + y * y);
    double ax = Math.abs(x);
    double ay = Math.abs(y);
    return switch (label) {
      case 0, 1 -> fromCenter - radius;
      case 2, 3 -> Math.max(ax, ay) - 0.88 * radius;
      case 4, 5 -> Math.max(y - 0.6 * radius, 0.8660 * ax - 0.5 * y - 0.6 * radius);
      case 6 -> Math.abs(fromCenter - 0.72 * radius) - 0.26 * radius;
      case 7 -> Math.max(Math.max(ax, ay) - radius, Math.min(ax, ay) - 0.36 * radius);
      case 8 -> Math.max(fromCenter - radius, 0.7 * radius - awayFrom(x, y, 0.55 * radius));
      default -> (ax + ay - 1.2 * radius) * 0.7071;
    };
  }

  private static double awayFrom(double x, double y, double left) {
    return Math.sqrt((x + left) * (x + left) + y * y);
  }

  /** Returns how bright the texture is, 0 .. 1. */
  private double texture(double u, double v) {
    double waveU = wave(u / period + phaseU);
    double waveV = wave(v / period + phaseV);
    return switch (label) {
      case 0, 1, 2, 3 -> step(1.6 * waveU);
      case 4 -> step(2.5 * waveU * waveV);
      case 5 -> step(2.5 * (waveU + waveV) - 2);
      case 6 -> 0.5;
      case 7 -> random.nextDouble();
      case 8 -> step(1.6 * wave(Math.sqrt(u * u + v * v) / period + phaseU));
      default -> step(4 * (Math.max(waveU, waveV) - 0.55));
    };
  }

  private static double wave(double turns) {
    return StrictMath.sin(2 * StrictMath.PI * turns);
  }

  /** Maps -1 .. 1 to 0 .. 1 and cuts off what is beyond. */
  private static double step(double value) {
    return clamp(0.5 + 0.5 * value);
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
