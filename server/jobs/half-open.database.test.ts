import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import { startTcpProxy, type TcpProxy } from "@/server/testing/tcp-proxy";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { createLiveHub, type LiveNotice } from "./live-hub";
import { notifyStatus } from "./notify";

/** A way to the database that stops forwarding while its sockets stay open: TCP sees nothing wrong. */

const TIMEOUT_MS = 1_000;
/** The bound on an answer, and a slow machine. */
const NOTICED_MS = 6_000;
const away = "00000000-0000-4000-8000-000000000001";

let home: { close(): Promise<void> };
let testDatabase: TestDatabase;
let proxy: TcpProxy;
let url: string;
let database: Database;
let direct: Database;

beforeAll(async () => {
  home = await createTestHome({ TRAX_DATABASE_TIMEOUT_MS: String(TIMEOUT_MS), TRAX_HEARTBEAT_MS: "1000" });
  testDatabase = await createTestDatabase();
});
afterAll(async () => {
  await testDatabase.close();
  await home.close();
});
beforeEach(async () => {
  const through = new URL(testDatabase.connectionString);
  proxy = await startTcpProxy(Number(through.port || 5432));
  through.hostname = "127.0.0.1";
  through.port = String(proxy.port);
  url = through.toString();
  database = createDatabase(url);
  direct = createDatabase(testDatabase.connectionString, { size: 2 });
});
afterEach(async () => {
  await closeDatabase(database);
  await closeDatabase(direct);
  await proxy.close();
});

test("a query that nobody answers fails within its bound, and after the way is mended all goes on", async () => {
  await database.prisma.$queryRaw`select 1`;
  proxy.freeze();
  const startedMs = performance.now();
  await expect(database.prisma.$queryRaw`select 1`).rejects.toThrow();
  expect(performance.now() - startedMs).toBeGreaterThan(TIMEOUT_MS);
  expect(performance.now() - startedMs).toBeLessThan(NOTICED_MS);
  proxy.heal();
  expect(await database.prisma.$queryRaw`select 2 as two`).toEqual([{ two: 2 }]);
});

test("a question that may be asked twice is asked again until the way is mended", async () => {
  await database.prisma.$queryRaw`select 1`;
  proxy.freeze();
  const answer = withDatabasePatience(() => database.prisma.$queryRaw`select 3 as three`);
  await delay(2_500);
  proxy.heal();
  expect(await answer).toEqual([{ three: 3 }]);
});

test("a transaction cut off in its middle fails here, and there its locks are let go", async () => {
  const cutOff = database.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(7)::text`;
    proxy.freeze();
    await tx.$queryRaw`select 1`;
  });
  await expect(cutOff).rejects.toThrow();
  // The server heard nothing of it: only its own patience with idle transactions frees the lock.
  const lockedAgain = async () => {
    const [row] = await direct.prisma.$queryRaw<{ ok: boolean }[]>`select pg_try_advisory_lock(7) as ok`;
    return row?.ok;
  };
  await expect.poll(lockedAgain, { timeout: 2 * NOTICED_MS, interval: 100 }).toBe(true);
});

test("a slow answer is no missing one: the statement's own timeout speaks first", async () => {
  await expect(database.prisma.$queryRaw`select pg_sleep(5)::text`).rejects.toThrow(/statement timeout/);
});

test("the live hub notices that it hears nothing any more, and hears again", async () => {
  const heard: LiveNotice[] = [];
  const hub = createLiveHub(database, url);
  hub.subscribe((notice) => heard.push(notice));
  const tell = () =>
    notifyStatus(direct.prisma, {
      ownerId: 1,
      batchId: away,
      documentId: null,
      sourceIndex: null,
      itemId: null,
      status: null,
    });
  const hearsSomething = async () => {
    await tell();
    return heard.some((notice) => notice.kind === "status");
  };
  await expect.poll(hearsSomething, { timeout: NOTICED_MS }).toBe(true);
  // It was subscribed before anything was heard: what moved until then is asked for.
  await expect.poll(() => heard).toContainEqual({ kind: "gap" });
  heard.length = 0;
  proxy.freeze();
  await delay(NOTICED_MS / 2);
  proxy.heal();
  const hasReconnected = () => heard.some((notice) => notice.kind === "gap");
  await expect.poll(hasReconnected, { timeout: 2 * NOTICED_MS }).toBe(true);
  heard.length = 0;
  await expect.poll(hearsSomething, { timeout: NOTICED_MS }).toBe(true);
  await hub.close();
});
