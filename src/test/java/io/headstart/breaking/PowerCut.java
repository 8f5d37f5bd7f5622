package io.headstart.breaking;

import io.headstart.breaking.disk.DiskEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a disk holds after the power failed in the middle of recorded operations. Every file and
 * folder is kept twice: as processes saw it, and as it was last forced.
 */
final class PowerCut {
  /** How much of what was not forced is lost. A disk may do any of these. */
  enum Loss {
    /** Nothing: as if the process alone had been killed. */
    NOTHING,
    /**
     * The bytes of files; their names are all there, as journalling file systems often leave it.
     */
    BYTES,
    /** Bytes, names, renamings and deletions: all that was not forced. */
    EVERYTHING
  }

  private final Node root = new Node(true);
  private final String folder;
  private final Map<Integer, Node> open = new HashMap<>();

  /** A file or folder; its name is its folder's matter. */
  private static final class Node {
    private final boolean isFolder;
    private byte[] seen = {};
    private byte[] forced = {};
    private final Map<String, Node> names = new TreeMap<>();
    private Map<String, Node> forcedNames = new TreeMap<>();

    Node(boolean isFolder) {
      this.isFolder = isFolder;
    }

    void write(long position, byte[] bytes) {
      int end = Math.toIntExact(position + bytes.length);
      seen = Arrays.copyOf(seen, Math.max(seen.length, end));
      System.arraycopy(bytes, 0, seen, (int) position, bytes.length);
    }
  }

  /**
   * Starts with what the disk holds for certain.
   *
   * @param folder absolute, whose content this is
   */
  PowerCut(String folder, Place.Snapshot start) {
    this.folder = folder;
    start.forEach(
        (path, bytes) -> {
          boolean isFolder = path.endsWith("/");
          String name = isFolder ? path.substring(0, path.length() - 1) : path;
          Node node = new Node(isFolder);
          node.seen = bytes.clone();
          node.forced = bytes.clone();
          Node parent = parent(name, true);
          Node known = parent.names.get(last(name));
          Node kept = known == null ? node : known;
          parent.names.put(last(name), kept);
          parent.forcedNames.put(last(name), kept);
        });
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Node parent(String path, boolean makes) {
    Node node = root;
    String[] parts = path.split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      Node next = node.names.get(parts[i]);
      if (next == null && makes) {
        next = new Node(true);
        node.names.put(parts[i], next);
        node.forcedNames.put(parts[i], next);
      }
      if (next == null) {
        throw new IllegalStateException("no folder for " + path);
      }
      node = next;
    }
    return node;
  }

  private String relative(String path) {
    return path.equals(folder) ? "" : path.substring(folder.length() + 1);
  }

  /** Makes one more operation. */
  void apply(DiskEvent event) {
    String path = event.path().isEmpty() ? "" : relative(event.path());
    Node file = open.get(event.channel());
    switch (event.kind()) {
      case TOUCH -> parent(path, false).names.putIfAbsent(last(path), new Node(false));
      case FOLDER -> parent(path, false).names.put(last(path), new Node(true));
      case OPEN -> open.put(event.channel(), parent(path, false).names.get(last(path)));
      case WRITE -> file.write(event.position(), event.bytes());
      case TRUNCATE -> {
        int length = (int) Math.min(file.seen.length, event.position());
        file.seen = Arrays.copyOf(file.seen, length);
      }
      case TIMES -> {}
      case FORCE -> file.forced = file.seen.clone();
      case FORCE_FOLDER -> {
        Node forced = path.isEmpty() ? root : parent(path, false).names.get(last(path));
        forced.forcedNames = new TreeMap<>(forced.names);
      }
      case DELETE -> parent(path, false).names.remove(last(path));
      case MOVE -> {
        String to = relative(event.other());
        Node moved = parent(path, false).names.remove(last(path));
        parent(to, false).names.put(last(to), moved);
      }
    }
  }

  /** Returns what is there when the power is back. */
  Place.Snapshot content(Loss loss) {
    Place.Snapshot content = new Place.Snapshot();
    collect(root, "", loss, content);
    return content;
  }

  private static void collect(Node folder, String path, Loss loss, Place.Snapshot content) {
    Map<String, Node> names = loss == Loss.EVERYTHING ? folder.forcedNames : folder.names;
    names.forEach(
        (name, node) -> {
          if (node.isFolder) {
            content.put(path + name + "/", new byte[0]);
            collect(node, path + name + "/", loss, content);
          } else {
            content.put(path + name, loss == Loss.NOTHING ? node.seen : node.forced);
          }
        });
  }

  /** Returns each state once, with what led to it. */
  static Map<String, Place.Snapshot> states(
      String folder, Place.Snapshot start, List<DiskEvent> events) {
    PowerCut disk = new PowerCut(folder, start);
    Map<String, Place.Snapshot> states = new TreeMap<>();
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      disk.apply(events.get(i));
      for (Loss loss : Loss.values()) {
        Place.Snapshot content = disk.content(loss);
        int hash = hash(content);
        if (!known.contains(hash)) {
          known.add(hash);
          DiskEvent event = events.get(i);
          states.put(
              "%05d power cut after %s %s, %s lost"
                  .formatted(i + 1, event.kind(), last(event.path()), loss)
                  .toLowerCase(java.util.Locale.ROOT),
              content);
        }
      }
    }
    return states;
  }

  private static int hash(Place.Snapshot content) {
    int hash = 0;
    for (Map.Entry<String, byte[]> entry : content.entrySet()) {
      hash = hash * 31 + entry.getKey().hashCode() * 17 + Arrays.hashCode(entry.getValue());
    }
    return hash;
  }
}
