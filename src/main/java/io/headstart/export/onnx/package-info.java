/** ONNX of TorchScript: our own programs' text is followed, and each step becomes a node. */
package io.headstart.export.onnx;
