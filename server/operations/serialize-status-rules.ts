import { isEnded, legalMoves, workStatuses } from "@/core/status/transitions";

/** Marks around what a migration holds of `serializeStatusRules`. */
export const statusRulesBegin =
  "-- Generated from core/status; a test holds the two equal. -----------------------";
export const statusRulesEnd =
  "-- End of what is generated. -----------------------------------------------------";

const columns = [
  { table: "batch_items", column: "status", moves: legalMoves.work, isWork: true },
  { table: "v2_processing_jobs", column: "status", moves: legalMoves.work, isWork: true },
  { table: "batch_jobs", column: "status", moves: legalMoves.batch, isWork: false },
  { table: "media_files", column: "download_status", moves: legalMoves.download, isWork: false },
] as const;

/** SQL of the rules for statuses: the set of each column, its legal moves, and when a step has ended. The moves stand in
 * the trigger's condition, so that a legal one costs no call of a function. */
export function serializeStatusRules(): string {
  return columns
    .flatMap(({ table, column, moves, isWork }) => [
      serializeSet(table, column, Object.keys(moves)),
      serializeMoves(table, column, moves),
      ...(isWork ? [serializeEnd(table)] : []),
    ])
    .join("\n\n");
}

const list = (values: readonly string[]) => values.map((value) => `'${value}'`).join(", ");

function serializeSet(table: string, column: string, values: string[]): string {
  return `ALTER TABLE ${table}
  DROP CONSTRAINT ${table}_${column}_check,
  ADD CONSTRAINT ${table}_${column}_check CHECK (${column} IN (${list(values)}));`;
}

function serializeMoves(table: string, column: string, moves: Record<string, readonly string[]>): string {
  // A v1 client may leave the column empty, which means that nothing has begun.
  const [before, after] = ["OLD", "NEW"].map((row) =>
    column === "status" ? `${row}.${column}` : `coalesce(${row}.${column}, 'pending')`,
  );
  const cases = Object.entries(moves)
    .filter(([, targets]) => targets.length > 0)
    .map(([from, targets]) => `    WHEN '${from}' THEN ${after} IN (${list(targets)})`);
  return `CREATE TRIGGER check_status_move BEFORE UPDATE OF ${column} ON ${table}
FOR EACH ROW WHEN (${before} <> ${after} AND NOT CASE ${before}
${cases.join("\n")}
    ELSE false END)
EXECUTE FUNCTION refuse_status_move('${column}');`;
}

function serializeEnd(table: string): string {
  const ended = `IN (${list(workStatuses.filter(isEnded))})`;
  return `ALTER TABLE ${table}
  ADD CONSTRAINT ${table}_completed_at_check CHECK ((completed_at IS NOT NULL) = (status ${ended}));
CREATE TRIGGER set_completed_at_first BEFORE INSERT ON ${table}
FOR EACH ROW WHEN (NEW.completed_at IS NULL AND NEW.status ${ended})
EXECUTE FUNCTION set_completed_at();
CREATE TRIGGER set_completed_at BEFORE UPDATE OF status ON ${table}
FOR EACH ROW WHEN (OLD.status <> NEW.status AND CASE WHEN NEW.status ${ended}
    THEN NEW.completed_at IS NULL ELSE NEW.completed_at = OLD.completed_at END)
EXECUTE FUNCTION set_completed_at();`;
}
