import { afterAll, beforeAll } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildUser } from "./factories";
import { createTestDatabase } from "./test-database";
import { createTestHome } from "./test-home";

export interface HomeDatabase {
  /** With the queue's tables. */
  database: Database;
  home: Awaited<ReturnType<typeof createTestHome>>;
  /** A second user, to whom nothing of the first may be shown. */
  stranger: number;
}

/** For a test file about what is kept in the database and in files: both of its own, given before its first test.
 * @param settings beside the usual ones */
export function setUpHomeDatabase(
  receive: (made: HomeDatabase) => void,
  settings: Record<string, string> = {},
): void {
  let end = async () => {};
  beforeAll(async () => {
    const home = await createTestHome(settings);
    const testDatabase = await createTestDatabase();
    const database = createDatabase(testDatabase.connectionString);
    end = async () => {
      await closeDatabase(database);
      await testDatabase.close();
      await home.close();
    };
    await prepareQueue(database.pool);
    receive({ database, home, stranger: await buildUser(database.prisma) });
  });
  afterAll(() => end());
}
