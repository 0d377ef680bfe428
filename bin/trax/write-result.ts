import { randomUUID } from "node:crypto";
import { access, constants, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer as readBytes } from "node:stream/consumers";
import { getExport } from "@/server/exports/data";
import type { ExportFormat } from "@/server/exports/schema";
import { createExport } from "@/server/exports/service";
import { TraxError } from "@/server/platform/errors";
import { getStorage } from "@/server/platform/storage";
import { callerPath } from "./caller-path";
import { UsageError } from "./exit-codes";
import { printJson } from "./print";

export interface ResultOptions {
  format: ExportFormat;
  out: string | undefined;
  json: boolean;
}

export interface FinishedSource {
  batchId: string | null;
  documentId: string;
  /** Of the recording; null where the text has none. */
  fileName: string | null;
}

export interface ResultWriter {
  /** Prints the text of a transcript, or writes it to the folder. @throws TraxError EXPORT_EMPTY, NOT_FOUND */
  write(source: FinishedSource, from?: "edited" | "machine"): Promise<void>;
}

/** Asked before the work, so that an hour of it does not end at a folder that cannot be written to.
 * @throws TraxError FOLDER_UNWRITABLE, UsageError */
export async function createResultWriter(ownerId: number, options: ResultOptions): Promise<ResultWriter> {
  if (options.format === "docx" && options.out === undefined) {
    throw new UsageError("A Word file cannot be printed. Say where it is to go: --out FOLDER.");
  }
  const folder = options.out === undefined ? null : await requireFolder(callerPath(options.out));
  const taken = new Set<string>();
  let printed = 0;

  return {
    async write({ batchId, documentId, fileName }, from = "edited") {
      const { id, fileName: exported } = await createExport(ownerId, {
        documentId,
        format: options.format,
        source: from,
      });
      const { key } = await getExport(ownerId, id);
      const bytes = await readBytes(await getStorage().openRead(key));
      const text = bytes.toString("utf8");
      const common = { event: "done", batchId, documentId, file: fileName, format: options.format };
      if (folder !== null) {
        const wanted = fileName === null ? exported : `${path.parse(fileName).name}.${options.format}`;
        const target = path.join(folder, claimName(taken, wanted));
        await writeWhole(target, bytes);
        if (options.json) printJson({ ...common, path: target });
        else process.stdout.write(`${target}\n`);
      } else if (options.json) {
        printJson({ ...common, text });
      } else {
        process.stdout.write(`${printed > 0 ? "\n" : ""}${text.endsWith("\n") ? text : `${text}\n`}`);
      }
      printed += 1;
    },
  };
}

async function requireFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new TraxError("FOLDER_UNWRITABLE", { name: folder, reason: `${(error as Error).message}.` });
  }
}

/** Two recordings of one name in one run are two files; a run that is made again writes the same files again. */
function claimName(taken: Set<string>, wanted: string): string {
  const { name, ext } = path.parse(wanted);
  let claimed = wanted;
  for (let count = 2; taken.has(claimed); count += 1) claimed = `${name}-${count}${ext}`;
  taken.add(claimed);
  return claimed;
}

/** The whole file or none, also when the command is killed. */
async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${randomUUID()}.part`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new TraxError("FOLDER_UNWRITABLE", { name: target, reason: `${(error as Error).message}.` });
  }
}
