import { orderTurns } from "@/core/diarization/order-turns";
import type { PrismaClient } from "@/server/platform/db";
import { rawContent } from "@/server/transcripts/result-schema";
import type { BlockTurns } from "../engines/speakers/describe-turns";

/** Who spoke when as the speech server said it with the text, chunk by chunk, on the clock of the file; speakers are
 * numbered in each chunk. Null where it said nothing of it. */
export async function findServerTurns(prisma: PrismaClient, resultId: string): Promise<BlockTurns[] | null> {
  const row = await prisma.transcriptionResult.findUnique({
    where: { id: resultId },
    select: { rawContent: true },
  });
  return readServerTurns(row?.rawContent);
}

/** Pure. */
export function readServerTurns(raw: unknown): BlockTurns[] | null {
  const segments = rawContent.safeParse(raw ?? {}).data?.segments ?? [];
  const blocks = segments.flatMap(({ turns, start, end }): BlockTurns[] => {
    if (!turns || turns.length === 0) return [];
    const names = [...new Set(turns.map(({ speaker }) => speaker))];
    const startMs = Math.round(start * 1000);
    const given = turns.map((turn) => ({
      speaker: names.indexOf(turn.speaker),
      startMs: turn.start * 1000 - startMs,
      endMs: turn.end * 1000 - startMs,
    }));
    const ordered = orderTurns(given, Math.round((end - start) * 1000));
    return [
      ordered.map((turn) => ({ ...turn, startMs: turn.startMs + startMs, endMs: turn.endMs + startMs })),
    ];
  });
  return blocks.length > 0 ? blocks : null;
}
