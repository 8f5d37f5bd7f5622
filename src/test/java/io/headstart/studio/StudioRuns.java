package io.headstart.studio;

import io.headstart.checkpoint.Checkpoints;
import io.headstart.experiment.HealthFlow;
import io.headstart.experiment.LrRangeFlow;
import io.headstart.experiment.MapFlow;
import io.headstart.experiment.SearchFlow;
import io.headstart.experiment.SmallRun;
import io.headstart.run.Notes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A folder with one of everything that the studio shows, all of it really run. */
final class StudioRuns {
  /** What a name of a file or a class may hold. */
  static final String HOSTILE = "<img src=x onerror=alert(1)> \"'& \u202eabc";

  private StudioRuns() {}

  static Path make(Path folder) throws IOException {
    SmallRun.train(folder, "checkpoint.name=one");
    SmallRun.train(folder, "checkpoint.name=two", "model.hidden=[6]", "calibrate={max-error: 0.3}");
    MapFlow.run(
        new Checkpoints(folder.resolve("checkpoints")).find("two"),
        List.of(),
        SmallRun.context(folder));
    SearchFlow.run(
        SmallRun.settings(
            folder,
            "checkpoint.name=found",
            "search.trials=5",
            "search.dimensions=[{setting: train.learning-rate, distribution: log-uniform, minimum:"
                + " 1e-3, maximum: 1e-1}, {setting: train.batch-size, distribution: choice, values:"
                + " ['20', '30']}]"),
        SmallRun.context(folder));
    LrRangeFlow.run(
        SmallRun.settings(folder, "checkpoint.name=one", "lr-range={points: 12}"),
        SmallRun.context(folder));
    HealthFlow.run(SmallRun.settings(folder, "checkpoint.name=one"), SmallRun.context(folder));
    hostile(folder);
    return folder;
  }

  /** A run whose classes, images, name and notes have such names. */
  private static void hostile(Path folder) throws IOException {
    Path images = folder.resolve("images");
    for (String label : List.of(HOSTILE, "plain")) {
      for (int i = 0; i < 24; i++) {
        Path file = images.resolve(label).resolve(HOSTILE + i + ".png");
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i % 8, 3, label.equals("plain") ? 0xff00ff : 0x00ff00 + i);
        ImageIO.write(image, "png", file.toFile());
      }
    }
    String[] settings = {
      "checkpoint.name=strange",
      "data={source: folder, path: \""
          + images
          + "\", image-size: 8, split: {test: \"0.3\", validation: 0.2}}",
      "train.epochs=1"
    };
    Path run = SmallRun.train(folder, settings);
    Notes.of(List.of(HOSTILE.substring(0, 28)), HOSTILE).write(run);
    HealthFlow.run(SmallRun.settings(folder, settings), SmallRun.context(folder));
    Files.move(run, run.resolveSibling(HOSTILE));
  }
}
