import type pg from "pg";
import { withDatabase } from "../with-database";

/** Of the recording's chunks those that are written, with the moment of it. */
export interface WrittenChunk {
  index: number;
  decodedAt: string;
}

export function listWrittenChunks(home: string, mediaFileId: string): Promise<WrittenChunk[]> {
  return ask<WrittenChunk>(
    home,
    `select chunk.index, chunk.decoded_at::text as "decodedAt" from transcription_chunks chunk
     join batch_items item on item.id = chunk.batch_item_id
     where item.media_file_id = $1 and chunk.decoded_at is not null order by 1`,
    [mediaFileId],
  );
}

export async function countChunks(home: string, mediaFileId: string): Promise<number> {
  const [row] = await ask<{ count: number }>(
    home,
    `select count(*)::int as count from transcription_chunks chunk
     join batch_items item on item.id = chunk.batch_item_id where item.media_file_id = $1`,
    [mediaFileId],
  );
  return row?.count ?? 0;
}

/** What was heard and what a person reads, as fingerprints, and how much of it. */
export interface Heard {
  results: number;
  segments: number;
  characters: number;
  text: string;
  machineSegments: string;
  documentSegments: string;
}

export async function findHeard(home: string, mediaFileId: string): Promise<Heard> {
  const [row] = await ask<Heard>(
    home,
    `select (select count(*)::int from transcription_results where media_file_id = $1) as results,
       coalesce(json_array_length(result.segments::json), 0) as segments, length(result.text_content) as characters,
       md5(result.text_content) as text, md5(result.segments::text) as "machineSegments",
       (select md5(string_agg(concat_ws('|', segment.start_ms, segment.end_ms, segment.text), e'\\n' order by segment.position))
        from transcript_segments segment join transcript_documents document on document.id = segment.document_id
        where document.media_file_id = $1) as "documentSegments"
     from transcription_results result where result.media_file_id = $1 order by result.created_at desc limit 1`,
    [mediaFileId],
  );
  if (!row) throw new Error(`Nothing was heard of ${mediaFileId}.`);
  return row;
}

async function ask<Row extends pg.QueryResultRow>(
  home: string,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  return withDatabase(home, async (pool) => (await pool.query<Row>(sql, values)).rows);
}
