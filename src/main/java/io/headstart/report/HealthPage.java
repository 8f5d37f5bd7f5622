package io.headstart.report;

import io.headstart.health.CheckedImages;
import io.headstart.health.Checkup;
import io.headstart.health.Contradiction;
import io.headstart.health.Duplicates.Pair;
import io.headstart.health.PixelFacts;
import io.headstart.health.Subset;
import io.headstart.report.RunPage.Card;
import io.headstart.report.Table.Look;
import io.headstart.report.Table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the page of a data set's health shows.
 *
 * @param title name of the check
 * @param lead what was checked, in a sentence
 * @param cards how much was found
 * @param counts images of each class and subset
 * @param unreadable files that cannot be read; may have no rows
 * @param galleries what was found, in images
 */
record HealthPage(
    String title,
    String lead,
    List<Card> cards,
    Table counts,
    Table unreadable,
    List<Gallery> galleries) {
  /** Findings of a kind that are shown; the file has all. */
  private static final int SHOWN = 30;

  /** A small image; without an address where the page had no more room. */
  record Shot(String address, String name, String remark) {}

  /** Images that belong to one finding, and what it is. */
  record Exhibit(List<Shot> shots, String remark) {}

  /**
   * The findings of one kind.
   *
   * @param remark how they were found, and how many there are beside those shown
   */
  record Gallery(String title, String remark, List<Exhibit> exhibits) {}

  static HealthPage of(String title, Checkup checkup) {
    return new Builder(checkup).page(title);
  }

  private static final class Builder {
    private final Checkup checkup;
    private final CheckedImages images;
    private final Thumbnails thumbnails = new Thumbnails();

    Builder(Checkup checkup) {
      this.checkup = checkup;
      this.images = checkup.images();
    }

    HealthPage page(String title) {
      return new HealthPage(
          title,
          "%s images of %d classes."
              .formatted(FigureText.count(images.size()), images.classes().size()),
          cards(),
          counts(),
          unreadable(),
          galleries().stream().filter(gallery -> !gallery.exhibits().isEmpty()).toList());
    }

    private List<Card> cards() {
      int copies = checkup.duplicates().exact().stream().mapToInt(same -> same.length - 1).sum();
      return List.of(
          card("leaks", checkup.leaks().size(), "the same picture on both sides of a split"),
          card("suspected labels", checkup.suspects().size(), "probably of another class"),
          card(
              "contradictions",
              checkup.contradictions().size(),
              "equal images under different labels"),
          card("exact copies", copies, "beside the first of each"),
          card("near duplicates", checkup.duplicates().near().size(), "pairs"),
          card("outliers", checkup.outliers().size(), "like no others"),
          card(
              "blank or small",
              checkup.blank().size() + checkup.small().size(),
              "of one color, or below %d pixels".formatted(PixelFacts.SMALL)),
          card("unreadable", checkup.unreadable().size(), "files"));
    }

    private static Card card(String label, int count, String remark) {
      return new Card(label, FigureText.count(count), remark);
    }

    private Table counts() {
      int[][] counts =
          IntStream.range(0, images.classes().size())
              .mapToObj(
                  label ->
                      Arrays.stream(Subset.values())
                          .mapToInt(subset -> checkup.count(subset, label))
                          .toArray())
              .toArray(int[][]::new);
      int most = Arrays.stream(counts).mapToInt(of -> of[0]).max().orElse(0);
      int fewest = Arrays.stream(counts).mapToInt(of -> of[0]).min().orElse(0);
      List<String> columns = new ArrayList<>(List.of("Class"));
      Arrays.stream(Subset.values()).forEach(subset -> columns.add(subset.label()));
      return new Table(
          Look.NUMBERS,
          fewest == 0
              ? "Some classes have no training image."
              : String.format(
                  Locale.ROOT,
                  "The largest class has %.1f times as many training images as the smallest.",
                  (double) most / fewest),
          columns,
          IntStream.range(0, counts.length)
              .mapToObj(label -> Row.of(images.classes().get(label), texts(counts[label])))
              .toList());
    }

    private static List<String> texts(int[] counts) {
      return Arrays.stream(counts).mapToObj(FigureText::count).toList();
    }

    private Table unreadable() {
      return new Table(
          Look.FACTS,
          "",
          List.of(),
          checkup.unreadable().entrySet().stream()
              .limit(SHOWN)
              .map(entry -> Row.of(entry.getKey(), entry.getValue()))
              .toList());
    }

    private List<Gallery> galleries() {
      return List.of(
          gallery(
              "Leaks",
              "Equal or nearly equal images on both sides of a split: what is tested was trained.",
              checkup.leaks().stream().limit(SHOWN).map(this::pair).toList(),
              checkup.leaks().size()),
          gallery(
              "Suspected labels",
              "By confident learning: heads that did not see an image give its own class little"
                  + " probability. The least probable first.",
              checkup.suspects().stream()
                  .limit(SHOWN)
                  .map(
                      suspect ->
                          one(
                              suspect.image(),
                              String.format(
                                  Locale.ROOT,
                                  "%s, rather %s (%.0f %%)",
                                  images.label(suspect.image()),
                                  images.classes().get(suspect.suggested()),
                                  100 * suspect.confidence())))
                  .toList(),
              checkup.suspects().size()),
          gallery(
              "Contradicting labels",
              "Equal images under different labels: at least one is wrong. Of training images,"
                  + " exclude.txt leaves one.",
              checkup.contradictions().stream().limit(SHOWN).map(this::contradiction).toList(),
              checkup.contradictions().size()),
          gallery(
              "Exact copies",
              "Images with the same pixels.",
              checkup.duplicates().exact().stream()
                  .limit(SHOWN)
                  .map(same -> exhibit(Arrays.copyOf(same, Math.min(4, same.length)), times(same)))
                  .toList(),
              checkup.duplicates().exact().size()),
          gallery(
              "Near duplicates",
              "The same picture, saved again, shifted, mirrored, or of other brightness.",
              checkup.duplicates().near().stream().limit(SHOWN).map(this::pair).toList(),
              checkup.duplicates().near().size()),
          gallery(
              "Outliers",
              "Images whose features are far from those of their nearest neighbours.",
              checkup.outliers().stream()
                  .limit(SHOWN)
                  .map(
                      outlier ->
                          one(
                              outlier.image(),
                              String.format(
                                  Locale.ROOT,
                                  "%s, distance %.2f",
                                  images.label(outlier.image()),
                                  outlier.distance())))
                  .toList(),
              checkup.outliers().size()),
          gallery(
              "Blank", "Images of one color.", singles(checkup.blank()), checkup.blank().size()),
          gallery(
              "Small",
              "Images of fewer than %d pixels on the shorter side.".formatted(PixelFacts.SMALL),
              singles(checkup.small()),
              checkup.small().size()));
    }

    private static Gallery gallery(String title, String remark, List<Exhibit> shown, int all) {
      String rest =
          all > shown.size()
              ? " %s of %s are shown; findings.csv has all."
                  .formatted(FigureText.count(shown.size()), FigureText.count(all))
              : "";
      return new Gallery(title, remark + rest, shown);
    }

    private List<Exhibit> singles(List<Integer> found) {
      return found.stream().limit(SHOWN).map(image -> one(image, images.label(image))).toList();
    }

    private static String times(int[] same) {
      return same.length + " times";
    }

    private Exhibit contradiction(Contradiction one) {
      int[] shown = one.images().stream().limit(4).mapToInt(Integer::intValue).toArray();
      return exhibit(
          shown,
          "%s; %s stays: %s"
              .formatted(one.labels(images), images.name(one.kept()), one.choice().reason()));
    }

    private Exhibit pair(Pair pair) {
      String labels =
          images.label(pair.first()).equals(images.label(pair.second()))
              ? images.label(pair.first())
              : images.label(pair.first()) + " and " + images.label(pair.second());
      return exhibit(new int[] {pair.first(), pair.second()}, labels);
    }

    private Exhibit one(int image, String remark) {
      return exhibit(new int[] {image}, remark);
    }

    private Exhibit exhibit(int[] shown, String remark) {
      return new Exhibit(Arrays.stream(shown).mapToObj(this::shot).toList(), remark);
    }

    private Shot shot(int image) {
      return new Shot(
          thumbnails.address(images.pixels(image), images.width(image)),
          images.name(image),
          images.subset(image).label());
    }
  }
}
