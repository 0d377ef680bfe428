import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampFile = (name: string) => path.join(root, "dist", `${name}.stamp`);

/** The database client is generated from schema.prisma; nothing is downloaded for it. */
export async function ensureClient(): Promise<void> {
  const inputs = await hashFiles(["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
  if (existsSync(path.join(root, "prisma/client/client.ts")) && (await isFresh("client", inputs))) return;
  await run(process.execPath, [path.join(root, "node_modules/prisma/build/index.js"), "generate"], {
    // Generating needs no engine; naming any existing file keeps the command from fetching one.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  });
  await writeStamp("client", inputs);
}

/** One bundle each for the web server, the worker and its engine child, and Next's production build. Made when
 * missing or when a source file differs from the last time. */
export async function ensureBuild(): Promise<boolean> {
  const inputs = await hashSources();
  if (await isComplete(inputs)) return false;
  await rm(stampFile("build"), { force: true });
  await bundle();
  await run(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  await writeStamp("build", inputs);
  return true;
}

/** Whether a build is there and is of these very sources. */
export async function isBuildFresh(): Promise<boolean> {
  return isComplete(await hashSources());
}

async function isComplete(inputs: string): Promise<boolean> {
  const made = existsSync(path.join(root, ".next/BUILD_ID")) && existsSync(path.join(root, "dist/web.js"));
  return made && (await isFresh("build", inputs));
}

function hashSources(): Promise<string> {
  return hashFiles([
    "app",
    "bin",
    "core",
    "prisma/schema.prisma",
    "public",
    "server",
    "worker",
    "next.config.mjs",
    "postcss.config.mjs",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
  ]);
}

async function bundle(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      web: "bin/web.ts",
      worker: "bin/worker.ts",
      "engine-child": "worker/engines/engine-child.ts",
    },
    outdir: "dist",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    alias: { "@": root.replace(/\/$/, "") },
    logLevel: "warning",
  });
}

/** A hash over the paths and contents of files and folders. */
async function hashFiles(names: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const name of names) {
    const full = path.join(root, name);
    for (const file of await listFiles(full)) {
      hash
        .update(`${path.relative(root, file)}\0`)
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

async function listFiles(full: string): Promise<string[]> {
  if (!existsSync(full)) return [];
  const entries = await readdir(full, { withFileTypes: true, recursive: true }).catch(() => null);
  if (!entries) return [full];
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function isFresh(name: string, inputs: string): Promise<boolean> {
  const stamp = await readFile(stampFile(name), "utf8").catch(() => "");
  return stamp === inputs;
}

async function writeStamp(name: string, inputs: string): Promise<void> {
  await mkdir(path.join(root, "dist"), { recursive: true });
  await writeFile(stampFile(name), inputs);
}

function run(command: string, args: string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-8_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(output.trim() || `exit code ${code}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const onlyClient = process.argv.includes("client");
  await ensureClient();
  if (!onlyClient) await ensureBuild();
}
