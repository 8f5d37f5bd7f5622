package io.headstart.export;

/** An exported file at work, in the program it was made for. */
interface ExportedModel extends AutoCloseable {
  /** Returns the program it runs in, such as {@code libtorch 2.7.1}. */
  String runtime();

  /**
   * Returns the probabilities of images of one size: float32 [count, C].
   *
   * @param pixels uint8 [count, height, width, 3]
   */
  float[] probabilities(byte[] pixels, int count, int height, int width);

  @Override
  void close();
}
