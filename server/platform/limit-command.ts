import { access, constants } from "node:fs/promises";

/** The system limits addresses, not memory: ffmpeg with its libraries needs some 400 MB of them to start, and reserves
 * more for its threads. What it really holds is looked at from outside. */
const FEWEST_ADDRESSES_MB = 1024;

let prlimit: Promise<string | null> | null = null;

function findPrlimit(): Promise<string | null> {
  prlimit ??= (async () => {
    for (const path of ["/usr/bin/prlimit", "/bin/prlimit"]) {
      if (
        await access(path, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return path;
    }
    return null;
  })();
  return prlimit;
}

/** A command under limits of addresses, CPU time, written bytes and open files, where the system has prlimit
 * (util-linux). A media file is hostile until read: one that makes its decoder run away is cut. */
export async function limitCommand(
  command: string[],
  limits: { memoryLimitMb: number; cpuSeconds: number; fileBytes?: number },
): Promise<string[]> {
  const tool = await findPrlimit();
  if (!tool) return command;
  const { memoryLimitMb, cpuSeconds, fileBytes = 1024 ** 2 } = limits;
  return [
    tool,
    `--as=${Math.max(FEWEST_ADDRESSES_MB, memoryLimitMb) * 1024 ** 2}`,
    `--cpu=${Math.ceil(cpuSeconds)}`,
    `--fsize=${fileBytes}`,
    "--nofile=64",
    "--core=0",
    "--",
    ...command,
  ];
}
