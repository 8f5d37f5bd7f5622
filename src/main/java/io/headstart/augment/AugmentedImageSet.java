package io.headstart.augment;

import io.headstart.RandomStream;
import io.headstart.config.AugmentSettings;
import io.headstart.data.ImageSet;
import io.headstart.io.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of another set, augmented as they are read. Image i is the same whoever reads it, in
 * whatever order: its stream comes from the seed, the copy, the set's content and i.
 */
public final class AugmentedImageSet implements ImageSet {
  /** Raised when the derivation of the streams changes, so that old features are not taken. */
  private static final String VERSION = "augmented/1";

  private final ImageSet source;
  private final Augmentation augmentation;
  private final String use;
  private final String name;
  private final long seed;
  private final int number;
  private final long part;
  private final String contentHash;

  private AugmentedImageSet(
      ImageSet source, Augmentation augmentation, String use, int place, long seed, int number) {
    this.source = source;
    this.name = source.name() + "+" + use + "-" + place;
    this.augmentation = augmentation;
    this.use = use;
    this.seed = seed;
    this.number = number;
    String sourceHash = source.contentHash();
    this.part = RandomStream.seedOf(0, sourceHash);
    this.contentHash =
        Sha256.of(
            String.join(
                "\n",
                VERSION,
                sourceHash,
                augmentation.describe(),
                use,
                Long.toString(seed),
                Integer.toString(number)));
  }

  /**
   * Makes the augmented copies of a set, named {@code data_batch_1+augment-1} and so on.
   *
   * @param seed the run's seed
   * @return {@code settings.copies()} sets of the source's size, its labels unchanged
   * @throws io.headstart.Failure (usage) when a range makes no sense for its operation
   */
  public static List<ImageSet> copies(ImageSet source, AugmentSettings settings, long seed) {
    Augmentation augmentation = Augmentation.of(settings);
    List<ImageSet> copies = new ArrayList<>();
    for (int copy = 1; copy <= settings.copies(); copy++) {
      copies.add(new AugmentedImageSet(source, augmentation, "augment", copy, seed, copy));
    }
    return copies;
  }

  /**
   * Makes the test-time views of a set, in their order, named {@code test_batch+view-1} and so on;
   * a view without operations is the set itself.
   *
   * <p>Views take no seed: evaluation is the same for every run, and its features are shared. Their
   * key does not hold their place in the list, but how many equal views stand before, so that
   * random views listed twice differ and a fixed one is extracted once wherever it stands.
   *
   * @return as many sets as there are views; none when none are configured
   * @throws io.headstart.Failure (usage) when a range makes no sense for its operation
   */
  public static List<ImageSet> views(ImageSet source, AugmentSettings settings) {
    List<ImageSet> views = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Augmentation view : Augmentation.views(settings)) {
      String description = view.describe();
      int equal = (int) seen.stream().filter(description::equals).count();
      seen.add(description);
      int place = seen.size();
      views.add(
          view.isIdentity()
              ? source
              : new AugmentedImageSet(source, view, "view", place, 0, equal + 1));
    }
    return views;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public int height() {
    return source.height();
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public int label(int index) {
    return source.label(index);
  }

  @Override
  public boolean read(int index, byte[] pixels, int offset) {
    // A broken image stays all 0: noise on it would look like content.
    if (!source.read(index, pixels, offset)) {
      return false;
    }
    RandomStream random = RandomStream.of(seed, use, number, part, index);
    augmentation.apply(pixels, offset, height(), width(), random);
    return true;
  }

  /** Returns a SHA-256 over the source's, {@link Augmentation#describe()}, seed and copy. */
  @Override
  public String contentHash() {
    return contentHash;
  }

  @Override
  public ImageSet source() {
    return source;
  }

  @Override
  public void noteBroken(int index, String reason) {
    source.noteBroken(index, reason);
  }

  @Override
  public long[] labels() {
    return source.labels();
  }

  @Override
  public List<String> broken() {
    return source.broken();
  }
}
