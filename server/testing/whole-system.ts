import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { migrate } from "@/server/operations/migrate";
import { readMigrations } from "@/server/operations/read-migrations";
import type { CheckReport } from "@/server/operations/verify/finding";
import { repairSystem } from "@/server/operations/verify/repair-system";
import { verifySystem } from "@/server/operations/verify/verify-system";
import { closeDatabase, createDatabase, type PrismaClient } from "@/server/platform/db";
import type { Storage } from "@/server/platform/storage";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { hashTables } from "./describe-schema";
import { buildBatch, buildDocument } from "./factories";
import { fillTables } from "./fill-tables";
import { createTestDatabase } from "./test-database";

/** A database and a store of its own for each test of `verify` and `repair`. */
export function setUpWholeSystem() {
  const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
  let connectionString: string;
  let close: () => Promise<void>;
  let becomeNewest: () => Promise<void>;
  let folder: string;
  let storage: Storage;

  beforeEach(async () => {
    ({ connectionString, close, becomeNewest } = await createTestDatabase({ empty: true }));
    folder = await mkdtemp(path.join(tmpdir(), "trax-verify-"));
    storage = createLocalStorage(path.join(folder, "media"));
  });
  afterEach(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  async function withClient<T>(act: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client(connectionString);
    await client.connect();
    return await act(client).finally(() => client.end());
  }
  const given = () => ({ connectionString, migrationsDir, storage, graceMs: 0 });

  const system = {
    storage: () => storage,
    connectionString: () => connectionString,
    migrationsDir,
    mediaFolder: () => path.join(folder, "media"),

    /** One after the other, in one session. @returns the rows of the last one */
    async run(...statements: string[]): Promise<Record<string, unknown>[]> {
      return await withClient(async (client) => {
        let rows: Record<string, unknown>[] = [];
        for (const statement of statements) ({ rows } = await client.query(statement));
        return rows;
      });
    },

    async withPrisma<T>(act: (prisma: PrismaClient) => Promise<T>): Promise<T> {
      const own = createDatabase(connectionString, { size: 2 });
      return await act(own.prisma).finally(() => closeDatabase(own));
    },

    migrate: () => becomeNewest(),

    /** Rows of every kind, of every version, and what an installation that works with them has besides: files, and
     * counters that fit. */
    async fill(): Promise<void> {
      for (const [index, { name }] of (await readMigrations(migrationsDir)).entries()) {
        await migrate({ connectionString, migrationsDir, to: name });
        await withClient((client) => fillTables(client, index + 1));
      }
      await system.withPrisma(async (prisma) => {
        await buildBatch(prisma, { sources: 2 });
        await buildDocument(prisma, { lines: ["some words of a healthy recording", "and a second line"] });
      });
      const sum = createHash("sha256").update("sound").digest("hex");
      const files = await system.run(
        `UPDATE transcription_results SET segments = '[{"id": 0, "start": 0.1, "end": 2.5, "text": "two"}]'
         WHERE segments IS NOT NULL`,
        `UPDATE media_files SET file_size = 5, sha256 = '${sum}' WHERE download_status = 'completed'`,
        "UPDATE exports SET file_size = 6",
        `SELECT file_path AS key, 'sound' AS text FROM media_files WHERE download_status = 'completed'
         UNION ALL SELECT file_path, 'export' FROM exports`,
      );
      for (const { key, text } of files) await storage.write(String(key), String(text));
      await system.repair();
    },

    verify: (isQuick = false) => verifySystem({ ...given(), isQuick }),
    repair: () => repairSystem({ ...given(), isApplied: true }),
    dryRun: () => repairSystem({ ...given(), isApplied: false }),

    /** All that a change would change: rows, and files with their sizes. */
    async snapshot(): Promise<unknown> {
      const files: string[] = [];
      for (const prefix of ["sources", "derived", "exports", "lost-and-found", "media"]) {
        for await (const { key, sizeBytes } of storage.listFiles(prefix)) files.push(`${key} ${sizeBytes}`);
      }
      return { tables: await withClient(hashTables), files: files.sort() };
    },

    /** This is found, by a dry run that changes nothing; repair mends it; then nothing is found. */
    async expectMended(...found: RegExp[]): Promise<void> {
      const before = await system.snapshot();
      const planned = await system.dryRun();
      expect(await system.snapshot()).toEqual(before);
      expectFound(planned.before, found);
      expect(planned.mends.length).toBeGreaterThan(0);
      const { after, mends } = await system.repair();
      expect(mends.filter(({ refusal }) => refusal !== null)).toEqual([]);
      expect(listFindings(after ?? [])).toEqual([]);
    },

    /** This is found, with a way out, and nothing mends it: repair changes nothing and says so. */
    async expectLeft(...found: RegExp[]): Promise<void> {
      const before = await system.snapshot();
      const { after } = await system.repair();
      expectFound(after ?? [], found);
      for (const { subject, wayOut, mend } of (after ?? []).flatMap(({ findings }) => findings)) {
        if (!mend) expect(wayOut, subject).toMatch(/^[A-Z].*\.$/);
      }
      expect(await system.snapshot()).toEqual(before);
    },
  };
  return system;
}

export function listFindings(reports: CheckReport[]): string[] {
  return reports.flatMap(({ check, findings }) =>
    findings.map(({ kind, subject, detail }) => `${check}: ${kind}: ${subject} ${detail}`),
  );
}

/** Exactly these, each at least once. */
function expectFound(reports: CheckReport[], found: RegExp[]): void {
  const lines = listFindings(reports);
  for (const each of found) expect(lines).toContainEqual(expect.stringMatching(each));
  expect(lines.filter((line) => !found.some((each) => each.test(line)))).toEqual([]);
}
