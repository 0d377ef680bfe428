import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A step between two versions of the schema. Names sort in the order of the steps: `005_documents_and_work`. */
export interface Migration {
  name: string;
  up: string;
  down: string;
  /** SHA-256 of the bytes of migration.sql in hex, as Prisma's own engine computes it. */
  checksum: string;
}

/** Reads `<dir>/NNN_name/{migration.sql,down.sql}`, first step first. Throws when a file of a step is missing. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && /^\d{3}_\w+$/.test(entry.name))
    .map((entry) => entry.name);
  return await Promise.all(
    names.sort().map(async (name) => {
      const up = await readFile(join(dir, name, "migration.sql"));
      const down = await readFile(join(dir, name, "down.sql"), "utf8");
      return { name, up: up.toString("utf8"), down, checksum: createHash("sha256").update(up).digest("hex") };
    }),
  );
}
