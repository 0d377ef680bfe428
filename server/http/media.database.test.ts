import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, type Database, getDatabase } from "@/server/platform/db";
import { getStorage } from "@/server/platform/storage";
import { buildDocument, buildMedia, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { removeDocuments, restoreDocuments } from "@/server/transcripts/service";
import { answerError } from "./handler";
import { createMediaHandler } from "./media";

let home: Awaited<ReturnType<typeof createTestHome>>;
let testDatabase: TestDatabase;
let database: Database;
let server: Server;
let base: string;
let owner = 1;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  home = await createTestHome({ DATABASE_URL: testDatabase.connectionString });
  database = getDatabase();
  const handler = createMediaHandler(() => owner);
  server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    handler.handle(req, res, url).catch((error: unknown) => answerError(res, error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  if (database) await closeDatabase(database);
  await testDatabase?.close();
  await home?.close();
});

async function buildSound(): Promise<string> {
  const mediaFileId = await buildMedia(database.prisma);
  const formatInfo = {
    ...{ container: "wav", durationMs: 1_000, bitRate: null, video: null, cutOff: false, playable: true },
    audio: { codec: "pcm_s16le", sampleRate: 16_000, channels: 1, index: 0 },
    levels: { rmsDbfs: -20, peakDbfs: -1, clippedFraction: 0 },
    derived: { masterKey: `derived/${mediaFileId}/m`, peaksKey: `derived/${mediaFileId}/p` },
  };
  await database.prisma.mediaFile.update({ where: { id: mediaFileId }, data: { formatInfo } });
  await getStorage().write(`sources/${mediaFileId}/original`, "sound");
  await getStorage().write(`derived/${mediaFileId}/m`, "master");
  await getStorage().write(`derived/${mediaFileId}/p`, "peaks");
  return mediaFileId;
}

const parts = ["", "/master", "/peaks"];
const statusesOf = (mediaFileId: string) =>
  Promise.all(parts.map(async (part) => (await fetch(`${base}/media/${mediaFileId}${part}`)).status));

it("plays a recording to its owner, and to nobody while all of its transcripts are in the trash", async () => {
  const { prisma } = database;
  const mediaFileId = await buildSound();
  expect(await statusesOf(mediaFileId)).toEqual([200, 200, 200]);
  const first = (await buildDocument(prisma, { mediaFileId })).documentId;
  const second = (await buildDocument(prisma, { mediaFileId })).documentId;
  await removeDocuments(1, [first], prisma);
  expect(await statusesOf(mediaFileId)).toEqual([200, 200, 200]);
  await removeDocuments(1, [second], prisma);
  expect(await statusesOf(mediaFileId)).toEqual([409, 409, 409]);
  expect(await (await fetch(`${base}/media/${mediaFileId}`)).text()).toContain("in the trash");
  owner = await buildUser(prisma);
  expect(await statusesOf(mediaFileId)).toEqual([404, 404, 404]);
  owner = 1;
  await restoreDocuments(1, [first], prisma);
  expect(await statusesOf(mediaFileId)).toEqual([200, 200, 200]);
});
