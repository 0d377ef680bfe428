import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { withDatabase } from "./with-database";

/** A transcript that no machine made: its lines are written straight into the database of the Trax in a home. */
export async function insertDocument(
  home: string,
  title: string,
  { mediaId = null }: { mediaId?: string | null } = {},
): Promise<string> {
  const id = randomUUID();
  await withDatabase(home, (pool) =>
    pool.query(
      "insert into transcript_documents (id, owner_id, title, media_file_id) values ($1, 1, $2, $3)",
      [id, title, mediaId],
    ),
  );
  return id;
}

/** Lines of three seconds each, with words or without any. */
export async function insertLines(
  home: string,
  documentId: string,
  texts: readonly string[],
  { hasWords }: { hasWords: boolean },
): Promise<void> {
  const lines = texts.map((text, index) => {
    const startMs = index * 3_000;
    const words = text.split(" ").map((word, at) => ({
      id: `w${index}-${at}`,
      text: word,
      startMs: startMs + at * 100,
      endMs: startMs + at * 100 + 90,
      confidence: 0.9,
    }));
    return { text, startMs, endMs: startMs + 2_900, position: index + 1, words: hasWords ? words : [] };
  });
  await withDatabase(home, (pool) =>
    pool.query(
      `insert into transcript_segments (document_id, position, start_ms, end_ms, text, words)
       select $1, line.position, line."startMs", line."endMs", line.text, line.words
       from jsonb_to_recordset($2::jsonb)
         as line (position float8, "startMs" int, "endMs" int, text text, words jsonb)`,
      [documentId, JSON.stringify(lines)],
    ),
  );
}

/** Lines of many words, each word another one, made in the database itself. */
export async function insertManyWords(
  home: string,
  documentId: string,
  { lines, wordsALine }: { lines: number; wordsALine: number },
): Promise<void> {
  await withDatabase(home, (pool) =>
    pool.query(
      `insert into transcript_segments (document_id, position, start_ms, end_ms, text, words)
       select $1, i + 1, i * $3 * 360, (i + 1) * $3 * 360 - 10, string_agg('word' || i * $3 + j, ' ' order by j),
         jsonb_agg(jsonb_build_object('id', 'w' || i || '-' || j, 'text', 'word' || i * $3 + j,
           'startMs', (i * $3 + j) * 360, 'endMs', (i * $3 + j) * 360 + 300, 'confidence', 0.9) order by j)
       from generate_series(0, $2::int - 1) as i, generate_series(0, $3::int - 1) as j group by i`,
      [documentId, lines, wordsALine],
    ),
  );
}

/** A recording of which the database says that browsers play it. `content`: what lies in its place, null for nothing. */
export async function insertMedia(home: string, content: string | null): Promise<string> {
  const id = randomUUID();
  const key = `sources/${id}/original`;
  const format = {
    container: "mp3",
    durationMs: 60_000,
    bitRate: 128_000,
    audio: { codec: "mp3", sampleRate: 44_100, channels: 2, index: 0 },
    video: null,
    levels: { rmsDbfs: -20, peakDbfs: -1, clippedFraction: 0 },
    cutOff: false,
    derived: { masterKey: `derived/${id}/none/master.wav`, peaksKey: `derived/${id}/none/peaks.json` },
    playable: true,
  };
  await withDatabase(home, (pool) =>
    pool.query(
      `insert into media_files (id, owner_id, file_path, file_name, file_size, duration_seconds, download_status, format_info)
       values ($1, 1, $2, 'talk.mp3', 1000, 60, 'completed', $3)`,
      [id, key, JSON.stringify(format)],
    ),
  );
  if (content !== null) {
    const file = path.join(home, "media", key);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return id;
}
