package io.headstart.tracking.mlflow;

import java.io.IOException;

/** What an MLflow server answers instead of doing what it was asked; asking again is of no use. */
final class MlflowRefusal extends IOException {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * Describes an answer.
   *
   * @param code MLflow's {@code error_code}, or the HTTP status where there is none
   */
  MlflowRefusal(String message, String code) {
    super(message);
    this.code = code;
  }

  boolean is(String other) {
    return code.equals(other);
  }
}
