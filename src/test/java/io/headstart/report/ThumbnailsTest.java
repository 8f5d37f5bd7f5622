package io.headstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.RandomStream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailsTest {
  private static BufferedImage image(String address) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void onePixelIsShownAsItIs() throws IOException {
    BufferedImage image = image(new Thumbnails().address(new byte[] {(byte) 200, 30, 7}, 1));
    assertThat(image.getWidth()).isEqualTo(1);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffc81e07);
  }

  @Test
  void aLargeImageIsMadeSmallInItsProportions() throws IOException {
    String address = new Thumbnails().address(new byte[3 * 400 * 200], 400);
    assertThat(address).startsWith("data:image/jpeg;base64,");
    assertThat(image(address).getWidth()).isEqualTo(80);
    assertThat(image(address).getHeight()).isEqualTo(40);
  }

  @Test
  void aPageOfAnyNumberOfImagesStaysBelowFiveMegabytes() {
    RandomStream random = RandomStream.of(1, "noise");
    byte[] noise = new byte[3 * 96 * 96];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) random.nextInt(256);
    }
    Thumbnails thumbnails = new Thumbnails();
    long letters = 0;
    String last = "";
    for (int i = 0; i < 1000; i++) {
      last = thumbnails.address(noise, 96);
      letters += last.length();
    }
    assertThat(last).isEmpty();
    assertThat(letters).isBetween(4_000_000L, 4_500_000L);
  }
}
