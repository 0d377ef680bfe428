import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runTrax } from "@/server/testing/run-trax";

let home: string;
let archive: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "trax-any-minute-"));
  archive = path.join(home, "archive");
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const run = (...args: string[]) => runTrax(args, { home, TRAX_WAL_ARCHIVE: archive });

it("the nightly backup makes a base backup, from which restore --to-time goes back", async () => {
  expect(await run("restore", "--to-time", new Date().toISOString())).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("There is no database in"),
  });
  expect(await run("db", "migrate")).toMatchObject({ code: 0 });
  const nightly = await run("backup", "--nightly");
  expect(nightly, nightly.stderr).toMatchObject({ code: 0 });
  expect(await readdir(path.join(archive, "base"))).toHaveLength(1);

  for (const [time, code, said] of [
    ["yesterday", 2, "--to-time takes a moment such as"],
    ["2001-01-01T00:00Z", 1, "can go back to any moment from"],
  ] as const) {
    const refused = await run("restore", "--to-time", time);
    expect(refused).toMatchObject({ code, stderr: expect.stringContaining(said) });
  }
  const restored = await run("restore", "--to-time", new Date().toISOString(), "--json");
  expect(restored, restored.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(restored.stdout)).toMatchObject({ restored: true, timeline: 2 });
  expect(await run("verify", "--quick")).toMatchObject({ code: 0 });
}, 240_000);
