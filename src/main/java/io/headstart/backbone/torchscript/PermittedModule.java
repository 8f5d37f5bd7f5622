package io.headstart.backbone.torchscript;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.Progress;
import io.headstart.backbone.BackboneRequest;
import io.headstart.io.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TorchScript file whose own code may run. Its bytes are read once, so that what was compared
 * with the permission is what runs.
 */
public final class PermittedModule {
  private final Path file;
  private final byte[] bytes;
  private final String hash;

  private PermittedModule(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.hash = Sha256.of(bytes);
  }

  /**
   * Reads a file that may run, and warns that it will.
   *
   * @param weights hash by which a checkpoint would know it if its code were not needed
   * @throws Failure (usage) when it may not run, (run) when a checkpoint wants another one, or it
   *     is damaged
   */
  public static PermittedModule read(
      Path file,
      String weights,
      BackboneRequest request,
      ForeignModules allowed,
      Progress progress) {
    // Hashed as a stream first: what is refused need not fit into the memory.
    requireAllowed(file, hash(file), allowed);
    PermittedModule module = new PermittedModule(file, bytes(file));
    requireAllowed(file, module.hash, allowed);
    if (request
        .hash()
        .filter(kept -> !kept.equals(module.hash) && !kept.equals(weights))
        .isPresent()) {
      throw Failure.run("the checkpoint was trained on another backbone")
          .received("%s, SHA-256 %s", file, module.hash)
          .accepted("backbone %s", request.hash().get())
          .next("name the weights it was trained with in features.weights")
          .build();
    }
    TorchArchive.verify(file);
    progress.warning(
        "WARNING: "
            + file.getFileName()
            + " is a program (TorchScript): its own code runs now, with the rights of this process");
    return module;
  }

  private static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size > Integer.MAX_VALUE - 8) {
        throw new IOException(size + " bytes, more than 2 GiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw TorchArchive.notAModule(file, e);
    }
  }

  private static String hash(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw TorchArchive.notAModule(file, e);
    }
  }

  private static void requireAllowed(Path file, String hash, ForeignModules allowed) {
    if (allowed.allows(hash)) {
      return;
    }
    String others =
        allowed.hashes().isEmpty() ? "" : "; allowed is " + String.join(", ", allowed.hashes());
    throw Failure.usage("the weights file is a program, and was not allowed to run")
        .received(
            "%s: a TorchScript module that is not known as a plain ResNet-18, SHA-256 %s%s",
            file, hash, others)
        .accepted(
            "zoo, random, a traced ResNet-18 (read as data), or a module allowed on the command line")
        .next("where you trust whoever made it with your files, add --run-module=%s", hash)
        .build();
  }

  /** Returns its SHA-256 in hexadecimal. */
  public String hash() {
    return hash;
  }

  /** Returns the name of its file without the ending. */
  String name() {
    String name = file.getFileName().toString();
    return name.endsWith(".pt") ? name.substring(0, name.length() - 3) : name;
  }

  Path file() {
    return file;
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }
}
