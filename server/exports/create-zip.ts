import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import yazl from "yazl";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { getExport } from "./data";
import { toFileTitle } from "./file-title";
import type { ExportView, ZipCreateInput } from "./schema";
import { readTranscript } from "./service";

interface Packed {
  id: string;
  title: string;
  /** What its lines and words take in the database. */
  sizeBytes: number;
}

/** One file of many transcripts. Each is read and written when its turn comes, so that memory stays flat however many there
 * are. Those without a text are left out.
 * @throws TraxError NOT_FOUND, EXPORT_EMPTY, STORAGE_FULL */
export async function createZip(
  ownerId: number,
  { documentIds, format, source, options }: ZipCreateInput,
  prisma: PrismaClient = getPrisma(),
): Promise<ExportView> {
  const packed = await listPacked(ownerId, documentIds, prisma);
  if (packed.length === 0) throw new TraxError("EXPORT_EMPTY");
  // No format takes more than the rows with their words do.
  await requireFreeSpace(packed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const zip = new yazl.ZipFile();
  const taken = new Set<string>();
  for (const { id, title } of packed) {
    const name = claimName(taken, toFileTitle(title), format);
    zip.addReadStreamLazy(name, (take) => {
      readTranscript(ownerId, { documentId: id, source }, prisma)
        .then(({ serialize }) => serialize(format, options))
        .catch((error: unknown) => {
          // Its text went while others were packed.
          if (isTraxError(error) && (error.code === "EXPORT_EMPTY" || error.code === "NOT_FOUND")) return "";
          throw error;
        })
        .then(
          (content) => take(null, Readable.from([Buffer.from(content)])),
          (error: unknown) => take(error, Readable.from([])),
        );
    });
  }
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  zip.end();
  const id = randomUUID();
  const filePath = storageKeys.export(id);
  const sizeBytes = await getStorage().write(filePath, output);
  await prisma.export.create({
    data: { id, ownerId, format: "zip", source, filePath, fileSize: BigInt(sizeBytes) },
  });
  const { key: _, ...view } = await getExport(ownerId, id, prisma);
  return view;
}

/** In the order in which they were asked for. */
async function listPacked(ownerId: number, documentIds: string[], prisma: PrismaClient): Promise<Packed[]> {
  const ids = [...new Set(documentIds.map((id) => id.toLowerCase()))];
  const rows = await prisma.$queryRaw<(Packed & { hasText: boolean })[]>(Prisma.sql`
    select document.id, document.title,
      coalesce(lines.size, 0)::float8 as "sizeBytes",
      lines.size is not null or document.current_result_id is not null as "hasText"
    from transcript_documents document
    left join lateral (
      select sum(512 + 2 * octet_length(segment.text) + octet_length(segment.words::text)) as size
      from transcript_segments segment where segment.document_id = document.id
    ) lines on true
    where document.owner_id = ${ownerId} and document.deleted_at is null and document.id = any(${ids}::uuid[])`);
  if (rows.length < ids.length) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row?.hasText ? [row] : [];
  });
}

function claimName(taken: Set<string>, title: string, format: string): string {
  let name = `${title}.${format}`;
  // Systems that do not tell capitals apart would write one over the other.
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${title} (${count}).${format}`;
  taken.add(name.toLowerCase());
  return name;
}
