import { access, constants } from "node:fs/promises";

const MEMORY_BYTES = 2 * 1024 ** 3;

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

/** A command under limits of memory, CPU time, written bytes and open files, where the system has prlimit
 * (util-linux). A media file is hostile until read: one that makes its decoder run away is cut. */
export async function limitCommand(
  command: string[],
  limits: { cpuSeconds: number; fileBytes?: number },
): Promise<string[]> {
  const tool = await findPrlimit();
  if (!tool) return command;
  const { cpuSeconds, fileBytes = 1024 ** 2 } = limits;
  return [
    tool,
    `--as=${MEMORY_BYTES}`,
    `--cpu=${Math.ceil(cpuSeconds)}`,
    `--fsize=${fileBytes}`,
    "--nofile=64",
    "--core=0",
    "--",
    ...command,
  ];
}
