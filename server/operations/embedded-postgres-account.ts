import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Who the server runs as, and how a program is started as that account. */
export interface ServerAccount {
  /** Null: the account of this process. */
  ids: { uid: number; gid: number } | null;
  /** Program and arguments that start `command` as the account; the server also stops when its parent dies,
   * where the system can do that. */
  wrap(command: string, args: string[]): { command: string; args: string[]; uid?: number; gid?: number };
}

// Numbers of linux/capability.h.
const CAP_DAC_OVERRIDE = 1n;
const CAP_DAC_READ_SEARCH = 2n;

const unreachable =
  "the account that PostgreSQL runs as cannot reach its folder; put TRAX_HOME and the program where others may pass.";

/** PostgreSQL refuses to run as root. Then it runs as whoever owns the data already, else as `postgres`, else as
 * `nobody`; where that account cannot reach the folders (a checkout below /root), it keeps the one capability that
 * lets it through, and no other.
 * @param paths what the server has to reach */
export function findServerAccount(paths: string[], dataOwner: number | null): ServerAccount {
  const ids = findIds(dataOwner);
  const setpriv = hasSetpriv();
  return {
    ids,
    wrap(command, args) {
      const reachable = ids === null || paths.every((path) => canReach(path, ids));
      if (!setpriv && !reachable) throw new Error(unreachable);
      if (!setpriv) return { command, args, ...ids };
      const account = ids ? [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, "--clear-groups"] : [];
      const reach = reachable ? [] : keepReach();
      // The signal has to be asked for after the change of account, which clears it: setpriv does both in order.
      return { command: "setpriv", args: [...reach, ...account, "--pdeathsig=INT", "--", command, ...args] };
    },
  };
}

function findIds(dataOwner: number | null): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found =
    accounts.find((fields) => dataOwner !== null && dataOwner !== 0 && Number(fields[2]) === dataOwner) ??
    accounts.find((fields) => fields[0] === "postgres") ??
    accounts.find((fields) => fields[0] === "nobody");
  if (!found?.[2] || !found[3]) {
    throw new Error(
      "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it as.",
    );
  }
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

function hasSetpriv(): boolean {
  try {
    return execFileSync("setpriv", ["--help"], { encoding: "utf8" }).includes("--pdeathsig");
  } catch {
    return false;
  }
}

/** Whether every folder on the way to `path` may be passed by the account. */
function canReach(path: string, ids: { uid: number; gid: number }): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder);
    const shift = uid === ids.uid ? 6 : gid === ids.gid ? 3 : 0;
    if (((mode >> shift) & 1) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Reading past folders only, where this process may hand that on (a container's root often may not); else the
 * wider capability. access(2) forgets capabilities of an account other than root unless told not to, and
 * PostgreSQL finds its own programs by access(2). */
function keepReach(): string[] {
  const permitted = BigInt(
    `0x${/^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0"}`,
  );
  const has = (capability: bigint) => ((permitted >> capability) & 1n) === 1n;
  const name = has(CAP_DAC_READ_SEARCH) ? "dac_read_search" : has(CAP_DAC_OVERRIDE) ? "dac_override" : null;
  if (!name) throw new Error(unreachable);
  return ["--securebits=+no_setuid_fixup", `--inh-caps=+${name}`, `--ambient-caps=+${name}`];
}

/** Whose the data is or will be, where it is not this process's account. */
export async function findDataOwner(dataDir: string): Promise<{ uid: number; gid: number } | null> {
  const owner = await stat(dataDir).then(
    ({ uid }) => uid,
    () => null,
  );
  return findIds(owner);
}
