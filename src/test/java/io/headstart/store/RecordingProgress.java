package io.headstart.store;

import io.headstart.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class RecordingProgress implements Progress {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> tasks = new CopyOnWriteArrayList<>();
  final List<Long> done = new CopyOnWriteArrayList<>();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public Task task(String name, String unit, long total) {
    tasks.add(name + " " + total + " " + unit);
    return done::add;
  }
}
