import { listCorrections } from "@/core/alignment/list-corrections";
import { type Db, getPrisma } from "@/server/platform/db";
import { getGivenSegments, listAllSegments } from "@/server/transcripts/data";
import { listTerms } from "./data";

export interface TermOffer {
  text: string;
  heard: string;
  count: number;
  startMs: number;
  isKnown: boolean;
}

/** More nobody looks through. */
const mostOffers = 100;

/** What a person wrote in a transcript where the machine had heard something else, as far as it makes a term: the
 * commonest first, without what is in the glossary already.
 * @throws TraxError NOT_FOUND */
export async function listOffers(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<TermOffer[]> {
  const [machine, present, { terms }] = await Promise.all([
    getGivenSegments(ownerId, documentId, db),
    listAllSegments(ownerId, documentId, db),
    listTerms(ownerId, {}, db),
  ]);
  const known = new Map<string, Set<string>>();
  for (const { text, soundsLike } of terms) {
    const heard = known.get(text) ?? new Set();
    for (const one of soundsLike) heard.add(one.toLowerCase());
    known.set(text, heard);
  }
  return listCorrections(
    machine.flatMap(({ words }) => words),
    present.flatMap(({ words }) => words),
  )
    .filter(({ text, heard }) => !known.get(text)?.has(heard.toLowerCase()))
    .slice(0, mostOffers)
    .map((offer) => ({ ...offer, isKnown: known.has(offer.text) }));
}
