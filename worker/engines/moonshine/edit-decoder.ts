import type { onnx as Onnx } from "onnx-proto";
import type { MoonshineShape } from "./model-shapes";
import {
  createNode,
  createTensor,
  createValueInfo,
  elementType,
  type GraphNode,
  type GraphTensor,
  getBranch,
  getInitializer,
  getProducer,
  listInitializers,
  parseModel,
  serializeModel,
} from "./onnx-graph";

/** Two small graphs out of Moonshine's published "merged" decoder.
 *
 * The merged decoder keeps both of its branches (first step, later steps) in one `If`, dequantises and
 * transposes the whole vocabulary on every token, and transposes the cross-attention keys on every token.
 * Taken apart, the keys and values of the cross attention are made once a chunk, and a step does only what
 * a step must. */

const float = elementType.float32;

/** Bytes of the graph `encoder_hidden_states -> present.N.encoder.{keyT,value}`; keys are transposed to
 * [1, heads, headDim, frames], the way the step multiplies them. */
export function editCrossAttention(mergedDecoder: Uint8Array, shape: MoonshineShape): Uint8Array {
  const source = parseModel(mergedDecoder);
  const { heads, headDim } = shape;
  const nodes = getBranch(source, "else_branch");
  // The exporter took the shape of the heads from the query, which would drag the whole decoder in.
  const headShape = createTensor(
    "cross_head_shape",
    [4],
    elementType.int64,
    BigInt64Array.of(1n, -1n, BigInt(heads), BigInt(headDim)),
  );
  const outputs: Onnx.IValueInfoProto[] = [];
  for (let layer = 0; layer < shape.layers; layer++) {
    const [key, value, keyT] = ["key", "value", "keyT"].map((kind) => `present.${layer}.encoder.${kind}`) as [
      string,
      string,
      string,
    ];
    for (const tensor of [key, value]) {
      const reshape = getProducer(nodes, getProducer(nodes, tensor).input[0] ?? "");
      if (reshape.opType !== "Reshape") throw new Error(`${tensor} is not made by a Reshape.`);
      reshape.input = [reshape.input[0] ?? "", headShape.name];
    }
    nodes.push(createNode("Transpose", [key], keyT, { perm: [0, 1, 3, 2] }));
    outputs.push(
      createValueInfo(keyT, float, [1, heads, headDim, "frames"]),
      createValueInfo(value, float, [1, heads, "frames", headDim]),
    );
  }
  return serializeModel(source, "cross_attention", {
    nodes,
    initializers: [...listInitializers(source).values(), headShape],
    inputs: [createValueInfo("encoder_hidden_states", float, [1, "frames", heads * headDim])],
    outputs,
  });
}

/** Bytes of the graph of one greedy step: `input_ids` [1, 1] and the caches in, `logits` [1, 1, vocabulary],
 * the grown caches, and `alignment` [1, alignmentHeads, 1, frames] out. An empty cache is the first step. */
export function editStep(mergedDecoder: Uint8Array, shape: MoonshineShape): Uint8Array {
  const source = parseModel(mergedDecoder);
  const { layers, heads, headDim } = shape;
  const initializers = listInitializers(source);
  let nodes = getBranch(source, "then_branch");
  const head = createInt8Head(nodes, initializers);
  nodes = [...nodes.filter((node) => !head.replaced.has(node)), ...head.nodes];

  const inputs = [createValueInfo("input_ids", elementType.int64, [1, 1])];
  const outputs = [createValueInfo("logits", float, [1, 1, head.vocabularySize])];
  for (let layer = 0; layer < layers; layer++) {
    const past = `past_key_values.${layer}`;
    readTransposedKey(nodes, `${past}.encoder.key`, `${past}.encoder.keyT`);
    inputs.push(
      createValueInfo(`${past}.encoder.keyT`, float, [1, heads, headDim, "frames"]),
      createValueInfo(`${past}.encoder.value`, float, [1, heads, "frames", headDim]),
    );
    for (const kind of ["key", "value"]) {
      inputs.push(createValueInfo(`${past}.decoder.${kind}`, float, [1, heads, "past", headDim]));
      outputs.push(
        createValueInfo(`present.${layer}.decoder.${kind}`, float, [1, heads, "present", headDim]),
      );
    }
  }

  const weights = nodes.filter((node) => node.opType === "Softmax" && node.name?.includes("encoder_attn"));
  if (weights.length !== layers) throw new Error(`${weights.length} cross attentions in ${layers} layers.`);
  const chosen = BigInt64Array.from(shape.alignmentHeads, ([layer, at]) => BigInt(layer * heads + at));
  nodes.push(
    createNode(
      "Concat",
      weights.map((node) => node.output[0] ?? ""),
      "all_alignment",
      { axis: 1 },
    ),
    createNode("Gather", ["all_alignment", "alignment_heads"], "alignment", { axis: 1 }),
  );
  outputs.push(createValueInfo("alignment", float, [1, chosen.length, 1, "frames"]));

  const added = [
    ...head.tensors,
    createTensor("alignment_heads", [chosen.length], elementType.int64, chosen),
  ];
  return serializeModel(source, "step", {
    nodes,
    initializers: [...initializers.values(), ...added],
    inputs,
    outputs,
  });
}

/** Drops the transposition of `key` and lets its readers read `keyT` instead. */
function readTransposedKey(nodes: GraphNode[], key: string, keyT: string): void {
  const at = nodes.findIndex((node) => node.opType === "Transpose" && node.input[0] === key);
  const transposed = nodes[at]?.output[0];
  if (transposed === undefined) throw new Error(`${key} is not transposed.`);
  nodes.splice(at, 1);
  for (const node of nodes) node.input = node.input.map((input) => (input === transposed ? keyT : input));
}

/** The output layer as one integer product with weights that lie transposed in the file. */
function createInt8Head(nodes: GraphNode[], initializers: Map<string, GraphTensor>) {
  const product = getProducer(nodes, "logits");
  const dequantize = getProducer(nodes, product.input[1] ?? "");
  const transpose = getProducer(nodes, dequantize.input[0] ?? "");
  const embedding = getInitializer(initializers, transpose.input[0]);
  const [vocabularySize, width] = (embedding.dims ?? []).map(Number);
  const bytes = embedding.rawData;
  if (!vocabularySize || !width || bytes?.length !== vocabularySize * width) {
    throw new Error("The vocabulary is not a matrix of bytes.");
  }
  const weights = new Uint8Array(bytes.length);
  for (let row = 0; row < vocabularySize; row++) {
    for (let column = 0; column < width; column++) {
      weights[column * vocabularySize + row] = bytes[row * width + column] as number;
    }
  }
  const scale: GraphTensor = { ...getInitializer(initializers, dequantize.input[1]), name: "head_scale" };
  const zero: GraphTensor = { ...getInitializer(initializers, dequantize.input[2]), name: "head_zero" };
  // Outputs of one node, in the order of the operator: values, scale, zero point.
  const quantize = createNode("DynamicQuantizeLinear", [product.input[0] ?? ""], "head_in");
  quantize.output = ["head_in", "head_in_scale", "head_in_zero"];
  return {
    vocabularySize,
    replaced: new Set([product, dequantize, transpose]),
    tensors: [createTensor("head_weights", [width, vocabularySize], elementType.uint8, weights), scale, zero],
    nodes: [
      quantize,
      createNode("MatMulInteger", ["head_in", "head_weights", "head_in_zero", "head_zero"], "head_int"),
      createNode("Cast", ["head_int"], "head_float", { to: float }),
      createNode("Mul", ["head_in_scale", "head_scale"], "head_out_scale"),
      createNode("Mul", ["head_float", "head_out_scale"], "logits"),
    ],
  };
}
