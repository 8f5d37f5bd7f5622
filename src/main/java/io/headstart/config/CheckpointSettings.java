package io.headstart.config;

import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.Optional;

/** Where results are kept. */
public record CheckpointSettings(
    @Setting("The folder of all checkpoints.") String directory,
    @Setting(
            value = "The checkpoint's name; null takes the next free model_N.",
            pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
            accepted = "letters, digits, dots, dashes and underscores")
        Optional<String> name,
    @Setting(value = "A resumable state is written every so many epochs.", min = 1) int every) {

  /** Returns these settings with a name. */
  public CheckpointSettings withName(String value) {
    return RecordCopy.with(this, "name", Optional.of(value));
  }

  static CheckpointSettings defaults() {
    return new CheckpointSettings("checkpoints", Optional.empty(), 1);
  }
}
