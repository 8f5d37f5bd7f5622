package io.headstart.train;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.headstart.config.AugmentSettings.TrainOn;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.model.MlpShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times updates of 512-64-10 heads on random features: {@code HeadsBenchmark BATCH HEADS THREADS}
 * or {@code HeadsBenchmark easytrain 64 1}. Best epoch of five, as benchmarks/train.py does.
 */
public final class HeadsBenchmark {
  private static final MlpShape SHAPE = new MlpShape(512, List.of(64), 10);

  private HeadsBenchmark() {}

  /** Prints microseconds an update. */
  public static void main(String[] args) throws Exception {
    RuntimeOptions options = RuntimeOptions.on("cpu").withThreads(Integer.parseInt(args[2]));
    try (TorchRuntime torch = TorchRuntime.start(options)) {
      if (args[0].equals("easytrain")) {
        easyTrain(torch, Integer.parseInt(args[1]));
      } else {
        heads(torch, Integer.parseInt(args[0]), Integer.parseInt(args[1]));
      }
    }
  }

  private static void heads(TorchRuntime torch, int batch, int heads) {
    int rows = batch == 1 ? 10_000 : 50_000;
    TrainingData drawn = TestRows.draw(torch, rows, 512, 10);
    TrainingData data = new TrainingData(drawn.features(), drawn.labels(), 10, 0, TrainOn.ORIGINAL);
    List<HeadRun> runs = new ArrayList<>();
    for (int k = 0; k < heads; k++) {
      runs.add(Runs.sgd(0.01).epochs(5).batch(batch).run(k, List.of(64)));
    }
    try (HeadTrainer trainer = new HeadTrainer(torch, runs, SHAPE, data)) {
      double best = Double.POSITIVE_INFINITY;
      for (int epoch = 1; epoch <= 5; epoch++) {
        long start = System.nanoTime();
        trainer.epoch(epoch, Integer.MAX_VALUE, (done, losses) -> {});
        best = Math.min(best, (System.nanoTime() - start) / 1e3 / trainer.updatesPerEpoch());
      }
      System.out.printf(Locale.ROOT, "%.1f%n", best);
    }
  }

  /** DJL's own way: EasyTrain over an ArrayDataset, without listeners. */
  private static void easyTrain(TorchRuntime torch, int batch) throws Exception {
    int rows = 50_000;
    TrainingData drawn = TestRows.draw(torch, rows, 512, 10);
    NDArray labels = torch.manager().create(drawn.labels()).toType(DataType.INT64, false);
    ArrayDataset dataset =
        new ArrayDataset.Builder()
            .setData(drawn.features().array())
            .optLabels(labels)
            .setSampling(batch, true)
            .build();
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(10).build());
    try (Model model = Model.newInstance("head", torch.device(), "PyTorch")) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optDevices(new ai.djl.Device[] {torch.device()})
              .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(batch, 512));
        double best = Double.POSITIVE_INFINITY;
        int updates = (rows + batch - 1) / batch;
        for (int epoch = 0; epoch < 3; epoch++) {
          long start = System.nanoTime();
          EasyTrain.fit(trainer, 1, dataset, null);
          best = Math.min(best, (System.nanoTime() - start) / 1e3 / updates);
        }
        System.out.printf(Locale.ROOT, "%.1f%n", best);
      }
    }
  }
}
