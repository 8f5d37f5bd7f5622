package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskShareTest {
  @Test
  void withoutAGpuOfSparksTheSettingsSayTheDevice() {
    assertThat(new TaskShare(1, List.of()).device("auto")).isEqualTo("auto");
    assertThat(new TaskShare(1, List.of()).device("cuda:1")).isEqualTo("cuda:1");
  }

  @Test
  void aGpuThatSparkGaveIsTakenUnlessTheProcessorIsWanted() {
    assertThat(new TaskShare(2, List.of("3")).device("auto")).isEqualTo("cuda:3");
    assertThat(new TaskShare(2, List.of("3")).device("cuda")).isEqualTo("cuda:3");
    assertThat(new TaskShare(2, List.of("3")).device("cpu")).isEqualTo("cpu");
  }
}
