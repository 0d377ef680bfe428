import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureFolder, findPackageDir, modelPackage } from "../moonshine/build-models";
import { mitLicense } from "../moonshine/mit-license";
import {
  createValueInfo,
  elementType,
  type GraphNode,
  listInitializers,
  parseModel,
  serializeModel,
} from "../moonshine/onnx-graph";

/** The first layer tells voices apart; the deeper ones hold what is said, whoever says it. */
const layerOutput = "/layers.0/Add_1_output_0";
const layerWidth = 288;

/** Makes the graph that voices are told by from the installed package, unless it is there and current. Safe to call from
 * several processes at once; takes a tenth of a second the first time.
 * @returns its path
 * @throws when the package is missing, its model is not the expected one, or the disk refuses */
export async function ensureVoiceLayer(modelsDir: string): Promise<string> {
  const dir = path.join(modelsDir, "voice-layer");
  const file = path.join(dir, "voice-layer.onnx");
  await mkdir(modelsDir, { recursive: true });
  await ensureFolder(dir, modelPackage, async (temporaryDir) => {
    const source = path.join(findPackageDir(modelPackage), "dist/model/tiny/quantized/encoder_model.onnx");
    await writeFile(path.join(temporaryDir, path.basename(file)), editVoiceLayer(await readFile(source)));
    await writeFile(path.join(temporaryDir, "LICENSE"), mitLicense("2024 Useful Sensors"));
  });
  return file;
}

/** Bytes of the lower part of Moonshine tiny's encoder: `input_values` [1, samples] in, the output of its first
 * layer [1, frames, 288] out. */
function editVoiceLayer(encoder: Uint8Array): Uint8Array {
  const source = parseModel(encoder);
  return serializeModel(source, "voice_layer", {
    nodes: (source.graph?.node ?? []) as GraphNode[],
    initializers: [...listInitializers(source).values()],
    inputs: source.graph?.input ?? [],
    outputs: [createValueInfo(layerOutput, elementType.float32, [1, "frames", layerWidth])],
  });
}
