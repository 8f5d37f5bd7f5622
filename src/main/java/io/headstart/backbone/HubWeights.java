package io.headstart.backbone;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.engine.HostFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights on the Hugging Face hub: {@code model.safetensors} of a repository, or the list of the
 * files it is spread over, with {@code config.json} beside them. They are kept where Python's
 * huggingface_hub keeps them, so that what one of the two has fetched the other finds.
 *
 * @param repository its owner and name, {@code timm/resnet50.a1_in1k}
 * @param revision a branch, tag or commit
 * @param downloadBytes about how many bytes have to come; 0 when that is not known
 * @param settings environment variables: {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code
 *     HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_HUB_OFFLINE} and the proxies
 */
public record HubWeights(
    String repository, String revision, long downloadBytes, Map<String, String> settings)
    implements WeightFile {
  /** What a setting that names a repository begins with. */
  public static final String PREFIX = "hf:";

  private static final String MAIN = "main";
  private static final String WHOLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String CONFIG = "config.json";

  /** Names the published weights of a known network. */
  public HubWeights(String repository, long downloadBytes) {
    this(repository, MAIN, downloadBytes, HostFacts.settings());
  }

  /** Returns what {@code hf:OWNER/NAME} or {@code hf:OWNER/NAME@REVISION} names. */
  static HubWeights of(String text) {
    String[] parts = text.substring(PREFIX.length()).split("@", 2);
    return new HubWeights(parts[0], parts.length == 2 ? parts[1] : MAIN, 0, HostFacts.settings());
  }

  @Override
  public String text() {
    return PREFIX + repository + (revision.equals(MAIN) ? "" : "@" + revision);
  }

  @Override
  public Path place() {
    return hub().folder();
  }

  @Override
  public boolean isHere() {
    return found().isPresent();
  }

  private HubRepository hub() {
    return new HubRepository(repository, revision, settings);
  }

  /** Returns the file with the weights or the list of them, where all that it needs is there. */
  private Optional<Path> found() {
    HubRepository hub = hub();
    Optional<Path> whole = hub.find(WHOLE);
    if (whole.isPresent()) {
      return whole;
    }
    return hub.find(INDEX)
        .filter(index -> ShardIndex.files(index).stream().allMatch(f -> hub.find(f).isPresent()));
  }

  @Override
  public Path obtain(boolean offline, Progress progress) {
    Optional<Path> here = found();
    if (here.isPresent()) {
      return here.get();
    }
    if (offline || List.of("1", "true").contains(settings.getOrDefault("HF_HUB_OFFLINE", ""))) {
      throw missing(
              "nothing of it in " + place() + ", and downloads are off (offline mode)",
              "run `java -jar trainer.jar setup model` with the same settings once with a network")
          .build();
    }
    try {
      HubRepository hub = hub();
      // What the weights were trained for; repositories without it have weights all the same.
      hub.fetch(CONFIG, progress);
      Optional<Path> whole = hub.fetch(WHOLE, progress);
      if (whole.isPresent()) {
        return whole.get();
      }
      Path index =
          hub.fetch(INDEX, progress)
              .orElseThrow(
                  () -> new IOException("the repository has neither " + WHOLE + " nor " + INDEX));
      for (String shard : ShardIndex.files(index)) {
        if (hub.fetch(shard, progress).isEmpty()) {
          throw new IOException("it has no " + shard);
        }
      }
      return index;
    } catch (IOException e) {
      // What the hub answered is a sentence; what the network threw is not, without its name.
      boolean answered = e.getClass() == IOException.class && e.getMessage() != null;
      throw missing(
              answered ? e.getMessage() : e.toString(),
              "run the same command again once the address can be reached (behind a proxy set"
                  + " HTTPS_PROXY): it goes on where it stopped")
          .cause(e)
          .build();
    }
  }

  /**
   * Begins to say that the weights are not there.
   *
   * @param way to have them that is left
   */
  private Failure.Builder missing(String reason, String way) {
    return Failure.missing("the weights %s could not be had", text())
        .received("%s", reason)
        .accepted("a copy in the hub's cache (%s), or access to %s", place(), hub().host())
        .next("%s; or name a .safetensors file in features.weights", way);
  }
}
