import type { ErrorCode } from "@/server/platform/error-sentences";
import { isTraxError } from "@/server/platform/errors";

/** What the command ends with, for scripts; docs/command-line.md says the same. */
export const exitCodes = {
  ok: 0,
  /** Some of the work failed, or was cancelled by somebody else. */
  failed: 1,
  /** The command was not understood, or names a file or an id that is not there. Nothing was done. */
  usage: 2,
  /** Trax or its database could not be started or reached. */
  unavailable: 3,
  /** Ctrl-C: the work was cancelled. */
  interrupted: 130,
  /** SIGTERM or SIGHUP: the work is kept. */
  terminated: 143,
} as const;

const usageErrors: ErrorCode[] = [
  "REQUEST_INVALID",
  "NOT_FOUND",
  "FILE_UNREADABLE",
  "FOLDER_UNWRITABLE",
  "FOLDER_NOT_EMPTY",
  "LINK_UNUSABLE",
  "ID_UNKNOWN",
  "ID_AMBIGUOUS",
  "ENGINE_UNKNOWN",
  "LANGUAGE_UNKNOWN",
];
const unavailable = /^(?:SETTING_|HOST_|PORT_|ALREADY_|HOME_|BUILD_|DATABASE_)/;

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  if (!isTraxError(error)) return exitCodes.failed;
  if (usageErrors.includes(error.code)) return exitCodes.usage;
  return unavailable.test(error.code) ? exitCodes.unavailable : exitCodes.failed;
}

/** What the argument parser has to say. */
export class UsageError extends Error {
  override name = "UsageError";
}
