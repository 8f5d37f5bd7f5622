package io.headstart.spark;

import io.headstart.config.Address;
import io.headstart.data.FileState;
import io.headstart.data.FileTree;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a folder of Hadoop. A folder is listed in one request, which also tells what its
 * files are: those listed last are remembered, as a request a file would take longer than reading
 * it.
 *
 * <p>A file that cannot be fetched ends the work, and is no broken image: with the network away,
 * every image would be one.
 */
final class HadoopTree implements FileTree {
  /** Files of the folders that are remembered, unless one folder alone has more. */
  private static final int MOST_REMEMBERED = 200_000;

  /** Files under way: most of the time of a small one is waiting for its first byte. */
  private static final int READERS = 8;

  private final FileSystem files;
  private final Address root;
  private final Map<String, Map<String, Listed>> listings = new LinkedHashMap<>();
  private int remembered;

  /** What a listing says of an entry. */
  private record Listed(boolean folder, long size, long modified) {}

  HadoopTree(FileSystem files, Address root) {
    this.files = files;
    String path = root.path();
    this.root = path.endsWith("/") ? root : root.at(path + "/");
  }

  @Override
  public String place(String path) {
    String place = address(path).toString();
    return place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    return names(folder, Listed::folder);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return names(folder, listed -> !listed.folder());
  }

  private List<String> names(String folder, Predicate<Listed> wanted) throws IOException {
    return listing(folder).entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .filter(name -> !name.startsWith("."))
        .sorted()
        .toList();
  }

  @Override
  public boolean isFile(String path) {
    try {
      return !status(path).folder();
    } catch (IOException | IllegalArgumentException e) {
      if (e instanceof FileNotFoundException || e instanceof IllegalArgumentException) {
        return false;
      }
      throw HadoopFiles.refused(place(path), e);
    }
  }

  @Override
  public String identity(String folder) {
    return place(folder);
  }

  @Override
  public int readers() {
    return READERS;
  }

  @Override
  public InputStream open(String path) throws IOException {
    Fetched in;
    try {
      in = new Fetched(files.open(at(path)), place(path));
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw HadoopFiles.refused(place(path), e);
    }
    return in;
  }

  @Override
  public FileState state(String path) throws IOException {
    Listed status = status(path);
    return FileState.of(status.size(), Instant.ofEpochMilli(status.modified()));
  }

  private Listed status(String path) throws IOException {
    int slash = path.lastIndexOf('/') + 1;
    Listed status = listing(path.substring(0, slash)).get(path.substring(slash));
    if (status == null) {
      throw new FileNotFoundException(place(path));
    }
    return status;
  }

  private synchronized Map<String, Listed> listing(String folder) throws IOException {
    Map<String, Listed> known = listings.get(folder);
    if (known == null) {
      known = new HashMap<>();
      for (FileStatus status : files.listStatus(at(folder))) {
        known.put(
            status.getPath().getName(),
            new Listed(status.isDirectory(), status.getLen(), status.getModificationTime()));
      }
      remember(folder, known);
    }
    return known;
  }

  private void remember(String folder, Map<String, Listed> listing) {
    Iterator<Map<String, Listed>> oldest = listings.values().iterator();
    while (oldest.hasNext() && remembered + listing.size() > MOST_REMEMBERED) {
      remembered -= oldest.next().size();
      oldest.remove();
    }
    remembered += listing.size();
    listings.put(folder, listing);
  }

  private Address address(String path) {
    return path.startsWith("/") ? root.at(path) : root.at(root.path() + path);
  }

  private Path at(String path) {
    return new Path(address(path).uri());
  }

  /** Bytes on their way, whose failure is not the image's. */
  private static final class Fetched extends FilterInputStream {
    private final String place;

    Fetched(InputStream in, String place) {
      super(in);
      this.place = place;
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw HadoopFiles.refused(place, e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      try {
        return super.read(bytes, from, count);
      } catch (IOException e) {
        throw HadoopFiles.refused(place, e);
      }
    }
  }
}
