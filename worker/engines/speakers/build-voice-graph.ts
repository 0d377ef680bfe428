import {
  createValueInfo,
  elementType,
  type GraphNode,
  listInitializers,
  parseModel,
  serializeModel,
} from "../moonshine/onnx-graph";

/** Layers whose output tells voices apart; the deeper ones hold what is said, whoever says it. */
const layerOutputs = ["/layers.0/Add_1_output_0", "/layers.1/Add_1_output_0"];
export const layerWidth = 288;

/** Bytes of the lower part of Moonshine tiny's encoder: `input_values` [1, samples] in, the outputs of its first two
 * layers [1, frames, 288] out. */
export function editVoiceLayers(encoder: Uint8Array): Uint8Array {
  const source = parseModel(encoder);
  return serializeModel(source, "voice_layers", {
    nodes: (source.graph?.node ?? []) as GraphNode[],
    initializers: [...listInitializers(source).values()],
    inputs: source.graph?.input ?? [],
    outputs: layerOutputs.map((name) =>
      createValueInfo(name, elementType.float32, [1, "frames", layerWidth]),
    ),
  });
}
