import { fileURLToPath } from "node:url";
import type { CheckReport } from "@/server/operations/verify/finding";
import { type AppliedMend, repairSystem } from "@/server/operations/verify/repair-system";
import { getStorage } from "@/server/platform/storage";
import { exitCodes } from "./exit-codes";
import { plain, printJson, printLine } from "./print";
import { printReport, toJson } from "./print-report";
import { withDatabaseUrl } from "./reach-database";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

const MAX_PLANNED_SHOWN = 50;

interface RepairCommandOptions {
  apply: boolean;
  quick: boolean;
  json: boolean;
}

/** Mends what can be mended without losing anything; without `apply` it only says what it would do.
 * @returns the exit code: failed where something is damaged, at the end */
export function repairCommand({ apply, quick, json }: RepairCommandOptions): Promise<number> {
  return withDatabaseUrl({ mayJoin: true, mayCreate: false }, async (connectionString) => {
    const { before, after, mends } = await repairSystem({
      connectionString,
      migrationsDir,
      storage: getStorage(),
      isApplied: apply,
      isQuick: quick,
      onMend: apply && !json ? printDone : undefined,
      log: (line) => void process.stderr.write(`${plain(line)}\n`),
    });
    const reports = after ?? before;
    const isWhole = reports.every(({ state }) => state !== "damaged");
    if (json) {
      const [beforeJson, afterJson] = [before.map(toJson), after?.map(toJson) ?? null];
      printJson({ applied: apply, isWhole, mends, before: beforeJson, after: afterJson });
    } else {
      printEnd({ reports, isWhole, apply, mends });
    }
    return isWhole ? exitCodes.ok : exitCodes.failed;
  });
}

function printDone({ id, label, refusal }: AppliedMend): void {
  if (refusal === null) printLine(plain(`✓ mended: ${id}: ${label}`));
  else printLine(plain(`✗ not mended: ${id}: ${label} (${refusal})`));
}

/** What was done is told in full; of what would be done the beginning will do. */
function printPlan(mends: AppliedMend[]): void {
  for (const { id, label } of mends.slice(0, MAX_PLANNED_SHOWN))
    printLine(plain(`· would mend: ${id}: ${label}`));
  if (mends.length > MAX_PLANNED_SHOWN) printLine(`  and ${mends.length - MAX_PLANNED_SHOWN} more`);
}

function printEnd(given: { reports: CheckReport[]; isWhole: boolean; apply: boolean; mends: AppliedMend[] }) {
  const { reports, isWhole, apply, mends } = given;
  if (!apply) printPlan(mends);
  for (const report of reports) printReport(report);
  if (isWhole) printLine(mends.length > 0 ? "Everything is whole again." : "There is nothing to mend.");
  else if (apply) printLine("What is listed above is left. Nothing mends it without losing something.");
  else if (mends.length > 0) printLine("Nothing was changed. Mend it: npm run trax -- repair --apply");
  else printLine("Nothing of this can be mended without losing something.");
}
