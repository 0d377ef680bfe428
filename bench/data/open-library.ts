import path from "node:path";
import pg from "pg";
import { migrate } from "@/server/operations/migrate";
import { createDatabase, type Database } from "@/server/platform/db";
import { fillLibrary } from "./fill-library";

export interface OpenLibrary {
  url: string;
  /** With one connection. */
  database: Database;
}

/** A new database on a server with so many lines of one owner; none: empty. Every tenth recording has the tag "tenth". */
export async function openLibrary(serverUrl: string, name: string, lines: number): Promise<OpenLibrary> {
  await withClient(serverUrl, (client) => client.query(`create database ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate({ connectionString: url.href, migrationsDir: path.resolve("prisma/migrations") });
  if (lines > 0) {
    await withClient(url.href, async (client) => {
      await fillLibrary(client, { lines });
      await client.query(`insert into search_words (owner_id, word)
        select distinct owner_id, word from search_changes, unnest(words) as word on conflict do nothing`);
      await client.query("truncate search_changes");
      await client.query(`insert into document_tags (document_id, tag)
        select id, 'tenth' from transcript_documents where right(title, 1) = '0'`);
      await client.query("vacuum analyze search_words");
      await client.query("analyze document_tags");
    });
  }
  return { url: url.href, database: createDatabase(url.href, { size: 1 }) };
}

export async function withClient<T>(
  connectionString: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return use(client).finally(() => client.end());
}
