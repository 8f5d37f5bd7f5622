package io.headstart.export;

import io.headstart.Failure;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A classifier as a folder that DJL Serving and DJL's {@code Criteria} load: the TorchScript file,
 * the names of the classes, and properties by which DJL hands over the pixels as they were decoded.
 * Everything else is in the module.
 */
final class ServingFolder {
  /** The file by which such a folder is known. */
  static final String PROPERTIES = "serving.properties";

  private ServingFolder() {}

  static void write(Path folder, PortableClassifier classifier) {
    for (String name : classifier.classes()) {
      if (name.lines().count() != 1 || !name.equals(name.strip())) {
        throw Failure.usage("a class's name does not fit into synset.txt")
            .received("the class `%s`", name)
            .accepted("names of one line, without blanks at either end")
            .next("choose --format torchscript or onnx, which keep any name")
            .build();
      }
    }
    try {
      Folders.create(folder);
    } catch (IOException e) {
      throw DiskFailure.writing(folder, e);
    }
    TorchScriptFile.write(module(folder, classifier), classifier);
    AtomicFiles.write(folder.resolve("synset.txt"), String.join("\n", classifier.classes()) + "\n");
    AtomicFiles.write(folder.resolve(PROPERTIES), properties(classifier));
  }

  /** Returns the TorchScript file in the folder. */
  static Path module(Path folder, PortableClassifier classifier) {
    return folder.resolve(classifier.name() + ".pt");
  }

  private static String properties(PortableClassifier classifier) {
    return """
        # The module takes uint8 [N, H, W, 3] and answers with probabilities: DJL only decodes.
        engine=PyTorch
        option.modelName=%s
        translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
        flag=COLOR
        toTensor=false
        applySoftmax=false
        topK=%d
        # Images of one batch would have to be of one size.
        batch_size=1
        """
        .formatted(classifier.name(), Math.min(5, classifier.classes().size()));
  }
}
