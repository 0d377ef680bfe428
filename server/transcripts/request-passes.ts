import { randomUUID } from "node:crypto";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import type { Tx } from "@/server/platform/db";

/** A further hearing: by which engine, and how the recording is cut for it. */
export interface PassPlan {
  engine: string;
  chunks: "usual" | "short";
}

export interface PassesWish {
  transcriptId: string;
  mediaFileId: string;
  documentId: string | null;
  batchId: string | null;
  sourceIndex: number;
  /** The engine that heard it first. */
  engine: string;
  /** The one that was chosen for the second hearing; null: what goes best with the first. */
  secondEngine: string | null;
  /** BCP 47 primary tag, null where nobody knows. */
  language: string | null;
  exportsWanted: string[];
  /** Who says what is found out in the merged text, of so many. */
  speakers?: { count: { exactly: number } | { most: number } | null; engine?: string | undefined } | null;
}

/** Pure. What `bench -- passes` found to help most for the time it takes: an engine of another kind, or another model of
 * the same; where there is none, the same engine on shorter pieces. */
export function planPasses({
  engine,
  secondEngine,
  language,
}: Pick<PassesWish, "engine" | "secondEngine" | "language">): PassPlan[] {
  if (secondEngine !== null && secondEngine !== engine) return [{ engine: secondEngine, chunks: "usual" }];
  const isEnglish = language === null ? embedded.includes(engine) : language === "en";
  if (!isEnglish) return [{ engine, chunks: "short" }];
  return [{ engine: engine === "moonshine-base" ? "moonshine-tiny" : "moonshine-base", chunks: "usual" }];
}

const embedded = ["moonshine-base", "moonshine-tiny"];

/** Asks for the further hearings of a result, once. The caller has locked the result or made it, and dispatches. */
export async function createPasses(tx: Tx, wish: PassesWish): Promise<void> {
  const { transcriptId, mediaFileId, documentId, batchId, sourceIndex, language, exportsWanted, speakers } =
    wish;
  const plans = planPasses(wish);
  const request = randomUUID();
  for (const [at, { engine, chunks }] of plans.entries()) {
    await createProcessingJob(tx, {
      jobType: "pass",
      ...{ transcriptId, mediaFileId, documentId, batchId, sourceIndex },
      parameters: {
        ...{ request, passes: plans.length, pass: at + 1, engine, chunks, language },
        exportsWanted: exportsWanted.length > 0 ? exportsWanted : undefined,
        ...(speakers && {
          ...{ findSpeakers: true, speakerCount: speakers.count, speakerEngine: speakers.engine },
        }),
      },
    });
  }
}
