package io.headstart.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.config.ModelSettings;
import io.headstart.config.Settings;
import io.headstart.config.TrainSettings;
import io.headstart.optimizer.Optimizer;
import io.headstart.setting.RecordCopy;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeadRunTest {
  /** What heads of one pass have in common, with a value that is not the default. */
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("model.hidden", "[7]"),
          Map.entry("train.epochs", "3"),
          Map.entry("train.batchSize", "3"),
          Map.entry("train.optimizer", "adam"),
          Map.entry("train.clipNorm", "1"),
          Map.entry("train.labelSmoothing", "0.1"),
          Map.entry("train.mixup", "0.4"),
          Map.entry("train.noise", "{share: 0.3}"),
          Map.entry("train.classWeights", "balanced"),
          Map.entry("train.sampling", "balanced"),
          Map.entry("train.logitAdjustment", "0.5"),
          Map.entry("train.earlyStopping", "{patience: 3}"),
          Map.entry("train.shuffle", "false"),
          Map.entry("train.curves", "[train]"),
          Map.entry("train.curveUpdates", "3"));

  /** What each head has for itself. */
  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("model.dropout", "0.4"),
          Map.entry("model.initialization", "xavier"),
          Map.entry("model.deviation", "0.1"),
          Map.entry("train.seed", "5"),
          Map.entry("train.learningRate", "0.3"),
          Map.entry("train.l2", "0.1"),
          Map.entry("train.l2Form", "full"),
          Map.entry("train.l2Biases", "true"),
          Map.entry("train.schedule", "{type: cosine}"),
          Map.entry("train.logEvery", "3"),
          Map.entry("train.threads", "2"));

  private static HeadRun run(String... overrides) {
    Settings settings = Settings.defaults().with("test", List.of(overrides));
    return new HeadRun(settings.headSeed(), settings.model(), settings.train());
  }

  private static String override(Map.Entry<String, String> entry) {
    String key = entry.getKey().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    return key + "=" + entry.getValue();
  }

  static Stream<String> common() {
    return COMMON.entrySet().stream().map(HeadRunTest::override);
  }

  static Stream<String> own() {
    return OWN.entrySet().stream().map(HeadRunTest::override);
  }

  @Test
  void everyComponentIsClassified() {
    TreeSet<String> components = new TreeSet<>();
    for (RecordComponent component : ModelSettings.class.getRecordComponents()) {
      components.add("model." + component.getName());
    }
    for (RecordComponent component : TrainSettings.class.getRecordComponents()) {
      components.add("train." + component.getName());
    }
    TreeSet<String> classified = new TreeSet<>(COMMON.keySet());
    classified.addAll(OWN.keySet());
    assertThat(classified).isEqualTo(components);
  }

  @ParameterizedTest
  @MethodSource("common")
  void headsThatDifferInWhatShapesTheComputationDoNotJoin(String override) {
    assertThat(run().joins(run(override))).isFalse();
    assertThat(run(override).joins(run(override))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("own")
  void headsThatDifferInTheirOwnJoin(String override) {
    assertThat(run(override)).isNotEqualTo(run());
    assertThat(run().joins(run(override))).isTrue();
  }

  @Test
  void theStrengthOfMixupIsAHeadsOwn() {
    assertThat(run("train.mixup=0.2").joins(run("train.mixup=0.4"))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("io.headstart.train.Runs#optimizers")
  void ofAnOptimizersNumbersOnlyTheDecayIsAHeadsOwn(Optimizer optimizer) {
    TrainSettings train = run().train().withOptimizer(optimizer);
    for (RecordComponent component : optimizer.getClass().getRecordComponents()) {
      Optimizer other = (Optimizer) RecordCopy.with((Record) optimizer, component.getName(), 0.321);
      HeadRun one = new HeadRun(1, run().model(), train);
      HeadRun two = new HeadRun(1, run().model(), train.withOptimizer(other));
      assertThat(one.joins(two))
          .as(component.getName())
          .isEqualTo(component.getName().equals("weightDecay"));
    }
  }
}
