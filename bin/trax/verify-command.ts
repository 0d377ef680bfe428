import { fileURLToPath } from "node:url";
import { verifySystem } from "@/server/operations/verify/verify-system";
import { getStorage } from "@/server/platform/storage";
import { exitCodes } from "./exit-codes";
import { printJson, printLine } from "./print";
import { printReport, toJson } from "./print-report";
import { withDatabaseUrl } from "./reach-database";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Looks whether everything is whole; changes nothing.
 * @returns the exit code: failed where something is damaged */
export function verifyCommand({ quick, json }: { quick: boolean; json: boolean }): Promise<number> {
  return withDatabaseUrl({ mayJoin: true, mayCreate: false }, async (connectionString) => {
    const reports = await verifySystem({
      connectionString,
      migrationsDir,
      storage: getStorage(),
      isQuick: quick,
      onReport: (report) => (json ? printJson(toJson(report)) : printReport(report)),
    });
    const isWhole = reports.every(({ state }) => state !== "damaged");
    if (!json) {
      printLine(
        isWhole ? "Everything that was checked is whole." : "See what can be mended: npm run trax -- repair",
      );
    }
    return isWhole ? exitCodes.ok : exitCodes.failed;
  });
}
