import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { forgetProcessWide } from "@/server/platform/process-wide";

/** What a process keeps that depends on its settings. */
const kept = ["settings", "storage", "upload-storage", "logger"];

/** A TRAX_HOME of its own for a test file; settings and storage are read anew. */
export async function createTestHome(
  settings: Record<string, string> = {},
): Promise<{ home: string; close(): Promise<void> }> {
  const home = await mkdtemp(path.join(tmpdir(), "trax-home-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent", ...settings });
  for (const name of kept) forgetProcessWide(name);
  return {
    home,
    async close() {
      for (const name of ["TRAX_HOME", "TRAX_LOG_LEVEL", ...Object.keys(settings)]) delete process.env[name];
      for (const name of kept) forgetProcessWide(name);
      await rm(home, { recursive: true, force: true });
    },
  };
}
