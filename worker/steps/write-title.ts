import type { Tx } from "@/server/platform/db";
import { isStillLink, type LinkWork } from "./link-work";

/** Calls a recording and its documents by their title, where they are still called by the link. */
export async function writeTitle(tx: Tx, work: LinkWork, title: string): Promise<void> {
  const { mediaFileId } = work;
  const media = await tx.mediaFile.findUnique({ where: { id: mediaFileId }, select: { fileName: true } });
  if (media && isStillLink(media.fileName, work)) {
    await tx.mediaFile.update({ where: { id: mediaFileId }, data: { fileName: title } });
  }
  const documents = await tx.transcriptDocument.findMany({
    where: { mediaFileId },
    select: { id: true, title: true },
  });
  for (const document of documents) {
    if (!isStillLink(document.title, work)) continue;
    // Whoever renames it in this very moment wins.
    await tx.transcriptDocument.updateMany({
      where: { id: document.id, title: document.title },
      data: { title: title.slice(0, 500) },
    });
  }
}
