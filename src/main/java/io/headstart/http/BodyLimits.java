package io.headstart.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of requests' bodies a server holds.
 *
 * @param each bytes of one body at most
 * @param all bytes of all bodies at one time
 * @param held bytes of all bodies now
 * @param larger what a user can do whose body is too long
 */
public record BodyLimits(int each, long all, AtomicLong held, String larger) {
  /** For a server that holds nothing yet. */
  public BodyLimits(int each, long all, String larger) {
    this(each, all, new AtomicLong(), larger);
  }
}
