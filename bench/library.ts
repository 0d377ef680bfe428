import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { librarySearchInput } from "@/server/search/schema";
import { searchLibrary } from "@/server/search/search-library";
import { fillLibrary, wordOf } from "./data/fill-library";
import { quantile } from "./quantile";

const usage = "npm run bench -- library [--lines N] [--searches N] [--json]";
/** The page of a search answers within this. */
const MOST_P95_MS = 300;
const SCANS = 3;

/** What a person may ask of the library page, and what reading every line for the same takes. */
const questions: Record<string, { input: Record<string, unknown>; scan: string | null }> = {
  rare: { input: { query: wordOf("rare") }, scan: "\\mzeppelin\\M" },
  middling: { input: { query: wordOf("middling") }, scan: "\\mlantern\\M" },
  common: { input: { query: wordOf("common") }, scan: "\\mharbour\\M" },
  phrase: { input: { query: '"lantern harbour"' }, scan: "\\mlantern harbour\\M" },
  prefix: { input: { query: "zepp*" }, scan: "\\mzepp" },
  "two words": { input: { query: "zeppelin harbour" }, scan: null },
  misspelt: { input: { query: "zepelin" }, scan: null },
  nothing: { input: { query: "nowheresaid" }, scan: "\\mnowheresaid\\M" },
  tagged: { input: { query: wordOf("middling"), where: { tag: "tenth" } }, scan: null },
  newest: { input: { query: wordOf("common"), order: "newest" }, scan: null },
};

interface Figures {
  p50Ms: number;
  p95Ms: number;
  /** Of a sequential scan with a regular expression; null where none was made. */
  scanMs: number | null;
}

/** The search of the library page over all that one owner has. `--json` prints
 * `{lines, questions: {name: {p50Ms, p95Ms, scanMs}}}`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: "string", default: "1000000" },
      searches: { type: "string", default: "40" },
      json: { type: "boolean", default: false },
    },
  });
  const [lines, searches] = [Number(values.lines), Number(values.searches)];
  if (!Number.isInteger(lines) || lines < 1_000 || !Number.isInteger(searches) || searches < 2)
    throw new Error(`Usage: ${usage}`);

  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-library-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: () => {} });
  let database: Database | null = null;
  try {
    const url = await createFilled(
      postgres.connectionString,
      lines,
      (line) => values.json || console.log(line),
    );
    database = createDatabase(url, { size: 1 });
    const figures: Record<string, Figures> = {};
    for (const [name, { input, scan }] of Object.entries(questions)) {
      figures[name] = {
        ...(await measureSearch(database, input, searches)),
        scanMs: scan === null ? null : await measureScan(url, scan),
      };
    }
    report(lines, figures, values.json);
  } finally {
    if (database) await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function createFilled(serverUrl: string, lines: number, tell: (line: string) => void): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = "/library";
  await withClient(serverUrl, (client) => client.query("create database library"));
  await migrate({ connectionString: url.href, migrationsDir: path.resolve("prisma/migrations") });
  tell(`filling ${lines} lines`);
  await withClient(url.href, async (client) => {
    await fillLibrary(client, { lines });
    await client.query(`insert into search_words (owner_id, word)
      select distinct owner_id, word from search_changes, unnest(words) as word on conflict do nothing`);
    await client.query("truncate search_changes");
    await client.query(`insert into document_tags (document_id, tag)
      select id, 'tenth' from transcript_documents where right(title, 1) = '0'`);
    await client.query("vacuum analyze search_words");
    await client.query("analyze document_tags");
  });
  return url.href;
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return use(client).finally(() => client.end());
}

async function measureSearch(
  { prisma }: Database,
  input: Record<string, unknown>,
  searches: number,
): Promise<{ p50Ms: number; p95Ms: number }> {
  const took: number[] = [];
  for (let turn = 0; turn < searches; turn += 1) {
    const startedMs = performance.now();
    await searchLibrary(1, librarySearchInput.parse(input), prisma);
    took.push(performance.now() - startedMs);
  }
  return { p50Ms: quantile(took, 0.5), p95Ms: quantile(took, 0.95) };
}

/** Reading every line, in one process: the median of a few. */
function measureScan(url: string, expression: string): Promise<number> {
  return withClient(url, async (client) => {
    await client.query("set enable_indexscan = off; set enable_bitmapscan = off; set statement_timeout = 0");
    await client.query("set max_parallel_workers_per_gather = 0");
    const took: number[] = [];
    for (let turn = 0; turn < SCANS; turn += 1) {
      const startedMs = performance.now();
      await client.query("select count(*) from transcript_segments where owner_id = 1 and text ~* $1", [
        expression,
      ]);
      took.push(performance.now() - startedMs);
    }
    return quantile(took, 0.5);
  });
}

function report(lines: number, figures: Record<string, Figures>, json: boolean): void {
  if (json) console.log(JSON.stringify({ lines, questions: figures }));
  for (const [name, { p50Ms, p95Ms, scanMs }] of json ? [] : Object.entries(figures)) {
    const scan =
      scanMs === null ? "" : `, a scan ${scanMs.toFixed(0)} ms: ${(scanMs / p50Ms).toFixed(0)} times as long`;
    console.log(`${name.padEnd(10)} p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms${scan}`);
  }
  const slow = Object.entries(figures).filter(([, { p95Ms }]) => p95Ms > MOST_P95_MS);
  if (slow.length > 0) throw new Error(`Over ${MOST_P95_MS} ms: ${slow.map(([name]) => name).join(", ")}.`);
}
