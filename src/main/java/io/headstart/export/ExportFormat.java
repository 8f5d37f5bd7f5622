package io.headstart.export;

/** What a classifier can be written as. */
public enum ExportFormat {
  /** A file for PyTorch and libtorch. */
  TORCHSCRIPT("torchscript", ".pt"),
  /** A folder for DJL Serving and DJL. */
  DJL_SERVING("djl-serving", ""),
  /** A file for ONNX Runtime and others. */
  ONNX("onnx", ".onnx"),
  /** The numbers without a program. */
  SAFETENSORS("safetensors", ".safetensors");

  private final String text;
  private final String extension;

  ExportFormat(String text, String extension) {
    this.text = text;
    this.extension = extension;
  }

  /** Returns its file names' end; empty for a folder. */
  public String extension() {
    return extension;
  }

  /** Returns its name on the command line. */
  @Override
  public String toString() {
    return text;
  }
}
