import { type Db, getPrisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { type ExportView, exportFormat } from "./schema";

export interface ExportFile extends ExportView {
  /** Storage key. */
  key: string;
}

const include = { document: { select: { title: true, ownerId: true } } } as const;

/** @throws TraxError NOT_FOUND */
export async function getExport(
  ownerId: number,
  exportId: string,
  db: Db = getPrisma(),
): Promise<ExportFile> {
  const row = await db.export.findFirst({ where: { id: exportId, document: { ownerId } }, include });
  const view = row && toView(row);
  if (!view) throw new TraxError("NOT_FOUND", { what: "download" });
  return view;
}

export async function listExports(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<ExportView[]> {
  const rows = await db.export.findMany({
    where: { documentId, document: { ownerId } },
    include,
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.flatMap((row) => {
    const view = toView(row);
    if (!view) return [];
    const { key: _, ...shown } = view;
    return [shown];
  });
}

interface ExportRow {
  id: string;
  format: string;
  source: string;
  filePath: string;
  fileSize: bigint | null;
  createdAt: Date | null;
  document: { title: string } | null;
}

/** Null for a format that this version does not make. */
function toView(row: ExportRow): ExportFile | null {
  const format = exportFormat.safeParse(row.format);
  if (!format.success) return null;
  return {
    id: row.id,
    format: format.data,
    source: row.source as ExportView["source"],
    fileName: `${toFileTitle(row.document?.title ?? "transcript")}.${format.data}`,
    sizeBytes: Number(row.fileSize ?? 0),
    createdAt: row.createdAt ?? new Date(0),
    path: `/api/exports/${row.id}`,
    key: row.filePath,
  };
}

/** A title as a file name that every system takes: no separators, control or bidi characters, not too long. */
function toFileTitle(title: string): string {
  const plain = title
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/[<>:"/\\|?*]/g, "-")
    .replace(/^\.+|[. ]+$/g, "")
    .trim();
  return Array.from(plain).slice(0, 60).join("") || "transcript";
}
