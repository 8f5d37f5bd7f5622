package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  /** Indices: batch_1 0..9, batch_2 10..29, batch_3 30..59, test_1 60..64, test_2 65..69. */
  private static final Dataset DATASET = TinySet.of(List.of(10, 20, 30), List.of(5, 5));

  private static Selector parse(String text) {
    return Selector.parse("data.split.train", text, DATASET);
  }

  @ParameterizedTest
  @CsvSource({
    "batch_1, 0, 10",
    "batch_2, 10, 30",
    "test_2, 65, 70",
    "train, 0, 60",
    "test, 60, 70",
    "batch_1..batch_2, 0, 30",
    "batch_2..batch_3, 10, 60",
    "batch_2..batch_2, 10, 30",
    "test_1..test_2, 60, 70",
    "batch_2[3:5], 13, 15",
    "batch_2[:5], 10, 15",
    "batch_2[3:], 13, 30",
    "batch_2[:], 10, 30",
    "batch_2[0:20], 10, 30",
    "batch_2[19:20], 29, 30",
    "train[55:60], 55, 60",
    "test[1:], 61, 70",
    "batch_1..batch_2[5:15], 5, 15",
    "'  batch_1  ', 0, 10",
    "batch_1[0000000001:2], 1, 2"
  })
  void everyFormSelectsARange(String text, int from, int to) {
    Selector selector = parse(text);
    assertThat(selector.from()).isEqualTo(from);
    assertThat(selector.to()).isEqualTo(to);
    assertThat(selector.size()).isEqualTo(to - from);
    assertThat(selector.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it cannot be read|a part, train or test, part..part",
        "'   '|it cannot be read|a part, train or test, part..part",
        "[0:5]|it cannot be read|a part, train or test, part..part",
        "batch_1[5]|it cannot be read|each with or without a range [from:to]",
        "batch_1[-1:5]|it cannot be read|each with or without a range [from:to]",
        "batch_1[1:2:3]|it cannot be read|each with or without a range [from:to]",
        "batch_1[0:5|it cannot be read|each with or without a range [from:to]",
        "batch_1..batch_2[0:5|it cannot be read|each with or without a range [from:to]",
        "batch_1[0:1][0:1]|it cannot be read|each with or without a range [from:to]",
        "batch_9|there is no part batch_9|batch_1, batch_2, batch_3, test_1, test_2; or train, validation, test",
        "batch_1..elsewhere|there is no part elsewhere|batch_1, batch_2, batch_3",
        "batch_2..batch_1|a range of parts goes forward and stays on one side|parts of one kind in",
        "batch_3..test_1|a range of parts goes forward and stays on one side|parts of one kind in",
        "train..test|a range of parts goes forward and stays on one side|parts of one kind in",
        "test..train|a range of parts goes forward and stays on one side|parts of one kind in",
        "batch_1[3:3]|it selects no image|[from:to] with from below to and to at most 10",
        "batch_1[5:3]|it selects no image|[from:to] with from below to and to at most 10",
        "batch_1[10:]|it selects no image|[from:to] with from below to and to at most 10",
        "batch_1[:0]|it selects no image|[from:to] with from below to and to at most 10",
        "batch_1[0:11]|there are only 10 images|indices from 0 to 10",
        "batch_1[11:]|there are only 10 images|indices from 0 to 10",
        "batch_1[0:99999999999999999999]|there are only 10 images|indices from 0 to 10"
      })
  void whatSelectsNothingIsRefusedWithTheReason(String text, String reason, String accepted) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.USAGE))
        .hasMessageStartingWith("data.split.train selects no images of the data set")
        .hasMessageContaining("received: \"" + text + "\": " + reason)
        .hasMessageContaining(accepted)
        .hasMessageContaining("next:     ");
  }

  @ParameterizedTest
  @CsvSource({"batch1, batch_1", "Batch_2, batch_2", "trian, train", "tests, test", "TEST, test"})
  void aSlipOfThePenIsRecognised(String text, String meant) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining("did you mean " + meant + "?");
  }

  @Test
  void whatResemblesNothingIsNotGuessed() {
    assertThatThrownBy(() -> parse("holdout"))
        .hasMessageContaining("next:     name one of these parts");
  }

  @Test
  void testImagesThatAreNotThereAreOfferedOtherwise() {
    Dataset withoutTest = TinySet.of(List.of(10), List.of());
    assertThatThrownBy(() -> Selector.parse("data.split.test", "test", withoutTest))
        .hasMessageStartingWith("data.split.test selects no images")
        .hasMessageContaining("this data set has no test images")
        .hasMessageContaining("[] for none, a share of the training images such as [\"0.2\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "batch_1, batch_2, 0",
    "batch_1, batch_1, 10",
    "train, batch_2[3:5], 2",
    "batch_1[0:6], batch_1[5:], 1",
    "batch_1[0:5], batch_1[5:], 0",
    "train, test, 0"
  })
  void sharedImagesAreCountedEitherWay(String a, String b, int shared) {
    assertThat(parse(a).shared(parse(b))).isEqualTo(shared);
    assertThat(parse(b).shared(parse(a))).isEqualTo(shared);
  }
}
