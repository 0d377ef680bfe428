import type { ClientBase } from "pg";
import { readSchema } from "./read-schema";

/** The shape of one table: what adopting compares. */
export interface TableShape {
  columns: Map<string, { type: string; isRequired: boolean; default: string | null }>;
  /** Keys by their definition: name. */
  keys: Map<string, string>;
  /** Indexes that belong to no key by their name: definition. */
  indexes: Map<string, string>;
}

/** Tables of the first schema on the search path, by name. Definitions name no schema. */
export async function readTables(client: ClientBase): Promise<Map<string, TableShape>> {
  const schema = await readSchema(client);
  const tables = new Map<string, TableShape>();
  for (const [table, columns] of schema.tables) {
    const shapes = [...columns].map(
      ([name, { type, isRequired, expression }]) =>
        [name, { type, isRequired, default: expression }] as const,
    );
    tables.set(table, { columns: new Map(shapes), keys: new Map(), indexes: new Map() });
  }
  for (const { table, name, type, definition } of schema.constraints.values()) {
    if (["p", "u", "f"].includes(type)) tables.get(table)?.keys.set(definition, name);
  }
  for (const { table, name, definition, constraint } of schema.indexes.values()) {
    if (constraint === null) tables.get(table)?.indexes.set(name, definition);
  }
  return tables;
}
