import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockHome } from "./home-lock";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "trax-lock-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("a home has one holder, who is named to the second", async () => {
  const lock = await lockHome(home);
  expect(lock.wasStale).toBe(false);
  await expect(lockHome(home)).rejects.toMatchObject({
    code: "ALREADY_RUNNING",
    details: { pid: process.pid },
  });
  lock.release();
  (await lockHome(home)).release();
});

test("a lock of a process that is gone, or whose number somebody else has by now, is taken over", async () => {
  for (const content of ["999999999 1", `${process.pid} 12345`, "", "nonsense"]) {
    writeFileSync(path.join(home, "trax.lock"), content);
    const lock = await lockHome(home);
    expect(lock.wasStale).toBe(true);
    lock.release();
  }
});

test("of many that find a stale lock at the same time one gets it", async () => {
  writeFileSync(path.join(home, "trax.lock"), "999999999 1");
  const script = fileURLToPath(new URL("./home-lock.ts", import.meta.url));
  const code = `import(${JSON.stringify(script)}).then(({ lockHome }) => lockHome(${JSON.stringify(home)})).then(() => { console.log("got"); setTimeout(() => {}, 4000); }, () => console.log("refused"));`;
  const outcomes = await Promise.all(
    Array.from(
      { length: 6 },
      () =>
        new Promise<string>((resolve) => {
          const child = spawn(process.execPath, ["--import", "tsx", "-e", code], {
            stdio: ["ignore", "pipe", "ignore"],
          });
          let output = "";
          child.stdout.on("data", (part) => {
            output += part;
          });
          child.once("close", () => resolve(output.trim()));
        }),
    ),
  );
  expect(outcomes.filter((each) => each === "got")).toHaveLength(1);
  expect(readFileSync(path.join(home, "trax.lock"), "utf8")).toMatch(/^\d+ \d+$/);
}, 30_000);

test("a folder that cannot be made is named", async () => {
  await expect(lockHome("/proc/no/such/home")).rejects.toMatchObject({ code: "HOME_NOT_WRITABLE" });
});
