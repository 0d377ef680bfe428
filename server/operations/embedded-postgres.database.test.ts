import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

// The folder is one that only this account may pass: as root, the server's own account may not.
let dir: string;
let dataDir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "trax-embedded-"));
  dataDir = join(dir, "postgres");
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const messages: string[] = [];
const start = (options: { port?: number } = {}) =>
  startEmbeddedPostgres({
    dataDir,
    settings: { fsync: "off" },
    log: (message) => messages.push(message),
    ...options,
  });

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const isRunning = (pid: number) => readlink(`/proc/${pid}/exe`).then(Boolean, () => false);

async function waitForEnd(pid: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (await isRunning(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} still runs`);
    await sleep(20);
  }
}

/** A process that starts the server and then only waits, as a supervisor does. */
async function startInChild(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; serverPid: number }> {
  const code = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("./embedded-postgres.ts", import.meta.url).href)};
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, settings: { fsync: "off" }, log() {} });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const file = join(dir, "child.mts");
  await writeFile(file, code);
  const child = spawn(process.execPath, ["--import", "tsx", file], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  await rm(file);
  return { child, serverPid: Number(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("the embedded server", () => {
  let server: EmbeddedPostgres;

  it("makes its data whole or not at all, and removes what a killed run left", async () => {
    await mkdir(`${dataDir}.new-1/data`, { recursive: true });
    server = await start();
    await expect(stat(`${dataDir}.new-1`)).rejects.toThrow("ENOENT");
    expect(await query(server.connectionString, "SELECT current_database() AS name")).toEqual([
      { name: "trax" },
    ]);
    await query(server.connectionString, "CREATE TABLE kept (id INT); INSERT INTO kept VALUES (1)");
  });

  it("listens on loopback only, without a socket, and wants the password that only this account can read", async () => {
    const [settings] = await query(
      server.connectionString,
      "SELECT current_setting('listen_addresses') AS host, current_setting('unix_socket_directories') AS sockets, current_setting('server_encoding') AS encoding",
    );
    expect(settings).toEqual({ host: "127.0.0.1", sockets: "", encoding: "UTF8" });
    expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600);
    const stranger = new URL(server.connectionString);
    stranger.password = "guess";
    await expect(query(stranger.toString(), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    expect(
      await query(server.connectionString, "SELECT DISTINCT auth_method FROM pg_hba_file_rules"),
    ).toEqual([{ auth_method: "scram-sha-256" }]);
  });

  it("does not run as root and is not in the process group of whoever started it", async () => {
    const status = await readFile(`/proc/${server.pid}/status`, "utf8");
    expect(status).not.toMatch(/^Uid:\s*0\s/m);
    // Nothing but, at most, the passing of folders (capabilities 1 and 2) is left of root.
    const capabilities = Number.parseInt(/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "", 16);
    expect(capabilities & ~0b110).toBe(0);
    const group = (await readFile(`/proc/${server.pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[2];
    expect(Number(group)).toBe(server.pid);
  });

  it("stops in order, twice is once, says that this was expected, and keeps its rows", async () => {
    const exit = new Promise((resolve) => server.onExit(resolve));
    await Promise.all([server.stop(), server.stop()]);
    expect(await exit).toEqual({ code: 0, signal: null, expected: true });
    expect(await isRunning(server.pid)).toBe(false);
    server = await start();
    expect(await query(server.connectionString, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
  });

  it("reports its own end when it is killed, and starts again after that", async () => {
    for (const round of [1, 2]) {
      const exit = new Promise((resolve) => server.onExit(resolve));
      process.kill(server.pid, "SIGKILL");
      expect(await exit, `round ${round}`).toEqual({ code: null, signal: "SIGKILL", expected: false });
      server = await start();
    }
    expect(await query(server.connectionString, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await server.stop();
  });

  it("refuses a second supervisor on the same folder, and stops when the first is killed", async () => {
    const { child, serverPid } = await startInChild(process.env);
    await expect(start()).rejects.toMatchObject({ code: "ALREADY_RUNNING", details: { pid: child.pid } });
    expect(await isRunning(serverPid)).toBe(true);
    await kill(child);
    await waitForEnd(serverPid);
  });

  it("stops a server that outlived its supervisor, and takes its place", async () => {
    // Without setpriv on the PATH the server is not told of its parent's death, and is not let through to the folder.
    await chmod(dir, 0o755);
    const { child, serverPid } = await startInChild({ ...process.env, PATH: "/nonexistent" });
    await kill(child);
    await sleep(300);
    expect(await isRunning(serverPid)).toBe(true);
    server = await start();
    expect(await isRunning(serverPid)).toBe(false);
    expect(messages.at(-2)).toContain(`stopping process ${serverPid}`);
    await server.stop();
  });

  it("removes a lock file whose pid belongs to another program by now", async () => {
    await writeFile(join(dataDir, "postmaster.pid"), `${process.ppid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n`);
    server = await start();
    expect(await query(server.connectionString, "SELECT id FROM kept")).toEqual([{ id: 1 }]);
    await server.stop();
  });

  it("says why it did not start", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: "DATABASE_START_FAILED",
      details: {
        reason: expect.stringContaining("could not create any TCP/IP sockets"),
        log: `${dataDir}.log`,
      },
    });
    other.close();
    await rm(`${dataDir}.password`);
    await expect(start()).rejects.toMatchObject({
      code: "DATABASE_START_FAILED",
      details: { reason: expect.stringContaining(`${dataDir}.password`) },
    });
  });
});
