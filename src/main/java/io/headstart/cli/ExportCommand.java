package io.headstart.cli;

import io.headstart.experiment.ExportFlow;
import io.headstart.experiment.ExportFlow.Exported;
import io.headstart.export.ExportFormat;
import io.headstart.export.Parity;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A checkpoint for other programs. */
@Command(
    name = "export",
    description =
        "Writes a checkpoint as one file that answers as `predict` does, from decoded pixels to"
            + " probabilities, and compares the two; what answers otherwise is not kept.")
final class ExportCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String checkpoint;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      converter = FormatNames.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private ExportFormat format;

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = {
        "The file, or for djl-serving the folder. An earlier export is replaced.",
        "Default: exports/NAME with the format's extension."
      })
  private Path output;

  @Option(
      names = "--verify",
      paramLabel = "DIR",
      description = "Compare on the images in this folder instead of 64 of the checkpoint's own.")
  private Path verify;

  @Option(
      names = "--without-views",
      description = "Leave the checkpoint's test-time views out: the image alone is classified.")
  private boolean withoutViews;

  @Option(
      names = "--prepared",
      description =
          "onnx: the file takes float32 [N, 3, side, side], resized and normalized already, and"
              + " classifies the image alone.")
  private boolean prepared;

  /** Takes formats by the names they have everywhere. */
  private static final class FormatNames implements CommandLine.ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      return Arrays.stream(ExportFormat.values())
          .filter(format -> format.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "%s is none of %s".formatted(text, Arrays.asList(ExportFormat.values()))));
    }
  }

  @Override
  public void run() {
    Exported exported =
        ExportFlow.run(
            modified.checkpoints(options).find(checkpoint),
            options.overrides(),
            new ExportFlow.Request(
                format,
                Optional.ofNullable(output),
                Optional.ofNullable(verify),
                !withoutViews && !prepared,
                prepared),
            options.context());
    if (options.json()) {
      Json.print(document(exported));
    } else {
      print(exported);
    }
  }

  private Map<String, Object> document(Exported exported) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("checkpoint", checkpoint);
    if (!modified.names().isEmpty()) {
      document.put("modified", modified.names());
    }
    document.put("file", exported.file().toString());
    document.put("format", exported.format().toString());
    document.put("bytes", exported.bytes());
    document.put("precision", "float32");
    document.put("trained-precision", exported.trained());
    document.put("views", exported.views());
    document.put("parity", exported.parity().map(parity -> fields(parity, exported)).orElse(null));
    return document;
  }

  private static Map<String, Object> fields(Parity parity, Exported exported) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("images", parity.images());
    fields.put("labels-equal", parity.labelsEqual());
    fields.put("greatest-difference", parity.greatestDifference());
    fields.put("runtime", parity.runtime());
    fields.put("labels-of-trained-precision-differ", exported.others());
    return fields;
  }

  private void print(Exported exported) {
    System.out.printf(
        Locale.ROOT,
        "%s: %s, %.1f MB, float32%s%n",
        exported.file(),
        exported.format(),
        exported.bytes() / 1e6,
        exported.views() > 1 ? ", mean of " + exported.views() + " views" : "");
    modified.names().forEach(file -> System.out.println("  changed after training: " + file));
    exported
        .parity()
        .ifPresentOrElse(
            parity ->
                System.out.printf(
                    Locale.ROOT,
                    "  %d of %d labels as `predict` has them, probabilities within %.1e (%s)%n",
                    parity.labelsEqual(),
                    parity.images(),
                    parity.greatestDifference(),
                    parity.runtime()),
            () -> System.out.println("  not compared: " + unverified()));
    if (exported.parity().isPresent() && !exported.trained().equals("float32")) {
      System.out.printf(
          Locale.ROOT,
          "  trained on features in %s, which give another label to %d of these images%n",
          exported.trained(),
          exported.others());
    }
  }

  private String unverified() {
    if (format == ExportFormat.SAFETENSORS) {
      return "the file has no program";
    }
    return prepared
        ? "what prepares the images is elsewhere"
        : "ONNX Runtime (com.microsoft.onnxruntime:onnxruntime) is not on the class path";
  }
}
