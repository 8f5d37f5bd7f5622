package io.headstart.safetensors;

import io.headstart.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;

/**
 * The SHA-256 of all that a file says, for files that carry it in their metadata. Independent of
 * where the header puts things.
 */
public final class ContentSum {
  /** The metadata's key for it; not part of what is summed. */
  public static final String KEY = "sha256";

  private ContentSum() {}

  /** Returns the sum: 64 hexadecimal digits. */
  public static String of(SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
    MessageDigest digest = Sha256.digest();
    for (Map.Entry<String, String> field : metadata.entrySet()) {
      if (!field.getKey().equals(KEY)) {
        text(digest, field.getKey());
        text(digest, field.getValue());
      }
    }
    tensors.forEach(
        (name, tensor) -> {
          text(digest, name);
          text(digest, tensor.type().toString());
          digest.update(tensor.data());
        });
    return Sha256.hex(digest);
  }

  /** Ends every text with a byte of 0, so that no two may flow together. */
  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
