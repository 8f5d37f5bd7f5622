package io.headstart.backbone.torchscript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A TorchScript file with no weights: 512 features, the means of image regions. */
public final class TinyNetwork {
  private static final String CODE =
      """
      class Tiny(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Tiny, x: Tensor) -> Tensor:
          y = torch.reshape(torch.adaptive_avg_pool2d(x, [16, 16]), [-1, 768])
          return torch.slice(y, 1, 0, 512, 1)
      """;

  private TinyNetwork() {}

  /** Writes it, and returns the path. */
  public static Path write(Path file) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(
        "data.pkl",
        "\u0080\u0002c__torch__\nTiny\n)\u0081}X\u0008\u0000\u0000\u0000training\u0089sb.");
    entries.put("code/__torch__.py", CODE);
    entries.put("constants.pkl", "\u0080\u0002).");
    entries.put("version", "3\n");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        byte[] bytes = entry.getValue().getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        ZipEntry header = new ZipEntry("tiny/" + entry.getKey());
        header.setSize(bytes.length);
        header.setCrc(checksum.getValue());
        zip.putNextEntry(header);
        zip.write(bytes);
      }
    }
    return file;
  }
}
