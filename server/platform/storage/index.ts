import path from "node:path";
import { getSettings } from "../env";
import { processWide } from "../process-wide";
import { createLocalStorage } from "./local-storage";
import type { Storage } from "./storage";

export type { StagedFolder, Storage } from "./storage";
export { derivedNames, storageKeys } from "./storage-key";

/** Folders of this machine below TRAX_HOME. */
export const homeFolders = {
  media: (): string => path.join(getSettings().TRAX_HOME, "media"),
  uploads: (): string => path.join(getSettings().TRAX_HOME, "media", "uploads"),
  models: (): string => path.join(getSettings().TRAX_HOME, "models"),
  logs: (): string => path.join(getSettings().TRAX_HOME, "logs"),
  postgres: (): string => path.join(getSettings().TRAX_HOME, "postgres"),
};

export function getStorage(): Storage {
  return processWide("storage", () => createLocalStorage(homeFolders.media()));
}
