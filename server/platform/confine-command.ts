import { execFile } from "node:child_process";
import { chmod, chown, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { limitCommand } from "./limit-command";
import { processWide } from "./process-wide";

const run = promisify(execFile);

/** Nobody: an account that owns nothing. It is named by its number, which every Linux keeps for it. */
const NOBODY = 65_534;
const TRIAL_MS = 10_000;

/** What a program that reads a hostile file learns of its surroundings. GCONV_PATH: a statically linked ffprobe, as the
 * packages ship it, crashes where it loads the system's converters of characters. */
export const bareEnv = {
  NODE_ENV: "production",
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  GCONV_PATH: "/nowhere",
} as const;

export interface Confinement {
  /** The program sees no network, not even loopback. */
  network: boolean;
  /** The program runs as an account that owns nothing. */
  account: boolean;
}

interface Cell extends Confinement {
  prefix: string[];
}

const setpriv = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];
const asNobody = [...setpriv, `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"];

const ownCells: Cell[] = [
  {
    prefix: ["unshare", "--user", "--map-root-user", "--net", "--", ...setpriv, "--"],
    network: true,
    account: false,
  },
  { prefix: [], network: false, account: false },
];

/** From the strictest to none: root leaves itself, others take a network of their own where the system lets them. */
function listCells(): Cell[] {
  if (process.platform !== "linux") return [];
  if (process.getuid?.() !== 0) return ownCells;
  return [
    { prefix: ["unshare", "--net", "--", ...asNobody], network: true, account: true },
    { prefix: asNobody, network: false, account: true },
    ...ownCells,
  ];
}

/** The strictest cell in which the program runs: one that lies in a folder of ours alone does not run as nobody. */
function findCell(tool: string, cells = listCells(), name = "cells"): Promise<Cell> {
  const known = processWide(name, () => new Map<string, Promise<Cell>>());
  const found = known.get(tool) ?? tryCells(tool, cells);
  known.set(tool, found);
  return found;
}

async function tryCells(tool: string, cells: Cell[]): Promise<Cell> {
  for (const cell of cells) {
    const [program = tool, ...args] = [...cell.prefix, tool, "-version"];
    const works = await run(program, args, { timeout: TRIAL_MS, env: bareEnv }).then(
      () => true,
      () => false,
    );
    if (works) return cell;
  }
  return { prefix: [], network: false, account: false };
}

/** How a program that reads media is shut in on this system. */
export async function findConfinement(tool: string): Promise<Confinement> {
  const { network, account } = await findCell(tool);
  return { network, account };
}

/** Where a confined program finds its files: not by their paths, which another account could not walk, but open
 * already. */
const inputUrl = "file:/proc/self/fd/3";
const outputUrl = "file:/proc/self/fd/4";

/** Opens the two files while it is still us, then becomes the program. Our settings, some of them secret, stay here. A
 * recording may be replaced by an equal one at any instant: rights are given to the file that was opened, too. */
const script = `exec 3<"$1" 4<>"$2" && cd "$3" &&
if [ "$4" != - ]; then { chgrp "$4" /proc/self/fd/3 && chmod g+r /proc/self/fd/3; } 2>/dev/null; fi
shift 4 && exec /usr/bin/env -i PATH=${bareEnv.PATH} GCONV_PATH=${bareEnv.GCONV_PATH} "$@"`;

/** A program that reads a hostile file: under limits, without network and as nobody where the system allows it, in a
 * folder of its own.
 * @param tool absolute path of the program
 * @param build its arguments, of the URLs of its input and output
 * @param files absolute paths; `output` must be there, `folder` becomes the program's */
export async function confineCommand(
  tool: string,
  build: (urls: { inputUrl: string; outputUrl: string }) => string[],
  files: { input: string; output?: string; folder: string },
  limits: Parameters<typeof limitCommand>[1],
): Promise<string[]> {
  const { input, output, folder } = files;
  if (process.platform !== "linux") {
    const urls = { inputUrl: `file:${input}`, outputUrl: `file:${output}` };
    return limitCommand([tool, ...build(urls)], limits);
  }
  let cell = await findCell(tool);
  // A file system may know no other accounts (a share, for example): then it is read as us.
  if (cell.account && !(await giveToNobody(files).catch(() => false)))
    cell = await findCell(tool, ownCells, "own-cells");
  const command = await limitCommand([tool, ...build({ inputUrl, outputUrl })], limits);
  const given = [input, output ?? "/dev/null", folder, cell.account ? String(NOBODY) : "-"];
  return ["/bin/sh", "-c", script, "sh", ...given, ...cell.prefix, ...command];
}

async function giveToNobody(files: { input: string; output?: string; folder: string }): Promise<boolean> {
  await letNobodyRead(files.input);
  await chown(files.folder, NOBODY, NOBODY);
  if (files.output) await chown(files.output, NOBODY, NOBODY);
  return true;
}

/** The file is opened anew through its descriptor, and that asks for its own rights only, not for those of the folders
 * above it: nobody else comes to it by that. */
async function letNobodyRead(file: string): Promise<void> {
  const { mode, gid, uid } = await stat(file);
  if ((mode & 0o004) !== 0 || (gid === NOBODY && (mode & 0o040) !== 0)) return;
  await chown(file, uid, NOBODY);
  await chmod(file, (mode & 0o777) | 0o040);
}

/** What a confined program wrote is ours again. */
export async function takeBack(file: string): Promise<void> {
  const { getuid, getgid } = process;
  if (getuid?.() === 0) await chown(file, getuid(), getgid?.() ?? 0);
}
