import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { listProcessTree, parseProcessUsage, readProcessUsage } from "./process-usage";

describe("parseProcessUsage", () => {
  const stat = "42 (a) b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 11 0 1000 1 1";

  it("takes memory that is not shared, and the time of user and system", () => {
    const status =
      "Name:\ta\nVmHWM:\t  90000 kB\nVmRSS:\t  80000 kB\nRssAnon:\t   51200 kB\nRssFile:\t 28800 kB\n";
    expect(parseProcessUsage(status, stat)).toEqual({ memoryMb: 50, cpuSeconds: 2 });
  });

  it("knows that an ended process has no memory, and that nonsense is no process", () => {
    expect(parseProcessUsage("Name:\ta\nState:\tZ (zombie)\n", stat)?.memoryMb).toBe(0);
    expect(parseProcessUsage("", "")).toBeNull();
  });
});

describe.runIf(process.platform === "linux")("on Linux", () => {
  it("tells what a child holds and has used, finds it among the children, and misses it when it is gone", async () => {
    const script = `const held = Buffer.alloc(80 * 1024 ** 2, 1); const until = Date.now() + 150;
      while (Date.now() < until); console.log(held.length); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const pid = child.pid as number;
    const usage = readProcessUsage(pid);
    expect(usage?.memoryMb).toBeGreaterThan(80);
    expect(usage?.memoryMb).toBeLessThan(200);
    expect(usage?.cpuSeconds).toBeGreaterThan(0.1);
    expect(listProcessTree(process.pid)).toContain(pid);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(readProcessUsage(pid)).toBeNull();
    expect(listProcessTree(process.pid)).not.toContain(pid);
  });
});
