import { randomUUID } from "node:crypto";
import { isOver, type Row, type TableName, tableNames, type World } from "./legal-states";

/** Gives numbers from 0 to 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32 of Tommy Ettinger). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

type Make = (random: Random, world: World) => Row[string];

const oneOf =
  (...values: Row[string][]): Make =>
  (random) =>
    pick(random, values);
/** An id of a row that is there, of none, or nothing. */
const reference =
  (table: TableName): Make =>
  (random, world) => {
    const ids = [...world[table].keys()];
    const chance = random();
    if (ids.length === 0 || chance < 0.15) return null;
    return chance < 0.2 ? randomUUID() : pick(random, ids);
  };

// Times between which "now" lies.
const instants = [null, Date.UTC(2001, 0, 1), Date.UTC(2002, 5, 1, 12, 0, 0, 1), Date.UTC(2100, 0, 1)];
const instant = oneOf(...instants);
const work = oneOf("pending", "running", "completed", "failed", "retrying", "cancelled", "paused", "Running");
const share = oneOf(0, 0.5, 1, 1, 0.25, -0.01, 1.01, Number.NaN);
const count = oneOf(0, 0, 1, 2, 3, -1, null);
const object = oneOf("{}", '{"a": 1}', "{}", "[]", "null", "7", null);
const array = oneOf("[]", '[{"a": 1}]', "[]", "{}", '"x"', null);
const path = oneOf(
  ...["a", "sources/x/original", "a/..b/c..", "ü 🎙", "...", "a:b", "x".repeat(1024), "a", "b/c"],
  ...[
    "",
    "/",
    "/etc/passwd",
    "..",
    "a/../b",
    "./a",
    "a//b",
    "a/",
    ".",
    "C:/x",
    "c:\\x",
    "a\\..\\b",
    "\\\\host\\x",
  ],
  ...["a\nb", "a\u0001", "a\u007f", "x".repeat(1025), `${"ü".repeat(512)}x`],
);

const columns: Record<TableName, Record<string, Make>> = {
  batch_jobs: {
    status: oneOf("pending", "running", "paused", "completed", "failed", "cancelled", "done"),
    total_files: oneOf(0, 1, 2, 3, 4, -1),
    processed_files: count,
    failed_files: count,
    start_time: instant,
    end_time: instant,
  },
  batch_items: {
    batch_job_id: reference("batch_jobs"),
    task_type: oneOf("transcribe", "preprocess"),
    source_index: oneOf(0, 1, 2, 3, -1),
    status: work,
    progress: share,
    retry_count: count,
    task_data: oneOf("{}", '{"a": 1}', "{}", "[]", "null", null),
    result_data: object,
    started_at: instant,
    completed_at: instant,
  },
  v2_processing_jobs: {
    batch_job_id: reference("batch_jobs"),
    status: work,
    progress: share,
    parameters: object,
    result_data: object,
    started_at: instant,
    completed_at: instant,
  },
  media_files: {
    file_path: path,
    file_size: oneOf(0, 1, 2 ** 40, -1, null),
    download_status: oneOf("pending", "downloading", "completed", "failed", null, "gone"),
    format_info: object,
  },
  speaker_profiles: {
    name: oneOf("Ada", "Bo", "Cy", "ada"),
    user_id: oneOf(null, 1, 1, null, 99),
    sample_count: count,
    characteristics: object,
  },
  transcription_results: {
    media_file_id: reference("media_files"),
    speaker_count: count,
    segments: array,
    raw_content: object,
    quality_warnings_v2: array,
    processing_metadata: object,
  },
  transcript_segments: {
    start_ms: oneOf(0, 1, 10, -1, null),
    end_ms: oneOf(0, 1, 10, -1, null),
    words: oneOf("[]", "[]", '[{"a": 1}]', "{}", null),
  },
  exports: {
    transcript_id: reference("transcription_results"),
    source: oneOf("machine", "enhanced", "edited", "other"),
    file_path: path,
    file_size: count,
  },
};

/** What a row has where an INSERT does not say. */
const defaults: Record<TableName, Record<string, Row[string]>> = {
  batch_jobs: {
    status: "pending",
    total_files: 2,
    processed_files: 0,
    failed_files: 0,
    start_time: null,
    end_time: null,
  },
  batch_items: {
    ...{
      batch_job_id: null,
      task_type: "transcribe",
      source_index: 0,
      status: "pending",
      progress: 0,
      retry_count: 0,
    },
    ...{ task_data: "{}", result_data: null, started_at: null, completed_at: null },
  },
  v2_processing_jobs: {
    ...{ batch_job_id: null, status: "pending", progress: 0, parameters: null, result_data: null },
    ...{ started_at: null, completed_at: null },
  },
  media_files: { file_path: "a", file_size: 0, download_status: "pending", format_info: null },
  speaker_profiles: { name: "Ada", user_id: null, sample_count: 0, characteristics: null },
  transcription_results: {
    ...{ media_file_id: null, speaker_count: null, segments: null, raw_content: null },
    ...{ quality_warnings_v2: null, processing_metadata: null },
  },
  transcript_segments: { start_ms: 0, end_ms: 0, words: "[]" },
  exports: { transcript_id: null, source: "edited", file_path: "a", file_size: null },
};

export type Statement =
  /** told: it says when the work ended. */
  | { kind: "insert"; table: TableName; row: Row; told: boolean }
  | { kind: "update"; table: TableName; changes: { before: Row; after: Row }[]; set: Partial<Row> }
  | { kind: "delete"; table: TableName; id: string };

/** One statement of any kind about any table; illegal about as often as not. `after` is what the row is to become. */
export function makeStatement(random: Random, world: World): Statement {
  const table = pick(random, tableNames);
  const ids = [...world[table].keys()];
  const chance = random();
  // Small enough a world that rows meet.
  if (ids.length > 12 || (ids.length > 0 && chance < 0.08))
    return { kind: "delete", table, id: pick(random, ids) };
  const set = makeValues(random, world, table, 0.35);
  if (ids.length === 0 || chance < 0.4) {
    const row = { ...defaults[table], ...set, id: nextId(table) } as Row;
    return { kind: "insert", table, row: tellEnd(null, row, set), told: row.completed_at !== null };
  }
  const chosen = new Set([pick(random, ids), ...(random() < 0.2 ? [pick(random, ids)] : [])]);
  const changes = [...chosen].map((id) => {
    const before = world[table].get(id) as Row;
    return { before, after: tellEnd(before, { ...before, ...set } as Row, set) };
  });
  return { kind: "update", table, changes, set };
}

function makeValues(random: Random, world: World, table: TableName, share: number): Partial<Row> {
  const names = Object.keys(columns[table]);
  const chosen = names.filter(() => random() < share);
  if (chosen.length === 0) chosen.push(pick(random, names));
  return Object.fromEntries(chosen.map((name) => [name, columns[table][name]?.(random, world) ?? null]));
}

/** A writer that ends work, or takes it up again, and says nothing of the time leaves that to the database. */
function tellEnd(before: Row | null, after: Row, set: Partial<Row>): Row {
  if (!("completed_at" in after) || before?.status === after.status) return after;
  if (isOver(after.status) && after.completed_at === null) {
    return { ...after, completed_at: Math.max(Date.now(), Number(after.started_at)) };
  }
  const isUnchanged =
    before !== null && (!("completed_at" in set) || set.completed_at === before.completed_at);
  return !isOver(after.status) && isUnchanged ? { ...after, completed_at: null } : after;
}

let serial = 0;
const serialTables: TableName[] = ["v2_processing_jobs", "speaker_profiles"];

function nextId(table: TableName): string {
  if (!serialTables.includes(table)) return randomUUID();
  serial += 1;
  return String(serial);
}
