import { randomUUID } from "node:crypto";
import { Prisma, type Tx } from "./db";
import type { StoredJsonText } from "./stored-json";

const pieceLength = 500_000;

/** Brings a text to the server within a transaction, piece by piece where it is long: as one parameter of a statement it
 * would be copied several times over on its way, at one go, while everything else in this process waits.
 * @returns what stands for the text in a statement of the same transaction */
export async function sendLongText(tx: Tx, text: string): Promise<Prisma.Sql> {
  if (text.length <= pieceLength) return Prisma.sql`${text}`;
  await tx.$executeRaw(Prisma.sql`
    create temporary table if not exists long_text (name uuid, part int, text text) on commit drop`);
  const name = randomUUID();
  for (let [at, part] = [0, 0]; at < text.length; part += 1) {
    let end = Math.min(text.length, at + pieceLength);
    // A character of two halves stays whole.
    if (end < text.length && isSecondHalf(text.charCodeAt(end))) end -= 1;
    const piece = text.slice(at, end);
    await tx.$executeRaw(Prisma.sql`
      insert into pg_temp.long_text (name, part, text) values (${name}::uuid, ${part}, ${piece})`);
    at = end;
  }
  return Prisma.sql`(select string_agg(text, '' order by part) from pg_temp.long_text where name = ${name}::uuid)`;
}

/** The same for a JSONB column. */
export const sendStoredJson = (tx: Tx, json: StoredJsonText): Promise<Prisma.Sql> => sendLongText(tx, json);

const isSecondHalf = (code: number) => code >= 0xdc00 && code <= 0xdfff;
