import type { Db } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { findMachineText } from "./machine-text";
import type { MachineSegments } from "./schema";

/** What the machine made of a document so far, with the result that it is of. Without an owner: the caller has seen to
 * that.
 * @throws TraxError NOT_FOUND */
export async function requireMachineText(db: Db, documentId: string) {
  const document = await db.transcriptDocument.findUnique({
    where: { id: documentId },
    select: { currentResult: true },
  });
  const result = document?.currentResult;
  const lines: MachineSegments | null = result ? findMachineText(result) : null;
  if (!result || !lines) throw new TraxError("NOT_FOUND", { what: "text of the machine" });
  return { result, lines };
}
