import pg from "pg";
import { isTraxError, TraxError } from "@/server/platform/errors";

// The lock that Prisma's own engine takes, so that neither runs while the other does.
const MIGRATION_LOCK = 72707369;

/** A server's address, or a connection of the caller's, which stays open. */
export type MigrationConnection = { log?: (message: string) => void } & (
  | { connectionString: string }
  | { client: pg.ClientBase }
);

/** Runs `work` while nobody else migrates; waits for whoever does.
 * @throws DATABASE_UNREACHABLE, SETTING_INVALID where the address cannot be read */
export async function withMigrationLock<T>(
  options: MigrationConnection,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  return await withClient(options, async (client) => {
    // A session that waits for the lock must outlast the step of whoever holds it.
    const { rows: before } = await client.query<{ timeout: string }>(
      "SELECT current_setting('statement_timeout') AS timeout",
    );
    await client.query("SET statement_timeout = 0");
    try {
      const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [
        MIGRATION_LOCK,
      ]);
      if (!rows[0]?.locked) {
        options.log?.("database: waiting for another process that migrates");
        await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
      }
      return await work(client);
    } finally {
      // Both may fail only when the connection is gone, and the lock with it.
      await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => undefined);
      await client.query(`SET statement_timeout = '${before[0]?.timeout ?? "0"}'`).catch(() => undefined);
    }
  });
}

/** @throws as `withMigrationLock` */
export async function withClient<T>(
  options: MigrationConnection,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  if ("client" in options) return await work(options.client);
  const client = createClient(options.connectionString);
  // Without a listener a connection that breaks between two queries would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new TraxError(
      "DATABASE_UNREACHABLE",
      { host: describeHost(client), reason: describeReason(error) },
      { cause: error },
    );
  }
  try {
    return await work(client);
  } catch (error) {
    if (isTraxError(error) || !isRefusal(error)) throw error;
    const details = { host: describeHost(client), reason: describeReason(error) };
    throw new TraxError("DATABASE_UNREACHABLE", details, { cause: error });
  } finally {
    await client.end();
  }
}

/** Connection lost, not let in, no room, shut down, read only, not allowed: not a mistake of a statement. */
function isRefusal(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return (
    /^(08|28|53|57)|^25006$|^42501$|^E[A-Z]+$/.test(code) || /connection (terminated|ended)/i.test(message)
  );
}

function createClient(connectionString: string): pg.Client {
  try {
    return new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  } catch {
    // What the parser says would repeat the password.
    throw new TraxError("SETTING_INVALID", {
      name: "DATABASE_URL",
      reason: "it must look like postgres://user:password@host:5432/name, with special characters as %XX.",
    });
  }
}

function describeHost(client: pg.Client): string {
  return `${client.host}:${client.port}`;
}

/** What the server said, as a sentence. */
export function describeReason(error: unknown): string {
  // A refused connection to a name with several addresses has no message of its own, only a code.
  const { message, detail, code } = error as { message?: string; detail?: string; code?: string };
  const reason = [message || code || String(error), detail].filter(Boolean).join("; ");
  return reason.endsWith(".") ? reason : `${reason}.`;
}
