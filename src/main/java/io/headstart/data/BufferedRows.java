package io.headstart.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** The pixels of an image of Java's own. Grey images become equal red, green and blue. */
final class BufferedRows implements PixelRows {
  private final BufferedImage image;
  private final boolean gray;
  private final boolean cmyk;
  private final boolean plain;

  BufferedRows(BufferedImage image) {
    this(image, image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK);
  }

  /**
   * Takes an image.
   *
   * @param cmyk whether its four samples are inks, whatever its color model says
   */
  BufferedRows(BufferedImage image, boolean cmyk) {
    this.image = image;
    this.cmyk = cmyk;
    ColorModel colors = image.getColorModel();
    // BufferedImage.getRGB takes grey samples for linear light and brightens them: 128 becomes 188.
    gray =
        !(colors instanceof IndexColorModel)
            && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    plain =
        image.getType() == BufferedImage.TYPE_3BYTE_BGR && image.getRaster().getParent() == null;
  }

  @Override
  public int width() {
    return image.getWidth();
  }

  @Override
  public int height() {
    return image.getHeight();
  }

  @Override
  public void row(int y, float[] rgb) {
    if (cmyk) {
      cmykRow(y, rgb);
    } else if (gray) {
      grayRow(y, rgb);
    } else if (plain) {
      plainRow(y, rgb);
    } else {
      int[] argb = image.getRGB(0, y, width(), 1, null, 0, width());
      for (int x = 0; x < argb.length; x++) {
        float alpha = (argb[x] >>> 24) / 255f;
        for (int c = 0; c < 3; c++) {
          rgb[3 * x + c] = PixelRows.overWhite((argb[x] >> (16 - 8 * c)) & 0xff, alpha);
        }
      }
    }
  }

  /** The same values as getRGB gives, five times as fast; most photographs come so. */
  private void plainRow(int y, float[] rgb) {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int from = 3 * y * width();
    for (int i = 0; i < 3 * width(); i += 3) {
      rgb[i] = bgr[from + i + 2] & 0xff;
      rgb[i + 1] = bgr[from + i + 1] & 0xff;
      rgb[i + 2] = bgr[from + i] & 0xff;
    }
  }

  /** Ink on white, without a color profile; Java's own conversion makes it far too light. */
  private void cmykRow(int y, float[] rgb) {
    Raster raster = image.getRaster();
    float most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    int[] inks = raster.getPixels(0, y, width(), 1, (int[]) null);
    int bands = raster.getNumBands();
    for (int x = 0; x < width(); x++) {
      float light = 1 - inks[x * bands + 3] / most;
      for (int c = 0; c < 3; c++) {
        rgb[3 * x + c] = 255 * light * (1 - inks[x * bands + c] / most);
      }
    }
  }

  private void grayRow(int y, float[] rgb) {
    Raster raster = image.getRaster();
    float scale = 255f / ((1 << raster.getSampleModel().getSampleSize(0)) - 1);
    int[] samples = raster.getSamples(0, y, width(), 1, 0, (int[]) null);
    boolean transparent = image.getColorModel().hasAlpha() && raster.getNumBands() > 1;
    int[] alphas = transparent ? raster.getSamples(0, y, width(), 1, 1, (int[]) null) : null;
    for (int x = 0; x < samples.length; x++) {
      float alpha = alphas == null ? 1 : alphas[x] * scale / 255;
      float value = PixelRows.overWhite(samples[x] * scale, alpha);
      rgb[3 * x] = value;
      rgb[3 * x + 1] = value;
      rgb[3 * x + 2] = value;
    }
  }
}
