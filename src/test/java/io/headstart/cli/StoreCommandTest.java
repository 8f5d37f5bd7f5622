package io.headstart.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headstart.Progress;
import io.headstart.engine.ChildJvm;
import io.headstart.store.FeatureKey;
import io.headstart.store.FeatureRequest;
import io.headstart.store.LocalFeatureStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes: where the store lies is a variable of the environment. */
@Timeout(120)
class StoreCommandTest {
  @TempDir private Path folder;

  private record Ended(int code, String text) {
    JsonObject json() {
      return JsonParser.parseString(text).getAsJsonObject();
    }
  }

  private Ended run(String... arguments) throws Exception {
    Process process =
        ChildJvm.start(
            folder,
            Map.of("HEADSTART_HOME", folder.resolve("home").toString()),
            Main.class,
            arguments);
    String text = ChildJvm.output(process);
    return new Ended(process.waitFor(), text);
  }

  private String entry(String images) {
    FeatureKey key = FeatureKey.of(Map.of("images", images, "backbone", "b".repeat(64)));
    LocalFeatureStore.in(folder.resolve("home"), Progress.NONE)
        .obtain(
            new FeatureRequest(key, images, new long[50], 100),
            chunk -> chunk.rows().put(new float[chunk.count() * 100]));
    return key.id();
  }

  @Test
  void anEmptyStoreIsListedAndPrunedWithoutMakingIt() throws Exception {
    assertThat(run("store").text()).startsWith("no stored features in ");
    assertThat(run("store", "prune", "--max-size", "0B", "--json").json().get("freed-bytes"))
        .hasToString("0");
    assertThat(run("store", "verify").code()).isZero();
    assertThat(folder.resolve("home/features")).doesNotExist();
  }

  @Test
  void entriesAreListedVerifiedAndPruned() throws Exception {
    String first = entry("first");
    String second = entry("second");
    Ended listed = run("store", "list");
    assertThat(listed.text())
        .contains(first.substring(0, 8), "50 x 100", "20", "first: backbone bbbbbbbb, images first")
        .contains("2 entries");
    assertThat(run("store", "list", "--json").json().getAsJsonArray("entries"))
        .extracting(entry -> entry.getAsJsonObject().get("id").getAsString())
        .containsExactlyInAnyOrder(first, second);

    Path features = folder.resolve("home/features/" + first + ".safetensors");
    byte[] bytes = Files.readAllBytes(features);
    bytes[bytes.length - 1] ^= 1;
    Files.write(features, bytes);
    assertThat(run("store", "verify", second.substring(0, 10)))
        .isEqualTo(new Ended(0, second.substring(0, 8) + ": whole\n"));
    Ended damaged = run("store", "verify");
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.text())
        .contains(first.substring(0, 8) + ": its SHA-256 is not that of its manifest")
        .contains("1 of 2 entries of the feature store are damaged");
    Files.delete(folder.resolve("home/features/" + first + ".json"));
    assertThat(run("store", "verify").text()).contains("its manifest is missing");
    entry("first");

    Ended dry = run("store", "prune", "--max-size", "30kB", "--dry-run", "--json");
    assertThat(dry.json().getAsJsonArray("removed")).hasSize(1);
    assertThat(features).exists();
    Ended pruned = run("store", "prune", "--max-size", "30kB");
    assertThat(pruned.text())
        .contains(second.substring(0, 8))
        .contains("removed: 1 entries, 0 leftover files, 20", "1 entries stay");
    assertThat(run("store", "list", "--json").json().getAsJsonArray("entries"))
        .extracting(entry -> entry.getAsJsonObject().get("id").getAsString())
        .as("the one used last")
        .containsExactly(first);
  }

  @Test
  void decompressedArchivesGoOnceTheyAreNotUsed() throws Exception {
    Path archives = Files.createDirectories(folder.resolve("home/archives"));
    Path old = Files.write(archives.resolve("a".repeat(64) + ".tar"), new byte[3000]);
    Path used = Files.write(archives.resolve("b".repeat(64) + ".tar"), new byte[2000]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    String[] prune = {"store", "prune", "--max-size", "1GB"};
    Ended dry = run("store", "prune", "--max-size", "1GB", "--dry-run", "--json");
    assertThat(dry.json().get("freed-bytes")).hasToString("3000");
    assertThat(dry.json().getAsJsonArray("leftovers").get(0).getAsJsonObject().get("name"))
        .hasToString("\"archives/" + old.getFileName() + "\"");
    assertThat(run("store", "prune", "--unused-for", "4d", "--json").json().get("freed-bytes"))
        .hasToString("0");
    assertThat(old).exists();
    assertThat(run(prune).text())
        .contains("archives/" + old.getFileName() + "  3000 bytes", "1 leftover files");
    assertThat(old).doesNotExist();
    assertThat(used).exists();
  }

  @Test
  void mistakesHaveFourPartsAndTheRightCode() throws Exception {
    mistake(run("store", "prune"), 2, "neither a greatest size nor an age");
    mistake(run("store", "prune", "--max-size", "big"), 2, "--max-size cannot be understood");
    mistake(run("store", "verify", "abc"), 3, "no stored features of this id");
  }

  private static void mistake(Ended ended, int code, String text) {
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.text()).contains(List.of(text, "received:", "accepted:", "next:"));
  }

  @Test
  void idsAreCutToAsManyDigitsAsTellThemApart() {
    List<String> ids = List.of("0123456789aa" + "0".repeat(52), "0123456789ab" + "0".repeat(52));
    StoreTable table = new StoreTable(ids, Instant.EPOCH);
    assertThat(table.shortId(ids.get(0))).isEqualTo("0123456789aa");
    assertThat(StoreTable.id("0123456789ab", ids)).isEqualTo(ids.get(1));
    assertThatThrownBy(() -> StoreTable.id("0123", ids))
        .hasMessageContaining("several stored features")
        .hasMessageContaining("received: \"0123\", which begins 2 of 2 ids");
  }
}
