package io.headstart.breaking.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** The times of a file, whose change is a change of the disk too. */
record FaultyTimes(Path path, BasicFileAttributeView inner) implements BasicFileAttributeView {
  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public BasicFileAttributes readAttributes() throws IOException {
    return inner.readAttributes();
  }

  @Override
  public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
    DiskEvent event = DiskEvent.named(DiskEvent.Kind.TIMES, path.toAbsolutePath().toString());
    Disk.change(
        path,
        false,
        event,
        () -> {
          inner.setTimes(modified, accessed, created);
          return path;
        });
  }
}
