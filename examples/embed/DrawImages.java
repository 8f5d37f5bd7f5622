import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws warm and cold disks into class folders: {@code java DrawImages.java FOLDER}. */
class DrawImages {
  public static void main(String[] args) throws Exception {
    Random random = new Random(1);
    for (String part : new String[] {"train", "test"}) {
      for (String label : new String[] {"cold", "warm"}) {
        File folder = new File(args[0], part + "/" + label);
        folder.mkdirs();
        for (int i = 0; i < (part.equals("train") ? 60 : 10); i++) {
          BufferedImage image = new BufferedImage(96, 72, BufferedImage.TYPE_INT_RGB);
          Graphics2D pen = image.createGraphics();
          pen.setColor(new Color(random.nextInt(80), random.nextInt(80), random.nextInt(80)));
          pen.fillRect(0, 0, 96, 72);
          float hue = random.nextFloat() / 6;
          pen.setColor(Color.getHSBColor(label.equals("warm") ? hue : hue + 0.5f, 1, 1));
          int side = 30 + random.nextInt(30);
          pen.fillOval(random.nextInt(96 - side), random.nextInt(72 - side), side, side);
          pen.dispose();
          ImageIO.write(image, "png", new File(folder, i + ".png"));
        }
      }
    }
  }
}
