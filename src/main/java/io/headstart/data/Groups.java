package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.DataSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The groups whose images must not be on two sides of a split, by data-set index. */
final class Groups {
  private final Map<String, Integer> known = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final int[] ids;
  private int images;

  private Groups(int size) {
    ids = new int[size];
  }

  /**
   * Returns the groups of a data set; empty when every image stands for itself.
   *
   * @throws Failure of kind USAGE when the settings' expression is none, or fits no image
   */
  static Optional<Groups> of(Dataset dataset, DataSettings.Split settings) {
    Optional<Pattern> pattern = settings.groupPattern().map(Groups::pattern);
    Groups groups = new Groups(dataset.size());
    boolean any = false;
    for (ImageSet part : dataset.parts()) {
      for (int i = 0; i < part.size(); i++) {
        Optional<String> group =
            pattern.isPresent() ? match(pattern.get(), part.imageName(i)) : part.group(i);
        any |= group.isPresent();
        groups.add(group);
      }
    }
    if (!any && settings.group().isPresent()) {
      throw Failure.usage("data.split.group gives no image a group")
          .received("%s", settings.group().get())
          .accepted(
              "a column of a list, or a regular expression with one capture group that fits the"
                  + " images' paths, such as %s",
              dataset.parts().get(0).imageName(0))
          .next("correct data.split.group, or leave it out")
          .build();
    }
    return any ? Optional.of(groups) : Optional.empty();
  }

  private static Pattern pattern(String text) {
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.matcher("").groupCount() == 1) {
        return pattern;
      }
      throw refused(text, pattern.matcher("").groupCount() + " capture groups");
    } catch (PatternSyntaxException e) {
      throw refused(text, e.getDescription());
    }
  }

  private static Failure refused(String text, String reason) {
    return Failure.usage("data.split.group is no regular expression that can be used")
        .received("%s: %s", text, reason)
        .accepted("one with one capture group, such as ([^/]+)_\\d+\\.jpg")
        .next("correct data.split.group")
        .build();
  }

  private static Optional<String> match(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
  }

  private void add(Optional<String> group) {
    int next = names.size();
    int id = group.isPresent() ? known.computeIfAbsent(group.get(), name -> next) : next;
    if (id == next) {
      names.add(group.orElse(""));
    }
    ids[images++] = id;
  }

  /** Returns the group of an image, 0 or more; one of its own for an image that is in none. */
  int of(int index) {
    return ids[index];
  }

  /** Checks that no group has images in two of the sets. */
  void requireApart(Split split) {
    Map<Integer, String> first = new HashMap<>();
    Map<String, int[]> sets =
        Map.of(
            Part.TRAIN.title(), split.train(),
            Part.VALIDATION.title(), split.validation(),
            Part.TEST.title(), split.test());
    for (Part part : Part.values()) {
      for (int index : sets.get(part.title())) {
        String other = first.putIfAbsent(ids[index], part.title());
        if (other != null && !other.equals(part.title())) {
          throw Failure.usage("images of one group are on two sides of the split")
              .received("group %s has %s and %s images", names.get(ids[index]), other, part.title())
              .accepted("groups of which each is on one side")
              .next("correct the groups or the split, or let the program draw the split")
              .build();
        }
      }
    }
  }
}
