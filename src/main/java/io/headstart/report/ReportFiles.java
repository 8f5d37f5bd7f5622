package io.headstart.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.headstart.io.AbandonedFiles;
import io.headstart.io.AtomicFiles;
import io.headstart.io.DiskFailure;
import io.headstart.io.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder a report is written to: whole files only, and no figure left from an older report. */
final class ReportFiles {
  // The templates of src/main/jte are compiled into this package. They escape by context: whatever
  // a template does not write itself is text, wherever it stands.
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          ReportFiles.class.getClassLoader(),
          ReportFiles.class.getPackageName());

  /** HTML has no control characters but tab and line ends. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t\n\r]]");

  /** Written last: where it is, the report is whole. */
  static final String PAGE = "index.html";

  private final Path folder;
  private final Optional<String> cannotDraw = Image.problem();

  ReportFiles(Path folder) {
    this.folder = folder;
    try {
      Folders.create(folder);
      AbandonedFiles.sweep(folder);
    } catch (IOException e) {
      throw DiskFailure.writing(folder, e);
    }
  }

  /** Returns what a page says where its charts are missing, if this machine cannot draw. */
  List<String> cannotDraw() {
    return cannotDraw.map(reason -> "The charts are missing. " + reason).stream().toList();
  }

  /**
   * Draws charts in both color schemes for a page, and puts the light ones beside it.
   *
   * @return those with something to draw; older images of the others are removed
   */
  List<Figure> draw(List<Chart> charts) {
    List<Figure> figures = new ArrayList<>();
    for (Chart chart : charts) {
      if (chart.drawing().isEmpty() || cannotDraw.isPresent()) {
        delete(chart.file());
      } else {
        byte[] light = chart.drawing().png(Palette.LIGHT);
        write(chart.file(), light);
        figures.add(Figure.of(chart.caption(), light, chart.drawing().png(Palette.DARK)));
      }
    }
    return figures;
  }

  /**
   * Writes {@code index.html}.
   *
   * @param template name of a file in {@code src/main/jte}
   * @param model what it shows
   */
  Path page(String template, Object model) {
    StringOutput html = new StringOutput();
    TEMPLATES.render(template, model, html);
    return write(PAGE, CONTROL.matcher(html.toString()).replaceAll("\ufffd"));
  }

  Path write(String file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String file, byte[] bytes) {
    Path target = folder.resolve(file);
    AtomicFiles.write(target, bytes);
    return target;
  }

  void delete(String file) {
    try {
      Files.deleteIfExists(folder.resolve(file));
    } catch (IOException e) {
      throw DiskFailure.writing(folder.resolve(file), e);
    }
  }
}
