package io.headstart.data;

import io.headstart.config.DataSettings;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some consecutive images of a part of a data set, as one machine tells another to read them.
 * {@link ImageWindows} opens it there.
 *
 * @param part the part's name
 * @param contentHash of the whole part, as {@link ImageSet#contentHash}
 * @param from index of the first image in the part
 * @param count how many there are
 * @param paths of files their paths, in order, so that nobody else lists them; empty for images
 *     that are no files
 */
public record ImageWindow(String part, String contentHash, int from, int count, List<String> paths)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Describes some images of a part. */
  public static ImageWindow of(ImageSet part, DataSettings.Source source, int from, int count) {
    List<String> paths =
        source == DataSettings.Source.FOLDER
            ? IntStream.range(from, from + count).mapToObj(part::imageName).toList()
            : List.of();
    return new ImageWindow(part.name(), part.contentHash(), from, count, paths);
  }

  /** Returns the index after the last image. */
  int end() {
    return from + count;
  }
}
