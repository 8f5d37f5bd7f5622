package io.headstart.spark;

import io.headstart.experiment.Context;
import io.headstart.experiment.OpenClassifier;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The classifiers that a process of the cluster keeps open from task to task. */
final class ClassifierPool {
  /** Those of this process that no task is at: Spark makes an object for every task. */
  private static final Map<Key, Deque<OpenClassifier>> IDLE = new HashMap<>();

  /** A classifier is for one device and number of threads, which a task is given. */
  private record Key(String identity, TaskShare share) {}

  private ClassifierPool() {}

  /** Does some work with a classifier that nobody else uses meanwhile. */
  static <T> T with(ClassifyImages.Work work, TaskShare share, Function<OpenClassifier, T> use) {
    Key key = new Key(work.classifier().identity(), share);
    OpenClassifier classifier = take(key, work, share);
    try {
      return use.apply(classifier);
    } finally {
      synchronized (IDLE) {
        IDLE.computeIfAbsent(key, one -> new ArrayDeque<>()).push(classifier);
      }
    }
  }

  private static OpenClassifier take(Key key, ClassifyImages.Work work, TaskShare share) {
    synchronized (IDLE) {
      Deque<OpenClassifier> idle = IDLE.getOrDefault(key, new ArrayDeque<>());
      if (!idle.isEmpty()) {
        return idle.pop();
      }
      closeIdle();
      // Opened one after the other: what the first has fetched the next ones find.
      Path home = work.rules().here();
      Context context = work.rules().context(share.threads(), () -> false);
      return work.classifier()
          .open(
              context,
              share::device,
              features -> SentWeights.receiveAll(features, work.weights(), home));
    }
  }

  /** Closes those at which no task is. */
  static void closeIdle() {
    synchronized (IDLE) {
      IDLE.values().forEach(all -> all.forEach(OpenClassifier::close));
      IDLE.clear();
    }
  }
}
