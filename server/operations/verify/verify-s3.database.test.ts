import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Storage } from "@/server/platform/storage";
import { createLocalCache } from "@/server/platform/storage/local-cache";
import { createS3Bucket } from "@/server/platform/storage/s3-bucket";
import { createS3Storage } from "@/server/platform/storage/s3-storage";
import { buildMedia } from "@/server/testing/factories";
import { findSwiftProblem, type SwiftServer, startSwiftServer } from "@/server/testing/swift-server";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";
import { repairSystem } from "./repair-system";

const problem = findSwiftProblem();

describe.skipIf(problem !== null)(`files on a real S3 server${problem ? `: ${problem}` : ""}`, () => {
  const system = setUpWholeSystem();
  let swift: SwiftServer;
  let home: string;
  let storage: Storage;

  beforeAll(async () => {
    swift = await startSwiftServer();
    home = await mkdtemp(path.join(tmpdir(), "trax-verify-s3-"));
    const cache = createLocalCache({ folder: home, maxBytes: 1024 ** 2, reserveBytes: 0 });
    storage = createS3Storage({ bucket: createS3Bucket(swift.settings), cache, prefix: "verified" });
  });
  afterAll(async () => {
    await swift?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  it("are looked at, and what no row owns is moved, as on a disk", { timeout: 120_000 }, async () => {
    await system.migrate();
    const id = await system.withPrisma((prisma) => buildMedia(prisma));
    const orphan = `sources/${randomUUID()}/original`;
    await storage.write(`sources/${id}/original`, "not of a thousand bytes");
    await storage.write(orphan, "of nobody");
    const { before, after } = await repairSystem({
      connectionString: system.connectionString(),
      migrationsDir: system.migrationsDir,
      storage,
      graceMs: 0,
      isApplied: true,
    });
    const wrongSize = expect.stringMatching(/file-wrong-size: .* has 23 bytes, not 1000/);
    expect(listFindings(before).sort()).toEqual([
      expect.stringContaining(`file-orphaned: ${orphan}`),
      wrongSize,
    ]);
    expect(listFindings(after ?? [])).toEqual([wrongSize]);
    const [run] = await storage.listNames("lost-and-found");
    expect(await text(await storage.openRead(`lost-and-found/${run}/${orphan}`))).toBe("of nobody");
    expect(await storage.findSize(orphan)).toBeNull();
  });
});
