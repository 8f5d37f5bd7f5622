package io.headstart;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Which TorchScript modules may run that this program does not know. Such a file is a program: it
 * can read and write files with the rights of the process. It is named by its SHA-256 and by
 * whoever starts the process, never by a configuration or a checkpoint.
 *
 * <p>Also knows whether one is at work: nothing but the end of the process stops a module that
 * loops.
 */
public final class ForeignModules {
  private final Set<String> hashes = new TreeSet<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong finished = new AtomicLong();

  /**
   * Lets some modules run.
   *
   * @param hashes SHA-256 of their files, 64 hexadecimal digits each
   * @throws IllegalArgumentException when one is no such hash
   */
  public ForeignModules(Collection<String> hashes) {
    for (String hash : hashes) {
      if (!isHash(hash)) {
        throw new IllegalArgumentException(hash + " is no SHA-256: 64 hexadecimal digits");
      }
      this.hashes.add(hash.toLowerCase(Locale.ROOT));
    }
  }

  /** Returns permission for none. */
  public static ForeignModules none() {
    return new ForeignModules(Set.of());
  }

  /** Returns whether a text is 64 hexadecimal digits. */
  public static boolean isHash(String text) {
    return text.matches("[0-9a-fA-F]{64}");
  }

  /** Returns the SHA-256 of each module that may run, in order. */
  public Set<String> hashes() {
    return new TreeSet<>(hashes);
  }

  /** Returns whether the module with that SHA-256 may run. */
  public boolean allows(String hash) {
    return hashes.contains(hash);
  }

  /** Runs what calls a module's code. */
  public <T> T run(Supplier<T> call) {
    running.incrementAndGet();
    try {
      return call.get();
    } finally {
      finished.incrementAndGet();
      running.decrementAndGet();
    }
  }

  /** Returns whether a module's code runs at this moment. */
  public boolean isAtWork() {
    return running.get() > 0;
  }

  /** Returns how many calls have come to an end. */
  public long finishedCalls() {
    return finished.get();
  }
}
