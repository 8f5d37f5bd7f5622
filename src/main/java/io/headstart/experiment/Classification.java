package io.headstart.experiment;

import io.headstart.data.FoundImage;
import java.util.List;

/** Images being classified, here or elsewhere: answers come in the order of the images. */
public interface Classification extends AutoCloseable {
  /** Has some more images classified; may return before they are. */
  void classify(List<FoundImage> images);

  /** Waits for all answers. */
  void finish();

  @Override
  void close();
}
