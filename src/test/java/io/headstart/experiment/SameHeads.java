package io.headstart.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.headstart.experiment.TrainFlow.TrainedHead;
import io.headstart.run.Manifest;

/** Whether two heads are the same to the last bit, whatever they are called. */
public final class SameHeads {
  private SameHeads() {}

  /** Compares figures and all files but the settings, which have the name. */
  public static void assertSame(TrainedHead found, TrainedHead expected) {
    Manifest manifest = found.manifest();
    assertThat(manifest.figures()).isEqualTo(expected.manifest().figures());
    assertThat(manifest.baselines()).isEqualTo(expected.manifest().baselines());
    assertThat(manifest.files().keySet()).isEqualTo(expected.manifest().files().keySet());
    for (String file : manifest.files().keySet()) {
      if (!file.equals("config.yaml")) {
        assertThat(found.folder().resolve(file))
            .hasSameBinaryContentAs(expected.folder().resolve(file));
      }
    }
  }
}
