import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { withDatabase } from "../../e2e/with-database";
import { getMediaToolPaths } from "../../server/platform/media-tools";

export interface BenchLine {
  startMs: number;
  endMs: number;
  text: string;
}

export interface BenchDocument {
  words: number;
  path: string;
  mediaPath: string;
  lines: BenchLine[];
}

const wordsALine = 15;
const vocabulary =
  "the of and a to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part".split(
    " ",
  );

/** The same words for the same numbers: the benchmark's text is no matter of luck. */
function buildLines(words: number, durationMs: number): BenchLine[] {
  const count = Math.ceil(words / wordsALine);
  const lineMs = durationMs / count;
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return vocabulary[state % vocabulary.length] as string;
  };
  return Array.from({ length: count }, (_, index) => ({
    startMs: Math.round(index * lineMs),
    endMs: Math.round((index + 0.95) * lineMs),
    text: `${Array.from({ length: Math.min(wordsALine, words - index * wordsALine) }, next).join(" ")}.`,
  }));
}

/** A recording that plays and its document, put into the rows and the store of the Trax that runs in `home`. */
export async function buildBenchDocument(
  home: string,
  { words, durationMs }: { words: number; durationMs: number },
): Promise<BenchDocument> {
  const mediaId = randomUUID();
  const documentId = randomUUID();
  const derived = `derived/${mediaId}/${randomUUID()}`;
  const media = path.join(home, "media");
  await mkdir(path.join(media, derived), { recursive: true });
  await mkdir(path.join(media, "sources", mediaId), { recursive: true });
  const sizeBytes = await writeRecording(path.join(media, "sources", mediaId, "original"), durationMs);
  const peaks = Array.from({ length: durationMs / 100 }, (_, index) => ((index * 37) % 100) / 100);
  await writeFile(
    path.join(media, derived, "peaks.json"),
    JSON.stringify({ sampleRate: 16_000, samplesPerPeak: 1_600, peaks }),
  );
  const waveform = Buffer.alloc(durationMs / 10, 0);
  for (let index = 0; index < waveform.length; index += 1) waveform[index] = (index * 37) % 200;
  await writeFile(path.join(media, derived, "waveform.bin"), waveform);
  const lines = buildLines(words, durationMs);
  const formatInfo = {
    container: "mp3",
    durationMs,
    bitRate: 8_000,
    audio: { codec: "mp3", sampleRate: 8_000, channels: 1, index: 0 },
    video: null,
    levels: { rmsDbfs: -20, peakDbfs: -3, clippedFraction: 0 },
    cutOff: false,
    derived: {
      masterKey: `${derived}/master.wav`,
      peaksKey: `${derived}/peaks.json`,
      waveformKey: `${derived}/waveform.bin`,
    },
    playable: true,
  };
  await withDatabase(home, async (pool) => {
    await pool.query(
      `insert into media_files (id, file_path, file_name, file_size, duration_seconds, format_info, download_status)
       values ($1, $2, 'bench.mp3', $3, $4, $5, 'completed')`,
      [mediaId, `sources/${mediaId}/original`, sizeBytes, durationMs / 1_000, formatInfo],
    );
    const result = await pool.query<{ id: string }>(
      "insert into transcription_results (media_file_id, text_content, segments) values ($1, 'bench', '[]') returning id",
      [mediaId],
    );
    await pool.query(
      `insert into transcript_documents (id, title, media_file_id, current_result_id, revision)
       values ($1, $2, $3, $4, 1)`,
      [documentId, `${words} words`, mediaId, result.rows[0]?.id],
    );
    await pool.query(
      `insert into transcript_speakers (document_id, label) values ($1, 'Speaker 1'), ($1, 'Speaker 2')`,
      [documentId],
    );
    await pool.query(
      `insert into transcript_segments (document_id, position, start_ms, end_ms, text, speaker_id, words)
       select $1, line.index, line."startMs", line."endMs", line.text, (
         select id from transcript_speakers
         where document_id = $1 and label = 'Speaker ' || (1 + line.index / 3 % 2)), (
         select jsonb_agg(jsonb_build_object('id', line.index || '-' || place, 'text', word,
           'startMs', line."startMs" + (place - 1) * 200, 'endMs', line."startMs" + place * 200, 'confidence', 0.9)
           order by place)
         from unnest(string_to_array(line.text, ' ')) with ordinality as spoken (word, place))
       from jsonb_to_recordset($2::jsonb) as line (index int, "startMs" int, "endMs" int, text text)`,
      [documentId, JSON.stringify(lines.map((line, index) => ({ index: index + 1, ...line })))],
    );
  });
  return { words, path: `/transcripts/${documentId}`, mediaPath: `/media/${mediaId}`, lines };
}

/** Speech-like noise at a constant bit rate; its frames stand for themselves, so a minute is made once and repeated. */
async function writeRecording(file: string, durationMs: number): Promise<number> {
  const { ffmpeg } = await getMediaToolPaths();
  const minute = `${file}.minute.mp3`;
  await promisify(execFile)(ffmpeg, [
    ...["-hide_banner", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "anoisesrc=d=60:a=0.05:r=8000"],
    ...["-ac", "1", "-b:a", "8k", "-write_xing", "0", "-id3v2_version", "0", minute],
  ]);
  const frames = await readFile(minute);
  await rm(minute);
  const target = await open(file, "w");
  try {
    for (let at = 0; at < durationMs; at += 60_000) await target.write(frames);
  } finally {
    await target.close();
  }
  return Math.ceil(durationMs / 60_000) * frames.length;
}
