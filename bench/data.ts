import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { closeDatabase, type Database } from "@/server/platform/db";
import { librarySearchInput } from "@/server/search/schema";
import { searchLibrary } from "@/server/search/search-library";
import { measureGuardCost } from "@/server/testing/measure-guard-cost";
import { type WordKind, wordOf, wordShares } from "./data/fill-library";
import { openLibrary, withClient } from "./data/open-library";
import { measureInTurns, type Pair, summarizePairs } from "./measure-in-turns";

const usage = "npm run bench -- data [--pairs N] [--large LINES] [--json]";
const SMALL = 10_000;
const SEARCHES = 60;
/** Of one recording each: a million lines have a thousand. */
const PAGE = 1_000;
/** A search passes that takes at most so many times as long in the large library, or less than so long. */
const MOST_RATIO = 2;
const FAST_MS = 10;
const MOST_GUARD_RATIO = 3;
const kinds = Object.keys(wordShares) as WordKind[];

/** The search of the library page over all that one owner has, among a million lines beside ten thousand, in turns; page
 * 1,000 of a common word beside its first; and what the rules of the database cost an update. `--json` prints
 * `{searchP95Ratio: {rare, middling, common}, searchP95Ms, deepPageRatio, deepPageP95Ms, guardRatio}`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: "string", default: "7" },
      large: { type: "string", default: "1000000" },
      json: { type: "boolean", default: false },
    },
  });
  const [pairs, lines] = [Number(values.pairs), Number(values.large)];
  if (!Number.isInteger(pairs) || pairs < 1 || !Number.isInteger(lines) || lines < SMALL)
    throw new Error(`Usage: ${usage}`);

  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-data-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: () => {} });
  const opened: Database[] = [];
  try {
    const open = async (name: string, count: number) => {
      const library = await openLibrary(postgres.connectionString, name, count);
      opened.push(library.database);
      return library;
    };
    if (!values.json) console.log(`filling ${SMALL} and ${lines} lines`);
    const [small, large] = [await open("small", SMALL), await open("large", lines)];
    const guarded = await open("guarded", 0);

    const results = Object.fromEntries(kinds.map((kind) => [kind, [] as Pair[]])) as Record<WordKind, Pair[]>;
    const deep: Pair[] = [];
    const deepCursor = await walkTo(large.database, PAGE);
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const kind of kinds) {
        const find = ({ database }: { database: Database }) => search(database, { query: wordOf(kind) });
        results[kind].push(
          await measureInTurns(
            () => find(small),
            () => find(large),
            SEARCHES,
          ),
        );
      }
      deep.push(
        await measureInTurns(
          () => turnPage(large.database, null),
          () => turnPage(large.database, deepCursor),
          SEARCHES,
        ),
      );
    }
    const { guardedMs, plainMs } = await withClient(guarded.url, (client) =>
      measureGuardCost(client, { rounds: 400 }),
    );
    report({ results, deep, guardRatio: guardedMs / plainMs, json: values.json });
  } finally {
    for (const database of opened) await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function search({ prisma }: Database, input: Record<string, unknown>) {
  return searchLibrary(1, librarySearchInput.parse(input), prisma);
}

function turnPage(database: Database, cursor: string | null, limit = 1) {
  return search(database, { query: wordOf("common"), order: "newest", cursor, limit });
}

/** Where a page of one recording begins, as somebody comes there who reads on. */
async function walkTo(database: Database, page: number): Promise<string> {
  let cursor: string | null = null;
  for (let behind = page - 1; behind > 0; ) {
    const limit = Math.min(50, behind);
    const { nextCursor }: { nextCursor: string | null } = await turnPage(database, cursor, limit);
    if (nextCursor === null) break;
    cursor = nextCursor;
    behind -= limit;
  }
  if (cursor === null) throw new Error("The library is too small to have a second page.");
  return cursor;
}

interface Report {
  results: Record<WordKind, Pair[]>;
  deep: Pair[];
  guardRatio: number;
  json: boolean;
}

function report({ results, deep, guardRatio, json }: Report): void {
  const byKind = (derive: (figures: ReturnType<typeof summarizePairs>) => number) =>
    Object.fromEntries(kinds.map((kind) => [kind, derive(summarizePairs(results[kind]))])) as Record<
      WordKind,
      number
    >;
  const deepFigures = summarizePairs(deep);
  const figures = {
    searchP95Ratio: byKind(({ ratio }) => ratio),
    searchP95Ms: byKind(({ p95Ms }) => p95Ms),
    deepPageRatio: deepFigures.ratio,
    deepPageP95Ms: deepFigures.p95Ms,
    guardRatio,
  };
  if (json) console.log(JSON.stringify(figures));
  else {
    for (const kind of kinds) {
      const times = figures.searchP95Ratio[kind].toFixed(2);
      console.log(
        `${kind.padEnd(9)} p95 ${figures.searchP95Ms[kind].toFixed(2)} ms, ${times} times the small one's`,
      );
    }
    console.log(
      `page ${PAGE}  p95 ${figures.deepPageP95Ms.toFixed(2)} ms, ${figures.deepPageRatio.toFixed(2)} times the first`,
    );
    console.log(`a guarded update takes ${guardRatio.toFixed(2)} times an unguarded one`);
  }
  const isSlow = (ratio: number, ms: number) => ratio > MOST_RATIO && ms > FAST_MS;
  const failed = [
    ...kinds.filter((kind) => isSlow(figures.searchP95Ratio[kind], figures.searchP95Ms[kind])),
    ...(isSlow(figures.deepPageRatio, figures.deepPageP95Ms) ? [`page ${PAGE}`] : []),
    ...(guardRatio > MOST_GUARD_RATIO ? ["guarded update"] : []),
  ];
  if (failed.length > 0) throw new Error(`Over the limit: ${failed.join(", ")}.`);
}
