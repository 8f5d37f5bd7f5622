package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.operation.Gray;
import io.headstart.operation.HorizontalFlip;
import io.headstart.operation.Operation;
import io.headstart.operation.Padding;
import io.headstart.operation.RandomCrop;
import io.headstart.operation.Rotation;
import io.headstart.optimizer.Adam;
import io.headstart.optimizer.AdamW;
import io.headstart.optimizer.Lion;
import io.headstart.optimizer.Nesterov;
import io.headstart.optimizer.Optimizer;
import io.headstart.schedule.Cosine;
import io.headstart.schedule.MultiStep;
import io.headstart.schedule.Schedule;
import io.headstart.schedule.Step;
import io.headstart.schedule.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Optimizers, schedules and operations: records of which one is chosen by its name. */
class AlternativesTest {
  @Test
  void everyAlternativeReadsBackEqual() {
    for (Shape.Alternatives choice :
        List.of(
            new Shape.Alternatives(Optimizer.class),
            new Shape.Alternatives(Schedule.class),
            new Shape.Alternatives(Operation.class))) {
      for (Shape.Alternatives.Option option : choice.options()) {
        List<String> entries = new ArrayList<>();
        entries.add(choice.naming().name() + ": " + option.name());
        for (Key key : Key.of(option.type())) {
          entries.add(key.name() + ": " + SettingsWriter.flow(key.plainDefault()));
        }
        String map = "{" + String.join(", ", entries) + "}";
        Settings settings =
            read(
                choice.inline()
                    ? "train: " + map
                    : choice.type() == Schedule.class
                        ? "train: {schedule: " + map + "}"
                        : "augment: {operations: [" + map + "]}");
        assertThat(read(SettingsWriter.yaml(settings))).isEqualTo(settings);
        Object made =
            choice.inline()
                ? settings.train().optimizer()
                : choice.type() == Schedule.class
                    ? settings.train().schedule()
                    : settings.augment().operations().get(0);
        assertThat(made).isInstanceOf(option.type());
      }
    }
  }

  /** Written by that version after a real run; it has all keys of all optimizers. */
  @Test
  void theConfigurationOfACheckpointOfVersion010IsRead() throws IOException {
    Settings settings;
    try (var in = AlternativesTest.class.getResourceAsStream("version-0.1.0.yaml")) {
      settings = read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    assertThat(settings.train().optimizer()).isEqualTo(new Nesterov(0.7));
    assertThat(settings.train().schedule())
        .isEqualTo(new MultiStep(Unit.EPOCH, 0.5, List.of(1, 3), 0));
    assertThat(settings.augment().operations())
        .containsExactly(
            new Rotation(1, -30, 15, Padding.EDGE),
            new RandomCrop(1, 0, 3, Padding.REFLECT),
            HorizontalFlip.defaults(),
            Gray.defaults());
    assertThat(settings.train().noise()).contains(new TrainSettings.Noise(0.01, 0.5));
  }

  @Test
  void aFileIsWrittenWithTheKeysOfWhatWasChosenOnly() {
    String yaml =
        SettingsWriter.yaml(read("train: {optimizer: rmsprop, schedule: {type: cosine}}"));

    assertThat(yaml)
        .contains("  optimizer: rmsprop\n  beta2: 0.999\n  epsilon: 1e-8\n  l2: 0\n")
        .contains("  schedule:\n    type: cosine\n    unit: epoch\n    minimum: 0\n    warmup: 0\n")
        .doesNotContain("momentum", "weight-decay", "half-cycle");
  }

  @Test
  void theNameAloneStandsForTheDefaults() {
    assertThat(read("train: {schedule: cosine}").train().schedule()).isEqualTo(Cosine.defaults());
  }

  @Test
  void keysOfAnotherHaveTheirValuesCheckedAndNoEffect() {
    assertThat(read("train: {optimizer: adam, momentum: 0.5}").train().optimizer())
        .isEqualTo(Adam.defaults());
    assertThat(read("train: {schedule: {every: 3, milestones: []}}").train().schedule())
        .isEqualTo(Schedule.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train: {optimizer: adam, momentum: 2} | a.yaml:1:36: train.momentum: received 2; accepted a"
            + " number from 0 to 1",
        "train: {optimizer: adam, momentun: 0.5} | did you mean momentum?",
        "train: {optimizer: adam, beta1: x, beta2: 1} | 2 problems",
        "train: {optimizer: sgd, weight-decay: 0.1} | a.yaml:1:25: train.weight-decay: received 0.1"
            + " with sgd; accepted 0, or adamw or lion; l2 is the penalty",
        "train: {schedule: {type: step, halfcycle: 3}} | did you mean half-cycle?",
        "train: {schedule: [cosine]} | received a list; accepted a map with the keys type, unit",
        "augment: {operations: [{name: gray, padding: none}]} | operations[0].padding: received"
            + " \"none\"; accepted zero, reflect or edge"
      })
  void wrongKeysAndValuesAreReported(String yaml, String said) {
    assertThat(catchThrowableOfType(Failure.class, () -> read(yaml))).hasMessageContaining(said);
  }

  @Test
  void aValueWithoutEffectIsSaidUnlessItIsADefault() {
    List<String> notes = new ArrayList<>();
    List<String> overrides =
        List.of(
            "train.momentum=0.97",
            "train.beta2=0.99",
            "train.epsilon=1e-8",
            "train.schedule.milestones=[]");

    SettingsReader.read(Optional.empty(), overrides, notes::add);

    assertThat(notes)
        .containsExactly("train.momentum has no effect with sgd; it belongs to momentum, nesterov");
  }

  @Test
  void changesBindOnlyWhatTheyName() {
    Settings settings =
        read("train: {optimizer: adamw, beta1: 0.8, schedule: {type: step, every: 3}}");

    Settings changed = settings.with("trial", List.of("train.schedule.factor=0.5", "seed=7"));

    assertThat(changed.seed()).isEqualTo(7);
    assertThat(changed.train().schedule()).isEqualTo(new Step(Unit.EPOCH, 3, 0.5, 0));
    assertThat(changed.train().optimizer()).isEqualTo(new AdamW(0.8, 0.999, 1e-8, 0));
    assertThat(changed.with("back", List.of("train.schedule.factor=0.1", "seed=0")))
        .isEqualTo(settings);
    assertThat(settings.with("none", List.of())).isEqualTo(settings);
  }

  @Test
  void aWholeMapReplacesWhatWasThere() {
    Settings settings = read("train: {schedule: {type: step, every: 3}, noise: {share: 0.7}}");

    Settings changed =
        settings.with("trial", List.of("train.schedule={type: step}", "train.noise.deviation=2"));

    assertThat(changed.train().schedule()).isEqualTo(Step.defaults());
    assertThat(changed.train().noise()).contains(new TrainSettings.Noise(2, 0.7));
    assertThat(changed.with("none", List.of("train.noise=null")).train().noise())
        .isEqualTo(Optional.empty());
  }

  @Test
  void anotherOptimizerKeepsTheNumbersThatBothHaveUnlessTheyWereDefaults() {
    Settings settings = read("train: {optimizer: adam, beta1: 0.8}");

    assertThat(settings.with("trial", List.of("train.optimizer=lion")).train().optimizer())
        .isEqualTo(new Lion(0.8, 0.99, 0));
    assertThat(
            settings
                .with("trial", List.of("train.weight-decay=0.1", "train.optimizer=adamw"))
                .train()
                .optimizer())
        .isEqualTo(new AdamW(0.8, 0.999, 1e-8, 0.1));
  }

  @Test
  void changesThatDoNotGoTogetherAreReportedAsGiven() {
    Settings settings = read("train: {schedule: {type: linear, minimum: 0.01, maximum: 0.1}}");

    List<String> both = List.of("train.schedule.minimum=0.5", "train.schedule.maximum=0.9");
    assertThat(settings.with("trial 3", both).train().schedule().rate(1, 0, 5)).isEqualTo(0.5);
    assertThat(
            catchThrowableOfType(
                Failure.class,
                () -> settings.with("trial 3", List.of("train.schedule.minimum=0.5", "sed=1"))))
        .hasMessageContaining("the configuration trial 3 has 2 problems")
        .hasMessageContaining(
            "--set train.schedule.minimum=0.5: received 0.5 above maximum 0.1; accepted minimum <=")
        .hasMessageContaining("did you mean seed?");
  }

  @Test
  void theSchemaAllowsTheKeysOfAll() {
    var train =
        SettingsSchema.schema()
            .getAsJsonObject("properties")
            .getAsJsonObject("train")
            .getAsJsonObject("properties");

    assertThat(train.getAsJsonObject("optimizer").get("enum"))
        .isEqualTo(JsonParser.parseString("[sgd, momentum, nesterov, adam, adamw, rmsprop, lion]"));
    assertThat(train.keySet()).contains("momentum", "beta1", "weight-decay", "schedule");
  }

  private static Settings read(String yaml) {
    return SettingsReader.parse(yaml, "a.yaml", List.of());
  }
}
