import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  findDeletion,
  findIllegalRow,
  mayBecome,
  type Row,
  type TableName,
  tableNames,
  type World,
} from "@/server/testing/legal-states";
import { createRandom, makeStatement, type Statement } from "@/server/testing/random-statement";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

const statements = Number(process.env.TRAX_TEST_RANDOM_STATEMENTS ?? 100_000);
const seed = Number(process.env.TRAX_TEST_RANDOM_SEED ?? Math.floor(Math.random() * 2 ** 32));
const READ_EVERY = 1_000;
const DOCUMENT = "00000000-0000-4000-8000-00000000000d";

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  // A time zone of its own: instants are UTC all the same.
  client = new pg.Client({
    connectionString: database.connectionString,
    options: "-c timezone=America/St_Johns",
  });
  await client.connect();
  await client.query("INSERT INTO transcript_documents (id, title) VALUES ($1, 't')", [DOCUMENT]);
});

afterAll(async () => {
  await client.end();
  await database.close();
});

const instantColumns = ["start_time", "end_time", "started_at", "completed_at"];

/** Columns that are NOT NULL and that no rule is about. */
const fixed: Record<TableName, Record<string, string | number>> = {
  batch_jobs: { name: "b" },
  batch_items: {},
  v2_processing_jobs: { job_type: "x" },
  media_files: { file_name: "n" },
  speaker_profiles: {},
  transcription_results: {},
  transcript_segments: { document_id: DOCUMENT, position: 1, text: "" },
  exports: { format: "txt" },
};

function toParameter(column: string, value: unknown): unknown {
  if (!instantColumns.includes(column) || value === null) return value;
  // With its zone for TIMESTAMPTZ; TIMESTAMP leaves that out.
  return new Date(value as number).toISOString();
}

function toSql(statement: Statement): { text: string; values: unknown[] } {
  if (statement.kind === "delete") {
    return { text: `DELETE FROM ${statement.table} WHERE id = $1`, values: [statement.id] };
  }
  const { table } = statement;
  if (statement.kind === "insert") {
    const given = Object.entries({ ...fixed[table], ...statement.row });
    // What the database is to fill in is left out.
    const columns = given.filter(([name]) => name !== "completed_at" || statement.told);
    return {
      text: `INSERT INTO ${table} (${columns.map(([name]) => name).join(", ")}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(", ")})`,
      values: columns.map(([name, value]) => toParameter(name, value)),
    };
  }
  const set = Object.entries(statement.set);
  return {
    text: `UPDATE ${table} SET ${set.map(([name], at) => `${name} = $${at + 1}`).join(", ")} WHERE id::text = ANY ($${set.length + 1})`,
    values: [
      ...set.map(([name, value]) => toParameter(name, value)),
      statement.changes.map(({ after }) => after.id),
    ],
  };
}

function expectVerdict(world: World, statement: Statement): boolean {
  switch (statement.kind) {
    case "insert":
      return mayBecome(world, statement.table, [{ before: null, after: statement.row }]);
    case "update":
      return mayBecome(world, statement.table, statement.changes);
    case "delete":
      return findDeletion(world, statement.table, statement.id) !== null;
  }
}

function apply(world: World, statement: Statement): void {
  if (statement.kind === "delete") {
    for (const [table, id] of findDeletion(world, statement.table, statement.id) ?? [])
      world[table].delete(id);
  } else if (statement.kind === "insert") world[statement.table].set(statement.row.id, statement.row);
  else for (const { after } of statement.changes) world[statement.table].set(after.id, after);
}

/** The tables as they are. */
async function readWorld(): Promise<World> {
  const world = Object.fromEntries(tableNames.map((name) => [name, new Map<string, Row>()])) as World;
  for (const table of tableNames) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table} AS t`,
    );
    for (const { row } of rows) {
      const values = Object.entries(row).map(([name, value]) => {
        if (value === null) return [name, null];
        // TIMESTAMP is UTC and says so nowhere.
        if (instantColumns.includes(name)) {
          const text = String(value);
          return [name, Date.parse(/[Z+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)];
        }
        return [name, typeof value === "object" ? JSON.stringify(value) : value];
      });
      const read = Object.fromEntries(values) as Row;
      world[table].set(String(row.id), { ...read, id: String(row.id) });
    }
  }
  return world;
}

describe("the database", () => {
  it(
    `takes what a model calls legal and nothing else, in ${statements} random statements (seed ${seed})`,
    async () => {
      const random = createRandom(seed);
      const world = await readWorld();
      const told = { legal: 0, refused: 0 };
      for (let at = 1; at <= statements; at += 1) {
        const statement = makeStatement(random, world);
        const { text, values } = toSql(statement);
        const isLegal = expectVerdict(world, statement);
        const error = await client.query(text, values).then(
          () => null,
          (reason: pg.DatabaseError) => reason,
        );
        if (error && !/^23/.test(error.code ?? "")) throw error;
        if (isLegal !== (error === null)) {
          expect.fail(
            `statement ${at} of seed ${seed}: the model calls it ${isLegal ? "legal" : "illegal"}, the database says ${error?.message ?? "yes"}\n${text}\n${JSON.stringify(values)}\n${JSON.stringify(statement)}`,
          );
        }
        told[isLegal ? "legal" : "refused"] += 1;
        if (isLegal) apply(world, statement);
        if (at % READ_EVERY !== 0 && at !== statements) continue;
        const found = await readWorld();
        for (const table of tableNames) {
          expect(findIllegalRow(found, table), `a row of ${table}, seed ${seed}`).toBeNull();
          expect([...found[table].keys()].sort(), table).toEqual([...world[table].keys()].sort());
        }
      }
      process.stdout.write(
        `${statements} statements, seed ${seed}: ${told.legal} taken, ${told.refused} refused\n`,
      );
      // A run that is all of one kind shows nothing.
      expect(Math.min(told.legal, told.refused)).toBeGreaterThan(statements / 10);
    },
    20_000 + statements * 20,
  );
});
