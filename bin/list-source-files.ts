import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { SourceFile } from "./house-rules";

const sourceFolders = ["app", "bench", "bin", "core", "e2e", "prisma", "server", "worker"];
const notOurs = new Set(["prisma/client", "bench/peer"]);

/** Every TypeScript and JavaScript file that is written by hand. */
export function listSourceFiles(root: string): SourceFile[] {
  const files: SourceFile[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const inside = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const isTop = folder === "";
        if (
          (!isTop || sourceFolders.includes(entry.name)) &&
          entry.name !== "node_modules" &&
          !notOurs.has(inside)
        ) {
          visit(inside);
        }
      } else if (/\.(?:[cm]?[jt]s|tsx)$/.test(entry.name) && !/^\.|\.d\.ts$/.test(entry.name)) {
        files.push({ path: inside, text: readFileSync(path.join(root, inside), "utf8") });
      }
    }
  };
  visit("");
  return files;
}
