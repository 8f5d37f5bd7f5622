package io.headstart.backbone;

import io.headstart.Progress;
import io.headstart.engine.RemoteFile;
import io.headstart.engine.ResumableFetch;
import io.headstart.io.AtomicFiles;
import io.headstart.io.Folders;
import io.headstart.io.GitHash;
import io.headstart.io.LockFile;
import io.headstart.io.Sha256;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A repository of the Hugging Face hub and its place in the hub's cache, which is laid out as
 * Python's huggingface_hub does: {@code models--OWNER--NAME/} with {@code refs/REVISION} (a
 * commit), {@code blobs/HASH} (files by their hash) and {@code snapshots/COMMIT/FILE} (links to
 * them).
 */
final class HubRepository {
  private static final String ENDPOINT = "https://huggingface.co";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");

  private final String name;
  private final String revision;
  private final Map<String, String> settings;

  HubRepository(String name, String revision, Map<String, String> settings) {
    this.name = name;
    this.revision = revision;
    this.settings = settings;
  }

  /** What the hub says of a file before it gives it. */
  private record FileFacts(String commit, String hash, URI uri, boolean elsewhere) {}

  /** Returns the repository's folder in the cache. */
  Path folder() {
    return cache().resolve("models--" + name.replace("/", "--"));
  }

  /** Returns the hub's address. */
  String host() {
    return setting("HF_ENDPOINT").orElse(ENDPOINT).replaceAll("/+$", "");
  }

  private Path cache() {
    return setting("HF_HUB_CACHE")
        .map(Path::of)
        .or(() -> setting("HF_HOME").map(home -> Path.of(home, "hub")))
        .or(
            () ->
                setting("XDG_CACHE_HOME")
                    .map(caches -> Path.of(caches, "huggingface").resolve("hub")))
        .orElseGet(
            () -> Path.of(settings.getOrDefault("user.home", "."), ".cache/huggingface/hub"));
  }

  private Optional<String> setting(String variable) {
    return Optional.ofNullable(settings.get(variable)).filter(value -> !value.isBlank());
  }

  /** Returns a file of the cache; empty when it is not there. */
  Optional<Path> find(String file) {
    try {
      Path ref = folder().resolve("refs").resolve(revision);
      String commit = Files.exists(ref) ? Files.readString(ref).strip() : revision;
      Path found = folder().resolve("snapshots").resolve(commit).resolve(file);
      return Files.isRegularFile(found) ? Optional.of(found) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Brings a file into the cache, unless it is there; what had come of it before is not fetched
   * again.
   *
   * @return empty when the repository has no such file
   * @throws IOException when it cannot be had, or its bytes have another hash than the hub says
   */
  Optional<Path> fetch(String file, Progress progress) throws IOException {
    Optional<Path> here = find(file);
    if (here.isPresent()) {
      return here;
    }
    Optional<FileFacts> facts = ask(file);
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    String hash = facts.get().hash();
    Path blobs = folder().resolve("blobs");
    Folders.create(blobs);
    Path blob = blobs.resolve(hash);
    Path lockFile = blobs.resolve("." + hash + ".lock");
    LockFile lock = LockFile.acquire(lockFile, "weights " + name, progress, () -> false);
    try (lock) {
      if (!Files.exists(blob) && find(file).isEmpty()) {
        progress.line("fetching " + file + " of " + name + " from " + host());
        Path part = blobs.resolve(hash + ".incomplete");
        new ResumableFetch(remote(facts.get()), progress).into(part);
        requireHash(part, hash);
        AtomicFiles.rename(part, blob);
      }
    } finally {
      Files.deleteIfExists(lockFile);
    }
    return Optional.of(publish(facts.get(), file, blob));
  }

  private RemoteFile remote(FileFacts facts) {
    return new RemoteFile(facts.uri(), facts.elsewhere() ? Map.of() : authorization());
  }

  private Map<String, String> authorization() {
    return setting("HF_TOKEN").map(t -> Map.of("Authorization", "Bearer " + t)).orElse(Map.of());
  }

  /** Asks for a file's commit, hash and address; empty when there is none of the name. */
  private Optional<FileFacts> ask(String file) throws IOException {
    URI uri = URI.create("%s/%s/resolve/%s/%s".formatted(host(), name, revision, file));
    RemoteFile asked = new RemoteFile(uri, authorization());
    Proxy proxy = asked.proxy().orElse(null);
    HttpURLConnection connection =
        (HttpURLConnection)
            (proxy == null ? uri.toURL().openConnection() : uri.toURL().openConnection(proxy));
    try {
      connection.setRequestMethod("HEAD");
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout((int) asked.timeout().toMillis());
      connection.setReadTimeout((int) asked.timeout().toMillis());
      asked.headers().forEach(connection::setRequestProperty);
      int status = connection.getResponseCode();
      String error = connection.getHeaderField("X-Error-Code");
      if (status == 404 && (error == null || error.equals("EntryNotFound"))) {
        return Optional.empty();
      } else if (status == 401 || status == 403) {
        throw new IOException(
            "HTTP %d from %s: no such repository, or one that needs a token (HF_TOKEN)%s"
                .formatted(status, uri, error == null ? "" : ", " + error));
      } else if (status >= 400) {
        throw new IOException(
            "HTTP %d from %s%s".formatted(status, uri, error == null ? "" : ", " + error));
      }
      return Optional.of(facts(connection, uri));
    } finally {
      connection.disconnect();
    }
  }

  private static FileFacts facts(HttpURLConnection connection, URI uri) throws IOException {
    String commit = connection.getHeaderField("X-Repo-Commit");
    String linked = connection.getHeaderField("X-Linked-Etag");
    String tag = linked == null ? connection.getHeaderField("ETag") : linked;
    String hash = tag == null ? "" : tag.replaceFirst("^W/", "").replace("\"", "");
    if (commit == null || !SHA1.matcher(commit).matches()) {
      throw new IOException(uri + " does not say its commit: it is no hub");
    }
    if (!SHA256.matcher(hash).matches() && !SHA1.matcher(hash).matches()) {
      throw new IOException(uri + " does not say the hash of its bytes");
    }
    String location = connection.getHeaderField("Location");
    URI target = location == null ? uri : uri.resolve(location);
    return new FileFacts(commit, hash, target, !target.getAuthority().equals(uri.getAuthority()));
  }

  /** Large files go by their SHA-256, small ones as git names them: SHA-1 behind a header. */
  private static void requireHash(Path file, String hash) throws IOException {
    String found = hash.length() == 64 ? Sha256.of(file) : GitHash.of(file);
    if (!found.equals(hash)) {
      // Going on from the wrong bytes could never end well.
      Files.delete(file);
      throw new IOException("the bytes that came have the hash " + found + ", not " + hash);
    }
  }

  /** Gives the bytes their name; the revision points to the commit only when they have it. */
  private Path publish(FileFacts facts, String file, Path blob) throws IOException {
    Path named = folder().resolve("snapshots").resolve(facts.commit()).resolve(file);
    if (!Files.exists(named)) {
      AtomicFiles.link(named, blob);
    }
    Path ref = folder().resolve("refs").resolve(revision);
    if (!revision.equals(facts.commit())) {
      Folders.create(ref.getParent());
      AtomicFiles.write(ref, facts.commit());
    }
    return named;
  }
}
