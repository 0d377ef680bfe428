import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { S3Settings } from "@/server/platform/storage/s3-bucket";
import { listSwiftFiles, SWIFT_REGION, SWIFT_USER, type SwiftPorts, swiftStores } from "./swift-settings";

/** A real S3 server for tests: OpenStack Swift with its S3 interface, from Debian's packages, in a temporary folder. */
export interface SwiftServer {
  /** Of a bucket that is there and empty. */
  settings: S3Settings;
  /** Every byte it holds is below this. */
  folder: string;
  /** Freezes it, as a server that is overloaded or cut off; `thaw` goes on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

const packages = ["swift", "swift-account", "swift-container", "swift-object", "swift-proxy", "memcached"];
const programs = [
  "/usr/bin/memcached",
  "/usr/bin/swift-ring-builder",
  "/usr/bin/setpriv",
  ...["proxy", ...swiftStores].map((name) => `/usr/bin/swift-${name}-server`),
];
const START_MS = 30_000;
const STOP_MS = 5_000;
const run = promisify(execFile);

/** Why there can be no such server here, null when there can. As root on Debian the packages are installed. */
export function findSwiftProblem(): string | null {
  const missing = () => programs.filter((program) => !existsSync(program));
  if (missing().length === 0) return null;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    return `there is no OpenStack Swift here (install as root: apt-get install ${packages.join(" ")})`;
  }
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update", "-q"], options);
  spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], options);
  const left = missing();
  return left.length === 0 ? null : `apt-get did not bring ${left.join(", ")}`;
}

/** @param host the address the S3 interface listens on */
export async function startSwiftServer({ host = "127.0.0.1" } = {}): Promise<SwiftServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "trax-swift-"));
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(endChild));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ports = await findPorts();
    for (const name of ["etc", "dev/d1", "log"]) await mkdir(path.join(folder, name), { recursive: true });
    const files = listSwiftFiles(folder, host, ports, userInfo().username);
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, "etc", name), text);
    await Promise.all(swiftStores.map((store) => buildRing(folder, store, ports[store])));

    children.push(start(folder, "memcached", memcachedArguments(ports.memcached)));
    for (const name of [...swiftStores, "proxy"]) {
      const config = path.join(folder, "etc", `${name}-server.conf`);
      children.push(start(folder, name, ["/usr/bin/python3", `/usr/bin/swift-${name}-server`, config]));
    }
    for (const name of ["memcached", ...swiftStores] as const) await waitForPort("127.0.0.1", ports[name]);
    await waitForPort(host, ports.proxy);
    const settings: S3Settings = {
      bucket: "trax-test",
      endpoint: `http://${host}:${ports.proxy}`,
      region: SWIFT_REGION,
      forcePathStyle: true,
      ...SWIFT_USER,
    };
    await createBucket(settings);
    const signal = (name: NodeJS.Signals) => () => void children.at(-1)?.kill(name);
    return { settings, folder, freeze: signal("SIGSTOP"), thaw: signal("SIGCONT"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function memcachedArguments(port: number): string[] {
  const account = userInfo().username;
  return ["/usr/bin/memcached", "-l", "127.0.0.1", "-p", String(port), "-u", account, "-m", "16"];
}

/** The kernel ends it with this process, also when this one is killed. */
function start(folder: string, name: string, argv: string[]): ChildProcess {
  const log = openSync(path.join(folder, "log", `${name}.log`), "a");
  const child = spawn("/usr/bin/setpriv", ["--pdeathsig", "KILL", "--", ...argv], {
    cwd: folder,
    env: { ...process.env, PATH: "/usr/bin:/bin", SWIFT_CONF_DIR: path.join(folder, "etc") },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.on("error", () => {});
  return child;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGCONT");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(force);
}

async function buildRing(folder: string, store: string, port: number): Promise<void> {
  const builder = path.join(folder, "etc", `${store}.builder`);
  const ring = (...args: string[]) => run("/usr/bin/swift-ring-builder", [builder, ...args]);
  await ring("create", "4", "1", "1");
  await ring("add", `r1z1-127.0.0.1:${port}/d1`, "1");
  await ring("rebalance");
}

/** All probes are open at once, so that no two get the same. */
async function findPorts(): Promise<SwiftPorts> {
  const probes = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
      return probe;
    }),
  );
  const [proxy = 0, account = 0, container = 0, object = 0, memcached = 0] = probes.map(
    (probe) => (probe.address() as { port: number }).port,
  );
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return { proxy, account, container, object, memcached };
}

async function waitForPort(host: string, port: number): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host);
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    if (Date.now() > deadline) throw new Error(`Swift does not listen on ${host}:${port}`);
    await delay(50);
  }
}

async function createBucket(settings: S3Settings): Promise<void> {
  const { CreateBucketCommand, S3Client } = await import("@aws-sdk/client-s3");
  const { bucket, endpoint, region, forcePathStyle, accessKeyId = "", secretAccessKey = "" } = settings;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 10,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}
