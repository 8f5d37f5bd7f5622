package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import java.nio.file.Path;

/** A file with weights, and the way to have it. */
public interface WeightFile {
  /** Returns it as the setting and the manifest say it: {@code zoo}, or a path. */
  String text();

  /** Returns the file, or the folder in which it is to lie. */
  Path place();

  /** Returns whether the file is on this machine, so that no network is needed. */
  boolean isHere();

  /** Returns how many bytes have to be downloaded where it is not there; 0 when it cannot be. */
  long downloadBytes();

  /**
   * Returns the file, downloaded if need be.
   *
   * @param offline whether nothing may be downloaded
   * @throws Failure (missing) when it is neither there nor to be had
   */
  Path obtain(boolean offline, Progress progress);
}
