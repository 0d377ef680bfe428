import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles an entry of a harness as the product's entries are bundled, so that a restart takes as long as there.
 * @param entry from the root of the repository
 * @returns the file to run */
export async function bundleEntry(entry: string): Promise<string> {
  const outfile = path.join(root, "dist/harness", `${path.basename(entry, ".ts")}.js`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    alias: { "@": root.replace(/\/$/, "") },
    logLevel: "warning",
  });
  return outfile;
}
