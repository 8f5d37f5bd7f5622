package io.headstart.setting;

/**
 * Thrown by a settings record whose values do not go together; the reader adds the place in the
 * file. Bounds of a single value are not checked this way: they stand in its {@link Setting}.
 */
public final class InvalidSetting extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final String key;
  private final String received;
  private final String accepted;

  /**
   * Describes the clash.
   *
   * @param key the key in this record, in YAML spelling, that the user should look at
   * @param received what the values are
   * @param accepted what would be accepted
   */
  public InvalidSetting(String key, String received, String accepted) {
    super(key + ": received " + received + ", accepted " + accepted);
    this.key = key;
    this.received = received;
    this.accepted = accepted;
  }

  /** Returns the key in its record, in YAML spelling. */
  public String key() {
    return key;
  }

  /** Returns what the values are. */
  public String received() {
    return received;
  }

  /** Returns what would be accepted. */
  public String accepted() {
    return accepted;
  }
}
