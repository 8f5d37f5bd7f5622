package io.headstart.export.onnx;

import static io.headstart.export.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.headstart.export.onnx.Functions.Function;
import io.headstart.export.onnx.OnnxGraph.Value;
import io.headstart.export.onnx.Syntax.Unread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions that are a network's layers, by their names. */
final class LayerFunctions {
  private LayerFunctions() {}

  static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("torch._convolution", LayerFunctions::convolution);
    all.put("torch.conv2d", a -> convolved(a, a.number(6, "groups", 1)));
    all.put("torch.max_pool2d", LayerFunctions::maxPool);
    all.put("torch.adaptive_avg_pool2d", LayerFunctions::meanPool);
    all.put("torch.upsample_bilinear2d", a -> resize(a, "linear"));
    all.put("torch.upsample_bicubic2d", a -> resize(a, "cubic"));
    all.put("torch.matmul", a -> product(a.graph(), a.tensor(0), a.tensor(1)));
    all.put("torch.linear", LayerFunctions::linear);
    all.put("torch.layer_norm", LayerFunctions::layerNorm);
    all.put("torch.gelu", LayerFunctions::gelu);
    all.put("torch.silu", LayerFunctions::silu);
    all.put("torch.hardswish", LayerFunctions::hardSwish);
    all.put("torch.hardsigmoid", LayerFunctions::hardSigmoid);
    all.put("torch.scaled_dot_product_attention", LayerFunctions::attention);
    return all;
  }

  private static Value convolution(Arguments a) {
    if (a.flag(6, "transposed", false)) {
      throw new Unread("a transposed convolution");
    }
    return convolved(a, a.number(8, "groups", 1));
  }

  private static Value convolved(Arguments a, long groups) {
    Value x = a.tensor(0);
    List<Value> inputs = new ArrayList<>(List.of(x, a.tensor(1)));
    if (a.has(2, "bias")) {
      inputs.add(a.tensor(2));
    }
    long[] strides = pair(a, 3, "stride", 1);
    long[] dilations = pair(a, 5, "dilation", 1);
    return a.graph()
        .node(
            "Conv",
            x.type(),
            x.rank(),
            inputs,
            attribute("strides", strides),
            pads(pair(a, 4, "padding", 0)),
            attribute("dilations", dilations),
            attribute("group", groups));
  }

  /** Returns two numbers, one of which may stand for both. */
  private static long[] pair(Arguments a, int index, String name, long otherwise) {
    long[] given = a.has(index, name) ? a.numbers(index, name) : new long[] {otherwise};
    return given.length == 2 ? given : new long[] {given[0], given[0]};
  }

  private static AttributeProto pads(long[] padding) {
    return attribute("pads", new long[] {padding[0], padding[1], padding[0], padding[1]});
  }

  private static Value maxPool(Arguments a) {
    Value x = a.tensor(0);
    long[] kernel = pair(a, 1, "kernel_size", 1);
    return a.graph()
        .node(
            "MaxPool",
            x.type(),
            x.rank(),
            List.of(x),
            attribute("kernel_shape", kernel),
            attribute("strides", pair(a, 2, "stride", kernel[0])),
            pads(pair(a, 3, "padding", 0)));
  }

  private static Value meanPool(Arguments a) {
    if (!Arrays.equals(pair(a, 1, "output_size", 1), new long[] {1, 1})) {
      throw new Unread("a mean over parts of an image");
    }
    Value x = a.tensor(0);
    return a.graph().node("GlobalAveragePool", x.type(), x.rank(), List.of(x));
  }

  private static Value resize(Arguments a, String mode) {
    if (a.flag(2, "align_corners", false)) {
      throw new Unread("resizing with aligned corners");
    }
    Value x = a.tensor(0);
    Value sizes = Arithmetic.numbers(a.graph(), a.list(1, "output_size"));
    return a.graph()
        .node(
            "Resize",
            x.type(),
            x.rank(),
            Arrays.asList(x, null, null, sizes),
            attribute("mode", mode),
            attribute("coordinate_transformation_mode", "half_pixel"),
            attribute("cubic_coeff_a", -0.75f),
            attribute("axes", new long[] {2, 3}));
  }

  private static Value product(OnnxGraph graph, Value a, Value b) {
    return graph.node("MatMul", a.type(), Math.max(a.rank(), b.rank()), List.of(a, b));
  }

  private static Value linear(Arguments a) {
    Value x = a.tensor(0);
    List<Value> inputs = new ArrayList<>(List.of(x, a.tensor(1)));
    if (x.rank() == 2) {
      if (a.has(2, "bias")) {
        inputs.add(a.tensor(2));
      }
      return a.graph().node("Gemm", x.type(), 2, inputs, attribute("transB", 1));
    }
    Value weight = Functions.transposed(a.graph(), a.tensor(1), 1, 0);
    Value product = product(a.graph(), x, weight);
    return a.has(2, "bias")
        ? a.graph().node("Add", x.type(), x.rank(), List.of(product, a.tensor(2)))
        : product;
  }

  private static Value layerNorm(Arguments a) {
    Value x = a.tensor(0);
    List<Value> inputs = new ArrayList<>(List.of(x, a.tensor(2)));
    if (a.has(3, "bias")) {
      inputs.add(a.tensor(3));
    }
    float epsilon = ((Number) a.get(4, "eps", 1e-5)).floatValue();
    long axis = -a.list(1, "normalized_shape").size();
    return a.graph()
        .node(
            "LayerNormalization",
            x.type(),
            x.rank(),
            inputs,
            attribute("axis", axis),
            attribute("epsilon", epsilon));
  }

  /** Exact: x / 2 * (1 + erf(x / sqrt 2)). ONNX knows it by itself only from opset 20 on. */
  private static Object gelu(Arguments a) {
    if (!a.get(1, "approximate", "none").equals("none")) {
      throw new Unread("an approximate gelu");
    }
    OnnxGraph graph = a.graph();
    Value x = a.tensor(0);
    Object scaled = Arithmetic.binary(graph, "/", x, Math.sqrt(2));
    Value erf = graph.node("Erf", x.type(), x.rank(), List.of((Value) scaled));
    Object share = Arithmetic.binary(graph, "+", erf, 1L);
    return Arithmetic.binary(graph, "*", Arithmetic.binary(graph, "*", x, share), 0.5);
  }

  private static Object silu(Arguments a) {
    Value x = a.tensor(0);
    Value gate = a.graph().node("Sigmoid", x.type(), x.rank(), List.of(x));
    return Arithmetic.binary(a.graph(), "*", x, gate);
  }

  private static Value hardSigmoid(Arguments a) {
    Value x = a.tensor(0);
    return a.graph()
        .node(
            "HardSigmoid",
            x.type(),
            x.rank(),
            List.of(x),
            attribute("alpha", 1f / 6),
            attribute("beta", 0.5f));
  }

  private static Value hardSwish(Arguments a) {
    Value x = a.tensor(0);
    return a.graph().node("HardSwish", x.type(), x.rank(), List.of(x));
  }

  /** softmax(q k^T / sqrt(d)) v, without a mask. */
  private static Value attention(Arguments a) {
    if (a.has(3, "attn_mask")) {
      throw new Unread("attention with a mask");
    }
    OnnxGraph graph = a.graph();
    Value query = a.tensor(0);
    int rank = query.rank();
    long[] order = new long[rank];
    Arrays.setAll(order, d -> d);
    order[rank - 1] = rank - 2L;
    order[rank - 2] = rank - 1L;
    Value scores = product(graph, query, Functions.transposed(graph, a.tensor(1), order));
    Value width =
        Arithmetic.cast(graph, Functions.extent(graph, query, rank - 1).value(), query.type());
    Value root = graph.node("Sqrt", query.type(), 0, List.of(width));
    Value scaled = (Value) Arithmetic.binary(graph, "/", scores, root);
    Value shares =
        graph.node("Softmax", query.type(), rank, List.of(scaled), attribute("axis", -1));
    return product(graph, shares, a.tensor(2));
  }
}
