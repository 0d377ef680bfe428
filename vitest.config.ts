import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };
const ignored = ["**/node_modules/**", "**/.next/**", "**/.trax/**", "**/dist/**", "e2e/**"];

/** Many tests race real processes and real clocks on a machine that does other things as well: in CI one that fails has a
 * second go, and the report says so. At a desk it fails. */
const retry = process.env.CI ? 1 : 0;

/** One core is left for others only where there are many. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

const longTests = "**/*.long.database.test.ts";

function database(
  name: string,
  files: { include: string[]; exclude: string[] },
): TestProjectInlineConfiguration {
  return {
    resolve: { alias },
    test: {
      name,
      ...files,
      environment: "node",
      retry,
      globalSetup: ["server/testing/global-setup.ts"],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
    },
  };
}

/** `pure` and `unit` need nothing but Node, and the files of `pure`, which has no state, share a process; `database` has a
 * real Postgres and real ffmpeg, one database a file, and `database-long` has what takes half a minute and more. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "pure",
          include: ["core/**/*.test.ts"],
          environment: "node",
          isolate: false,
          maxWorkers,
          retry,
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...ignored, "core/**", "**/*.database.test.ts"],
          environment: "node",
          maxWorkers,
          retry,
          // Of thousands of random cases, on a machine that does other things at the same time.
          testTimeout: 30_000,
        },
      },
      database("database", { include: ["**/*.database.test.ts"], exclude: [...ignored, longTests] }),
      database("database-long", { include: [longTests], exclude: ignored }),
    ],
  },
});
