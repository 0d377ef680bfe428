import { closeDatabase, createDatabase } from "@/server/platform/db";
import { withMigrationLock } from "../migration-connection";
import { applyMend, type MendTools } from "./apply-mend";
import { type CheckReport, type Mend, mendStages } from "./finding";
import { type VerifyOptions, verifySystem } from "./verify-system";

export interface RepairOptions extends Omit<VerifyOptions, "visit" | "onReport"> {
  /** Without it nothing is changed. */
  isApplied: boolean;
  onMend?: (mend: AppliedMend) => void;
  log?: (message: string) => void;
}

export interface AppliedMend {
  id: string;
  label: string;
  /** Why it was not carried out; null where it was, or would be. */
  refusal: string | null;
}

export interface Repair {
  /** How things stood before. */
  before: CheckReport[];
  /** How they stand now; null where nothing was changed. */
  after: CheckReport[] | null;
  mends: AppliedMend[];
}

/** In memory at once; with more there is a further round. */
const MENDS_A_ROUND = 10_000;
const MAX_ROUNDS = 100;

/** Mends what can be mended without losing anything, one transaction each, while nobody migrates; then looks again.
 * One mend may be what another waits for, so it goes on for as long as something new can be mended.
 * @throws as `verifySystem`; DATABASE_UNREACHABLE */
export async function repairSystem(options: RepairOptions): Promise<Repair> {
  const { connectionString, isApplied, onMend, log } = options;
  if (!isApplied) {
    const { reports, mends } = await collect(options, new Set());
    const planned = mends.map(({ id, label }) => ({ id, label, refusal: null }));
    for (const mend of planned) onMend?.(mend);
    return { before: reports, after: null, mends: planned };
  }
  return await withMigrationLock({ connectionString, log }, async (client) => {
    const database = createDatabase(connectionString, { size: 2 });
    try {
      const run = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
      const tools: MendTools = { client, prisma: database.prisma, storage: options.storage, run };
      const tried = new Set<string>();
      const applied: AppliedMend[] = [];
      const first = await collect(options, tried);
      let last = first;
      for (let round = 0; last.mends.length > 0 && round < MAX_ROUNDS; round += 1) {
        for (const mend of last.mends) {
          tried.add(mend.id);
          const isSafe = !last.isUnreadable || keepsRows(mend);
          const refusal = isSafe ? await applyMend(tools, mend) : UNREADABLE;
          const done = { id: mend.id, label: mend.label, refusal };
          onMend?.(done);
          applied.push(done);
        }
        last = await collect(options, tried);
      }
      return { before: first.reports, after: last.reports, mends: applied };
    } finally {
      await closeDatabase(database);
    }
  });
}

/** How things stand, and what of it can be mended and was not tried yet, in the order in which it is to be. */
async function collect(
  options: RepairOptions,
  tried: ReadonlySet<string>,
): Promise<{ reports: CheckReport[]; mends: Mend[]; isUnreadable: boolean }> {
  const mends = new Map<string, Mend>();
  const reports = await verifySystem({
    ...options,
    visit: (_, { mend }) => {
      if (mend && !tried.has(mend.id) && mends.size < MENDS_A_ROUND) mends.set(mend.id, mend);
    },
  });
  // Who reads a recording again asks for its playable copy too.
  for (const mend of [...mends.values()]) {
    if (mend.type === "prepare-again") mends.delete(`proxy ${mend.mediaFileId}`);
  }
  const isUnreadable = reports.some(({ counts }) => counts["table-corrupt"] || counts.unreadable);
  return { reports, isUnreadable, mends: [...mends.values()].sort((a, b) => stageOf(a) - stageOf(b)) };
}

const UNREADABLE = "Left as it is while some tables cannot be read: what they hold may say otherwise.";

/** Rests on no row that may be among those that cannot be read. */
function keepsRows(mend: Mend): boolean {
  return mend.type === "sql" && mend.stage !== "value";
}

function stageOf(mend: Mend): number {
  return mend.type === "sql" ? mendStages.indexOf(mend.stage) : mendStages.length;
}
