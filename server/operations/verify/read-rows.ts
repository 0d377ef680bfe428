import type { ClientBase } from "pg";

/** Rows of a statement by a cursor, so that no more than a page is in memory. Inside a transaction; one after the
 * other on a connection. */
export async function* readPages<Row extends object>(
  client: ClientBase,
  sql: string,
  rowsAPage = 500,
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE trax_rows NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${rowsAPage} FROM trax_rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await client.query("CLOSE trax_rows");
}

/** The same, row by row. */
export async function* readRows<Row extends object>(
  client: ClientBase,
  sql: string,
  rowsAPage = 500,
): AsyncGenerator<Row> {
  for await (const page of readPages<Row>(client, sql, rowsAPage)) yield* page;
}
