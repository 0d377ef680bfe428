import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { createEmptyDatabase, removeDatabase, TEMPLATE_PREFIX } from "./database-server";
import { installSystemTools } from "./require-system-tool";

declare module "vitest" {
  interface ProvidedContext {
    testDatabaseServer: string;
    testDatabaseTemplate: string;
  }
}

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** One server for all test files, and on it a database at the newest version that each file clones. With
 * TRAX_TEST_DATABASE_URL the server is that one; its user must be allowed to create databases. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  installSystemTools();
  const server = await startServer();
  const template = `${TEMPLATE_PREFIX}_${process.pid}`;
  try {
    // Left over where a run with the same pid was killed.
    await removeDatabase(server.url, template);
    await migrate({ connectionString: await createEmptyDatabase(server.url, template), migrationsDir });
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("testDatabaseServer", server.url);
  project.provide("testDatabaseTemplate", template);
  return async () => {
    await removeDatabase(server.url, template);
    await server.stop();
  };
}

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const external = process.env.TRAX_TEST_DATABASE_URL;
  if (external) return { url: external, stop: async () => undefined };
  const dir = await mkdtemp(join(tmpdir(), "trax-test-"));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dir, "postgres"),
    // What is lost at a power cut is thrown away anyway.
    settings: {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      max_wal_senders: "0",
      wal_level: "minimal",
    },
    log: () => undefined,
  });
  return {
    url: postgres.connectionString,
    async stop() {
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
