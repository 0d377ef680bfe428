import path from "node:path";
import type { SpeechModel, SpeechModelId } from "@/core/speech/speech-models";

/** Where a model lies: a folder of its own, with a manifest beside the files once all of them are there. */
export function deriveModelFolder(modelsDir: string, id: SpeechModelId): string {
  return path.join(modelsDir, id);
}

export const manifestName = "trax-model.json";

/** Absolute path of each file by what it is to the recogniser. */
export function deriveModelPaths(
  modelsDir: string,
  { id, files }: Pick<SpeechModel, "id" | "files">,
): { [Part in keyof SpeechModel["files"]]: string } {
  const folder = deriveModelFolder(modelsDir, id);
  return Object.fromEntries(Object.entries(files).map(([part, name]) => [part, path.join(folder, name)])) as {
    [Part in keyof SpeechModel["files"]]: string;
  };
}
