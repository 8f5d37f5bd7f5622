package io.headstart.spark;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A file system with an address, as object stores have one: it renames nothing. */
public final class SharedFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "shared";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("object stores rename nothing");
  }
}
