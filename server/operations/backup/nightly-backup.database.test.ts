import { cp, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readBackupRecord } from "@/server/platform/backup-record";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { buildMedia } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { createTestHome } from "@/server/testing/test-home";
import { makeNightlyBackup } from "./nightly-backup";

const migrationsDir = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
const work = setUpDatabase();
let home: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  home = await createTestHome();
});
afterAll(() => home.close());

const folder = () => path.join(homeFolders.backups(), "nightly");
const make = () =>
  makeNightlyBackup({
    connectionString: work.database.pool.options.connectionString ?? "",
    migrationsDir,
    storage: getStorage(),
    folder: folder(),
  });

it("is recorded when it is proved, copies nothing twice, and lets old ones go", async () => {
  const mediaId = await buildMedia(work.database.prisma);
  await getStorage().write(`sources/${mediaId}/original`, "sound");
  const first = await make();
  expect(first).toMatchObject({ failure: null, lastVerified: { bytes: expect.any(Number) } });
  const pathOf = (name = "") => path.join(folder(), name, `media/sources/${mediaId}/original.gz`);

  // Three of the same long gone week: the newest of it stays.
  const name = first.lastVerified?.name ?? "";
  for (const day of ["04", "05", "06"]) {
    await cp(path.join(folder(), name), path.join(folder(), `trax-202601${day}T030000Z`), {
      recursive: true,
    });
  }
  await mkdir(path.join(folder(), "somebody-elses"));
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const second = await make();
  const [one, two] = await Promise.all([stat(pathOf(name)), stat(pathOf(second.lastVerified?.name))]);
  expect(two.ino).toBe(one.ino);
  expect((await readdir(folder())).sort()).toEqual(
    [name, second.lastVerified?.name, "somebody-elses", "trax-20260106T030000Z"].sort(),
  );
  expect(await readBackupRecord()).toEqual(second);
}, 60_000);

it("that cannot be made says why, and leaves what is known of the last one", async () => {
  const before = await readBackupRecord();
  await rm(folder(), { recursive: true });
  await writeFile(folder(), "a file is in the way");
  await expect(make()).rejects.toMatchObject({ code: "FOLDER_UNWRITABLE" });
  const after = await readBackupRecord();
  expect(after.lastVerified).toEqual(before.lastVerified);
  expect(after.failure).toContain("Nothing can be written to");
  expect(after.lastTryAt).not.toBe(before.lastTryAt);
});
