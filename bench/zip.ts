import { parseArgs } from "node:util";
import pg from "pg";
import { createZip } from "@/server/exports/create-zip";
import type { PrismaClient } from "@/server/platform/db";
import { withWorld } from "./ingest/with-world";

const usage = "npm run bench -- zip [--few N] [--many N] [--lines N] [--json]";
const SAMPLE_MS = 20;
/** Memory is flat when ten times as many transcripts hold at most so many times as much. */
const MOST_RATIO = 1.5;

interface Figures {
  documents: number;
  seconds: number;
  zipMb: number;
  /** Resident memory of the process that packs: before it began, and the most while it did. */
  beforeMb: number;
  peakMb: number;
}

/** Memory while few and many transcripts are packed into a zip, by the product, from a database to a disk. `--json` prints
 * `{few, many, ratio}`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      few: { type: "string", default: "1000" },
      many: { type: "string", default: "10000" },
      lines: { type: "string", default: "20" },
      json: { type: "boolean", default: false },
    },
  });
  const [few, many, lines] = [Number(values.few), Number(values.many), Number(values.lines)];
  if (![few, many, lines].every((number) => Number.isInteger(number) && number > 0) || few > many)
    throw new Error(`Usage: ${usage}`);
  await withWorld(async ({ prisma, connectionString }) => {
    const ids = await fill(connectionString, many, lines);
    // The first packing loads what every later one has.
    await measure(prisma, ids.slice(0, Math.min(50, few)));
    const figures = { few: await measure(prisma, ids.slice(0, few)), many: await measure(prisma, ids) };
    const ratio = Math.round((figures.many.peakMb / figures.few.peakMb) * 100) / 100;
    if (values.json) console.log(JSON.stringify({ ...figures, ratio }));
    else {
      for (const { documents, seconds, zipMb, beforeMb, peakMb } of [figures.few, figures.many]) {
        console.log(`${documents}: ${peakMb} MB at most, ${beforeMb} before; ${zipMb} MB in ${seconds} s`);
      }
      console.log(`ratio ${ratio}, at most ${MOST_RATIO}`);
    }
    if (ratio > MOST_RATIO) process.exitCode = 1;
  });
}

/** Transcripts of lines with ten words each. */
async function fill(connectionString: string, documents: number, lines: number): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "insert into transcript_documents (title) select 'Talk ' || i from generate_series(1, $1::int) i returning id",
      [documents],
    );
    await client.query(
      `insert into transcript_segments (document_id, position, start_ms, end_ms, text, words)
       select d.id, i, i * 3000, i * 3000 + 2900, 'one two three four five six seven eight nine ten',
         (select jsonb_agg(jsonb_build_object('id', 'w' || i || '-' || j, 'text', 'word', 'startMs', i * 3000 + j * 290,
           'endMs', i * 3000 + j * 290 + 280, 'confidence', 0.9)) from generate_series(0, 9) j)
       from transcript_documents d, generate_series(1, $1::int) i`,
      [lines],
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

async function measure(prisma: PrismaClient, documentIds: string[]): Promise<Figures> {
  const toMb = (bytes: number) => Math.round(bytes / 1024 ** 2);
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const fromMs = performance.now();
  try {
    const wish = { documentIds, format: "srt" as const, source: "edited" as const, options: {} };
    const { sizeBytes } = await createZip(1, wish, prisma);
    return {
      documents: documentIds.length,
      seconds: Math.round((performance.now() - fromMs) / 100) / 10,
      ...{ zipMb: toMb(sizeBytes), beforeMb: toMb(before), peakMb: toMb(peak) },
    };
  } finally {
    clearInterval(timer);
  }
}
