package io.headstart.serve;

import io.headstart.http.Refusal;
import io.headstart.inference.ImageInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/**
 * The images of a body: its bytes are one, or the parts of a form are one each.
 *
 * @param images in their order
 * @param names that the sender gave them; empty where it gave none
 */
record UploadedImages(List<ImageInput> images, List<Optional<String>> names) {
  private static final String FORM = "multipart/form-data";
  private static final String ACCEPTED =
      "the bytes of an image file, or a form (multipart/form-data) with a part for each image";
  private static final String NEXT = "see /openapi.json";

  /**
   * Takes a body apart.
   *
   * @param type its Content-Type; null where none is told
   */
  static UploadedImages of(byte[] body, String type, Limits limits) {
    String kind = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (kind.equals(FORM)) {
      return form(body, type, limits);
    }
    if (kind.equals("application/json")) {
      throw Refusal.of(
          415, "this route takes no JSON", type, ACCEPTED, "send JSON to /v2/models/NAME/infer");
    }
    if (body.length == 0) {
      throw Refusal.bad("there is no image", "an empty body", ACCEPTED, NEXT);
    }
    return new UploadedImages(
        List.of(ImageInput.of(body).named("the image")), List.of(Optional.empty()));
  }

  private static UploadedImages form(byte[] body, String type, Limits limits) {
    String boundary = MultiPart.extractBoundary(type);
    if (boundary == null || boundary.isEmpty()) {
      throw Refusal.bad("the form has no boundary", type, ACCEPTED, NEXT);
    }
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setUseFilesForPartsWithoutFileName(false);
    parser.setMaxMemoryFileSize(-1); // No part is ever written to a file.
    parser.setMaxLength(body.length);
    parser.setMaxParts(limits.images());
    CompletableFuture<MultiPartFormData.Parts> read = new CompletableFuture<>();
    parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(read));
    try (MultiPartFormData.Parts parts = read.join()) {
      List<ImageInput> images = new ArrayList<>();
      List<Optional<String>> names = new ArrayList<>();
      for (MultiPart.Part part : parts) {
        images.add(ImageInput.of(bytes(part)).named("image " + (images.size() + 1)));
        names.add(Optional.ofNullable(part.getFileName()).filter(name -> !name.isBlank()));
      }
      if (images.isEmpty()) {
        throw Refusal.bad("there is no image", "a form without a part", ACCEPTED, NEXT);
      }
      return new UploadedImages(images, names);
    } catch (CompletionException | IllegalStateException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw Refusal.bad(
          "the form cannot be read",
          String.valueOf(cause.getMessage()),
          "at most " + limits.images() + " whole parts, an image each",
          NEXT);
    }
  }

  private static byte[] bytes(MultiPart.Part part) {
    try {
      ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("of what is in memory", e);
    }
  }
}
