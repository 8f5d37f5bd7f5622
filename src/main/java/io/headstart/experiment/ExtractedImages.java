package io.headstart.experiment;

import io.headstart.augment.AugmentedImageSet;
import io.headstart.config.AugmentSettings;
import io.headstart.data.ImageSet;
import io.headstart.data.Split;
import io.headstart.features.Extractor;
import io.headstart.features.FeatureSet;
import io.headstart.health.CheckedImages;
import io.headstart.health.Subset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Images by their indices in the data set, with the features of whatever part is asked for: out of
 * the store or computed, once a run. Indices of images that could not be read are left out. Safe
 * for several threads, of which one extracts at a time.
 */
final class ExtractedImages {
  private final ImageParts parts;
  private final Extractor extractor;
  private final AugmentSettings augment;
  private final long seed;
  private final Map<String, FeatureSet> extracted = Collections.synchronizedMap(new HashMap<>());
  private final Map<int[], int[]> readable = Collections.synchronizedMap(new IdentityHashMap<>());
  private double seconds;

  /**
   * Extracts nothing yet.
   *
   * @param augment which copies and views there are, drawn by the seed
   */
  ExtractedImages(ImageParts parts, Extractor extractor, AugmentSettings augment, long seed) {
    this.parts = parts;
    this.extractor = extractor;
    this.augment = augment;
    this.seed = seed;
  }

  /** Extracts what a split names and nothing else; returns the parts it names, in order. */
  synchronized List<ImageSet> extract(Split split) {
    long start = System.nanoTime();
    Map<ImageSet, Integer> named = new LinkedHashMap<>();
    for (int[] indices : List.of(split.train(), split.validation(), split.test())) {
      name(indices, Function.identity(), named);
    }
    for (int copy = 0; copy < augment.copies(); copy++) {
      name(split.train(), copy(copy), named);
    }
    for (int view = 0; view < augment.views().size(); view++) {
      name(split.validation(), view(view), named);
      name(split.test(), view(view), named);
    }
    List<ImageSet> sets = List.copyOf(named.keySet());
    extractor.prepare(sets);
    sets.forEach(images -> extract(named.get(images), images));
    seconds += (System.nanoTime() - start) / 1e9;
    return sets;
  }

  /** Returns the seconds that {@link #extract(Split)} took so far. */
  synchronized double seconds() {
    return seconds;
  }

  /** Puts the sets in which the images lie, or their variants, with their parts. */
  private void name(
      int[] indices, Function<ImageSet, ImageSet> variant, Map<ImageSet, Integer> named) {
    boolean[] used = used(indices);
    for (int p = 0; p < used.length; p++) {
      if (used[p]) {
        named.put(variant.apply(parts.sets().get(p)), p);
      }
    }
  }

  /** Returns the features of images as they are. */
  Rows rows(int[] indices) {
    return rows(indices, Function.identity());
  }

  /** Returns the features of an augmented copy of images. */
  Rows copy(int[] indices, int copy) {
    return rows(indices, copy(copy));
  }

  /** Returns the features of a view of images; without views, of the images as they are. */
  Rows view(int[] indices, int view) {
    return rows(indices, view(view));
  }

  private Rows rows(int[] indices, Function<ImageSet, ImageSet> variant) {
    return new Rows(sets(indices, variant), parts.offsets(), indices);
  }

  private Function<ImageSet, ImageSet> copy(int copy) {
    return images -> AugmentedImageSet.copies(images, augment, seed).get(copy);
  }

  private Function<ImageSet, ImageSet> view(int view) {
    return augment.views().isEmpty()
        ? Function.identity()
        : images -> AugmentedImageSet.views(images, augment).get(view);
  }

  /** Extracts the parts that the indices lie in; null for the others. */
  private List<FeatureSet> sets(int[] indices, Function<ImageSet, ImageSet> variant) {
    boolean[] used = used(indices);
    List<FeatureSet> sets = new ArrayList<>();
    for (int p = 0; p < used.length; p++) {
      sets.add(used[p] ? extract(p, variant.apply(parts.sets().get(p))) : null);
    }
    return sets;
  }

  /** Says of each part whether one of the indices lies in it. */
  boolean[] used(int[]... indices) {
    boolean[] used = new boolean[parts.sets().size()];
    for (int[] some : indices) {
      for (int index : some) {
        used[parts.part(index)] = true;
      }
    }
    return used;
  }

  /** One extraction a set and run: variants are told apart by name, which holds copy or view. */
  private FeatureSet extract(int part, ImageSet images) {
    return extracted.computeIfAbsent(
        part + "/" + images.name(), name -> extractor.features(images));
  }

  /**
   * Returns the indices of the images that could be read: found once for each array, as that may
   * read them all. The same array again for the same array.
   */
  int[] readable(int[] indices) {
    return readable.computeIfAbsent(
        indices,
        all -> {
          List<FeatureSet> sets = sets(all, Function.identity());
          return Arrays.stream(all)
              .filter(i -> sets.get(parts.part(i)).isValid(parts.at(i).index()))
              .toArray();
        });
  }

  /** Returns where the images that could be read are. */
  List<CheckedImages.Place> places(int[] wanted, Subset subset) {
    return Arrays.stream(readable(wanted))
        .mapToObj(
            index -> {
              ImageParts.Place place = parts.at(index);
              return new CheckedImages.Place(place.set(), place.index(), subset);
            })
        .toList();
  }

  /** Returns the names of the images that could not be read, in order, and why. */
  Map<String, String> unreadable(int[] wanted) {
    Set<Integer> readable = Arrays.stream(readable(wanted)).boxed().collect(Collectors.toSet());
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int index : wanted) {
      if (!readable.contains(index)) {
        ImageParts.Place place = parts.at(index);
        ImageSet set = place.set();
        String name = set.imageName(place.index());
        // Features kept from an earlier run do not say why.
        set.read(place.index(), new byte[set.bytesPerImage()], 0);
        String reason =
            set.broken().stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
        reasons.put(name, reason);
      }
    }
    return reasons;
  }

  /** Returns the classes of the images that could be read. */
  int[] labels(int[] wanted) {
    return Arrays.stream(readable(wanted))
        .mapToObj(parts::at)
        .mapToInt(place -> place.set().label(place.index()))
        .toArray();
  }

  /** Returns how much the images that could be read count; empty when all count the same. */
  float[] weights(int[] wanted) {
    int[] indices = readable(wanted);
    float[] weights = new float[indices.length];
    boolean equal = true;
    for (int i = 0; i < weights.length; i++) {
      ImageParts.Place place = parts.at(indices[i]);
      weights[i] = place.set().weight(place.index());
      equal &= weights[i] == 1;
    }
    return equal ? new float[0] : weights;
  }
}
