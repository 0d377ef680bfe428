import { z } from "zod";
import type { FetchedModel } from "@/core/speech/fetched-model";
import { type ModelRequest, readSmall, requestModelServer, wrongAnswer } from "./request-model-server";

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
  /** What it is to the model. */
  part: string;
  sizeBytes: number;
  checksum: { kind: "sha256" | "git-blob"; hex: string };
}

/** The files of a model as its repository lists them: how large each is, and what proves it.
 * @throws MODEL_*, and the signal's reason */
export async function listModelFiles(
  baseUrl: string,
  model: FetchedModel,
  signal: AbortSignal,
): Promise<WantedFile[]> {
  const listings = new Map<string, Listing>();
  const files: WantedFile[] = [];
  for (const [part, name] of Object.entries(model.files)) {
    if (name === undefined) continue;
    const repository = deriveRepository(model, part);
    const listing =
      listings.get(repository.path) ?? (await requestListing(baseUrl, model, repository, signal));
    listings.set(repository.path, listing);
    files.push({ name, part, ...readListed(listing, name) });
  }
  return files;
}

interface Listing {
  host: string;
  asked: ModelRequest;
  entries: unknown[];
}

interface Repository {
  path: string;
  revision: string;
}

function deriveRepository({ repository, revision, elsewhere }: FetchedModel, part: string): Repository {
  const other = elsewhere?.[part];
  return other === undefined ? { path: repository, revision } : { path: other, revision: "main" };
}

async function requestListing(
  baseUrl: string,
  model: FetchedModel,
  { path, revision }: Repository,
  signal: AbortSignal,
): Promise<Listing> {
  const asked = { model: model.name, file: "its list of files", signal };
  const answer = await requestModelServer(
    `${baseUrl}/api/models/${path}/tree/${encodeURIComponent(revision)}`,
    asked,
  );
  const entries = parseListing(await readSmall(answer, asked, MAX_LISTING_BYTES));
  if (!entries) throw wrongAnswer(answer.host, asked, "it is no list");
  return { host: answer.host, asked, entries };
}

/** Only names of the catalogue are looked up: whatever else stands in the list never becomes a path. */
function readListed(
  { host, asked, entries }: Listing,
  name: string,
): Pick<WantedFile, "sizeBytes" | "checksum"> {
  const entry = entries.find((each) => (each as { path?: unknown } | null)?.path === name);
  const parsed = listedFile.safeParse(entry);
  if (!parsed.success) {
    throw wrongAnswer(host, asked, entry === undefined ? `${name} is not in it` : `${name} is wrong in it`);
  }
  const { lfs, oid, size: sizeBytes } = parsed.data;
  return {
    sizeBytes: lfs?.size ?? sizeBytes,
    checksum: lfs ? { kind: "sha256", hex: lfs.oid } : { kind: "git-blob", hex: oid },
  };
}

function parseListing(bytes: Buffer): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

export function deriveFileAddress(
  baseUrl: string,
  model: FetchedModel,
  { part, name }: Pick<WantedFile, "part" | "name">,
): string {
  const { path, revision } = deriveRepository(model, part);
  return `${baseUrl}/${path}/resolve/${encodeURIComponent(revision)}/${encodeURIComponent(name)}`;
}
