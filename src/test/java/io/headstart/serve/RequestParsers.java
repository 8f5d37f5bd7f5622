package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What reads the bodies of requests, for those who try to break it. */
public final class RequestParsers {
  private static final String BOUNDARY = "b";

  private RequestParsers() {}

  /**
   * Reads a request of the Open Inference Protocol.
   *
   * @throws Failure when it is refused
   */
  public static void infer(byte[] body) {
    refusing(() -> InferRequest.read(body, ServedRuns.LIMITS));
  }

  /**
   * Reads a form.
   *
   * @throws Failure when it is refused
   */
  public static void form(byte[] body) {
    refusing(
        () ->
            UploadedImages.of(
                body, "multipart/form-data; boundary=" + BOUNDARY, ServedRuns.LIMITS));
  }

  private static void refusing(Runnable reading) {
    try {
      reading.run();
    } catch (Refusal refusal) {
      throw (Failure) refusal.getCause();
    }
  }

  /** Returns sound requests. */
  public static List<byte[]> requests() {
    String pixels =
        "{\"id\": \"7\", \"inputs\": [{\"name\": \"pixels\", \"shape\": [1, 1, 2, 3], \"datatype\":"
            + " \"UINT8\", \"data\": [[[[255, 0, 1], [2, 3, 4]]]]}], \"outputs\": [{\"name\":"
            + " \"label\"}]}";
    String image =
        "{\"inputs\": [{\"name\": \"image\", \"shape\": [2], \"datatype\": \"BYTES\", \"data\":"
            + " [\"iVBORw0KGgo=\", \"AAAA\"]}]}";
    return List.of(pixels.getBytes(StandardCharsets.UTF_8), image.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a sound form. */
  public static byte[] form() {
    return ServedRuns.form(BOUNDARY, new byte[] {1, 2, 3}, new byte[40]);
  }
}
