package io.headstart.serve;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.headstart.http.Refusal;
import io.headstart.inference.ImageInput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An input tensor of the Open Inference Protocol: {@value #IMAGE}, BYTES [N], an image file in
 * base64 each, or {@value #PIXELS}, UINT8 [N, height, width, 3], red, green, blue.
 */
final class InputTensor {
  static final String IMAGE = "image";
  static final String PIXELS = "pixels";

  private static final String ACCEPTED =
      "\"image\", BYTES [N], base64 of an image file each; or \"pixels\", UINT8 [N, height, width,"
          + " 3]";
  private static final String NEXT = "see /openapi.json and the model's metadata";
  private static final int CHANNELS = 3;
  private static final int MOST_NESTED = 4;

  private final List<Long> shape = new ArrayList<>();
  private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();
  private final List<String> texts = new ArrayList<>();
  private String name = "";
  private String datatype = "";

  private InputTensor() {}

  static InputTensor read(JsonReader in, Limits limits) throws IOException {
    InputTensor tensor = new InputTensor();
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "name" -> tensor.name = in.nextString();
        case "datatype" -> tensor.datatype = in.nextString();
        case "shape" -> tensor.readShape(in);
        case "data" -> tensor.readData(in, limits, 0);
        default -> in.skipValue();
      }
    }
    in.endObject();
    return tensor;
  }

  private void readShape(JsonReader in) throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      shape.add(in.nextLong());
      if (shape.size() > MOST_NESTED) {
        throw bad("the shape has too many extents", "more than " + MOST_NESTED);
      }
    }
    in.endArray();
  }

  /** Reads numbers and texts, flat or nested: their order is the same. */
  private void readData(JsonReader in, Limits limits, int depth) throws IOException {
    if (depth > MOST_NESTED) {
      throw bad("the data is nested too deep", in.getPath());
    }
    in.beginArray();
    while (in.hasNext()) {
      JsonToken token = in.peek();
      if (token == JsonToken.NUMBER) {
        int value = in.nextInt();
        if (value < 0 || value > 255) {
          // The reader's path is that of the value behind it.
          throw bad("a value is no UINT8", value + ", number " + (numbers.size() + 1));
        }
        numbers.write(value);
      } else if (token == JsonToken.STRING) {
        texts.add(in.nextString());
        requireFew(texts.size(), limits);
      } else {
        readData(in, limits, depth + 1);
      }
    }
    in.endArray();
  }

  private static void requireFew(long images, Limits limits) {
    if (images > limits.images()) {
      throw Refusal.of(
          413,
          "there are too many images in one request",
          images == limits.images() + 1L ? "more than " + limits.images() : images + " images",
          "up to " + limits.images(),
          "send several requests, or start the server with a greater --max-images");
    }
  }

  /** Returns the images, not decoded yet. */
  List<ImageInput> images(Limits limits) {
    String kind = name + ", " + datatype;
    if (kind.equals(IMAGE + ", BYTES")) {
      return files(limits);
    }
    if (kind.equals(PIXELS + ", UINT8")) {
      return pictures(limits);
    }
    throw bad("a classifier takes no such input", "\"" + name + "\", " + datatype);
  }

  private List<ImageInput> files(Limits limits) {
    long count = product();
    boolean fits = count >= 1 && count == texts.size() && numbers.size() == 0;
    if (!fits) {
      throw wrongShape(texts.size() + " texts and " + numbers.size() + " numbers");
    }
    requireFew(count, limits);
    List<ImageInput> images = new ArrayList<>();
    for (String text : texts) {
      String own = "image " + (images.size() + 1);
      try {
        images.add(ImageInput.of(Base64.getDecoder().decode(text)).named(own));
      } catch (IllegalArgumentException e) {
        throw bad("a text is no base64", own + ": " + e.getMessage());
      }
    }
    return images;
  }

  private List<ImageInput> pictures(Limits limits) {
    boolean fits =
        shape.size() == 4
            && shape.get(3) == CHANNELS
            && product() == numbers.size()
            && numbers.size() > 0
            && texts.isEmpty();
    if (!fits) {
      throw wrongShape(numbers.size() + " numbers and " + texts.size() + " texts");
    }
    requireFew(shape.get(0), limits);
    int height = shape.get(1).intValue();
    int width = shape.get(2).intValue();
    byte[] values = numbers.toByteArray();
    List<ImageInput> images = new ArrayList<>();
    for (int i = 0; i < shape.get(0); i++) {
      images.add(
          ImageInput.of(picture(values, i * height * width * CHANNELS, height, width))
              .named("image " + (i + 1)));
    }
    return images;
  }

  private static BufferedImage picture(byte[] values, int offset, int height, int width) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = offset + (y * width + x) * CHANNELS;
        picture.setRGB(
            x,
            y,
            (values[at] & 0xFF) << 16 | (values[at + 1] & 0xFF) << 8 | (values[at + 2] & 0xFF));
      }
    }
    return picture;
  }

  /** Returns how many elements the shape has; 0 where that is not sound. */
  private long product() {
    long product = shape.isEmpty() ? 0 : 1;
    for (long extent : shape) {
      if (extent < 1 || product > Limits.MOST_BODY_BYTES / extent) {
        return 0;
      }
      product *= extent;
    }
    return product;
  }

  private Refusal wrongShape(String data) {
    return bad(
        "shape and data do not fit", "shape " + Arrays.toString(shape.toArray()) + ", " + data);
  }

  private static Refusal bad(String failed, String received) {
    return Refusal.bad(failed, received, ACCEPTED, NEXT);
  }
}
