package io.headstart.spark;

import io.headstart.experiment.SentWork;
import io.headstart.features.RemoteExtraction;
import io.headstart.store.RowChunk;
import java.net.URI;

/**
 * Rows that a task needs and does not make: the driver has them, so that they are asked for only
 * where the store of the driver is not seen.
 *
 * @param store where the task looked
 */
record UnseenRows(RemoteExtraction.Wanted wanted, URI store) implements RemoteExtraction.Rows {
  @Override
  public void fill(RowChunk chunk) {
    throw SentWork.unseen(wanted.request().key(), store.toString());
  }

  @Override
  public long made() {
    return 0;
  }

  @Override
  public double seconds() {
    return 0;
  }

  @Override
  public void forget() {}
}
