import { randomBytes } from "node:crypto";
import pg from "pg";
import { TraxError } from "@/server/platform/errors";

/** A database beside the one that a connection string names, on the same server. */
export interface ScratchDatabase {
  name: string;
  connectionString: string;
  remove(): Promise<void>;
}

/** Runs statements on the server that a connection string names, in the database that every server has.
 * @throws DATABASE_UNREACHABLE */
export async function withMaintenance<T>(
  connectionString: string,
  act: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: withDatabaseName(connectionString, "postgres"),
    application_name: "trax maintenance",
  });
  client.on("error", () => {});
  await client.connect().catch((error: Error) => {
    throw new TraxError("DATABASE_UNREACHABLE", { host: client.host, reason: `${error.message}.` });
  });
  return await act(client).finally(() => client.end());
}

/** An empty database that `remove` takes away again.
 * @throws BACKUP_FAILED where the role may not create one */
export async function createScratchDatabase(connectionString: string): Promise<ScratchDatabase> {
  const name = `trax_scratch_${randomBytes(6).toString("hex")}`;
  await withMaintenance(connectionString, (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`),
  ).catch((error: { code?: string; message: string }) => {
    if (error.code !== "42501") throw error;
    throw new TraxError("BACKUP_FAILED", {
      reason: "the role of DATABASE_URL may not create a database. Grant it CREATEDB.",
    });
  });
  return {
    name,
    connectionString: withDatabaseName(connectionString, name),
    remove: async () => {
      await withMaintenance(connectionString, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
      );
    },
  };
}

export function databaseNameOf(connectionString: string): string {
  return decodeURIComponent(new URL(connectionString).pathname.slice(1));
}

export function withDatabaseName(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
}
