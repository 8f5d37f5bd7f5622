package io.headstart.cli;

import io.headstart.experiment.MapFlow;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The images of a run as points. */
@Command(
    name = "map",
    description =
        "Writes the principal components of a run's image features to report/map.safetensors in its"
            + " folder; studio shows them as a map.")
final class MapCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Mixin private ModifiedFiles modified;

  @Parameters(paramLabel = "NAME", description = "Which checkpoint.")
  private String name;

  @Override
  public void run() {
    MapFlow.Mapped mapped =
        MapFlow.run(
            modified.checkpoints(options).find(name), options.overrides(), options.context());
    if (options.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("file", mapped.file().toString());
      document.put("images", mapped.images());
      document.put("components", mapped.components());
      Json.print(document);
    } else {
      System.out.println(mapped.file());
    }
  }
}
