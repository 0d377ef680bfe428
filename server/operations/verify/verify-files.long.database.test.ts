import { createHash, randomUUID } from "node:crypto";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import type { FormatInfo } from "@/server/media/schema";
import { buildBatch, buildDocument, buildMedia } from "@/server/testing/factories";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";

const system = setUpWholeSystem();
const sum = createHash("sha256").update("sound").digest("hex");

function deriveInfo(prefix: string, playable: boolean): FormatInfo {
  const derived = { masterKey: `${prefix}/master.wav`, peaksKey: `${prefix}/peaks.json` };
  return {
    container: "wav",
    durationMs: 1_000,
    bitRate: null,
    audio: { codec: "pcm_s16le", sampleRate: 16_000, channels: 1, index: 0 },
    video: null,
    levels: { rmsDbfs: -20, peakDbfs: -1, clippedFraction: 0 },
    cutOff: false,
    derived: { ...derived, waveformKey: `${prefix}/waveform.bin` },
    playable,
    ...(playable ? {} : { proxy: { key: `${prefix}/proxy.mp4`, kind: "audio" } }),
  };
}

/** A recording that was read: every file of it is there. */
async function addRecording(options: { playable?: boolean } = {}) {
  await system.migrate();
  const id = await system.withPrisma((prisma) => buildMedia(prisma));
  const prefix = `derived/${id}/${randomUUID()}`;
  const info = deriveInfo(prefix, options.playable ?? true);
  await system.run(
    `UPDATE media_files SET file_size = 5, sha256 = '${sum}', format_info = '${JSON.stringify(info)}' WHERE id = '${id}'`,
  );
  const storage = system.storage();
  await storage.write(`sources/${id}/original`, "sound");
  await storage.write(`${prefix}/master.wav`, Buffer.alloc(44 + 32_000));
  await storage.write(`${prefix}/waveform.bin`, Buffer.alloc(100));
  await storage.write(`${prefix}/peaks.json`, "{}");
  if (info.proxy) await storage.write(info.proxy.key, "proxy");
  expect(listFindings(await system.verify())).toEqual([]);
  return { id, prefix, original: `sources/${id}/original` };
}

describe("a file that a row names", { timeout: 120_000 }, () => {
  it("and that is gone is named, with what to do", async () => {
    const { original } = await addRecording();
    await system.storage().remove(original);
    await system.expectLeft(
      new RegExp(`file-missing: ${original} \\(recording of media_files .*\\) is not there`),
    );
  });

  it("and that has other bytes is named: its size, or its checksum, which --quick leaves out", async () => {
    const { original } = await addRecording();
    await system.storage().write(original, "sound and more");
    await system.expectLeft(/file-wrong-size: .* has 14 bytes, not 5/);
    await system.storage().write(original, "noise");
    await system.expectLeft(/file-wrong-sum: .* has the SHA-256 .*, not /);
    expect(listFindings(await system.verify(true))).toEqual([]);
  });

  it("and that is a download is to be made again", async () => {
    await system.migrate();
    const { documentId } = await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null }));
    await system.run(
      `INSERT INTO exports (document_id, format, file_path, file_size) VALUES ('${documentId}', 'srt', 'exports/one', 3)`,
    );
    await system.expectLeft(/file-missing: exports\/one \(export of exports /);
    await system.storage().write("exports/one", "four");
    await system.expectLeft(/file-wrong-size: exports\/one .* has 4 bytes, not 3/);
  });

  it("under a name that no store takes, or by a link, is said to be out of reach", async () => {
    const { id, original } = await addRecording();
    await system.run(`UPDATE media_files SET file_path = 'my talk/ünïcode.mp3' WHERE id = '${id}'`);
    await system.expectLeft(/file-unreachable: my talk/);
    await system.run(`UPDATE media_files SET file_path = '${original}' WHERE id = '${id}'`);
    const folder = path.join(system.mediaFolder(), "sources", id);
    await rename(folder, path.join(system.mediaFolder(), "elsewhere"));
    await symlink(path.join(system.mediaFolder(), "elsewhere"), folder);
    await system.expectLeft(/file-unreachable: sources/);
  });
});

describe("a derived file that is gone is made again", { timeout: 120_000 }, () => {
  it("by reading the recording once more, in a batch of its own", async () => {
    const { id, prefix } = await addRecording();
    await system.storage().remove(`${prefix}/peaks.json`);
    await system.storage().remove(`${prefix}/master.wav`);
    await system.expectMended(/derived-file-missing: .*peaks\.json/, /derived-file-missing: .*master\.wav/);
    const items = await system.run("SELECT task_type, status, media_file_id FROM batch_items");
    expect(items).toEqual([{ task_type: "preprocess", status: "pending", media_file_id: id }]);
    // It is under way: nothing more is asked for.
    const { mends, after } = await system.repair();
    expect(mends).toEqual([]);
    expect((after ?? []).flatMap(({ notes }) => notes.map(({ kind }) => kind))).toEqual([
      "file-being-made",
      "file-being-made",
    ]);
  });

  it("and so is one that was cut off", async () => {
    const { prefix } = await addRecording();
    await system.storage().write(`${prefix}/master.wav`, Buffer.alloc(20_000));
    await system.storage().write(`${prefix}/peaks.json`, "");
    await system.expectMended(
      /derived-file-wrong-size: .*master\.wav .* has 20000 bytes, not about 32044/,
      /derived-file-wrong-size: .*peaks\.json .* is empty/,
    );
  });

  it("or by the job that makes the copy that browsers play", async () => {
    const { id, prefix } = await addRecording({ playable: false });
    await system.storage().remove(`${prefix}/proxy.mp4`);
    await system.expectMended(/derived-file-missing: .*proxy\.mp4/);
    const jobs = await system.run("SELECT job_type, status, media_file_id FROM v2_processing_jobs");
    expect(jobs).toEqual([{ job_type: "proxy", status: "pending", media_file_id: id }]);
  });

  it("and both are asked for once, since reading the recording asks for the copy", async () => {
    const { prefix } = await addRecording({ playable: false });
    await system.storage().remove(`${prefix}/proxy.mp4`);
    await system.storage().remove(`${prefix}/peaks.json`);
    await system.expectMended(/derived-file-missing: .*proxy\.mp4/, /derived-file-missing: .*peaks\.json/);
    expect(await system.run("SELECT task_type FROM batch_items")).toEqual([{ task_type: "preprocess" }]);
    expect(await system.run("SELECT job_type FROM v2_processing_jobs")).toEqual([]);
  });

  it("but not without the recording", async () => {
    const { prefix, original } = await addRecording();
    await system.storage().remove(`${prefix}/peaks.json`);
    await system.storage().remove(original);
    await system.expectLeft(/derived-file-missing: .*peaks\.json/, /file-missing: sources/);
  });
});

describe("a file that no row owns", { timeout: 120_000 }, () => {
  it("is moved to lost-and-found, with a record, and not removed", async () => {
    const { id } = await addRecording();
    const storage = system.storage();
    const gone = randomUUID();
    const orphans = [
      `sources/${gone}/original`,
      `derived/${gone}/${randomUUID()}/peaks.json`,
      `derived/${id}/${randomUUID()}/master.wav`,
      "exports/of-nobody",
    ];
    for (const key of orphans) await storage.write(key, `bytes of ${key}`);
    await system.expectMended(...orphans.map((key) => new RegExp(`file-orphaned: ${key} `)));
    const [run] = await storage.listNames("lost-and-found");
    for (const key of orphans) {
      expect(await storage.findSize(key)).toBeNull();
      const moved = `lost-and-found/${run}/${key}`;
      expect(await text(await storage.openRead(moved))).toBe(`bytes of ${key}`);
      const record = JSON.parse(await text(await storage.openRead(`${moved}.record.json`)));
      expect(record).toMatchObject({ key, sizeBytes: `bytes of ${key}`.length, reason: "no row owns it" });
    }
  });

  it("is none when it is on its way: an upload, a write, a run at work, a recording that failed", async () => {
    await addRecording();
    const storage = system.storage();
    const built = await system.withPrisma((prisma) => buildBatch(prisma, { downloadStatus: "downloading" }));
    const [source] = built.items;
    const mediaId = source?.mediaFileId ?? "";
    await storage.write(`uploads/${mediaId}`, "half");
    await storage.write(`uploads/${mediaId}.json`, "{}");
    await storage.write("uploads/incoming-x", "half");
    // In its place before its row says so.
    await storage.write(`sources/${mediaId}/original`, "sound");
    const token = randomUUID();
    await system.run(
      "SET session_replication_role = replica",
      `UPDATE batch_items SET status = 'running', claim_token = '${token}', heartbeat_at = now() WHERE id = '${source?.preprocess}'`,
      "UPDATE batch_jobs SET status = 'running', start_time = now()",
    );
    await storage.write(`derived/${mediaId}/${token}/master.wav`, "master");
    const failed = await system.withPrisma((prisma) => buildMedia(prisma, { downloadStatus: "failed" }));
    await storage.write(`sources/${failed}/original`, "sound");
    const folder = path.join(system.mediaFolder(), "derived", mediaId, "other.staged");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "master.wav"), "half");
    await writeFile(path.join(system.mediaFolder(), "exports.part"), "half");
    await mkdir(path.join(system.mediaFolder(), "exports"), { recursive: true });
    await writeFile(path.join(system.mediaFolder(), "exports", "x.1.part"), "half");
    expect(listFindings(await system.verify())).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it("and whose name Trax would not give is left to a person", async () => {
    await addRecording();
    const folder = path.join(system.mediaFolder(), "exports");
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, ".DS_Store"), "desk");
    await system.expectLeft(/file-orphaned: exports\/\.DS_Store \(4 bytes\): no row owns it/);
  });
});
