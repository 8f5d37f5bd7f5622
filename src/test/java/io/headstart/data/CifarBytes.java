package io.headstart.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small files in CIFAR-10's binary layout, packed as the official archive is. */
final class CifarBytes {
  static final int RECORD = 3073;

  private CifarBytes() {}

  /** Returns records: image i has label i modulo 10, red first + i, green 1, blue 2 everywhere. */
  static byte[] records(int first, int count) {
    byte[] bytes = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      int start = i * RECORD;
      bytes[start] = (byte) (i % 10);
      for (int p = 0; p < 1024; p++) {
        bytes[start + 1 + p] = (byte) (first + i);
        bytes[start + 1 + 1024 + p] = 1;
        bytes[start + 1 + 2048 + p] = 2;
      }
    }
    return bytes;
  }

  static byte[] tarGz(Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
        entry.setSize(member.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(member.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }
}
