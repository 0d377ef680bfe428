import { z } from "zod";
import type { Stepwise } from "@/core/stepwise/stepwise";
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

/** Text for a JSONB column that went through the column's schema. */
export type StoredJsonText = string & z.$brand<"stored">;

/** So many elements of an array are looked at between two yields. */
const sliceLength = 100;

/** As `storedJsonText`, of an object whose arrays may be long: those are written piece by piece. */
export function* storedJsonTextInSteps<Schema extends z.ZodObject>(
  schema: Schema,
  value: z.input<Schema>,
): Stepwise<StoredJsonText> {
  const given = value as Record<string, unknown>;
  const long = listLongArrays(schema, given);
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !long.has(name)));
  const head = storedJsonText(without(schema, long), rest).slice(0, -1);
  const parts: string[] = [head];
  for (const [name, element] of long) {
    const elements = given[name] as unknown[];
    parts.push(parts.length > 1 || head.length > 1 ? "," : "", JSON.stringify(name), ":[");
    for (let at = 0; at < elements.length; at += sliceLength) {
      yield;
      const slice = storedJsonText(z.array(element), elements.slice(at, at + sliceLength));
      parts.push(at > 0 ? "," : "", slice.slice(1, -1));
    }
    parts.push("]");
  }
  parts.push("}");
  return parts.join("") as StoredJsonText;
}

/** As `safeParse` of a column's schema, of an array or an object whose arrays may be long: those are read piece by piece.
 * @returns undefined where it does not fit */
export function* readJsonInSteps<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Stepwise<z.output<Schema> | undefined> {
  const whole = findElement(schema);
  if (whole && Array.isArray(value)) return (yield* readElements(whole, value)) as z.output<Schema>;
  if (
    !(schema instanceof z.ZodObject) ||
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value)
  ) {
    return schema.safeParse(value).data;
  }
  const given = value as Record<string, unknown>;
  const long = listLongArrays(schema, given);
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !long.has(name)));
  const read = without(schema, long).safeParse(rest).data as Record<string, unknown> | undefined;
  if (!read) return undefined;
  for (const [name, element] of long) {
    const elements = yield* readElements(element, given[name] as unknown[]);
    if (!elements) return undefined;
    read[name] = elements;
  }
  return read as z.output<Schema>;
}

function* readElements(element: z.ZodType, values: readonly unknown[]): Stepwise<unknown[] | undefined> {
  const read: unknown[] = [];
  const slices = z.array(element);
  for (let at = 0; at < values.length; at += sliceLength) {
    yield;
    const slice = slices.safeParse(values.slice(at, at + sliceLength)).data;
    if (!slice) return undefined;
    for (const each of slice) read.push(each);
  }
  return read;
}

/** The fields that hold long arrays, with the schema of their elements. */
function listLongArrays(schema: z.ZodObject, value: Record<string, unknown>): Map<string, z.ZodType> {
  const long = new Map<string, z.ZodType>();
  for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const element = findElement(field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field);
    const given = value[name];
    if (element && Array.isArray(given) && given.length > sliceLength) long.set(name, element);
  }
  return long;
}

function without(schema: z.ZodObject, names: ReadonlyMap<string, unknown>): z.ZodType {
  const mask = Object.fromEntries([...names.keys()].map((name) => [name, true as const]));
  return schema.omit(mask as Parameters<typeof schema.omit>[0]);
}

/** Of an array without rules for the whole of it. */
function findElement(schema: z.ZodType): z.ZodType | null {
  if (!(schema instanceof z.ZodArray) || (schema.def.checks?.length ?? 0) > 0) return null;
  return schema.element as z.ZodType;
}
