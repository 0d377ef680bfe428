import { Readable } from "node:stream";
import { create as createContentDisposition } from "content-disposition";
import { z } from "zod";
import { createContext } from "@/server/api/context";
import { getExport } from "@/server/exports/data";
import type { ExportView } from "@/server/exports/schema";
import { httpStatusOf, TraxError, toTraxError } from "@/server/platform/errors";
import { getStorage } from "@/server/platform/storage";

export const dynamic = "force-dynamic";

const types: Record<ExportView["format"], string> = {
  json: "application/json; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  srt: "application/x-subrip; charset=utf-8",
  vtt: "text/vtt; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  tsv: "text/tab-separated-values; charset=utf-8",
  ass: "text/x-ssa; charset=utf-8",
  ttml: "application/ttml+xml; charset=utf-8",
  zip: "application/zip",
  mp4: "video/mp4",
  mkv: "video/x-matroska",
  webm: "video/webm",
};

/** Sends a download that was made before. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const id = z.uuid().safeParse((await params).id);
    if (!id.success) throw new TraxError("NOT_FOUND", { what: "download" });
    const { ownerId } = await createContext();
    const file = await getExport(ownerId, id.data);
    const storage = getStorage();
    const sizeBytes = await storage.findSize(file.key);
    const stream = await storage.openRead(file.key);
    return new Response(Readable.toWeb(stream) as ReadableStream, {
      headers: {
        "Content-Type": types[file.format],
        // A browser shows how far it is; a video takes its time.
        ...(sizeBytes === null ? {} : { "Content-Length": String(sizeBytes) }),
        "Content-Disposition": createContentDisposition(file.fileName),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
      },
    });
  } catch (error) {
    const trax = toTraxError(error, "INTERNAL");
    return new Response(`${trax.message}\n`, { status: httpStatusOf(trax.code) });
  }
}
