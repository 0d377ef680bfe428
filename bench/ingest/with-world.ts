import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, createDatabase, type PrismaClient } from "@/server/platform/db";

export interface World {
  prisma: PrismaClient;
  connectionString: string;
  /** For recordings; it goes in the end. */
  folder: string;
}

/** A database and a store of its own for what is measured. */
export async function withWorld<T>(act: (world: World) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-ingest-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: () => {} });
  const { connectionString } = postgres;
  const database = createDatabase(connectionString);
  try {
    await migrate({ connectionString, migrationsDir: path.resolve("prisma/migrations"), log: () => {} });
    return await act({ prisma: database.prisma, connectionString, folder: home });
  } finally {
    await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
