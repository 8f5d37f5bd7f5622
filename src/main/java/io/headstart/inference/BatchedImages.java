package io.headstart.inference;

import io.headstart.Workers;
import io.headstart.data.Reason;
import io.headstart.data.Square;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Decodes images to squares batch by batch, the next batch beside the work on this one. No more
 * than two batches are in memory, however many images there are.
 */
final class BatchedImages {
  private final ExecutorService decoders;
  private final Square square;
  private final int batchSize;

  /**
   * Prepares to decode.
   *
   * @param decoders decode beside the work
   * @param square what the images become
   * @param batchSize most images in one call of the work
   */
  BatchedImages(ExecutorService decoders, Square square, int batchSize) {
    this.decoders = decoders;
    this.square = square;
    this.batchSize = batchSize;
  }

  /** Works on some decoded images at a time. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Returns a value an image, in order.
     *
     * @param pixels uint8 [count, side, side, 3]
     */
    List<T> apply(byte[] pixels, int count);
  }

  /** An image decoded, or why it was not. */
  private record Decoded(Optional<byte[]> pixels, Optional<String> problem) {}

  /** Returns an answer an image, in order; images that cannot be decoded reach no work. */
  <T> List<Answer<T>> map(List<ImageInput> images, Work<T> work) {
    if (images.size() == 1) {
      // Alone, an image has nothing to be decoded beside: a hand-over would only cost time.
      return answers(images, List.of(decode(images.get(0))), work);
    }
    List<Answer<T>> answers = new ArrayList<>(images.size());
    List<Future<Decoded>> coming = List.of();
    try {
      for (int from = 0; from < images.size(); from += batchSize) {
        List<Future<Decoded>> now = coming.isEmpty() ? start(images, from) : coming;
        coming = start(images, from + batchSize);
        List<Decoded> decoded = new ArrayList<>();
        for (Future<Decoded> one : now) {
          decoded.add(Workers.wait(one, "decoding images"));
        }
        answers.addAll(answers(images.subList(from, from + decoded.size()), decoded, work));
      }
      return answers;
    } finally {
      coming.forEach(one -> one.cancel(true));
    }
  }

  private List<Future<Decoded>> start(List<ImageInput> images, int from) {
    List<Future<Decoded>> started = new ArrayList<>();
    for (int i = from; i < Math.min(images.size(), from + batchSize); i++) {
      ImageInput image = images.get(i);
      Callable<Decoded> decoding = () -> decode(image);
      started.add(decoders.submit(decoding));
    }
    return started;
  }

  private Decoded decode(ImageInput image) {
    try {
      byte[] pixels = new byte[square.bytes()];
      image.draw(square, pixels);
      return new Decoded(Optional.of(pixels), Optional.empty());
    } catch (IOException e) {
      return new Decoded(Optional.empty(), Optional.of(Reason.of(e)));
    }
  }

  private <T> List<Answer<T>> answers(
      List<ImageInput> images, List<Decoded> decoded, Work<T> work) {
    List<byte[]> good = decoded.stream().flatMap(one -> one.pixels().stream()).toList();
    int size = square.bytes();
    byte[] pixels = new byte[good.size() * size];
    for (int i = 0; i < good.size(); i++) {
      System.arraycopy(good.get(i), 0, pixels, i * size, size);
    }
    List<T> values = good.isEmpty() ? List.of() : work.apply(pixels, good.size());
    List<Answer<T>> answers = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < images.size(); i++) {
      Optional<T> value =
          decoded.get(i).pixels().isPresent() ? Optional.of(values.get(next++)) : Optional.empty();
      answers.add(new Answer<>(images.get(i), value, decoded.get(i).problem()));
    }
    return answers;
  }
}
