package io.headstart.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are hashed some at a time, against one after the other. */
class FileHashesAheadTest {
  private static final int FILES = 40;
  private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

  @TempDir private Path folder;
  private Path root;

  /** A folder whose files come from far away. */
  private static final class FarTree implements FileTree {
    private final Path root;
    private final FileTree near;
    private final int readers;
    private final CountDownLatch opened;

    /**
     * Opens it.
     *
     * @param together files that have to be under way before the first of them comes
     */
    FarTree(Path root, int readers, int together) {
      this.root = root;
      this.near = new FolderTree(root);
      this.readers = readers;
      this.opened = new CountDownLatch(together);
    }

    @Override
    public int readers() {
      return readers;
    }

    @Override
    public InputStream open(String path) throws IOException {
      opened.countDown();
      try {
        assertThat(opened.await(1, TimeUnit.MINUTES)).as("several under way").isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return near.open(path);
    }

    @Override
    public String place(String path) {
      return near.place(path);
    }

    @Override
    public List<String> folders(String in) throws IOException {
      return near.folders(in);
    }

    @Override
    public List<String> files(String in) throws IOException {
      return near.files(in);
    }

    @Override
    public boolean isFile(String path) {
      return near.isFile(path);
    }

    @Override
    public String identity(String in) throws IOException {
      return near.identity(in);
    }

    @Override
    public FileState state(String path) throws IOException {
      return FileState.of(Files.size(root.resolve(path)), LONG_AGO);
    }
  }

  @BeforeEach
  void writeFiles() throws IOException {
    root = Files.createDirectories(folder.resolve("images"));
    for (String path : paths()) {
      Files.writeString(root.resolve(path), "content of " + path);
    }
  }

  private static List<String> paths() {
    return IntStream.range(10, 10 + FILES).mapToObj(i -> i + ".png").toList();
  }

  private List<String> hashes(FileTree tree, String directory, List<String> paths)
      throws IOException {
    List<String> hashes = new ArrayList<>();
    try (FileHashIndex index = new FileHashIndex(folder.resolve(directory), tree, "", "")) {
      index.hashes(paths.iterator(), hashes::add);
      index.commit();
    }
    return hashes;
  }

  private String index(String directory) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(directory))) {
      return Files.readString(files.toList().get(0));
    }
  }

  @Test
  void noFilesHaveNoHashes() throws IOException {
    assertThat(hashes(new FarTree(root, 3, 0), "far", List.of())).isEmpty();
  }

  @Test
  void severalAreReadAtATimeAndToldInTheirOrder() throws IOException {
    List<String> far = hashes(new FarTree(root, 3, 3), "far", paths());
    assertThat(far)
        .isEqualTo(hashes(new FarTree(root, 1, 1), "near", paths()))
        .startsWith(Sha256.of("content of 10.png"))
        .hasSize(FILES);
    assertThat(index("far")).isEqualTo(index("near")).hasLineCount(1 + FILES);
    Files.writeString(root.resolve("25.png"), "another content");
    assertThat(hashes(new FarTree(root, 3, 1), "far", paths()))
        .isEqualTo(hashes(new FarTree(root, 1, 1), "near", paths()))
        .contains(Sha256.of("another content"));
    assertThat(index("far")).isEqualTo(index("near"));
  }

  @Test
  void theFirstFileThatFailsIsTheOneThatIsTold() throws IOException {
    Files.delete(root.resolve("12.png"));
    Files.delete(root.resolve("13.png"));
    for (int readers : new int[] {1, 3}) {
      List<String> told = new ArrayList<>();
      FarTree tree = new FarTree(root, readers, readers - 1);
      assertThatThrownBy(
              () -> {
                try (FileHashIndex index =
                    new FileHashIndex(folder.resolve("index"), tree, "", "")) {
                  index.hashes(paths().iterator(), told::add);
                }
              })
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("12.png");
      assertThat(told).hasSize(2);
    }
  }
}
