package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.RandomStream;
import io.headstart.config.Address;
import io.headstart.config.Settings;
import io.headstart.data.FilePlace;
import io.headstart.engine.TorchRuntime;
import io.headstart.features.RemoteExtraction;
import io.headstart.inference.Answer;
import io.headstart.inference.Prediction;
import io.headstart.search.TrialResult;
import io.headstart.store.FeatureStore;
import io.headstart.train.DeviceRows;
import io.headstart.train.Neighbours;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows compared by other machines, against this one alone. */
class NeighbourSearchTest {
  private static final int DIMENSION = 8;

  @TempDir private Path folder;

  /** Does parts as another process would: with what can be written and read. */
  private static final class OtherProcess implements Cluster {
    private int parts;

    @Override
    public <T extends Serializable> void share(
        SentWork<T> work, String device, Context context, Consumer<T> each) {
      SentWork<T> there = sent(work);
      SentWork.Machine machine = new SentWork.Machine(context, device, features -> features);
      for (int part = 0; part < work.parts(); part++) {
        each.accept(sent(there.part(part, machine)));
        parts++;
      }
    }

    @SuppressWarnings("unchecked") // What was written is read.
    private static <T> T sent(T object) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
        return (T)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public int manyRows() {
      return 2;
    }

    @Override
    public RemoteExtraction extraction(Settings settings, Context context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean train(
        SentTrials trials, List<Integer> passes, Context context, Consumer<TrialResult> sink) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Classification classification(
        SentClassifier classifier, Context context, Consumer<Answer<Prediction>> each) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<FilePlace> files(Address address) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FeatureStore store(URI place, Context context) {
      throw new UnsupportedOperationException();
    }
  }

  private static PlainRows draw(int rows) {
    RandomStream random = RandomStream.of(rows, "neighbours");
    float[] values = new float[rows * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 + random.nextGaussian());
    }
    return new PlainRows(values, DIMENSION);
  }

  private void assertSame(PlainRows plain, int parts, int queries) {
    OtherProcess other = new OtherProcess();
    Context context = SmallRun.context(folder);
    int[] chosen = RandomStream.of(1, "chosen").permutation(plain.count());
    chosen = Arrays.copyOf(chosen, Math.min(500, chosen.length));
    try (TorchRuntime torch = context.start("cpu");
        DeviceRows rows = DeviceRows.upload(torch, plain)) {
      NeighbourSearch here = new NeighbourSearch(torch, context);
      NeighbourSearch there = new NeighbourSearch(torch, context.withCluster(other));
      Optional<PlainRows> sent = Optional.of(plain);
      assertSame(there.among(rows, sent, 3, 0.5), here.among(rows, sent, 3, 0.5));
      assertThat(other.parts).isEqualTo(parts);
      assertSame(there.between(rows, sent, chosen, 4), here.between(rows, sent, chosen, 4));
      assertThat(other.parts).isEqualTo(parts + queries);
      assertSame(there.among(rows, Optional.empty(), 3, 0.5), here.among(rows, sent, 3, 0.5));
      assertThat(other.parts).as("rows that are not there").isEqualTo(parts + queries);
    }
  }

  private static void assertSame(Neighbours found, Neighbours expected) {
    assertThat(found.k()).isEqualTo(expected.k());
    assertThat(found.indices()).isEqualTo(expected.indices());
    assertThat(found.cosines()).isEqualTo(expected.cosines());
  }

  @Test
  void oneRowStaysHere() {
    assertSame(draw(1), 0, 0);
  }

  @Test
  void ofOneGroupTheSameIsFound() {
    assertSame(draw(70), 1, 1);
  }

  @Test
  void ofSeveralGroupsTheSameIsFound() {
    assertSame(draw(17_500), 6, 2);
  }
}
