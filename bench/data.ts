import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import type { SearchPlace } from "@/server/search/matching-lines";
import { measureGuardCost } from "@/server/testing/measure-guard-cost";
import { fillLibrary, type WordKind, wordOf, wordShares } from "./data/fill-library";
import { searchLines } from "./data/search-lines";
import { quantile } from "./quantile";

const usage = "npm run bench -- data [--pairs N] [--large LINES] [--json]";
const SMALL = 10_000;
const SEARCHES = 60;
const PAGE = 1_000;
/** A search passes that takes at most so many times as long in the large library, or less than so long. */
const MOST_RATIO = 2;
const FAST_MS = 10;
const MOST_GUARD_RATIO = 3;
const kinds = Object.keys(wordShares) as WordKind[];

interface Pair {
  small: number;
  large: number;
}

/** The search of the product over all that one owner has, among a million lines beside ten thousand, in turns; page 1,000
 * of a common word beside its first; and what the rules of the database cost an update. `--json` prints
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
  const tell = (line: string) => values.json || console.log(line);
  try {
    const open = async (name: string) => {
      const url = await createMigrated(postgres.connectionString, name);
      const database = createDatabase(url, { size: 1 });
      opened.push(database);
      return { url, database };
    };
    const [small, large, guarded] = [await open("small"), await open("large"), await open("guarded")];
    tell(`filling ${SMALL} and ${lines} lines`);
    await withClient(small.url, (client) => fillLibrary(client, { lines: SMALL }));
    await withClient(large.url, (client) => fillLibrary(client, { lines }));

    const results = Object.fromEntries(kinds.map((kind) => [kind, [] as Pair[]])) as Record<WordKind, Pair[]>;
    const deep: Pair[] = [];
    const deepCursor = await walkTo(large.database, PAGE);
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const kind of kinds) {
        const [a, b] = await measureInTurns(
          () => search(small.database, kind),
          () => search(large.database, kind),
        );
        results[kind].push({ small: a, large: b });
      }
      const [first, later] = await measureInTurns(
        () => search(large.database, "common"),
        () => search(large.database, "common", deepCursor),
      );
      deep.push({ small: first, large: later });
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

async function createMigrated(serverUrl: string, name: string): Promise<string> {
  await withClient(serverUrl, (client) => client.query(`create database ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate({ connectionString: url.href, migrationsDir: path.resolve("prisma/migrations") });
  return url.href;
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return use(client).finally(() => client.end());
}

function search(database: Database, kind: WordKind, after: SearchPlace | null = null) {
  return searchLines(1, wordOf(kind), after, database.prisma);
}

/** Where a page begins of the common word, page after page as somebody reads on. */
async function walkTo(database: Database, page: number): Promise<SearchPlace> {
  let after: SearchPlace | null = null;
  for (let at = 1; at < page; at += 1) {
    const next: SearchPlace | null = await search(database, "common", after);
    if (next === null) break;
    after = next;
  }
  if (after === null) throw new Error("The library is too small to have a second page.");
  return after;
}

/** @returns the 95th percentile of each, in milliseconds */
async function measureInTurns(
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<[number, number]> {
  const took: [number[], number[]] = [[], []];
  for (let turn = 0; turn < SEARCHES; turn += 1) {
    for (const which of turn % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const startedMs = performance.now();
      await [a, b][which]?.();
      took[which].push(performance.now() - startedMs);
    }
  }
  return [quantile(took[0], 0.95), quantile(took[1], 0.95)];
}

interface Report {
  results: Record<WordKind, Pair[]>;
  deep: Pair[];
  guardRatio: number;
  json: boolean;
}

function report({ results, deep, guardRatio, json }: Report): void {
  const ratioOf = (list: Pair[]) =>
    quantile(
      list.map(({ small, large }) => large / small),
      0.5,
    );
  const msOf = (list: Pair[]) =>
    quantile(
      list.map(({ large }) => large),
      0.5,
    );
  const byKind = <T>(derive: (list: Pair[]) => T) =>
    Object.fromEntries(kinds.map((kind) => [kind, derive(results[kind])])) as Record<WordKind, T>;
  const figures = {
    searchP95Ratio: byKind(ratioOf),
    searchP95Ms: byKind(msOf),
    deepPageRatio: ratioOf(deep),
    deepPageP95Ms: msOf(deep),
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
