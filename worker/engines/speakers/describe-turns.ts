import { compareVoices, type KnownVoice, poolVoices } from "@/core/diarization/compare-voices";
import { joinBlocks } from "@/core/diarization/join-blocks";
import { type OrderedTurn, orderTurns } from "@/core/diarization/order-turns";
import type { EngineRequestOptions, SampleRange } from "../engine";
import type { Diarization, HeardVoice, SpeakerCount, SpeakerEngine, SpeakerTurn } from "./speaker-engine";

/** Turns of a block of a recording, on the clock of the whole file; speakers are the block's own. */
export type BlockTurns = readonly OrderedTurn[];

/** Of a turn so many pieces of such a length are heard, spread over it. */
const pieces = { most: 3, ms: 6_000, leastMs: 700 };
/** Of the loudest speakers of a block: more than anybody could tell apart. */
const speakersMost = 30;
/** Where nothing can be compared, nothing is known. */
const unknownConfidence = 0.5;
const uncertainBelow = { confidence: 0.5, spokenMs: 8_000 };

interface Piece extends KnownVoice {
  pitchHz: number | null;
  /** Its turn's place among those of its block. */
  turn: number;
  speaker: number;
}

/** Turns that somebody else found, with the voices that are heard in them here, whoever found them: by these the speakers
 * of one block are known again in the next, and people in other recordings. A turn's confidence is how much more it
 * sounds like its speaker's other turns than like anybody else; one that is too short to tell has its speaker's mean.
 * @param joinsWithin likeness from which two speakers of one block are one; left out: never
 * @throws as `SpeakerEngine.embed` */
export async function describeTurns(
  engine: Pick<SpeakerEngine, "description" | "embed">,
  wavPath: string,
  { blocks, count, joinsWithin }: { blocks: BlockTurns[]; count: SpeakerCount; joinsWithin?: number },
  { onProgress, ...options }: EngineRequestOptions & { onProgress?: (fraction: number) => void },
): Promise<Diarization> {
  const kept = blocks.map(keepLoudest);
  const heard: Piece[][] = [];
  for (const [at, turns] of kept.entries()) {
    heard.push(await hearPieces(engine, wavPath, turns, options));
    onProgress?.((at + 1) / kept.length);
  }
  const locals = kept.flatMap((turns, block) =>
    [...new Set(turns.map(({ speaker }) => speaker))].map((speaker) => {
      const pooled = poolVoices((heard[block] ?? []).filter((piece) => piece.speaker === speaker));
      return {
        ...{ block, speaker, seconds: pooled?.seconds ?? 0 },
        embedding: pooled?.embedding ?? new Float32Array(0),
      };
    }),
  );
  const most = count === null ? null : "exactly" in count ? count.exactly : count.most;
  const persons = joinBlocks(locals, most, joinsWithin);
  const personOf = (block: number, speaker: number) =>
    persons[locals.findIndex((each) => each.block === block && each.speaker === speaker)] as number;
  const owned = heard.flatMap((own, block) =>
    own.map((piece) => ({ ...piece, block, person: personOf(block, piece.speaker) })),
  );
  const confidences = rateTurns(owned);
  const told = kept.flatMap((turns, block) =>
    turns.map((turn, at) => ({
      ...turn,
      speaker: personOf(block, turn.speaker),
      confidence: confidences.get(`${block} ${at}`) ?? null,
    })),
  );
  return finish(told, owned, engine.description.model);
}

function keepLoudest(turns: BlockTurns): BlockTurns {
  const spoken = new Map<number, number>();
  for (const { speaker, startMs, endMs } of turns)
    spoken.set(speaker, (spoken.get(speaker) ?? 0) + endMs - startMs);
  if (spoken.size <= speakersMost) return turns;
  const loudest = new Set(
    [...spoken]
      .sort((a, b) => b[1] - a[1])
      .slice(0, speakersMost)
      .map(([speaker]) => speaker),
  );
  return turns.filter(({ speaker }) => loudest.has(speaker));
}

async function hearPieces(
  engine: Pick<SpeakerEngine, "embed">,
  wavPath: string,
  turns: BlockTurns,
  options: EngineRequestOptions,
): Promise<Piece[]> {
  // Where somebody else talks too, the sound is of both: that is heard only of who never speaks alone.
  const speaksAlone = new Set(turns.flatMap(({ speaker, overlaps }) => (overlaps ? [] : [speaker])));
  const planned = turns.flatMap((turn, at) =>
    turn.overlaps && speaksAlone.has(turn.speaker)
      ? []
      : planPieces(turn).map((range) => ({ range, turn: at, speaker: turn.speaker })),
  );
  if (planned.length === 0) return [];
  const voices = await engine.embed(
    wavPath,
    planned.map(({ range }) => range),
    options,
  );
  return voices.flatMap((voice, at) => {
    const plan = planned[at];
    return plan && voice.seconds > 0 ? [{ ...voice, turn: plan.turn, speaker: plan.speaker }] : [];
  });
}

function planPieces({ startMs, endMs }: OrderedTurn): SampleRange[] {
  const lengthMs = endMs - startMs;
  if (lengthMs < pieces.leastMs) return [];
  const count = Math.min(pieces.most, Math.ceil(lengthMs / pieces.ms));
  const pieceMs = Math.min(pieces.ms, lengthMs / count);
  return Array.from({ length: count }, (_, at) => {
    const middleMs = startMs + (lengthMs * (at + 0.5)) / count;
    return {
      start: Math.round((middleMs - pieceMs / 2) * 16),
      end: Math.round((middleMs + pieceMs / 2) * 16),
    };
  });
}

type OwnedPiece = Piece & { block: number; person: number };

/** How much more each turn sounds like its speaker's other pieces than like anybody else, by block and turn. */
function rateTurns(owned: readonly OwnedPiece[]): Map<string, number> {
  const people = [...groupBy(owned, ({ person }) => person)].map(([person, own]) => ({
    ...{ person, sum: sumVoices(own), pooled: poolVoices(own) },
  }));
  const rates = owned.flatMap((piece) => {
    let own: number | null = null;
    let next = 0;
    for (const { person, sum, pooled } of people) {
      if (person !== piece.person) {
        if (pooled) next = Math.max(next, compareVoices(piece.embedding, pooled.embedding));
        continue;
      }
      const others = leaveOut(sum, piece);
      if (others) own = compareVoices(piece.embedding, others);
    }
    if (own === null) return [];
    return [{ key: `${piece.block} ${piece.turn}`, value: own / Math.max(1e-9, own + next) }];
  });
  return new Map([...groupBy(rates, ({ key }) => key)].map(([key, own]) => [key, mean(own)]));
}

function sumVoices(pieces: readonly Piece[]): { values: Float64Array; count: number } {
  const values = new Float64Array(pieces[0]?.embedding.length ?? 0);
  for (const { embedding, seconds } of pieces) {
    for (let at = 0; at < values.length; at++)
      values[at] = (values[at] as number) + seconds * (embedding[at] as number);
  }
  return { values, count: pieces.length };
}

/** What is left of a voice without one of its pieces; null where that was all. */
function leaveOut(
  { values, count }: { values: Float64Array; count: number },
  { embedding, seconds }: Piece,
): Float32Array | null {
  if (count < 2) return null;
  const left = Float32Array.from(values, (value, at) => value - seconds * (embedding[at] as number));
  const length = Math.hypot(...left);
  return length > 0 ? left.map((value) => value / length) : null;
}

function finish(
  told: readonly (OrderedTurn & { confidence: number | null })[],
  owned: readonly OwnedPiece[],
  model: string,
): Diarization {
  // Once more for the whole: two blocks meet within a turn, and two speakers of one block may be one person.
  const lengthMs = told.reduce((most, { endMs }) => Math.max(most, endMs), 0);
  const order = new Map<number, number>();
  const turns = orderTurns(told, lengthMs).map((turn): SpeakerTurn => {
    if (!order.has(turn.speaker)) order.set(turn.speaker, order.size);
    const parts = told.filter(
      (each) =>
        each.speaker === turn.speaker &&
        each.confidence !== null &&
        each.startMs < turn.endMs &&
        each.endMs > turn.startMs,
    );
    const same = told.filter((each) => each.speaker === turn.speaker && each.confidence !== null);
    const rated = (parts.length > 0 ? parts : same).map(({ confidence }) => ({ value: confidence ?? 0 }));
    return {
      ...turn,
      speaker: order.get(turn.speaker) as number,
      confidence: rated.length > 0 ? mean(rated) : unknownConfidence,
    };
  });
  const voices = [...order].map(([person, speaker]): HeardVoice => {
    const own = owned.filter((piece) => piece.person === person);
    const pitches = own.flatMap(({ pitchHz }) => pitchHz ?? []).sort((a, b) => a - b);
    const spokenMs = turns
      .filter((turn) => turn.speaker === speaker)
      .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    const pooled = poolVoices(own);
    return {
      speaker,
      embedding: pooled?.embedding ?? new Float32Array(owned[0]?.embedding.length ?? 0),
      seconds: pooled ? spokenMs / 1000 : 0,
      pitchHz: pitches[pitches.length >> 1] ?? null,
    };
  });
  const spokenMs = turns.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const sure = turns.reduce((sum, { startMs, endMs, confidence }) => sum + (endMs - startMs) * confidence, 0);
  const isUncertain =
    turns.length > 0 && (spokenMs < uncertainBelow.spokenMs || sure / spokenMs < uncertainBelow.confidence);
  return { turns, voices, model, isUncertain };
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function mean(rates: readonly { value: number }[]): number {
  return rates.reduce((sum, { value }) => sum + value, 0) / Math.max(1, rates.length);
}
