import path from "node:path";
import type { FetchedModel } from "@/core/speech/fetched-model";

/** Where a model lies: a folder of its own, with a manifest beside the files once all of them are there. */
export function deriveModelFolder(modelsDir: string, id: string): string {
  return path.join(modelsDir, id);
}

export const manifestName = "trax-model.json";

/** Absolute path of each file by what it is to the recogniser. */
export function deriveModelPaths<Model extends Pick<FetchedModel, "id" | "files">>(
  modelsDir: string,
  { id, files }: Model,
): { [Part in keyof Model["files"]]: string } {
  const folder = deriveModelFolder(modelsDir, id);
  return Object.fromEntries(
    Object.entries(files).flatMap(([part, name]) =>
      name === undefined ? [] : [[part, path.join(folder, name)]],
    ),
  ) as {
    [Part in keyof Model["files"]]: string;
  };
}
