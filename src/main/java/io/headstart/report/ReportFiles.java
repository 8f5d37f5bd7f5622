package io.headstart.report;

import io.headstart.Failure;
import io.headstart.io.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The folder a report is written to: whole files only, and no figure left from an older report. */
final class ReportFiles {
  private final Path folder;
  private final Optional<String> cannotDraw = Image.problem();

  ReportFiles(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Returns why there are no images, if this machine cannot draw. */
  Optional<String> cannotDraw() {
    return cannotDraw;
  }

  /** Draws an image in one color scheme. */
  interface Drawing {
    byte[] png(Palette palette);
  }

  /**
   * Adds a figure in both color schemes to the page, and the light one to the folder.
   *
   * @param file name of the image
   * @param empty whether there is nothing to draw; an older image is then removed
   */
  void figure(Html page, String file, String caption, boolean empty, Drawing drawing) {
    if (empty || cannotDraw.isPresent()) {
      delete(file);
      return;
    }
    byte[] light = drawing.png(Palette.LIGHT);
    write(file, light);
    page.open("figure").open("picture");
    page.open(
        "source",
        "media",
        "(prefers-color-scheme: dark)",
        "srcset",
        dataUri(drawing.png(Palette.DARK)));
    page.open("img", "alt", caption, "src", dataUri(light)).close("picture");
    page.element("figcaption", caption).close("figure");
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
      throw unwritable(folder.resolve(file), e);
    }
  }

  /** Opens a page that needs nothing but itself: style and images are inside. */
  static Html page(String title) {
    Html page = new Html().markup("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    page.markup("<meta charset=\"utf-8\">\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // Even if something slipped through the escaping, it could not run or call home.
    page.markup(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
            + " img-src data:; style-src 'unsafe-inline'\">\n");
    page.element("title", title).markup("<style>\n" + style() + "</style>\n").close("head");
    return page.open("body").open("main");
  }

  private static String style() {
    try (InputStream css = ReportFiles.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("report.css is part of the program", e);
    }
  }

  private static String dataUri(byte[] png) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  private static Failure unwritable(Path path, IOException e) {
    return Failure.run("the report cannot be written to %s", path)
        .received("%s", e)
        .accepted("a folder that can be written to")
        .next("check permissions and free space, then draw the report again")
        .cause(e)
        .build();
  }
}
