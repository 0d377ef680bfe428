import { randomUUID } from "node:crypto";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { FetchedModel } from "@/core/speech/fetched-model";
import { createFileSums, sumFile } from "./file-sums";
import { deriveModelFolder, manifestName } from "./model-paths";

/** What was fetched, from where, and how each file is known again. */
const manifest = z.object({
  repository: z.string(),
  revision: z.string(),
  source: z.string(),
  fetchedAt: z.iso.datetime(),
  files: z.array(
    z.object({
      name: z.string(),
      sizeBytes: z.number().int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** Of the file when it was proved last: as long as it stays, so do the bytes. */
      mtimeMs: z.number(),
    }),
  ),
});
type Manifest = z.infer<typeof manifest>;

export type ModelOnDisk =
  | { state: "ready"; sizeBytes: number }
  | { state: "absent" }
  /** A file is not as it was fetched. */
  | { state: "damaged"; file: string; reason: string };

/** Whether a model is there, and is what was fetched. A file whose time has changed is read and proved again. */
export async function inspectModel(modelsDir: string, model: FetchedModel): Promise<ModelOnDisk> {
  const folder = deriveModelFolder(modelsDir, model.id);
  const known = await readManifest(folder);
  const names = Object.values(model.files);
  const files = names.map((name) => known?.files.find((each) => each.name === name));
  if (!known || files.some((file) => file === undefined)) return { state: "absent" };
  let sizeBytes = 0;
  let isChanged = false;
  for (const file of files as Manifest["files"]) {
    const info = await stat(path.join(folder, file.name)).catch(() => null);
    if (!info?.isFile()) return { state: "damaged", file: file.name, reason: "it is gone" };
    if (info.size !== file.sizeBytes) {
      const reason = `it has ${info.size} bytes instead of ${file.sizeBytes}`;
      return { state: "damaged", file: file.name, reason };
    }
    if (info.mtimeMs !== file.mtimeMs) {
      const sums = createFileSums(info.size);
      await sumFile(path.join(folder, file.name), sums);
      if (sums.digest().sha256 !== file.sha256) {
        return { state: "damaged", file: file.name, reason: "its checksum is another" };
      }
      file.mtimeMs = info.mtimeMs;
      isChanged = true;
    }
    sizeBytes += file.sizeBytes;
  }
  if (isChanged) await writeManifest(folder, known).catch(() => undefined);
  return { state: "ready", sizeBytes };
}

/** Written last: a model without it is not there. */
export async function recordModel(
  modelsDir: string,
  model: FetchedModel,
  source: string,
  sums: ReadonlyMap<string, string>,
): Promise<void> {
  const folder = deriveModelFolder(modelsDir, model.id);
  const files = await Promise.all(
    [...sums].map(async ([name, sha256]) => {
      const { size, mtimeMs } = await stat(path.join(folder, name));
      return { name, sizeBytes: size, sha256, mtimeMs };
    }),
  );
  const { repository, revision } = model;
  await writeManifest(folder, { repository, revision, source, fetchedAt: new Date().toISOString(), files });
}

async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readFile(path.join(folder, manifestName), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return manifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const target = path.join(folder, manifestName);
  const temporary = `${target}.${randomUUID()}`;
  await writeFile(temporary, JSON.stringify(content, null, 2), { mode: 0o600, flush: true });
  await rename(temporary, target);
}
