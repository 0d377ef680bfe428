import type { ClientBase } from "pg";

/** Of a thousand lines, how many hold each of these words. */
export const wordShares = { rare: 0.1, middling: 10, common: 300 } as const;
export type WordKind = keyof typeof wordShares;

/** A library of one owner: as many lines of speech as asked for, in recordings of a thousand, over a vocabulary in which
 * words are as common as in a language (by Zipf), and three words whose number is known. The lines of a recording lie
 * together, as they are written when it was heard. */
export async function fillLibrary(client: ClientBase, { lines }: { lines: number }): Promise<void> {
  const documents = Math.ceil(lines / 1_000);
  await client.query(
    `insert into transcript_documents (title, created_at)
     select 'Recording ' || number, now() - number * interval '1 minute' from generate_series(1, $1::int) number`,
    [documents],
  );
  // An index is made in less time than it grows in.
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where indexname in ('ix_transcript_segments_search', 'ix_transcript_segments_owner_id')`,
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  const word = (kind: WordKind) =>
    `case when random() < ${wordShares[kind] / 1_000} then ' ${wordOf(kind)}' else '' end`;
  await client.query(
    `insert into transcript_segments (document_id, position, start_ms, end_ms, text)
     select document.id, number, number * 3000, number * 3000 + 2900,
       (select string_agg('w' || floor(exp(random() * 9.2))::int, ' ') from generate_series(1, 10) where number > 0)
         || ${word("rare")} || ${word("middling")} || ${word("common")}
     from transcript_documents document, generate_series(1, $1::int) number
     order by document.created_at, number`,
    [Math.min(1_000, lines)],
  );
  for (const { definition } of indexes) await client.query(definition);
  await client.query("vacuum analyze transcript_segments");
  await client.query("analyze transcript_documents");
}

export function wordOf(kind: WordKind): string {
  return { rare: "zeppelin", middling: "lantern", common: "harbour" }[kind];
}
