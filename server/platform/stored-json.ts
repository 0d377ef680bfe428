import type { z } from "zod";
import type { Prisma } from "@/prisma/client/client";
import { TraxError } from "./errors";

/** What a JSONB column is given: every write of one goes through here or `storedJsonText`, with the column's schema.
 * @throws TraxError INTERNAL with what is wrong as its cause; nothing was written */
export function storedJson<Schema extends z.ZodType>(
  schema: Schema,
  value: z.input<Schema>,
): Prisma.InputJsonValue {
  // As it will be read: JSON knows no NaN and no undefined.
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(value)));
  if (!parsed.success) throw new TraxError("INTERNAL", {}, { cause: parsed.error });
  return parsed.data as Prisma.InputJsonValue;
}

/** The same for a statement in SQL. */
export function storedJsonText<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): string {
  return JSON.stringify(storedJson(schema, value));
}
