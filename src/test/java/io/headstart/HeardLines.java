package io.headstart;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the lines it is told, and where tasks stood. */
public final class HeardLines implements Progress {
  /** The lines, in order. */
  public final List<String> lines = new CopyOnWriteArrayList<>();

  /** The counts that tasks were told. */
  public final List<Long> done = new CopyOnWriteArrayList<>();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public Task task(String name, String unit, long total) {
    return done::add;
  }
}
