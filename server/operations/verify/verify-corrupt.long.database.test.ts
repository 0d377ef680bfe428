import { open } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { buildDocument } from "@/server/testing/factories";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";
import { withDatabaseName, withMaintenance } from "../backup/scratch-database";
import { repairSystem } from "./repair-system";

const system = setUpWholeSystem();

/** Runs with a copy of the database, of which the server has no page in memory yet. */
async function withCopy(act: (connectionString: string, folder: string) => Promise<void>): Promise<void> {
  const url = system.connectionString();
  const name = new URL(url).pathname.slice(1);
  const copy = `${name}_copy`;
  await withMaintenance(url, (client) =>
    client.query(`CREATE DATABASE "${copy}" TEMPLATE "${name}" STRATEGY file_copy`),
  );
  try {
    const { rows } = await withMaintenance(url, (client) =>
      client.query<{ folder: string }>(
        "SELECT current_setting('data_directory') || '/base/' || oid AS folder FROM pg_database WHERE datname = $1",
        [copy],
      ),
    );
    await act(withDatabaseName(url, copy), String(rows[0]?.folder));
  } finally {
    await withMaintenance(url, (client) => client.query(`DROP DATABASE "${copy}" WITH (FORCE)`));
  }
}

/** Bytes of a disk that went bad. */
async function spoil(file: string, at: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(64, 0xa5), 0, 64, at);
  await handle.close();
}

const fileOf = async (relation: string) => {
  const [row] = await system.run(`SELECT pg_relation_filepath('${relation}') AS file`);
  return path.basename(String(row?.file));
};

describe("bytes that the disk lost", { timeout: 120_000 }, () => {
  it("of a table are named, everything else is looked at all the same, and nothing is mended that has them", async () => {
    await system.migrate();
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at} of a long recording`);
    await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null, lines }));
    const file = await fileOf("transcript_segments");
    await withCopy(async (connectionString, folder) => {
      await spoil(path.join(folder, file), 8192 + 8000);
      // A file that may belong to one of the rows that are lost stays where it is.
      await system.storage().write("exports/whose", "x");
      const { before, after, mends } = await repairSystem({
        connectionString,
        migrationsDir: system.migrationsDir,
        storage: system.storage(),
        graceMs: 0,
        isApplied: true,
      });
      for (const reports of [before, after ?? []]) {
        const findings = listFindings(reports);
        expect(findings).toContainEqual(
          expect.stringMatching(/table-corrupt: transcript_segments |: unreadable: /),
        );
        expect(reports.map(({ check }) => check)).toHaveLength(7);
        expect(reports.find(({ check }) => check === "schema")?.state).toBe("whole");
        expect(reports.find(({ check }) => check === "counters")?.state).toBe("whole");
        expect(findings).toContainEqual(expect.stringContaining("file-orphaned: exports/whose"));
        expect(reports.flatMap((report) => report.findings.map(({ wayOut }) => wayOut)).join()).toContain(
          "restore",
        );
      }
      const orphan = mends.find(({ id }) => id === "set-aside exports/whose");
      expect(orphan?.refusal).toContain("cannot be read");
      expect(await system.storage().findSize("exports/whose")).toBe(1);
    });
  });

  it("of an index cost nothing: it is built again", async () => {
    await system.migrate();
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at} of a long recording`);
    await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null, lines }));
    const file = await fileOf("ix_transcript_segments_document_id");
    await withCopy(async (connectionString, folder) => {
      await spoil(path.join(folder, file), 8192 + 4000);
      await spoil(path.join(folder, file), 8192 + 30);
      const { before, after } = await repairSystem({
        connectionString,
        migrationsDir: system.migrationsDir,
        storage: system.storage(),
        graceMs: 0,
        isApplied: true,
      });
      expect(listFindings(before)).toContainEqual(
        expect.stringMatching(/index-corrupt: ix_transcript_segments_document_id/),
      );
      expect(listFindings(after ?? [])).toEqual([]);
      const client = new pg.Client(connectionString);
      await client.connect();
      const { rows } = await client.query("SELECT count(*)::int AS lines FROM transcript_segments");
      await client.end();
      expect(rows).toEqual([{ lines: 200 }]);
    });
  });
});
