/** What `verify` looks at, in the order in which it does. */
export const checkNames = [
  "schema",
  "constraints",
  "json",
  "files",
  "counters",
  "indexes",
  "search",
] as const;
export type CheckName = (typeof checkNames)[number];

/** How `repair` mends a finding; several findings may share one mend. */
export type Mend = {
  /** The same mend has the same id. */
  id: string;
  /** What is done, for a person. */
  label: string;
} & (
  | { type: "sql"; statements: string[]; stage: MendStage }
  | { type: "recount"; batchId: string }
  | { type: "remake-proxy"; mediaFileId: string }
  | { type: "prepare-again"; mediaFileId: string }
  | { type: "set-aside"; key: string; sizeBytes: number; reason: string }
);

/** Statements rest on those of the stages before. */
export const mendStages = [
  "function",
  "column",
  "key",
  "value",
  "check",
  "reference",
  "index",
  "view",
  "trigger",
] as const;
export type MendStage = (typeof mendStages)[number];

export interface Finding {
  /** Kebab-case; findings of a kind are counted together. */
  kind: string;
  /** What it is about, by name: a table's row, a key of the store, an index. */
  subject: string;
  /** What is wrong with it, as a clause. */
  detail: string;
  /** What a person can do where nothing mends it by itself. */
  wayOut?: string;
  /** Worth knowing, and no damage. */
  isNote?: boolean;
  mend?: Mend;
}

export type ReportFinding = (finding: Finding) => void;

export interface CheckOutcome {
  /** What was looked at, or why it was not, as a clause. */
  said: string;
  isSkipped?: boolean;
}

export interface CheckReport {
  check: CheckName;
  state: "whole" | "damaged" | "not-checked";
  said: string;
  /** How many findings of each kind there are. */
  counts: Record<string, number>;
  /** The first of each kind. */
  findings: Finding[];
  /** The same for what is no damage. */
  notes: Finding[];
}

/** Findings of a kind that are kept; the others are counted. */
export const KEPT_OF_A_KIND = 20;

/** Runs a check and keeps a bounded part of what it finds.
 * @param visit hears of every finding */
export async function runCheck(
  check: CheckName,
  look: (report: ReportFinding) => Promise<CheckOutcome>,
  visit: (check: CheckName, finding: Finding) => void = () => {},
): Promise<CheckReport> {
  const counts: Record<string, number> = {};
  const findings: Finding[] = [];
  const notes: Finding[] = [];
  const { said, isSkipped } = await look((finding) => {
    visit(check, finding);
    const count = (counts[finding.kind] ?? 0) + 1;
    counts[finding.kind] = count;
    if (count <= KEPT_OF_A_KIND) (finding.isNote ? notes : findings).push(finding);
  });
  const state = findings.length > 0 ? "damaged" : isSkipped ? "not-checked" : "whole";
  return { check, state, said, counts, findings, notes };
}
