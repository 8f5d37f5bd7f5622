package io.headstart.breaking.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * The default file system with a {@link Disk} in between, for a process started with {@code
 * -Djava.nio.file.spi.DefaultFileSystemProvider}: the program under test knows nothing of it.
 */
public final class FaultyProvider extends FileSystemProvider {
  private final FileSystemProvider inner;
  private final FaultyFileSystem system;

  /** As the platform demands of a provider that takes the default one's place. */
  public FaultyProvider(FileSystemProvider inner) {
    this.inner = inner;
    system = new FaultyFileSystem(this, inner.getFileSystem(URI.create("file:///")));
  }

  private static Path in(Path path) {
    return FaultyPath.inner(path);
  }

  private static DiskEvent named(DiskEvent.Kind kind, Path path) {
    return DiskEvent.named(kind, in(path).toAbsolutePath().toString());
  }

  @Override
  public String getScheme() {
    return inner.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
    return inner.newFileSystem(uri, environment);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return new FaultyPath(system, inner.getPath(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path real = in(path);
    if (!Disk.watches(real)) {
      return inner.newFileChannel(real, options, attributes);
    }
    boolean writes =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    boolean isNew = writes && !Files.exists(real);
    boolean empties = writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    Disk.Change<FaultyChannel> open =
        () ->
            new FaultyChannel(
                inner.newFileChannel(real, options, attributes),
                real,
                Files.isDirectory(real),
                options.contains(StandardOpenOption.APPEND));
    FaultyChannel channel =
        isNew || empties
            ? Disk.change(real, isNew, named(DiskEvent.Kind.TOUCH, path), open)
            : open.make();
    if (writes) {
      Disk.note(DiskEvent.opened(real.toAbsolutePath().toString(), channel.number()));
    }
    if (empties) {
      Disk.note(DiskEvent.of(DiskEvent.Kind.TRUNCATE, channel.number(), 0, new byte[0]));
    }
    return channel;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        inner.newDirectoryStream(in(folder), path -> filter.accept(new FaultyPath(system, path)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return new FaultyPath(system, paths.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    change(
        folder, true, DiskEvent.Kind.FOLDER, () -> inner.createDirectory(in(folder), attributes));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    inner.createSymbolicLink(in(link), in(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    inner.createLink(in(link), in(existing));
  }

  @Override
  public void delete(Path path) throws IOException {
    change(path, false, DiskEvent.Kind.DELETE, () -> inner.delete(in(path)));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return new FaultyPath(system, inner.readSymbolicLink(in(link)));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    if (Disk.watches(in(target))) {
      throw new UnsupportedOperationException("a copy would go unseen: " + target);
    }
    inner.copy(in(source), in(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path to = in(target);
    if (!Disk.watches(to)) {
      inner.move(in(source), to, options);
      return;
    }
    DiskEvent event =
        DiskEvent.moved(in(source).toAbsolutePath().toString(), to.toAbsolutePath().toString());
    Disk.change(
        to,
        true,
        event,
        () -> {
          inner.move(in(source), to, options);
          return to;
        });
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    inner.setAttribute(in(path), attribute, value, options);
  }

  /** A change that returns nothing. */
  private interface Names {
    void change() throws IOException;
  }

  private static void change(Path path, boolean grows, DiskEvent.Kind kind, Names names)
      throws IOException {
    if (!Disk.watches(in(path))) {
      names.change();
      return;
    }
    Disk.change(
        in(path),
        grows,
        named(kind, path),
        () -> {
          names.change();
          return path;
        });
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return inner.isSameFile(in(one), in(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return inner.isHidden(in(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return inner.getFileStore(in(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    inner.checkAccess(in(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    V view = inner.getFileAttributeView(in(path), type, options);
    return type == BasicFileAttributeView.class && Disk.watches(in(path))
        ? type.cast(new FaultyTimes(in(path), (BasicFileAttributeView) view))
        : view;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return inner.readAttributes(in(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return inner.readAttributes(in(path), attributes, options);
  }
}
