package io.headstart.health;

import io.headstart.data.ImageSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * The images that are checked, all of which could be read. A number below {@link #size} stands for
 * the same one of them everywhere in this package.
 *
 * @param classes names in order of labels
 * @param places where each image is
 * @param labels [N], the class each image is said to be of
 */
public record CheckedImages(List<String> classes, List<Place> places, int[] labels) {
  /** One image of a set, and what it is used for. */
  public record Place(ImageSet set, int index, Subset subset) {}

  /** Copies the lists. */
  public CheckedImages {
    classes = List.copyOf(classes);
    places = List.copyOf(places);
  }

  /** Returns how many images there are: N. */
  public int size() {
    return places.size();
  }

  /** Returns what an image is called in lists: a path, or {@code part/index}. */
  public String name(int image) {
    return places.get(image).set().imageName(places.get(image).index());
  }

  /** Returns what an image is used for. */
  public Subset subset(int image) {
    return places.get(image).subset();
  }

  /** Returns the name of an image's class. */
  public String label(int image) {
    return classes.get(labels[image]);
  }

  /** Returns how many pixels wide an image is, as it is read. */
  public int width(int image) {
    return places.get(image).set().width();
  }

  /** Returns whether an image is stored with fewer pixels than that on its shorter side. */
  boolean smaller(int image, int side) {
    OptionalInt stored = places.get(image).set().storedSide(places.get(image).index());
    return stored.isPresent() && stored.getAsInt() < side;
  }

  /** Returns an image's pixels: uint8 [H, W, 3]. */
  public byte[] pixels(int image) {
    Place place = places.get(image);
    byte[] pixels = new byte[place.set().bytesPerImage()];
    place.set().read(place.index(), pixels, 0);
    return pixels;
  }
}
