import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureClient } from "./build";
import { listHouseViolations } from "./house-rules";
import { listSourceFiles } from "./list-source-files";

/** `npm run check`, and with --all `npm test`: every check in turn, one line each, and what a check says only when
 * it fails. The cheap ones all run, so that one round shows everything; the dear ones run only after them. */

const root = fileURLToPath(new URL("..", import.meta.url));

/** See HouseRuleOptions: this list only shrinks. */
const longFiles: Record<string, number> = {};

interface Step {
  name: string;
  run: () => Promise<{ passed: boolean; output: string }>;
}

let child: ChildProcess | null = null;
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    child?.kill(signal);
    process.exitCode = 130;
    stopped = true;
  });
}

/** @param live output goes to the terminal as it comes: for steps that take minutes
 * @param mustFail passes when the command says that it found something wrong, by exit code 1 */
function command(name: string, argv: string[], { live = false, mustFail = false } = {}): Step {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        const [program = "", ...args] = argv;
        child = spawn(program, args, {
          cwd: root,
          stdio: live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
          env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0", NO_UPDATE_NOTIFIER: "1" },
        });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) {
          stream?.setEncoding("utf8").on("data", (text: string) => {
            output += text;
          });
        }
        child.once("error", (error) => resolve({ passed: false, output: `${program}: ${error.message}\n` }));
        child.once("close", (code) => resolve({ passed: code === (mustFail ? 1 : 0), output }));
      }),
  };
}

/** A tool of node_modules, started without npx: that costs half a second each time. */
function tool(name: string, script: string, args: string[], options?: { live: boolean }): Step {
  return command(name, [process.execPath, path.join(root, "node_modules", script), ...args], options);
}

const house: Step = {
  name: "house rules",
  run: async () => {
    const violations = listHouseViolations(listSourceFiles(root), { longFiles });
    return { passed: violations.length === 0, output: violations.map((line) => `${line}\n`).join("") };
  },
};

const cheap: Step[] = [
  tool("format and lint", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]),
  tool("types", "typescript/bin/tsc", ["--noEmit", "-p", "."]),
  tool("boundaries", "dependency-cruiser/bin/dependency-cruise.mjs", [
    ...["--config", ".dependency-cruiser.cjs", "--output-type", "err-long"],
    ...["app", "bench", "bin", "core", "e2e", "server", "worker"],
  ]),
  house,
  tool("unused code", "knip/bin/knip.js", []),
  tool("unit tests", "vitest/vitest.mjs", ["run", "--project", "pure", "--project", "unit"]),
];

const isLong = process.env.TRAX_TEST_LONG === "1";

const dear: Step[] = [
  tool(
    "database tests",
    "vitest/vitest.mjs",
    ["run", "--project", "database", ...(isLong ? ["--project", "database-long"] : [])],
    { live: true },
  ),
  command("browser tests", ["npm", "run", "--silent", "test:e2e"], { live: true }),
  // The bound on recovery is 5 heartbeats; a machine that does other things at the same time gets a few more.
  command("chaos", ["npm", "run", "--silent", "test:chaos", "--", "--kills", "10", "--recovery", "10"], {
    live: true,
  }),
];

/** What cannot fail shows nothing: without heartbeats, sweeps and tokens the same harness must find losses. That says
 * something of the harness alone, and takes a minute. */
const long: Step[] = [
  command("chaos, bare", ["npm", "run", "--silent", "test:chaos", "--", "--kills", "4", "--bare"], {
    live: true,
    mustFail: true,
  }),
];

const client: Step = {
  name: "database client",
  run: () =>
    ensureClient().then(
      () => ({ passed: true, output: "" }),
      (error: Error) => ({ passed: false, output: `${error.message}\n` }),
    ),
};

async function runStep(step: Step): Promise<boolean> {
  const startedAt = performance.now();
  const { passed, output } = await step.run();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${passed ? "ok    " : "FAILED"} ${step.name.padEnd(16)} ${seconds.padStart(6)} s`);
  if (!passed) console.log(output);
  return passed;
}

async function main(): Promise<boolean> {
  if (!(await runStep(client))) return false;
  let passed = true;
  for (const step of cheap) {
    if (stopped) return false;
    passed = (await runStep(step)) && passed;
  }
  if (!process.argv.includes("--all")) return passed;
  for (const step of isLong ? [...dear, ...long] : dear) {
    if (stopped || !passed) return false;
    passed = await runStep(step);
  }
  return passed;
}

if (!(await main())) process.exitCode ||= 1;
