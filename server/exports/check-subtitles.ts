import { checkCues } from "@/core/subtitles/check-cues";
import { layoutPlacedCues } from "@/core/subtitles/layout-cues";
import { type Db, getPrisma } from "@/server/platform/db";
import { getDocument, listAllSegments, requireDocument } from "@/server/transcripts/data";
import type { SubtitleCheckOutput } from "./schema";
import { resolveProfile } from "./subtitle-profiles";

/** More than this nobody walks through in one go. */
const MOST_BREACHES = 5_000;

/** Where subtitles of a transcript as it is edited cannot keep to its layout: by the very rules that downloads keep to.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function checkSubtitles(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SubtitleCheckOutput> {
  await requireDocument(ownerId, documentId, db);
  const { title, speakers } = await getDocument(ownerId, documentId, db);
  const segments = await listAllSegments(ownerId, documentId, db);
  const profile = await resolveProfile(ownerId, documentId, undefined, db);
  const cues = layoutPlacedCues({ title, segments, speakers }, profile);
  const revisions = new Map(segments.map(({ id, revision }) => [id, revision]));
  const breaches = checkCues(cues, profile);
  return {
    breaches: breaches.slice(0, MOST_BREACHES).flatMap(({ index, rule, amount, limit, quote }) => {
      const cue = cues[index];
      if (!cue) return [];
      const { segmentId, startMs, endMs, lines } = cue;
      return [
        {
          ...{ segmentId, segmentRevision: revisions.get(segmentId) ?? 0, startMs, endMs, rule, limit },
          // JSON knows no endless speed.
          amount: Number.isFinite(amount) ? amount : Number.MAX_SAFE_INTEGER,
          quote: quote ?? lines.join(" "),
        },
      ];
    }),
    isComplete: breaches.length <= MOST_BREACHES,
  };
}
