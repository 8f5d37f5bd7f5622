package io.headstart.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What lies in a folder of images and is not used: counted, and the first few named. */
final class PassedOver {
  private static final int NAMED = 3;

  private final List<String> beside = new ArrayList<>();
  private final List<String> upward = new ArrayList<>();
  private long others;
  private long images;
  private long links;

  /** Counts a file that is no image. */
  void other() {
    others++;
  }

  /** Returns how many files that are no images there were so far. */
  long others() {
    return others;
  }

  /** Counts an image that lies in no class's folder. */
  void image(String path) {
    images++;
    name(beside, path);
  }

  /** Counts a link within a class that leads to its folder or one above it. */
  void link(String path) {
    links++;
    name(upward, path);
  }

  private static void name(List<String> names, String path) {
    if (names.size() < NAMED) {
      names.add(path);
    }
  }

  /** Returns what the notes of the data set say of it. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (links > 0) {
      String what = links == 1 ? "link that leads" : "links that lead";
      notes.add(named(links, what + " to the folder of the class or above it", upward));
    }
    if (images > 0) {
      String what = images == 1 ? "image" : "images";
      notes.add(named(images, what + " beside the class folders", beside));
    }
    if (others > 0) {
      notes.add(String.format(Locale.ROOT, "%,d files that are no images, not used", others));
    }
    return notes;
  }

  private static String named(long count, String what, List<String> first) {
    String names = String.join(", ", first) + (count > first.size() ? ", ..." : "");
    return String.format(Locale.ROOT, "%,d %s, not used: %s", count, what, names);
  }
}
