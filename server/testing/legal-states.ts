/** What states a database of Trax may be in, written down once more by hand from what the tables are for, so that the
 * database's own rules are held against something that they were not made from. It takes nothing from core. */

/** Values by column; instants in milliseconds. */
export type Row = Record<string, string | number | null> & { id: string };
export type World = Record<TableName, Map<string, Row>>;

export const tableNames = [
  "batch_jobs",
  "batch_items",
  "v2_processing_jobs",
  "media_files",
  "speaker_profiles",
  "transcription_results",
  "transcript_segments",
  "exports",
] as const;
export type TableName = (typeof tableNames)[number];

const workMoves: Record<string, string> = {
  pending: "running cancelled",
  running: "completed failed cancelled retrying pending",
  retrying: "running pending failed cancelled",
  failed: "pending",
  cancelled: "pending",
  completed: "",
};
const batchMoves: Record<string, string> = {
  pending: "running paused completed failed cancelled",
  running: "pending paused completed failed cancelled",
  paused: "pending running completed failed cancelled",
  completed: "pending running paused",
  failed: "pending running paused cancelled",
  cancelled: "pending running paused failed",
};
const downloadMoves: Record<string, string> = {
  pending: "downloading completed failed",
  downloading: "pending completed failed",
  failed: "pending downloading",
  completed: "",
};

const statusRules: Partial<Record<TableName, { column: string; moves: Record<string, string> }>> = {
  batch_jobs: { column: "status", moves: batchMoves },
  batch_items: { column: "status", moves: workMoves },
  v2_processing_jobs: { column: "status", moves: workMoves },
  media_files: { column: "download_status", moves: downloadMoves },
};

export const isOver = (status: unknown) => ["completed", "failed", "cancelled"].includes(String(status));

type Value = Row[string] | undefined;
const atLeast = (value: Value, bound: number) => value == null || Number(value) >= bound;
const isShare = (value: Value) => value == null || (Number(value) >= 0 && Number(value) <= 1);
const inOrder = (start: Value, end: Value) => start == null || end == null || Number(start) <= Number(end);
const isShape = (value: Value, opening: "{" | "[") => value == null || String(value).startsWith(opening);

function isKey(path: Value): boolean {
  const text = String(path);
  const parts = text.split("/");
  return (
    Buffer.byteLength(text) <= 1024 &&
    parts.every((part) => part !== "" && part !== "." && part !== "..") &&
    ![...text].some((char) => char === "\\" || char < " " || char === "\u007f") &&
    !/^[a-z]:$/i.test(parts.length > 1 ? (parts[0] ?? "") : "")
  );
}

const rowRules: Record<TableName, (row: Row, world: World) => boolean> = {
  batch_jobs: (row) =>
    atLeast(row.total_files, 0) &&
    atLeast(row.processed_files, 0) &&
    atLeast(row.failed_files, 0) &&
    Number(row.processed_files) + Number(row.failed_files) <= Number(row.total_files) &&
    inOrder(row.start_time, row.end_time),
  batch_items: (row, world) =>
    (row.batch_job_id == null || world.batch_jobs.has(String(row.batch_job_id))) &&
    row.source_index !== null &&
    atLeast(row.source_index, 0) &&
    atLeast(row.retry_count, 0) &&
    row.progress !== null &&
    isShare(row.progress) &&
    row.task_data !== null &&
    isShape(row.task_data, "{") &&
    isShape(row.result_data, "{") &&
    isEndTold(row),
  v2_processing_jobs: (row, world) =>
    (row.batch_job_id == null || world.batch_jobs.has(String(row.batch_job_id))) &&
    isShare(row.progress) &&
    isShape(row.parameters, "{") &&
    isShape(row.result_data, "{") &&
    isEndTold(row),
  media_files: (row) =>
    isKey(row.file_path) &&
    row.file_size !== null &&
    atLeast(row.file_size, 0) &&
    isShape(row.format_info, "{"),
  speaker_profiles: (row) =>
    (row.user_id === null || row.user_id === 1) &&
    atLeast(row.sample_count, 0) &&
    isShape(row.characteristics, "{"),
  transcription_results: (row, world) =>
    (row.media_file_id == null || world.media_files.has(String(row.media_file_id))) &&
    atLeast(row.speaker_count, 0) &&
    isShape(row.segments, "[") &&
    isShape(row.raw_content, "{") &&
    isShape(row.quality_warnings_v2, "[") &&
    isShape(row.processing_metadata, "{"),
  transcript_segments: (row) =>
    row.start_ms !== null &&
    row.end_ms !== null &&
    atLeast(row.start_ms, 0) &&
    inOrder(row.start_ms, row.end_ms) &&
    row.words !== null &&
    isShape(row.words, "["),
  exports: (row, world) =>
    (row.transcript_id == null || world.transcription_results.has(String(row.transcript_id))) &&
    ["machine", "enhanced", "edited"].includes(String(row.source)) &&
    isKey(row.file_path) &&
    atLeast(row.file_size, 0),
};

function isEndTold(row: Row): boolean {
  return isOver(row.status) === (row.completed_at !== null) && inOrder(row.started_at, row.completed_at);
}

/** What may be there once only. */
const uniqueKeys: Partial<Record<TableName, (row: Row) => string | null>> = {
  batch_items: (row) =>
    isOver(row.status) ? null : `${row.batch_job_id ?? "none"} ${row.source_index} ${row.task_type}`,
  speaker_profiles: (row) => `${row.user_id} ${row.name}`,
};

/** Whether the rows of a table as they are now may be. Gives the first that may not. */
export function findIllegalRow(world: World, table: TableName): Row | null {
  const seen = new Set<string>();
  for (const row of world[table].values()) {
    const key = uniqueKeys[table]?.(row) ?? null;
    if (!isLegalRow(world, table, row) || (key !== null && seen.has(key))) return row;
    if (key !== null) seen.add(key);
  }
  return null;
}

function isLegalRow(world: World, table: TableName, row: Row): boolean {
  const rule = statusRules[table];
  const status = rule && row[rule.column];
  const isKnown = !rule || (status == null ? rule.column !== "status" : String(status) in rule.moves);
  return isKnown && rowRules[table](row, world);
}

/** Whether rows may become these, or come to be where `before` is null. */
export function mayBecome(
  world: World,
  table: TableName,
  changes: { before: Row | null; after: Row }[],
): boolean {
  const rule = statusRules[table];
  const keyOf = uniqueKeys[table];
  const taken = new Set<string>();
  if (keyOf) {
    const changed = new Set(changes.map(({ after }) => after.id));
    for (const row of world[table].values()) {
      const key = changed.has(row.id) ? null : keyOf(row);
      if (key !== null) taken.add(key);
    }
  }
  return changes.every(({ before, after }) => {
    const key = keyOf?.(after) ?? null;
    if (key !== null && taken.has(key)) return false;
    if (key !== null) taken.add(key);
    if (!isLegalRow(world, table, after)) return false;
    if (!rule || !before) return true;
    const [from, to] = [before, after].map((row) => String(row[rule.column] ?? "pending"));
    return from === to || (rule.moves[from ?? ""] ?? "").split(" ").includes(to ?? "");
  });
}

/** Rows that go with a row, or null where it must stay: a file with results, a result with exports. */
export function findDeletion(world: World, table: TableName, id: string): [TableName, string][] | null {
  const gone: [TableName, string][] = [[table, id]];
  const listChildren = (child: TableName, column: string) =>
    [...world[child].values()].filter((row) => String(row[column]) === id).map((row) => row.id);
  if (table === "batch_jobs") {
    for (const child of ["batch_items", "v2_processing_jobs"] as const) {
      for (const childId of listChildren(child, "batch_job_id")) gone.push([child, childId]);
    }
  }
  if (table === "media_files" && listChildren("transcription_results", "media_file_id").length > 0)
    return null;
  if (table === "transcription_results" && listChildren("exports", "transcript_id").length > 0) return null;
  return gone;
}
