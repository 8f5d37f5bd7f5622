package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.backbone.Backbone;
import io.headstart.data.ImageSet;
import io.headstart.data.ImageWindow;
import io.headstart.features.Extractor;
import io.headstart.store.RowChunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.Utils;

/** The task: makes the features of one window of images and writes them as a chunk. */
final class ExtractChunk implements VoidFunction<ImageWindow> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<ExtractionWork> work;
  private final CollectionAccumulator<String> reports;

  ExtractChunk(Broadcast<ExtractionWork> work, CollectionAccumulator<String> reports) {
    this.work = work;
    this.reports = reports;
  }

  @Override
  public void call(ImageWindow window) {
    String machine = Utils.localHostName();
    try {
      FeatureChunk chunk = extract(window);
      ChunkFolder folder =
          new ChunkFolder(work.value().store(), work.value().id(), ExecutorStores.hadoop());
      folder.write(chunk);
      reports.add(
          new ChunkReport(chunk.from(), chunk.count(), machine, chunk.broken(), chunk.reasons())
              .text());
    } catch (Failure e) {
      ExecutorLog.PROGRESS.warning(e.getMessage());
      throw e.on(machine);
    }
  }

  private FeatureChunk extract(ImageWindow window) {
    TaskShare share = TaskShare.of(TaskContext.get());
    return ExtractionSession.with(
        work.value().setup(),
        share,
        session ->
            session
                .torch()
                .computing(
                    share.threads(),
                    () ->
                        session.withBackbone(
                            backbone ->
                                extract(
                                    backbone,
                                    session.images(window, work.value().images()),
                                    window,
                                    share.threads()))));
  }

  private static FeatureChunk extract(
      Backbone backbone, ImageSet images, ImageWindow window, int threads) {
    int dimension = backbone.dimension(images.height(), images.width());
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(window.count() * Float.BYTES, dimension))
            .order(ByteOrder.LITTLE_ENDIAN);
    RowChunk rows = new RowChunk(window.from(), window.count(), bytes.asFloatBuffer(), done -> {});
    new Extractor(
            backbone, Optional.empty(), threads, Progress.NONE, TaskContext.get()::isInterrupted)
        .fill(images, rows);
    int[] broken = rows.broken();
    float[] zeros = new float[broken.length == 0 ? 0 : dimension];
    for (int row : broken) {
      rows.rows().put((row - window.from()) * dimension, zeros);
    }
    return new FeatureChunk(window.from(), bytes, dimension, broken, reasons(broken, images));
  }

  private static List<String> reasons(int[] broken, ImageSet images) {
    List<String> lines = broken.length == 0 ? List.of() : images.broken();
    List<String> reasons = new ArrayList<>();
    for (int index : broken) {
      String start = images.source().imageName(index) + ": ";
      reasons.add(
          lines.stream()
              .filter(line -> line.startsWith(start))
              .map(line -> line.substring(start.length()))
              .findFirst()
              .orElse("unreadable"));
    }
    return reasons;
  }
}
