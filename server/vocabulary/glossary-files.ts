import type { z } from "zod";
import { parseGlossary, serializeGlossaryCsv } from "@/core/transcript/glossary-csv";
import { serializeTerms, termLimits } from "@/core/transcript/parse-terms";
import { type Db, getPrisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { listTerms } from "./data";
import {
  type GlossaryImportInput,
  type glossaryExportInput,
  type glossaryExportOutput,
  glossaryImportInput,
  type glossaryImportOutput,
} from "./schema";
import { addTerms } from "./service";

/** Refused lines that are told. */
const mostRefused = 50;

/** Terms as a file that other programs read. */
export async function exportGlossary(
  ownerId: number,
  { format, domain }: z.output<typeof glossaryExportInput>,
  db: Db = getPrisma(),
): Promise<z.infer<typeof glossaryExportOutput>> {
  const { terms } = await listTerms(ownerId, { domain }, db);
  const text = format === "csv" ? serializeGlossaryCsv(terms) : `${serializeTerms(terms)}\n`;
  const name = domain ? `glossary-${domain.replace(/[^\p{L}\p{N}]+/gu, "-")}` : "glossary";
  return { fileName: `${name}.${format}`, text, terms: terms.length };
}

/** Adds what a file has; a term that is there already is heard as the file says.
 * @throws TraxError TERMS_TOO_MANY: then none was added; GLOSSARY_EMPTY */
export async function importGlossary(
  ownerId: number,
  rawInput: GlossaryImportInput,
  prisma: PrismaClient = getPrisma(),
): Promise<z.infer<typeof glossaryImportOutput>> {
  const { text, domain } = glossaryImportInput.parse(rawInput);
  const { terms, refused } = parseGlossary(text);
  if (terms.length === 0) throw new TraxError("GLOSSARY_EMPTY");
  const limit = termLimits.owner;
  if (terms.length > limit) throw new TraxError("TERMS_TOO_MANY", { limit, free: limit });
  const added = await addTerms(ownerId, { terms, domain }, prisma);
  return { ...added, refused: refused.slice(0, mostRefused) };
}
