package io.headstart.experiment;

import io.headstart.Progress;
import io.headstart.engine.TorchRuntime;
import io.headstart.train.DeviceRows;
import io.headstart.train.NearestRows;
import io.headstart.train.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the neighbours of images: here, or on the machines of a cluster where there are many
 * images and those machines can have their rows. What is found is the same.
 */
final class NeighbourSearch {
  private final TorchRuntime torch;
  private final Context context;

  NeighbourSearch(TorchRuntime torch, Context context) {
    this.torch = torch;
    this.context = context;
  }

  /**
   * Finds the neighbours of rows among themselves, see {@link Neighbours#among}.
   *
   * @param sent the same rows for other machines; empty where they cannot have them
   */
  Neighbours among(DeviceRows rows, Optional<? extends SentRows> sent, int k, double floor) {
    Optional<Cluster> machines = machines(rows, sent);
    if (machines.isEmpty()) {
      return Neighbours.among(torch, rows, k, floor, context.progress());
    }
    SentComparison work =
        new SentComparison(sent.orElseThrow(), Neighbours.mean(rows), rows.count(), k, floor);
    NearestRows nearest = new NearestRows(rows.count(), k, (float) floor);
    try (Progress.Task task = context.progress().task("comparing images", "parts", work.parts())) {
      int[] done = {0};
      machines
          .get()
          .share(
              work,
              torch.options().device(),
              context,
              pairs -> {
                nearest.offer(pairs);
                task.done(++done[0]);
              });
    }
    return nearest.neighbours();
  }

  /**
   * Finds the neighbours of rows among some of them, see {@link Neighbours#between}.
   *
   * @param sent as above
   * @param chosen the numbers of some rows
   */
  Neighbours between(DeviceRows rows, Optional<? extends SentRows> sent, int[] chosen, int wanted) {
    Optional<Cluster> machines = machines(rows, sent);
    if (machines.isEmpty()) {
      try (DeviceRows others = rows.select(chosen)) {
        return Neighbours.between(torch, rows, others, wanted);
      }
    }
    SentQueries work = new SentQueries(sent.orElseThrow(), rows.count(), chosen, wanted);
    List<Neighbours> found = new ArrayList<>();
    machines.get().share(work, torch.options().device(), context, found::add);
    return Neighbours.joined(found);
  }

  private Optional<Cluster> machines(DeviceRows rows, Optional<? extends SentRows> sent) {
    return context
        .cluster()
        .filter(machines -> sent.isPresent() && rows.count() >= machines.manyRows());
  }
}
