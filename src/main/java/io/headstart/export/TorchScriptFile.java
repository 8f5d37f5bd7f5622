package io.headstart.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.engine.ModuleArchive;
import io.headstart.io.DiskFailure;
import io.headstart.io.PendingFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A classifier as a TorchScript file, which {@code torch.jit.load} and libtorch load by themselves.
 * Classes, settings, manifest and licence are attributes of the module and files of their own
 * ({@code _extra_files}). Equal classifiers give equal bytes.
 */
final class TorchScriptFile {
  /** The folder in the archive that all records lie in. */
  static final String ROOT = "classifier";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private TorchScriptFile() {}

  static void write(Path file, PortableClassifier classifier) {
    ClassifierProgram program = ClassifierProgram.of(classifier);
    Map<String, byte[]> extra = new TreeMap<>();
    classifier.notes().forEach((name, text) -> extra.put(name, bytes(text)));
    extra.put("classes.json", bytes(GSON.toJson(classifier.classes())));
    Map<String, String> metadata = new TreeMap<>(Metadata.of(classifier));
    metadata.keySet().removeAll(classifier.notes().keySet());
    extra.put("metadata.json", bytes(GSON.toJson(metadata)));
    extra.put("licence.txt", bytes(classifier.network().licence() + "\n"));
    ModuleArchive archive = new ModuleArchive(ROOT, program.code(), program.root(), extra);
    try (PendingFile pending = PendingFile.of(file)) {
      OutputStream out = new BufferedOutputStream(pending.stream(), 1 << 16);
      archive.write(out);
      out.flush();
      pending.commit();
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
