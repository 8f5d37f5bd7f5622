package io.headstart.spark;

import java.io.Serializable;
import java.net.URI;

/**
 * What is the same for all chunks of an entry.
 *
 * @param setup what makes the features
 * @param images the name of the image set: a part of the data set, or a form of it
 * @param store where the chunks go, see {@link ChunkFolder}
 * @param id of the entry
 */
record ExtractionWork(ExtractionSetup setup, String images, URI store, String id)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
