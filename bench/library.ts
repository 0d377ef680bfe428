import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { closeDatabase, type Database } from "@/server/platform/db";
import { librarySearchInput } from "@/server/search/schema";
import { searchLibrary } from "@/server/search/search-library";
import { wordOf } from "./data/fill-library";
import { openLibrary, withClient } from "./data/open-library";
import { measureInTurns, type Pair, summarizePairs } from "./measure-in-turns";
import { quantile } from "./quantile";

const usage = "npm run bench -- library [--lines N] [--pairs N] [--searches N] [--json]";
const SMALL = 10_000;
/** The page of a search answers within this. */
const MOST_P95_MS = 300;
/** Of the words of which the search is held to it: in the large library at most so many times as long. */
const MOST_RATIO = 2;
const heldToRatio = ["rare", "middling", "common"];
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
  /** What 95 of 100 searches take, beside the small library. */
  ratio: number;
  /** Of a sequential scan with a regular expression; null where none was made. */
  scanMs: number | null;
}

/** The search of the library page over all that one owner has, beside one of 10,000 lines, in turns. `--json` prints
 * `{lines, questions: {name: {p50Ms, p95Ms, ratio, scanMs}}}`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: "string", default: "1000000" },
      pairs: { type: "string", default: "5" },
      searches: { type: "string", default: "40" },
      json: { type: "boolean", default: false },
    },
  });
  const [lines, pairs, searches] = [Number(values.lines), Number(values.pairs), Number(values.searches)];
  const isWhole = [lines, pairs, searches].every(Number.isInteger);
  if (!isWhole || lines < 1_000 || pairs < 1 || searches < 2) throw new Error(`Usage: ${usage}`);

  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-library-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: () => {} });
  const opened: Database[] = [];
  try {
    if (!values.json) console.log(`filling ${SMALL} and ${lines} lines`);
    const open = async (name: string, count: number) => {
      const library = await openLibrary(postgres.connectionString, name, count);
      opened.push(library.database);
      return library;
    };
    const [small, large] = [await open("small", SMALL), await open("large", lines)];
    const figures: Record<string, Figures> = {};
    for (const [name, { input, scan }] of Object.entries(questions)) {
      const ask = ({ prisma }: Database) => searchLibrary(1, librarySearchInput.parse(input), prisma);
      const measured: Pair[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        measured.push(
          await measureInTurns(
            () => ask(small.database),
            () => ask(large.database),
            searches,
          ),
        );
      }
      const scanMs = scan === null ? null : await measureScan(large.url, scan);
      figures[name] = { ...summarizePairs(measured), scanMs };
    }
    report(lines, figures, values.json);
  } finally {
    for (const database of opened) await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
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
  for (const [name, { p50Ms, p95Ms, ratio, scanMs }] of json ? [] : Object.entries(figures)) {
    const scan =
      scanMs === null ? "" : `, a scan ${scanMs.toFixed(0)} ms: ${(scanMs / p50Ms).toFixed(0)} times as long`;
    console.log(
      `${name.padEnd(10)} p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, ${ratio.toFixed(2)} times the small one's${scan}`,
    );
  }
  const failed = Object.entries(figures).filter(
    ([name, { p95Ms, ratio }]) =>
      p95Ms > MOST_P95_MS || (lines >= SMALL && heldToRatio.includes(name) && ratio > MOST_RATIO),
  );
  if (failed.length > 0) throw new Error(`Over the limit: ${failed.map(([name]) => name).join(", ")}.`);
}
