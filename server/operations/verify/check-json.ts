import pg from "pg";
import { z } from "zod";
import { word } from "@/server/transcripts/schema";
import { jsonColumns } from "../json-columns";
import type { CheckContext } from "./check-context";
import type { CheckOutcome } from "./finding";
import { readRows } from "./read-rows";

const quote = pg.escapeIdentifier;
/** Values may have megabytes. */
const ROWS_A_PAGE = 20;

const checked: Record<string, Record<string, z.ZodType>> = {
  ...jsonColumns,
  transcript_segments: { words: z.array(word.partial({ confidence: true })) },
};

/** Every JSONB value against the schema that it is written with. */
export async function checkJson(context: CheckContext): Promise<CheckOutcome> {
  const { client, found, report } = context;
  let values = 0;
  for (const [table, schemas] of Object.entries(checked)) {
    const columns = Object.entries(schemas).filter(([column]) => found.tables.get(table)?.has(column));
    if (columns.length === 0) continue;
    // What belongs to a document has no id of its own.
    const key = found.tables.get(table)?.has("id") ? "id" : "document_id";
    const names = columns.map(([column]) => quote(column));
    const rows = readRows<Record<string, unknown>>(
      client,
      `SELECT ${key}::text AS id, ${names.join(", ")} FROM ${quote(table)}
       WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" OR ")}`,
      table === "transcript_segments" ? 500 : ROWS_A_PAGE,
    );
    for await (const row of rows) {
      for (const [column, schema] of columns) {
        const value = row[column];
        if (value === null) continue;
        values += 1;
        const parsed = schema.safeParse(value);
        if (parsed.success) continue;
        const subject = `${table}.${column} of ${row.id}`;
        if (isOfVersion1(column, value)) {
          const detail = "is of version 1; the recording is read again when it is next worked on";
          report({ kind: "json-of-version-1", subject, detail, isNote: true });
          continue;
        }
        report({
          kind: "json-wrong",
          subject,
          detail: `is not as it must be: ${describe(parsed.error)}`,
          wayOut:
            "Correct it by hand, or restore a backup from before it happened: npm run trax -- restore DIR.",
        });
      }
    }
  }
  return { said: `${values} JSON values` };
}

/** Earlier clients wrote what ffprobe said, which no reader of today takes for its own. */
function isOfVersion1(column: string, value: unknown): boolean {
  return column === "format_info" && typeof value === "object" && value !== null && !("derived" in value);
}

function describe(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  return `${where === "" ? "" : `${where}: `}${issue?.message ?? "unreadable"}`.slice(0, 200);
}
