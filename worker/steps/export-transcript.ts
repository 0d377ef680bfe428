import { exportFormat } from "@/server/exports/schema";
import { removeExportFile, writeExportFile } from "@/server/exports/service";
import type { JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { TraxError } from "@/server/platform/errors";
import type { Step } from "../step";

/** A download that was asked for with the submission. Its row is written with the end of the job and by the claim
 * that still holds it, so a format is there once however often the job was begun. */
export const exportTranscript: Step<JobClaim> = async (context, run) => {
  const { prisma, signal } = context;
  const { ownerId, documentId, claimToken } = run;
  if (!documentId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const format = exportFormat.parse(jobParameters.parse(run.parameters ?? {}).format);
  signal.throwIfAborted();
  const file = await writeExportFile(
    ownerId,
    { id: claimToken, documentId, format, source: "edited" },
    prisma,
  );
  return {
    resultData: { format, sizeBytes: file.sizeBytes },
    write: async (tx) => {
      await tx.export.create({ data: file.row });
    },
    onLost: async () => {
      // A commit whose answer got lost looks like a stale claim; what a row names stays.
      const isKept = await prisma.export.count({ where: { id: claimToken } });
      if (isKept === 0) await removeExportFile(claimToken);
    },
  };
};
