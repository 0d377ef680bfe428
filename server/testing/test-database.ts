import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import { createEmptyDatabase, listSessions, removeDatabase } from "./database-server";

const SESSION_END_MS = 2_000;

export interface TestDatabase {
  connectionString: string;
  /** Makes an empty one one of the newest version, in no time. */
  becomeNewest(): Promise<void>;
  /** Drops the database. Throws when a session is still open in it: the code under test, or the test, forgot one. */
  close(): Promise<void>;
}

/** A database of the newest version for one test file; `empty` for one without any table. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject("testDatabaseServer");
  const name = `trax_test_${randomUUID().replaceAll("-", "")}`;
  const template = options.empty ? undefined : inject("testDatabaseTemplate");
  const connectionString = await createEmptyDatabase(server, name, template);
  return {
    connectionString,
    async becomeNewest() {
      await removeDatabase(server, name);
      await createEmptyDatabase(server, name, inject("testDatabaseTemplate"));
    },
    async close() {
      const sessions = await findLeftSessions(server, name);
      await removeDatabase(server, name);
      if (sessions.length > 0) {
        throw new Error(
          `${sessions.length} session(s) left open in the test database; last statements:\n${sessions.join("\n")}`,
        );
      }
    },
  };
}

/** A session that was just closed may be listed for a moment longer. */
async function findLeftSessions(server: string, name: string): Promise<string[]> {
  const deadline = Date.now() + SESSION_END_MS;
  for (;;) {
    const sessions = await listSessions(server, name);
    if (sessions.length === 0 || Date.now() > deadline) return sessions;
    await sleep(20);
  }
}
