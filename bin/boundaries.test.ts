import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Imports of a made-up tree: [from, what it imports, the rule that must name it, or null]. */
const imports: [from: string, statement: string, rule: string | null][] = [
  ["core/a/one.ts", 'import "@/core/b/two"', null],
  ["core/a/disk.ts", 'import "node:fs"', "core-is-pure"],
  ["core/a/react.ts", 'import "react"', "core-is-pure"],
  ["core/a/zod.ts", 'import { z } from "zod"; z.string()', null],
  ["core/a/server.ts", 'import type { X } from "@/server/batches/schema"; export type Y = X', "core-is-pure"],
  ["server/platform/up.ts", 'import "@/server/jobs/dispatch"', "platform-stands-on-core"],
  ["server/jobs/up.ts", 'import "@/server/batches/data"', "jobs-stand-on-platform"],
  ["server/jobs/down.ts", 'import "@/server/platform/db"', null],
  ["server/exports/data.ts", 'import "@/server/batches/data"', null],
  ["server/exports/service.ts", 'import "@/server/batches/service"', "domains-read-each-other"],
  ["server/exports/schema.ts", 'import "@/server/api/root"', "domains-stand-on-jobs"],
  ["server/exports/router.ts", 'import "@/server/api/trpc"; import "./service"', null],
  ["server/media/router.ts", 'import "@/server/api/root"', "routers-take-only-trpc-of-api"],
  ["server/api/up.ts", 'import "@/server/http/uploads"', "api-stands-on-domains"],
  ["server/http/side.ts", 'import "@/server/api/trpc"', "http-stands-on-domains"],
  ["server/operations/up.ts", 'import "@/server/http/uploads"', "operations-stand-on-domains"],
  ["worker/web.ts", 'import "@/server/api/trpc"', "worker-beside-api"],
  ["worker/app.ts", 'import "@/app/_ui/button"', "worker-beside-api"],
  ["worker/fine.ts", 'import "@/server/operations/migrate"; import "@/server/batches/service"', null],
  ["app/_ui/worker.ts", 'import "@/worker/main"', "app-never-sees-worker"],
  ["app/_ui/data.ts", 'import "@/server/batches/data"', "browser-takes-schemas-only"],
  ["app/_ui/schema.ts", 'import "@/server/batches/schema"', null],
  ["app/_ui/type.ts", 'import type { AppRouter } from "@/server/api/root"; export type R = AppRouter', null],
  ["app/_ui/value.ts", 'import "@/server/api/root"', "browser-takes-the-router-as-type"],
  ["app/batches/page.tsx", 'import "@/server/api/root"; import "@/server/batches/data"', null],
  ["app/batches/layout.tsx", 'import "@/server/batches/service"', "pages-read-through-api-and-data"],
  ["app/batches/route.ts", 'import "@/server/http/uploads"', "pages-read-through-api-and-data"],
  ["app/_ui/prisma.ts", 'import "@/prisma/schema"', "database-stays-on-the-server"],
  ["server/batches/bin.ts", 'import "@/bin/start"', "nobody-imports-bin"],
  ["bench/bin.ts", 'import "@/bin/start"', "nobody-imports-bin"],
  ["bench/fine.ts", 'import "@/worker/main"; import "@/server/testing/factories"', null],
  ["server/batches/bench.ts", 'import "@/bench/main"', "nobody-imports-bench-or-e2e"],
  ["server/batches/testing.ts", 'import "@/server/testing/factories"', "testing-stays-in-tests"],
  ["server/batches/data.test.ts", 'import "@/server/testing/factories"; import "fast-check"', null],
  ["server/platform/dev.ts", 'import "fast-check"', "product-takes-no-test-packages"],
  ["server/platform/lost.ts", 'import "./nowhere"', "no-unknown-imports"],
  ["core/cycle/left.ts", 'import "./right"', "no-cycles"],
];

const targets = [
  ...[
    "core/b/two.ts",
    "server/platform/db.ts",
    "server/jobs/dispatch.ts",
    "server/batches/data.ts",
    "server/batches/schema.ts",
  ],
  ...[
    "server/batches/service.ts",
    "server/api/root.ts",
    "server/api/trpc.ts",
    "server/http/uploads.ts",
    "bin/start.ts",
  ],
  ...[
    "server/operations/migrate.ts",
    "worker/main.ts",
    "app/_ui/button.ts",
    "bench/main.ts",
    "prisma/schema.ts",
  ],
  ...["server/testing/factories.ts", "e2e/run.ts"],
];

const root = fileURLToPath(new URL("..", import.meta.url));
let tree: string;
let violations: { from: string; rule: { name: string } }[];

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
  writeFileSync(path.join(tree, file), text);
}

beforeAll(async () => {
  tree = mkdtempSync(path.join(tmpdir(), "trax-boundaries-"));
  for (const file of targets)
    write(file, "export type X = 1; export type AppRouter = 1; export const x = 1;\n");
  for (const [from, statement] of imports) write(from, `${statement};\nexport const here = 1;\n`);
  write("core/cycle/right.ts", 'import "./left";\n');
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { paths: { "@/*": ["./*"] }, jsx: "react-jsx" } }),
  );
  for (const name of ["node_modules", "package.json", ".dependency-cruiser.cjs"]) {
    symlinkSync(path.join(root, name), path.join(tree, name));
  }
  const cruiser = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const folders = ["app", "bench", "bin", "core", "e2e", "server", "worker"];
  const args = [cruiser, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders];
  // Violations make its exit code non-zero; the report is on stdout all the same.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: tree,
    maxBuffer: 2 ** 26,
  }).catch((error: { stdout: string }) => error);
  violations = JSON.parse(stdout).summary.violations;
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("the import rules", () => {
  it.each(imports)("%s: %s -> %s", (from, _, rule) => {
    const named = violations
      .filter((violation) => violation.from === from)
      .map((violation) => violation.rule.name);
    if (rule === null) expect(named).toEqual([]);
    else expect(named).toContain(rule);
  });

  it("are all covered by this table", () => {
    const config: { forbidden: { name: string }[] } = createRequire(import.meta.url)(
      "../.dependency-cruiser.cjs",
    );
    const covered = new Set(imports.map(([, , rule]) => rule));
    expect(config.forbidden.map((rule) => rule.name).filter((name) => !covered.has(name))).toEqual([]);
  });
});
