package io.headstart.experiment;

import io.headstart.engine.TorchRuntime;
import io.headstart.train.DeviceRows;
import io.headstart.train.Neighbours;
import java.nio.FloatBuffer;

/** All rows compared with some of them: a part is some blocks of rows. */
final class SentQueries implements SentWork<Neighbours> {
  private static final long serialVersionUID = 1L;

  /** Rows of a part: with some thousand others a second or two of a core. */
  private static final int ROWS = 16 * Neighbours.BLOCK;

  private final SentRows rows;
  private final int count;
  private final int[] chosen;
  private final int wanted;

  /**
   * Packs it.
   *
   * @param count N
   * @param chosen numbers of the rows with which all are compared
   * @param wanted neighbours of each; fewer where fewer rows were chosen
   */
  SentQueries(SentRows rows, int count, int[] chosen, int wanted) {
    this.rows = rows;
    this.count = count;
    this.chosen = chosen;
    this.wanted = wanted;
  }

  /** Rows of a part. */
  private record Window(DeviceRows.Source all, int first, int count) implements DeviceRows.Source {
    @Override
    public int dimension() {
      return all.dimension();
    }

    @Override
    public void copy(int from, int some, FloatBuffer target) {
      all.copy(first + from, some, target);
    }
  }

  /** Rows that were chosen. */
  private record Chosen(DeviceRows.Source all, int[] numbers) implements DeviceRows.Source {
    @Override
    public int count() {
      return numbers.length;
    }

    @Override
    public int dimension() {
      return all.dimension();
    }

    @Override
    public void copy(int from, int some, FloatBuffer target) {
      for (int i = from; i < from + some; i++) {
        all.copy(numbers[i], 1, target);
      }
    }
  }

  @Override
  public String name() {
    return "the images' distances";
  }

  @Override
  public int parts() {
    return (count + ROWS - 1) / ROWS;
  }

  @Override
  public Neighbours part(int part, Machine here) {
    DeviceRows.Source all = rows.source(here.context());
    int first = part * ROWS;
    Window window = new Window(all, first, Math.min(ROWS, count - first));
    try (TorchRuntime torch = here.context().start(here.device());
        DeviceRows queries = DeviceRows.upload(torch, window);
        DeviceRows others = DeviceRows.upload(torch, new Chosen(all, chosen))) {
      queries.transform(rows.transform());
      others.transform(rows.transform());
      return torch.computing(1, () -> Neighbours.between(torch, queries, others, wanted));
    }
  }
}
