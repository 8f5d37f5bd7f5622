package io.headstart.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a file system of Hadoop, such as {@code hdfs://host/path} or {@code
 * s3a://bucket/path}. As in Hadoop, its path is no URL: {@code %20} is three characters.
 *
 * @param scheme which file system
 * @param authority which one of them: host and port, or bucket; may be empty
 * @param path from the root, with '/'
 */
public record Address(String scheme, String authority, String path) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[a-z][a-z0-9+.-]+):(?://(?<authority>"
              // Keys of S3 have slashes in them: what follows a name's colon and is no port.
              + "[^:/?@]*:(?!\\d*(?:[/?]|$))[^@]*@[^/?]*"
              + "|[^/?]*))?(?<path>/.*)?");

  private static final String LOCAL = "file";

  /** Here what stands before the @ is no user: it is the container. */
  private static final Set<String> CONTAINERS = Set.of("abfs", "abfss", "wasb", "wasbs");

  /** Returns whether a place is an address, and no path of this machine. */
  public static boolean isOne(String place) {
    Matcher form = FORM.matcher(place);
    return form.matches() && (form.group("authority") != null || form.group("path") != null);
  }

  /** Returns the address that a text is; empty where it is a path of this machine. */
  public static Optional<Address> of(String place) {
    Matcher form = FORM.matcher(withoutSecrets(place));
    if (!isOne(place) || !form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Address(
            form.group("scheme"),
            Optional.ofNullable(form.group("authority")).orElse(""),
            Optional.ofNullable(form.group("path")).orElse("/")));
  }

  /**
   * Returns a place as it may be written down: an address without the user, the password and the
   * query in it, none of which Hadoop takes from there. Paths of this machine stay as they are.
   */
  public static String withoutSecrets(String place) {
    Matcher form = FORM.matcher(place);
    if (!isOne(place) || !form.matches()) {
      return place;
    }
    String scheme = form.group("scheme");
    String whole = Optional.ofNullable(form.group("authority")).orElse("");
    int at = whole.lastIndexOf('@');
    String container =
        CONTAINERS.contains(scheme) && at >= 0 ? whole.substring(0, at).split(":", 2)[0] + "@" : "";
    String authority = container + whole.substring(at + 1);
    String path = Optional.ofNullable(form.group("path")).orElse("").split("\\?", 2)[0];
    boolean slashes = form.group("authority") != null;
    return scheme + ":" + (slashes ? "//" + authority : "") + path;
  }

  /** Returns the path of this machine that a place is: a path, or {@code file:/...}. */
  public static Optional<Path> local(String place) {
    Optional<Address> address = of(place);
    return address.isEmpty()
        ? Optional.of(Path.of(place))
        : address.filter(Address::isLocal).map(one -> Path.of(one.path()));
  }

  /** Returns whether it is a path of this machine, written as an address. */
  public boolean isLocal() {
    return scheme.equals(LOCAL);
  }

  /** Returns it as a URI: what may not stand in one is escaped. */
  public URI uri() {
    try {
      return new URI(scheme, authority.isEmpty() ? null : authority, path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("made of its parts", e);
    }
  }

  /** Returns it with another path. */
  public Address at(String other) {
    return new Address(scheme, authority, other);
  }

  @Override
  public String toString() {
    return scheme + "://" + authority + path;
  }
}
