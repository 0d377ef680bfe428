import pg from "pg";

export const TEMPLATE_PREFIX = "trax_template";

/** Creates a database, empty or a copy of another that nobody is connected to, and gives its URL. */
export async function createEmptyDatabase(
  serverUrl: string,
  name: string,
  template?: string,
): Promise<string> {
  await runOnServer(
    serverUrl,
    `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${template ? pg.escapeIdentifier(template) : "template0"}`,
  );
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Removes a database when it is there, also when sessions are left in it. */
export async function removeDatabase(serverUrl: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

/** What the sessions in a database ran last. */
export async function listSessions(serverUrl: string, name: string): Promise<string[]> {
  const rows = await runOnServer(
    serverUrl,
    `SELECT coalesce(nullif(query, ''), 'nothing yet') AS query FROM pg_stat_activity
     WHERE datname = $1 AND backend_type = 'client backend'`,
    [name],
  );
  return rows.map((row) => String(row.query));
}

async function runOnServer(
  serverUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
