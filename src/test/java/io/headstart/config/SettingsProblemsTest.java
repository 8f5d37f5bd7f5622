package io.headstart.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headstart.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsProblemsTest {
  @Test
  void everyProblemIsReportedAtOnceInOrderOfPosition() {
    String yaml =
        """
        seed: 1.5
        train:
          optimiser: adam
          epochs: 3
          epochs: 4
          shuffle: yes
        model:
          dropout: 1
        sed: 2
        """;

    Failure failure = failure(yaml, "train.batch-size=0");

    assertThat(failure.kind()).isEqualTo(Failure.Kind.USAGE);
    assertThat(failure)
        .hasMessage(
            """
            the configuration a.yaml has 7 problems
              received:\s
                a.yaml:1:7: seed: received 1.5; accepted a whole number
                a.yaml:3:3: train.optimiser: received an unknown key; accepted seed, epochs, batch-size, \
            learning-rate, optimizer, momentum, beta1, beta2, epsilon, weight-decay, l2, l2-form, \
            l2-biases, clip-norm, schedule, label-smoothing, mixup, noise, class-weights, \
            sampling, logit-adjustment, early-stopping, shuffle, curves, curve-updates, log-every, threads; did you mean optimizer?
                a.yaml:5:3: train.epochs: received the key a second time, first in line 4; \
            accepted each key once
                a.yaml:6:12: train.shuffle: received "yes"; accepted true or false
                a.yaml:8:12: model.dropout: received 1; accepted a number from 0 to below 1
                a.yaml:9:1: sed: received an unknown key; accepted seed, device, data, features, \
            augment, model, train, baselines, calibrate, checkpoint, track, store, gradcheck, search, lr-range; did you mean seed?
                --set train.batch-size=0: received 0; accepted a whole number of 1 or more
              accepted: the keys and values documented in config/reference.yaml
              next:     correct them, then check with: java -jar trainer.jar config validate \
            --config a.yaml""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train: {epochs: 3.7} | 1:17: train.epochs: received 3.7; accepted a whole number from 0 to"
            + " 1000000",
        "train: {epochs: 1e3} | received 1e3; accepted a whole number",
        "train: {epochs: \"3\"} | received \"3\"; accepted a whole number",
        "train: {epochs: -1} | received -1; accepted a whole number from 0 to 1000000",
        "train: {epochs: } | 1:16: train.epochs: received null; accepted a whole number",
        "train: {epochs: [3]} | received a list; accepted a whole number",
        "train: {epochs: {a: 3}} | received a map; accepted a whole number",
        "train: {batch-size: 3000000000} | accepted a whole number of 1 or more, at most 2147483647",
        "seed: 9223372036854775808 | accepted a whole number, at most 9223372036854775807",
        "train: {learning-rate: \"0.1\"} | received \"0.1\"; accepted a number above 0",
        "train: {learning-rate: 0} | received 0; accepted a number above 0",
        "train: {learning-rate: .nan} | received .nan; accepted a number above 0",
        "train: {learning-rate: .inf} | received .inf; accepted a number above 0",
        "train: {learning-rate: 1e999} | received 1e999; accepted a number above 0",
        "train: {shuffle: on} | received \"on\"; accepted true or false",
        "train: {shuffle: 1} | received 1; accepted true or false",
        "train: {clip-norm: no} | received \"no\"; accepted a number above 0, or null",
        "train: {optimizer: Adam} | \"Adam\"; accepted sgd, momentum, nesterov, adam, adamw,"
            + " rmsprop or lion; did you mean adam?",
        "train: {schedule: {type: multi_step}} | train.schedule.type: received \"multi_step\";",
        "train: {curves: [test, tset]} | 1:24: train.curves[1]: received \"tset\"; accepted train,"
            + " validation or test; did you mean test?",
        "train: | 1:7: train: received null; accepted a map with the keys seed, epochs, batch-size",
        "train: 3 | train: received 3; accepted a map with the keys seed, epochs",
        "[1] | a.yaml:1:1: received a list; accepted a map with the keys seed, device",
        "{[a]: 1} | a.yaml:1:2: a list: received an unknown key; accepted seed",
        "device: gpu | device: received \"gpu\"; accepted auto, cpu, cuda or cuda:N",
        "features: {weights: a.pth} | \"a.pth\"; accepted zoo, random, hf:OWNER/NAME, or a file ending in .safetensors, .safetensors.index.json or .pt",
        "checkpoint: {name: 42} | received 42; accepted letters, digits, dots, dashes and"
            + " underscores, or null; as text it needs quotes: \"42\"",
        "checkpoint: {directory: ''} | received \"\"; accepted text, not empty",
        "model: {hidden: 64} | received 64; accepted a list, each item a whole number from 1 to",
        "model: {hidden: [64, 0]} | 1:22: model.hidden[1]: received 0; accepted a whole number",
        "data: {split: {validation: 1.0}} | received 1.0; accepted auto, a list of parts, a count such"
            + " as 5000, or a share such as 0.1",
        "data: {split: {validation: -0.1}} | received -0.1; accepted auto, a list of parts",
        "data: {split: {validation: [3]}} | data.split.validation[0]: received 3",
        "augment: {copies: 1, operations: [[cutout]]} | augment.operations[0]: received a list;"
            + " accepted a map with the keys name, probability, minimum, maximum, padding, or its"
            + " name alone",
        "train: {class-weights: balance} | received \"balance\"; accepted none, balanced or a map of"
            + " classes, each a number above 0; did you mean balanced?",
        "train: {class-weights: {}} | train.class-weights: received an empty map; accepted none,",
        "train: {class-weights: {ant: 0}} | train.class-weights.ant: received 0; accepted a number",
        "train: {class-weights: {ant: [1]}} | train.class-weights.ant: received a list; accepted",
        "train: {class-weights: {ant: 1, ant: 2}} | train.class-weights.ant: received a second time;",
        "train: {class-weights: [1]} | train.class-weights: received a list; accepted none, balanced",
        "train: {noise: 3} | received 3; accepted a map with the keys deviation, share, or null",
        "augment: {copies: 1, operations: [flip]} | augment.operations[0].name: received \"flip\"",
        "augment: {copies: 1, operations: [{probability: 1}]} | 1:35: augment.operations[0].name:"
            + " received nothing; accepted random-crop, resized-crop, rotation"
      })
  void aWrongValueIsReportedWithItsPlace(String yaml, String message) {
    String expected = message.startsWith("1:") ? "a.yaml:" + message : message;
    assertThat(problems(yaml)).hasSize(1).first().asString().contains(expected);
  }

  @Test
  void valuesThatDoNotGoTogetherAreReportedAtTheKey() {
    assertThat(problems("train:\n  weight-decay: 0.1\n"))
        .containsExactly(
            "a.yaml:2:3: train.weight-decay: received 0.1 with sgd; accepted 0, or adamw or lion; l2 is the"
                + " penalty of the other optimizers");
    assertThat(problems("augment: {copies: 0, train-on: augmented}"))
        .containsExactly(
            "a.yaml:1:22: augment.train-on: received augmented with copies: 0; accepted original,"
                + " or copies of 1 or more");
  }

  @Test
  void calibrationNeedsImagesToValidateOn() {
    assertThat(problems("calibrate: {max-error: 0.02}\ndata: {split: {validation: 0}}"))
        .containsExactly(
            "a.yaml:1:1: calibrate: received a map with data.split.validation: 0; accepted"
                + " validation images, or null");
  }

  @Test
  void valuesThatDoNotGoTogetherAreReportedAtTheRecordWhenTheKeyIsAbsent() {
    assertThat(problems("features:\n  pca: {}\n"))
        .containsExactly(
            "a.yaml:2:8: features.pca.components: received neither; accepted exactly one of"
                + " components and variance");
  }

  @Test
  void aDefaultThatStandsInCausesNoSecondProblem() {
    assertThat(problems("train: {optimizer: adanw, weight-decay: 0.1}")).hasSize(1);
    assertThat(problems("train: {optimiser: adamw, weight-decay: 0.1}")).hasSize(1);
    assertThat(problems("augment: {copies: 1, operations: [oops]}")).hasSize(1);
  }

  @Test
  void aWrongSectionDoesNotHideWhatIsWrongAroundIt() {
    assertThat(problems("train: {weight-decay: 0.1, schedule: {every: 0}}")).hasSize(2);
    assertThat(problems("train: {epochs: x, schedule: {every: 0}, l2: x}")).hasSize(3);
  }

  @Test
  void brokenYamlIsReportedWithItsPlace() {
    assertThat(problems("train:\n\tepochs: 3\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:2:1: received broken YAML, found character")
        .endsWith("accepted YAML; text with brackets, commas, colons or # in it needs quotes");
    assertThat(problems("data: {split: {train: [train[0:9]]}}"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:1:29: received broken YAML, expected ',' or ']'");
    assertThat(problems("a: 1\n---\nb: 2\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:2:1: received broken YAML");
    assertThat(problems("seed: \u0000"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:1:1: received broken YAML");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train.epochs | --set train.epochs: received no key and \"=\"; accepted"
            + " --set key.path=value",
        "=3 | --set =3: received no key and \"=\"",
        "train.epoch=3 | --set train.epoch=3: received an unknown key; accepted seed, epochs, batch-size",
        "train.epoch=3 | early-stopping, shuffle, curves, curve-updates, log-every, threads; did you mean epochs?",
        "trian.epochs=3 | --set trian.epochs=3: trian: received an unknown key; accepted seed",
        "seed.x=3 | --set seed.x=3: received a path into seed; accepted seed=VALUE, where VALUE is"
            + " a whole number",
        "train.epochs=3.7 | --set train.epochs=3.7: received 3.7; accepted a whole number from 0",
        "train={epochs: 3.7} | --set train={epochs: 3.7}: train.epochs: received 3.7; accepted",
        "model.hidden=[1 | --set model.hidden=[1: received broken YAML, expected",
        "train.weight-decay=1 | --set train.weight-decay=1: received 1 with sgd; accepted 0",
      })
  void aWrongOverrideIsReportedAsGiven(String override, String message) {
    assertThat(problems("train: {epochs: 2}", override))
        .singleElement()
        .asString()
        .contains(message);
  }

  @Test
  void anOverrideIntoAWrongSectionLeavesThatToTheFile() {
    assertThat(problems("train: 5", "train.epochs=3"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:1:8: train: received 5; accepted a map");
  }

  @Test
  void percentSignsInValuesAreShownAsTheyAre() {
    assertThat(problems("device: 5%d")).singleElement().asString().contains("received \"5%d\"");
  }

  private static Failure failure(String yaml, String... overrides) {
    return catchThrowableOfType(
        Failure.class, () -> SettingsReader.parse(yaml, "a.yaml", List.of(overrides)));
  }

  private static List<String> problems(String yaml, String... overrides) {
    return failure(yaml, overrides)
        .getMessage()
        .lines()
        .filter(line -> line.startsWith("    "))
        .map(String::strip)
        .toList();
  }
}
