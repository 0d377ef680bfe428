import { z } from "zod";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { requireDocument } from "./data";
import { mergedContent } from "./result-schema";

/** More than this nobody walks through in one go. */
const maxDisputed = 5_000;

/** A word that most hearings were sure of needs no look because one of them heard another. */
const disputedBelow = 0.6;

/** A word that not all hearings agree on, and what the others heard there. */
export const disputedWord = z.object({
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  text: z.string(),
  /** Names of engines as they are stored; several of one kind heard it cut in other pieces. */
  heardBy: z.array(z.string()),
  /** A null text: none was heard there. */
  lost: z.array(z.object({ text: z.string().nullable(), heardBy: z.string() })),
});
export type DisputedWord = z.infer<typeof disputedWord>;
export const disputedOutput = z.object({ words: z.array(disputedWord), isComplete: z.boolean() });

const mergedWord = mergedContent.shape.segments.unwrap().element.shape.words.unwrap().element;

/** Words of the current result that its hearings did not agree on, in order; none where it was heard once. */
export async function listDisputed(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<z.infer<typeof disputedOutput>> {
  await requireDocument(ownerId, documentId, db);
  const rows = await db.$queryRaw<{ passes: unknown; word: unknown }[]>(Prisma.sql`
    select result.merged_content::jsonb->'passes' as passes, found.word
    from transcript_documents document
    join transcription_results result on result.id = document.current_result_id,
      jsonb_path_query(result.merged_content::jsonb, '$.segments[*].words[*] ? (exists(@.lost[0]) && (@.probability < $below || @.probability == null))', jsonb_build_object('below', ${disputedBelow}::float8), true)
        with ordinality as found(word, place)
    where document.id = ${documentId}::uuid and document.owner_id = ${ownerId}
    order by found.place limit ${maxDisputed + 1}`);
  const passes = mergedContent.shape.passes.catch([]).parse(rows[0]?.passes) ?? [];
  const nameOf = (pass: number) => passes[pass]?.engine ?? "unknown";
  const words = rows.slice(0, maxDisputed).flatMap(({ word }): DisputedWord[] => {
    const parsed = mergedWord.safeParse(word).data;
    if (!parsed) return [];
    return [
      {
        startMs: Math.max(0, Math.round(parsed.start * 1000)),
        endMs: Math.max(0, Math.round(parsed.end * 1000)),
        text: parsed.word.trim(),
        heardBy: (parsed.agreed ?? []).map(nameOf),
        lost: (parsed.lost ?? []).map((one) => ({ text: one.word, heardBy: nameOf(one.pass) })),
      },
    ];
  });
  return { words, isComplete: rows.length <= maxDisputed };
}
