import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createApiClient } from "./api-client";
import { cloneTrax } from "./clone-trax";
import type { ProcessFacts } from "./list-processes";
import { expect, test } from "./test";
import { runTrax, startPart, startTrax, waitUntil } from "./trax-server";

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health`)).status === 200;
  } catch {
    return false;
  }
}

async function waitForHealth(url: string): Promise<void> {
  await expect.poll(() => isHealthy(url), { timeout: 40_000 }).toBe(true);
}

test.describe("Starting and stopping", () => {
  test("a second start with the same home says so and leaves the first alone", async ({ trax }) => {
    const { exitCode, output } = await runTrax(trax.home, {});
    expect(exitCode).toBe(1);
    expect(output).toContain(`already running with ${trax.home}`);
    expect(await isHealthy(trax.url)).toBe(true);
  });

  test("a clone that was never built starts, answers, and stops with nothing left behind", {
    tag: "@long",
  }, async ({ trax: _ }) => {
    test.setTimeout(300_000);
    const folder = mkdtempSync(path.join(tmpdir(), "trax-clone-"));
    try {
      cloneTrax(path.join(folder, "trax"));
      const server = await startTrax({ folder: path.join(folder, "trax") });
      try {
        await waitForHealth(server.url);
        const page = await fetch(server.url);
        expect(page.status).toBe(200);
        expect(await page.text()).toContain("</html>");
        await server.stop();
        expect(server.processes()).toEqual([]);
      } finally {
        await server.cleanUp();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a port that is taken is named, with one that could be used", async ({ trax: _ }, info) => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, output } = await runTrax(info.outputPath("home"), { PORT: String(port) });
    other.close();
    expect(exitCode).toBe(1);
    expect(output).toContain(`Port ${port} is taken`);
  });

  for (const [env, sentence] of [
    [{ PORT: "many" }, "The setting PORT is wrong"],
    [{ TRAX_HOST: "0.0.0.0" }, "would let other machines in"],
    [{ TRAX_HOTS: "127.0.0.1" }, "The setting TRAX_HOTS is wrong"],
    [{ DATABASE_URL: "mysql://here" }, "The setting DATABASE_URL is wrong"],
  ] as const) {
    test(`nothing starts with ${Object.entries(env).join()}`, async ({ trax: _ }, info) => {
      const { exitCode, output } = await runTrax(info.outputPath("home"), env);
      expect(exitCode).toBe(1);
      expect(output.trim().split("\n")).toHaveLength(1);
      expect(output).toContain(sentence);
    });
  }

  test("the worker and the web part can be started alone beside it", { tag: "@long" }, async ({ trax }) => {
    const api = createApiClient(trax.url);
    const countWorkers = async () =>
      (await api.workers.status.query()).workers.filter(({ alive }) => alive).length;
    const before = await countWorkers();
    for (const [part, ready] of [
      ["worker", /The Trax worker is ready/],
      ["web", /Trax is ready at (http:\/\/\S+)/],
    ] as const) {
      const alone = startPart(trax.home, part);
      const found = await waitUntil(() => ready.exec(alone.output()) ?? undefined, 60_000);
      expect(found, alone.output()).toBeDefined();
      if (part === "worker") expect(await countWorkers()).toBe(before + 1);
      else expect(await isHealthy(found?.[1] ?? "")).toBe(true);
      expect(await alone.stop()).toBe(0);
    }
    expect(await countWorkers()).toBe(before);
    expect(await isHealthy(trax.url)).toBe(true);
  });

  test("kill -9 of web, worker, database or all of it, twice, is mended", { tag: "@long" }, async ({
    trax: _,
  }) => {
    test.setTimeout(240_000);
    const server = await startTrax({ env: { TRAX_HEARTBEAT_MS: "1000" } });
    try {
      for (let round = 0; round < 2; round += 1) {
        for (const name of ["trax web", "trax worker", "postgres"]) {
          const victim = server
            .processes()
            .find((one) => one.parentPid === server.pid && one.command.includes(name));
          expect(victim, name).toBeDefined();
          process.kill(victim?.pid as number, "SIGKILL");
          await waitUntil(() => server.processes().every((one) => one.pid !== victim?.pid), 10_000);
          await waitForHealth(server.url);
        }
      }
      await server.kill();
      const again = await startTrax({ home: server.home });
      await again.kill();
      const last = await startTrax({ home: server.home });
      await waitForHealth(last.url);
      // What lost its supervisor ends by itself.
      const isOrphan = ({ parentPid, command }: ProcessFacts) =>
        /trax (?:web|worker)/.test(command) && parentPid !== last.pid;
      await expect.poll(() => server.processes().filter(isOrphan), { timeout: 20_000 }).toEqual([]);
      await last.stop();
    } finally {
      await server.cleanUp();
    }
  });
});
