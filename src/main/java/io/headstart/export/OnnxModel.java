package io.headstart.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An ONNX file in ONNX Runtime, where its jar is on the class path; it is not in ours. */
final class OnnxModel implements ExportedModel {
  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxModel(Path file) throws OrtException {
    this.environment = OrtEnvironment.getEnvironment();
    this.session = environment.createSession(file.toString(), new OrtSession.SessionOptions());
  }

  /** Loads a file; empty where ONNX Runtime's library does not load. */
  static Optional<ExportedModel> open(Path file) {
    try {
      return Optional.of(new OnnxModel(file));
    } catch (LinkageError e) {
      return Optional.empty();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not take the file", e);
    }
  }

  @Override
  public String runtime() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public float[] probabilities(byte[] pixels, int count, int height, int width) {
    return output(pixels, new long[] {count, height, width, 3}, 0);
  }

  /** Returns the output of that number for uint8 images. */
  float[] output(byte[] pixels, long[] shape, int number) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(pixels.length).order(ByteOrder.nativeOrder());
    bytes.put(pixels).rewind();
    try (OnnxTensor images =
        OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8)) {
      return output(images, number);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not run the file", e);
    }
  }

  /** Returns the output for float32 images. */
  float[] output(float[] images, long[] shape) {
    try (OnnxTensor tensor =
        OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape)) {
      return output(tensor, 0);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not run the file", e);
    }
  }

  private float[] output(OnnxTensor input, int number) throws OrtException {
    try (OrtSession.Result result =
        session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      FloatBuffer values = ((OnnxTensor) result.get(number)).getFloatBuffer();
      float[] all = new float[values.remaining()];
      values.get(all);
      return all;
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
