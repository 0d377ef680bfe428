import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { confineCommand } from "./confine-command";
import { getMediaToolPaths } from "./media-tools";

const recording = fileURLToPath(new URL("../../e2e/fixtures/station.ogg", import.meta.url));

it("A recording that an equal one takes the place of is read all the same", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "trax-confined-"));
  try {
    const input = path.join(folder, "original");
    const jobFolder = path.join(folder, "job");
    await mkdir(jobFolder);
    const place = async () => {
      await copyFile(recording, `${input}.new`);
      await chmod(`${input}.new`, 0o600);
      await rename(`${input}.new`, input);
    };
    await place();
    const { ffprobe } = await getMediaToolPaths();
    const [program = "", ...args] = await confineCommand(
      ffprobe,
      ({ inputUrl }) => ["-v", "error", "-show_entries", "format=nb_streams", inputUrl],
      { input, folder: jobFolder },
      { memoryLimitMb: 2_048, cpuSeconds: 30 },
    );
    // As uploads of the same bytes do, at any instant.
    await place();
    expect((await promisify(execFile)(program, args)).stdout).toContain("nb_streams=1");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 20_000);
