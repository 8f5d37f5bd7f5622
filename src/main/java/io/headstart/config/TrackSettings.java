package io.headstart.config;

import io.headstart.setting.InvalidSetting;
import io.headstart.setting.Setting;
import java.net.URI;
import java.util.Optional;

/**
 * Where a run is shown beside its own files while it trains. Nothing of its result depends on it.
 *
 * @param tensorboard a log directory, as {@code tensorboard --logdir} takes it
 * @param mlflow a tracking server
 */
public record TrackSettings(
    @Setting(
            "The log directory of TensorBoard: each run's event files go to a folder of its name"
                + " there; null: none.")
        Optional<String> tensorboard,
    @Setting(
            "The MLflow tracking server that gets parameters, metrics, tags and files of each run;"
                + " null: none. Who asks is told by MLFLOW_TRACKING_TOKEN, or _USERNAME and"
                + " _PASSWORD, in the environment.")
        Optional<Mlflow> mlflow) {

  /** An experiment of an MLflow tracking server. */
  public record Mlflow(
      @Setting(
              value = "The server's address.",
              pattern = "https?://.+",
              accepted = "http://HOST:PORT or https://HOST, with a path if need be")
          String uri,
      @Setting(
              value = "The experiment, made if it is not there.",
              pattern = "[^\\p{Cntrl}]{1,500}",
              accepted = "a name of up to 500 characters")
          String experiment) {

    /** Takes no address with a password: it would be written into every run's files. */
    public Mlflow {
      URI address;
      try {
        address = URI.create(uri);
      } catch (IllegalArgumentException e) {
        throw new InvalidSetting("uri", uri, "an address such as http://127.0.0.1:5000");
      }
      if (address.getHost() == null || address.getQuery() != null) {
        throw new InvalidSetting("uri", uri, "an address such as http://127.0.0.1:5000");
      }
      if (address.getRawUserInfo() != null) {
        throw new InvalidSetting(
            "uri",
            "an address with a user in it",
            "an address without; MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD say who asks");
      }
    }

    static Mlflow defaults() {
      return new Mlflow("http://127.0.0.1:5000", "headstart");
    }
  }

  /** Returns whether runs are shown anywhere. */
  public boolean isOn() {
    return tensorboard.isPresent() || mlflow.isPresent();
  }

  /** Nothing but the run's own files. */
  public static TrackSettings defaults() {
    return new TrackSettings(Optional.empty(), Optional.empty());
  }
}
