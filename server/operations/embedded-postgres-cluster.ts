import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ServerAccount } from "./embedded-postgres-account";
import type { PostgresBinaries } from "./embedded-postgres-binaries";

export const SUPERUSER = "trax";

/** The superuser's password, in a file beside the data that only this account reads. It is made before the data,
 * so a run that is killed in between leaves a password that the next run uses. */
export async function getPassword(dataDir: string, clusterExists: boolean): Promise<string> {
  const file = `${dataDir}.password`;
  const known = (await readFile(file, "utf8").catch(ignoreMissing)).trim();
  if (known !== "") return known;
  if (clusterExists) throw new Error(`${file}, with the password of the database in ${dataDir}, is missing.`);
  const password = randomBytes(24).toString("base64url");
  const draft = `${file}.new`;
  await writeFile(draft, `${password}\n`, { mode: 0o600 });
  await rename(draft, file);
  return password;
}

/** Runs initdb in a folder beside `dataDir` and moves it there when whole, so that a run that is killed leaves no
 * half of a cluster. */
export async function createCluster(
  binaries: PostgresBinaries,
  dataDir: string,
  account: ServerAccount,
  password: string,
): Promise<void> {
  await removeDrafts(dataDir);
  const draft = `${dataDir}.new-${process.pid}`;
  const cluster = join(draft, "data");
  const passwordFile = join(draft, "password");
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account.ids) {
    for (const path of [draft, cluster, passwordFile]) await chown(path, account.ids.uid, account.ids.gid);
  }
  await chmod(cluster, 0o700);
  try {
    await runInitdb(binaries, account, [
      `--pgdata=${cluster}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
    await rename(cluster, dataDir);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function runInitdb(binaries: PostgresBinaries, account: ServerAccount, flags: string[]): Promise<void> {
  const { command, args, ...ids } = account.wrap(binaries.initdb, flags);
  const child = spawn(command, args, {
    ...ids,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  const telling =
    complaints.split("\n").find((line) => /error:|FATAL:|Permission denied/.test(line)) ?? complaints.trim();
  throw new Error(`initdb ended with ${code}: ${telling}`);
}

/** Drafts of runs that were killed. */
async function removeDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dirname(dataDir))) {
    if (name.startsWith(`${basename(dataDir)}.new-`))
      await rm(join(dirname(dataDir), name), { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "";
  throw error;
}
