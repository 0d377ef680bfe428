import { createRequire } from "node:module";
import type { onnx as Onnx } from "onnx-proto";

/** A handful of verbs over ONNX protobufs, enough to cut a sub-graph out of a model and rewire it. */

export type GraphNode = Onnx.INodeProto & { opType: string; input: string[]; output: string[] };
export type GraphTensor = Onnx.ITensorProto & { name: string };

// Only the one build of the models needs protobufs (CommonJS, several MB): a running child never loads them.
const loadOnnx = () => (createRequire(import.meta.url)("onnx-proto") as typeof import("onnx-proto")).onnx;

export const elementType = { float32: 1, uint8: 2, int64: 7 } as const;
const attributeType = { int: 2, ints: 7 } as const;

export function parseModel(bytes: Uint8Array): Onnx.IModelProto {
  return loadOnnx().ModelProto.decode(bytes);
}

/** The branch of the model's only `If` node, as loose nodes.
 * @throws when the model has no such branch */
export function getBranch(model: Onnx.IModelProto, branch: "then_branch" | "else_branch"): GraphNode[] {
  const choice = model.graph?.node?.find((node) => node.opType === "If");
  const nodes = choice?.attribute?.find((attribute) => attribute.name === branch)?.g?.node;
  if (!nodes) throw new Error(`The model has no ${branch}.`);
  return nodes as GraphNode[];
}

export function listInitializers(model: Onnx.IModelProto): Map<string, GraphTensor> {
  return new Map(
    (model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor as GraphTensor]),
  );
}

export function createNode(
  opType: string,
  input: string[],
  output: string,
  attributes: Record<string, number | number[]> = {},
): GraphNode {
  const attribute = Object.entries(attributes).map(([name, value]) =>
    Array.isArray(value)
      ? { name, type: attributeType.ints, ints: value }
      : { name, type: attributeType.int, i: value },
  );
  return { opType, name: output, input, output: [output], attribute };
}

export function createTensor(
  name: string,
  dims: number[],
  dataType: number,
  data: ArrayBufferView,
): GraphTensor {
  return { name, dims, dataType, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

export function createValueInfo(
  name: string,
  elemType: number,
  dims: (number | string)[],
): Onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** The node that makes `tensor`.
 * @throws when none does: the model is not the one this edit was written for */
export function getProducer(nodes: GraphNode[], tensor: string): GraphNode {
  const producer = nodes.find((node) => node.output.includes(tensor));
  if (!producer) throw new Error(`Nothing in the graph makes ${tensor}.`);
  return producer;
}

export function getInitializer(
  initializers: Map<string, GraphTensor>,
  name: string | undefined,
): GraphTensor {
  const tensor = initializers.get(name ?? "");
  if (!tensor) throw new Error(`The model has no tensor ${name}.`);
  return tensor;
}

export interface GraphParts {
  nodes: GraphNode[];
  /** What may be referred to; tensors that no kept node reads are left out. */
  initializers: Iterable<GraphTensor>;
  /** Likewise. */
  inputs: Onnx.IValueInfoProto[];
  outputs: Onnx.IValueInfoProto[];
  /** Read by who loads the model. */
  metadata?: Record<string, string>;
}

/** A model of only what `outputs` need, producers before consumers, with the versions of `source`.
 * @throws when a needed tensor is made by nothing */
export function serializeModel(source: Onnx.IModelProto, name: string, parts: GraphParts): Uint8Array {
  const available = new Set([...parts.initializers].map((tensor) => tensor.name));
  for (const input of parts.inputs) available.add(input.name ?? "");
  const node = listNeededNodes(
    parts.nodes,
    parts.outputs.map((output) => output.name ?? ""),
    available,
  );
  const read = new Set(node.flatMap((each) => each.input));
  const model = {
    irVersion: source.irVersion,
    opsetImport: source.opsetImport,
    producerName: "trax",
    graph: {
      name,
      node,
      initializer: [...parts.initializers].filter((tensor) => read.has(tensor.name)),
      input: parts.inputs.filter((input) => read.has(input.name ?? "")),
      output: parts.outputs,
    },
    metadataProps: Object.entries(parts.metadata ?? {}).map(([key, value]) => ({ key, value })),
  };
  return loadOnnx().ModelProto.encode(model).finish();
}

function listNeededNodes(nodes: GraphNode[], outputs: string[], available: Set<string>): GraphNode[] {
  const producers = new Map(nodes.flatMap((node) => node.output.map((output) => [output, node] as const)));
  const ordered = new Set<GraphNode>();
  const visit = (tensor: string) => {
    // An optional input that is not given is an empty name.
    if (tensor === "" || available.has(tensor)) return;
    const producer = producers.get(tensor);
    if (!producer) throw new Error(`Nothing in the graph makes ${tensor}.`);
    if (ordered.has(producer)) return;
    for (const input of producer.input) visit(input);
    ordered.add(producer);
  };
  for (const output of outputs) visit(output);
  return [...ordered];
}
