package io.headstart;

import java.util.Locale;

/**
 * A failure a user can act on: what failed, what was received, what is accepted, what to do next.
 *
 * <p>The command line prints {@link #getMessage()} and leaves with {@link #kind()}'s exit code; no
 * stack trace is shown unless {@code --verbose} is given. Bugs are any other exception.
 */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong in the large; decides the exit code. */
  public enum Kind {
    /** The run failed. */
    RUN(1),
    /** The command line or the configuration is wrong. */
    USAGE(2),
    /** Something is missing that a download or a path would give. */
    MISSING(3),
    /** The user stopped the run; everything completed so far is kept. */
    INTERRUPTED(130);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Returns the process exit code of the command-line contract. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;
  private final String failed;
  private final String received;
  private final String accepted;
  private final String next;

  private Failure(Builder parts) {
    super(
        parts.failed
            + "\n  received: "
            + parts.received
            + "\n  accepted: "
            + parts.accepted
            + "\n  next:     "
            + parts.next,
        parts.cause);
    this.kind = parts.kind;
    this.failed = parts.failed;
    this.received = parts.received;
    this.accepted = parts.accepted;
    this.next = parts.next;
  }

  private Failure(Failure there, String machine) {
    super("on " + machine + ": " + there.getMessage());
    this.kind = there.kind;
    this.failed = "on " + machine + ": " + there.failed;
    this.received = there.received;
    this.accepted = there.accepted;
    this.next = there.next;
  }

  /** Returns the same failure as it is told on another machine: whose it was, without its cause. */
  public Failure on(String machine) {
    return new Failure(this, machine);
  }

  /** Returns what went wrong in the large. */
  public Kind kind() {
    return kind;
  }

  /** Returns the first part: what failed. */
  public String failed() {
    return failed;
  }

  /** Returns the second part: what was received. */
  public String received() {
    return received;
  }

  /** Returns the third part: what is accepted. */
  public String accepted() {
    return accepted;
  }

  /** Returns the fourth part: what to do next. */
  public String next() {
    return next;
  }

  /** Starts the description of a failed run (exit code 1). */
  public static Builder run(String format, Object... arguments) {
    return new Builder(Kind.RUN, format, arguments);
  }

  /** Starts the description of a wrong command line or configuration (exit code 2). */
  public static Builder usage(String format, Object... arguments) {
    return new Builder(Kind.USAGE, format, arguments);
  }

  /** Starts the description of something missing (exit code 3). */
  public static Builder missing(String format, Object... arguments) {
    return new Builder(Kind.MISSING, format, arguments);
  }

  /** Starts the description of a run stopped by the user (exit code 130). */
  public static Builder interrupted(String format, Object... arguments) {
    return new Builder(Kind.INTERRUPTED, format, arguments);
  }

  /** Collects the four parts; {@link #build()} needs all of them but the cause. */
  public static final class Builder {
    private final Kind kind;
    private final String failed;
    private String received = "";
    private String accepted = "";
    private String next = "";
    private Throwable cause;

    private Builder(Kind kind, String format, Object... arguments) {
      this.kind = kind;
      this.failed = text(format, arguments);
    }

    /** Says what was received: the value, the file, the answer. */
    public Builder received(String format, Object... arguments) {
      received = text(format, arguments);
      return this;
    }

    /** Says what would have been accepted. */
    public Builder accepted(String format, Object... arguments) {
      accepted = text(format, arguments);
      return this;
    }

    /** Says what the user can do now. */
    public Builder next(String format, Object... arguments) {
      next = text(format, arguments);
      return this;
    }

    /** Keeps the cause for {@code --verbose}. */
    public Builder cause(Throwable cause) {
      this.cause = cause;
      return this;
    }

    /** Builds the exception. */
    public Failure build() {
      if (received.isEmpty() || accepted.isEmpty() || next.isEmpty()) {
        throw new IllegalStateException("a failure needs all four parts: " + failed);
      }
      return new Failure(this);
    }

    private static String text(String format, Object... arguments) {
      return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    }
  }
}
