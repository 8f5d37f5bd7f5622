package io.headstart.spark;

import io.headstart.Failure;
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
    throw Failure.missing("features that the driver has are not seen here")
        .received("no entry %s in %s", wanted.request().key().id(), store)
        .accepted("a feature store on a file system that all machines share")
        .next("set store.path to a shared folder or a Hadoop address")
        .build();
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
