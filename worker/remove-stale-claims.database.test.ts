import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import type { Storage } from "@/server/platform/storage";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { buildMedia } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { removeStaleClaims } from "./remove-stale-claims";

let server: TestDatabase;
let database: Database;
let folder: string;
let storage: Storage;

beforeAll(async () => {
  server = await createTestDatabase();
  database = createDatabase(server.connectionString, { size: 1 });
  folder = await mkdtemp(path.join(tmpdir(), "trax-stale-"));
  storage = createLocalStorage(folder);
});
afterAll(async () => {
  await closeDatabase(database);
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

it("folders of runs that were overtaken go; what the row names stays, and what a run at work makes", async () => {
  const { prisma } = database;
  const mediaFileId = await buildMedia(prisma);
  const [named, playable, working, overtaken] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const keyOf = (claim: string, name: string) => `derived/${mediaFileId}/${claim}/${name}`;
  await prisma.$executeRaw`
    update media_files set format_info = ${JSON.stringify({
      derived: { masterKey: keyOf(named, "master.wav") },
      proxy: { key: keyOf(playable, "proxy.mp4") },
    })}::jsonb where id = ${mediaFileId}::uuid`;
  await prisma.$executeRaw`
    insert into v2_processing_jobs (job_type, status, media_file_id, claim_token)
    values ('proxy', 'running', ${mediaFileId}::uuid, ${working}::uuid)`;
  for (const claim of [named, playable, overtaken]) await storage.write(keyOf(claim, "file"), "x");
  const staged = await storage.stage(`derived/${mediaFileId}/${working}`);

  await removeStaleClaims({ prisma, storage }, mediaFileId);
  const left = await storage.listNames(`derived/${mediaFileId}`);
  expect(left.sort()).toEqual([named, playable, path.basename(staged.path)].sort());
  await staged.commit();
  await removeStaleClaims({ prisma, storage }, mediaFileId);
  expect((await storage.listNames(`derived/${mediaFileId}`)).sort()).toEqual(
    [named, playable, working].sort(),
  );
});
