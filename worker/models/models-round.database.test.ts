import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { speechModels } from "@/core/speech/speech-models";
import { listModels, listReadyModels } from "@/server/models/data";
import type { ModelAtPlace } from "@/server/models/schema";
import { cancelModelFetch, fetchModel, removeModel } from "@/server/models/service";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildBatch, buildUser } from "@/server/testing/factories";
import { type ModelServer, startModelServer } from "@/server/testing/model-server";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { listTinyWhisperFiles } from "./fixtures/serve-tiny-whisper";
import { createModelFetches, type ModelFetches } from "./model-fetches";
import { createModelStore } from "./model-store";
import { createModelsRound, createTellModelState, type ModelsRound } from "./models-round";

const model = speechModels["whisper-tiny"];
const total = () => listTinyWhisperFiles().reduce((sum, { bytes }) => sum + bytes.length, 0);

let testDatabase: TestDatabase;
let database: Database;
let server: ModelServer;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  server = await startModelServer(listTinyWhisperFiles());
});
afterAll(async () => {
  await server.close();
  await closeDatabase(database);
  await testDatabase.close();
});

let folder: string;
let worker: Worker;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-round-"));
  worker = startWorker("box");
});
afterEach(async () => {
  server.throttle(0);
  await worker.round.stop();
  await database.prisma.speechModel.deleteMany();
  await rm(folder, { recursive: true, force: true });
});

interface Worker {
  key: { host: string; home: string; model: "whisper-tiny" };
  round: ModelsRound;
  fetches: ModelFetches;
}

/** What a worker process of a machine does with models. */
function startWorker(host: string): Worker {
  const place = { host, home: folder };
  const { prisma } = database;
  const store = createModelStore(path.join(folder, host), server.url);
  const fetches = createModelFetches(store, createTellModelState(prisma, store, place));
  const round = createModelsRound(
    prisma,
    store,
    (each, signal) => fetches.ensure(each, { signal, repairs: true }),
    place,
  );
  return { key: { ...place, model: "whisper-tiny" }, round, fetches };
}

async function find(host = "box"): Promise<ModelAtPlace | undefined> {
  const { models } = await listModels(database.prisma);
  return models.find(({ id }) => id === model.id)?.places.find((place) => place.host === host);
}

async function until(what: Partial<ModelAtPlace>, by = worker): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    await by.round.look();
    const found = await find(by.key.host);
    if (Object.entries(what).every(([name, value]) => found?.[name as keyof ModelAtPlace] === value)) return;
    await delay(50);
  }
  expect(await find(by.key.host)).toMatchObject(what);
}

test("a model that was asked for is fetched by the worker of that machine alone, seen on the way, and removed again", async () => {
  const other = startWorker("other");
  await expect(fetchModel(worker.key, database.prisma)).rejects.toMatchObject({ code: "MODEL_NO_WORKER" });
  await Promise.all([worker.round.look(), other.round.look()]);
  expect(await find()).toMatchObject({ state: "absent", bytes: 0, wish: null, error: null });
  expect(await fetchModel(worker.key, database.prisma)).toBe(true);
  expect(await fetchModel(worker.key, database.prisma)).toBe(false);
  server.throttle(400_000);
  await until({ state: "fetching" });
  expect(await find()).toMatchObject({ totalBytes: total() });
  server.throttle(0);
  await until({ state: "ready", bytes: total(), wish: null });
  expect(await listReadyModels(database.prisma)).toEqual(new Set([model.id]));
  await other.round.look();
  expect(await find("other")).toMatchObject({ state: "absent" });
  expect(await removeModel(worker.key, database.prisma)).toBe(true);
  await until({ state: "absent", bytes: 0, wish: null });
  await other.round.stop();
});

test("a fetch that a recording waits for is cancelled from the page, and what came is gone on with", async () => {
  await worker.round.look();
  server.throttle(100_000);
  const step = worker.fetches.ensure(model, { signal: new AbortController().signal });
  const ended = expect(step).rejects.toMatchObject({ code: "MODEL_FETCH_CANCELLED" });
  await until({ state: "fetching" });
  await cancelModelFetch(worker.key, database.prisma);
  await until({ state: "absent", wish: null });
  await ended;
  expect((await find())?.bytes).toBeGreaterThan(0);
  server.throttle(0);
  await fetchModel(worker.key, database.prisma);
  await until({ state: "ready", bytes: total() });
});

test("a wish outlives the worker that was at it, and what went wrong is told until it goes right", async () => {
  await worker.round.look();
  server.throttle(100_000);
  await fetchModel(worker.key, database.prisma);
  await until({ state: "fetching" });
  await worker.round.stop();
  expect(await find()).toMatchObject({ wish: "fetch" });
  server.throttle(0);
  server.misbehave((_, res) => {
    res.writeHead(503).end();
    return true;
  });
  worker = startWorker("box");
  await until({ state: "failed", wish: null });
  expect((await find())?.error).toMatchObject({
    code: "MODEL_SERVER_TROUBLE",
    sentence: expect.stringMatching(/503/),
  });
  server.misbehave(null);
  await fetchModel(worker.key, database.prisma);
  expect((await find())?.error).toBeNull();
  await until({ state: "ready", error: null });
  const file = path.join(folder, "box", model.id, model.files.tokens);
  await writeFile(file, `${await readFile(file, "utf8")}x`);
  worker = startWorker("box");
  await until({ state: "damaged" });
  expect((await find())?.error?.sentence).toMatch(/not as it was fetched any more \(tiny-tokens\.txt/);
  await fetchModel(worker.key, database.prisma);
  await until({ state: "ready", error: null });
});

test("a model that a recording of anybody waits for is not removed", async () => {
  await worker.round.look();
  const stranger = await buildUser(database.prisma);
  const { items } = await buildBatch(database.prisma, { ownerId: stranger });
  const needs = { id: items[0]?.transcribe ?? "" };
  await database.prisma.batchItem.update({ where: needs, data: { taskData: { engine: model.id } } });
  await expect(removeModel(worker.key, database.prisma)).rejects.toMatchObject({
    code: "MODEL_IN_USE",
    details: { model: "Whisper tiny", count: 1 },
  });
  expect(await find()).toMatchObject({ wish: null });
});
