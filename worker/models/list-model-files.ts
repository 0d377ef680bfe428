import { z } from "zod";
import type { SpeechModel } from "@/core/speech/speech-models";
import { readSmall, requestModelServer, wrongAnswer } from "./request-model-server";

const MAX_LISTING_BYTES = 4 * 1024 ** 2;
/** No file of a model here is a tenth as large. */
const MAX_FILE_BYTES = 16 * 1024 ** 3;

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const size = z.number().int().min(1).max(MAX_FILE_BYTES);
/** Of one file; large ones (lfs) are known by their SHA-256, small ones as git knows a file. */
const listedFile = z.object({
  type: z.literal("file"),
  path: z.string(),
  size,
  oid: hex(40),
  lfs: z.object({ oid: hex(64), size }).optional(),
});

export interface WantedFile {
  name: string;
  sizeBytes: number;
  checksum: { kind: "sha256" | "git-blob"; hex: string };
}

/** The files of a model as its repository lists them: how large each is, and what proves it.
 * @throws MODEL_*, and the signal's reason */
export async function listModelFiles(
  baseUrl: string,
  model: SpeechModel,
  signal: AbortSignal,
): Promise<WantedFile[]> {
  const asked = { model: model.name, file: "its list of files", signal };
  const address = `${baseUrl}/api/models/${model.repository}/tree/${encodeURIComponent(model.revision)}`;
  const answer = await requestModelServer(address, asked);
  const entries = parseListing(await readSmall(answer, asked, MAX_LISTING_BYTES));
  if (!entries) throw wrongAnswer(answer.host, asked, "it is no list");
  // Only names of the catalogue are looked up: whatever else stands in the list never becomes a path.
  return Object.values(model.files).map((name) => {
    const entry = entries.find((each) => (each as { path?: unknown } | null)?.path === name);
    const parsed = listedFile.safeParse(entry);
    if (!parsed.success) {
      throw wrongAnswer(
        answer.host,
        asked,
        entry === undefined ? `${name} is not in it` : `${name} is wrong in it`,
      );
    }
    const { lfs, oid, size: sizeBytes } = parsed.data;
    return {
      name,
      sizeBytes: lfs?.size ?? sizeBytes,
      checksum: lfs ? ({ kind: "sha256", hex: lfs.oid } as const) : ({ kind: "git-blob", hex: oid } as const),
    };
  });
}

function parseListing(bytes: Buffer): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

export function deriveFileAddress(baseUrl: string, model: SpeechModel, name: string): string {
  return `${baseUrl}/${model.repository}/resolve/${encodeURIComponent(model.revision)}/${encodeURIComponent(name)}`;
}
