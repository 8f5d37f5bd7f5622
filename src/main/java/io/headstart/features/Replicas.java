package io.headstart.features;

import io.headstart.Workers;
import io.headstart.backbone.Backbone;
import io.headstart.backbone.BackboneDescription;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * One backbone on several devices, or on several cores: a call brings a forward pass for each,
 * which run side by side and leave their features in the images' order.
 *
 * <p>Whole passes are those that one device alone would run, so that the number of devices and
 * cores changes no feature.
 */
final class Replicas implements Backbone {
  private final List<Replica> replicas = new ArrayList<>();
  private final boolean onCores;

  /**
   * Deals out to several backbones of one identity.
   *
   * @param first answers all questions; alone at work when there is only one pass to run
   * @param others make the copies, each when its first pass comes and on a thread of its own
   */
  Replicas(Backbone first, List<Supplier<Backbone>> others) {
    replicas.add(new Replica(Workers.start(1, "replica"), () -> first));
    others.forEach(open -> replicas.add(new Replica(Workers.start(1, "replica"), open)));
    replicas.get(0).backbone = first;
    onCores = false;
  }

  /**
   * Deals out to threads that share one backbone.
   *
   * @param backbone one that is {@link Backbone#isConcurrent()}
   * @param lanes of one thread each, shut down with this
   */
  Replicas(List<ExecutorService> lanes, Backbone backbone) {
    lanes.forEach(lane -> replicas.add(new Replica(lane, () -> backbone)));
    replicas.get(0).backbone = backbone;
    onCores = true;
  }

  /** A backbone and the one thread that uses it. */
  private static final class Replica {
    private final ExecutorService thread;
    private final Supplier<Backbone> open;
    private volatile Backbone backbone;

    Replica(ExecutorService thread, Supplier<Backbone> open) {
      this.thread = thread;
      this.open = open;
    }

    Future<?> features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
      return thread.submit(
          () -> {
            if (backbone == null) {
              backbone = open.get();
            }
            backbone.features(pixels, count, height, width, features);
          });
    }
  }

  @Override
  public void features(byte[] pixels, int count, int height, int width, FloatBuffer features) {
    int pass = pass(count);
    if (count <= pass) {
      // On the caller's thread, which has all cores of the processor.
      first().features(pixels, count, height, width, features);
      return;
    }
    int image = height * width * 3;
    int dimension = dimension(height, width);
    List<Future<?>> passes = new ArrayList<>();
    for (int from = 0; from < count; from += pass) {
      int some = Math.min(pass, count - from);
      byte[] part = new byte[some * image];
      System.arraycopy(pixels, from * image, part, 0, part.length);
      FloatBuffer place = features.slice(features.position(), some * dimension);
      features.position(features.position() + some * dimension);
      passes.add(replicas.get(from / pass).features(part, some, height, width, place));
    }
    // All of them are waited for, also after a failure: none may write to the buffer afterwards.
    RuntimeException failure = null;
    for (Future<?> running : passes) {
      try {
        Workers.wait(running, "extracting");
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Cores share less than a pass for each, as a server's requests are; devices do not. */
  private int pass(int count) {
    int most = first().batchSize();
    int share = (count + replicas.size() - 1) / replicas.size();
    return onCores ? Math.min(most, share) : most;
  }

  private Backbone first() {
    return replicas.get(0).backbone;
  }

  @Override
  public int dimension(int height, int width) {
    return first().dimension(height, width);
  }

  @Override
  public int batchSize() {
    return replicas.size() * first().batchSize();
  }

  @Override
  public OptionalDouble imagesPerSecond() {
    return first().imagesPerSecond();
  }

  @Override
  public BackboneDescription description() {
    return first().description();
  }

  @Override
  public void close() {
    Set<Backbone> opened = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Replica replica : replicas) {
      replica.thread.shutdown();
      if (replica.backbone != null) {
        opened.add(replica.backbone);
      }
    }
    opened.forEach(Backbone::close);
  }
}
