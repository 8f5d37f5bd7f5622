package io.headstart.experiment;

import io.headstart.model.InputTransform;
import io.headstart.train.DeviceRows;
import java.io.Serializable;

/** Rows that other machines can have: values, or where they find them. */
sealed interface SentRows extends Serializable permits SentFeatures, PlainRows {
  /**
   * Returns the rows on this machine, before their transform. Safe for several threads.
   *
   * @throws io.headstart.Failure where they are not seen here
   */
  DeviceRows.Source source(Context context);

  /** Returns what happens to the rows before they are used. */
  InputTransform transform();
}
