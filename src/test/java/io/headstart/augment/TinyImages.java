package io.headstart.augment;

import io.headstart.data.ImageSet;
import java.util.List;
import java.util.Set;

/** Small drawn images: image i is a pattern of its own, of class i % 3. */
record TinyImages(int size, int height, int width, Set<Integer> brokenOnes) implements ImageSet {

  static TinyImages of(int size, int height, int width) {
    return new TinyImages(size, height, width, Set.of());
  }

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public int label(int index) {
    return index % 3;
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    boolean whole = !brokenOnes.contains(index);
    for (int i = 0; i < bytesPerImage(); i++) {
      pixels[offset + i] = whole ? (byte) (index * 31 + i * 7) : 0;
    }
    return whole;
  }

  @Override
  public String contentHash() {
    return "tiny " + size + " " + height + " " + width;
  }

  @Override
  public List<String> broken() {
    return brokenOnes.stream().map(index -> "image " + index).toList();
  }
}
