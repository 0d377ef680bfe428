import { findSpellings } from "@/core/search/find-spellings";
import { parseSearchQuery, type SearchTerm } from "@/core/search/parse-search-query";
import { Prisma, type Tx } from "@/server/platform/db";
import type { Respelled } from "./schema";

/** A query as the database takes it; null: nothing can match. */
export interface CompiledQuery {
  tsquery: string | null;
  /** What is looked for beside what was typed. */
  respelled: Respelled[];
  sentence: string | null;
}

/** Fewer letters in common no slip leaves: one of two letters swapped in a word of five. */
const leastSimilarity = 0.15;
const candidatesAWord = 400;
const spellingsAWord = 12;

/** @param withSpellings words that are almost those typed count too, as far as lines of the owner hold them */
export async function compileSearchQuery(
  tx: Tx,
  ownerId: number,
  typed: string,
  withSpellings: boolean,
): Promise<CompiledQuery> {
  const { alternatives, sentence } = parseSearchQuery(typed);
  if (alternatives.length === 0) return { tsquery: null, respelled: [], sentence };
  const spellings = withSpellings ? await findTermSpellings(tx, ownerId, alternatives.flat()) : new Map();
  const compileTerm = (term: SearchTerm) => {
    const exact = serializeTerm(term);
    const also: string[] = spellings.get(term) ?? [];
    const any = also.reduce((sql, word) => Prisma.sql`${sql} || ${quoteLexeme(word)}::tsquery`, exact);
    return term.isLeftOut ? Prisma.sql`!!(${exact})` : Prisma.sql`(${any})`;
  };
  const whole = Prisma.join(
    alternatives.map((terms) => Prisma.sql`(${Prisma.join(terms.map(compileTerm), " && ")})`),
    " || ",
  );
  const [row] = await tx.$queryRaw<{ query: string; nodes: number }[]>(
    Prisma.sql`select query::text as query, numnode(query) as nodes from (select ${whole} as query) as compiled`,
  );
  const respelled = [...spellings].map(([term, words]) => ({ typed: term.text, found: words }));
  return { tsquery: row && row.nodes > 0 ? row.query : null, respelled, sentence };
}

function serializeTerm({ kind, text }: SearchTerm): Prisma.Sql {
  return kind === "prefix"
    ? Prisma.sql`to_tsquery('trax', ${`${quoteLexeme(text)}:*`})`
    : Prisma.sql`phraseto_tsquery('trax', ${text})`;
}

/** As the input of tsquery wants a word that is taken as it is. */
export function quoteLexeme(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

async function findTermSpellings(
  tx: Tx,
  ownerId: number,
  terms: readonly SearchTerm[],
): Promise<Map<SearchTerm, string[]>> {
  const words = terms.filter(({ kind, isLeftOut }) => kind === "word" && !isLeftOut);
  const found = new Map<SearchTerm, string[]>();
  await tx.$executeRaw(
    Prisma.sql`select set_config('pg_trgm.similarity_threshold', ${String(leastSimilarity)}, true)`,
  );
  for (const term of words) {
    const [row] = await tx.$queryRaw<{ lexemes: string[] }[]>(
      Prisma.sql`select tsvector_to_array(to_tsvector('trax', ${term.text})) as lexemes`,
    );
    const [lexeme, ...more] = row?.lexemes ?? [];
    // A word with a hyphen in it is several.
    if (!lexeme || more.length > 0 || lexeme.length < 4 || lexeme.length > 40) continue;
    const near = await tx.$queryRaw<{ word: string }[]>(Prisma.sql`
      select word from search_words
      where owner_id = ${ownerId} and word % ${lexeme} and length(word) between ${lexeme.length - 2} and ${lexeme.length + 2}
      order by similarity(word, ${lexeme}) desc, word limit ${candidatesAWord}`);
    const spellings = findSpellings(
      lexeme,
      near.map(({ word }) => word),
    );
    if (spellings.length > 0) found.set(term, spellings.slice(0, spellingsAWord));
  }
  return found;
}
