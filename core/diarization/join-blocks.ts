import { compareVoices, type KnownVoice, poolVoices } from "./compare-voices";

/** A speaker of one block of a recording: blocks were heard apart, and each numbers its own. */
export interface BlockVoice extends KnownVoice {
  block: number;
}

/** That two speakers of two blocks are one person, from which they are taken for one: two blocks of one recording have
 * more likely the same people than two recordings have. */
const joinFrom = 0.5;
/** A voice of which less was heard is not known again for sure: it is rather the one it is most like than somebody new. */
const shortSeconds = 2;
/** And of these ones not even that is known. */
const unheardSeconds = 0.3;

/** So many are compared with each other; of more, those of which least was heard join the one that they are most like. */
const comparedMost = 1_000;

interface Group extends KnownVoice {
  members: number[];
  blocks: Set<number>;
}

/** Which speakers of a recording's blocks are one person: those together that are most alike, step by step, never two of
 * one block unless there are more than there can be. A voice of which hardly anything was heard is the speaker before it.
 * @param most so many people there are at most; null: nobody knows
 * @param withinFrom likeness from which also two of one block are one: for blocks in which one person is often taken for
 * several
 * @returns for each voice the number of its person, from 0, in the order of the voices */
export function joinBlocks(
  voices: readonly BlockVoice[],
  most: number | null,
  withinFrom = Number.POSITIVE_INFINITY,
): number[] {
  const heard = voices
    .map((voice, at) => ({ voice, at }))
    .filter(({ voice }) => voice.seconds >= unheardSeconds && voice.embedding.some((value) => value !== 0))
    .sort((a, b) => b.voice.seconds - a.voice.seconds);
  const groups = createGroups(
    heard.slice(0, comparedMost).map(({ voice, at }) => ({
      ...{ members: [at], blocks: new Set([voice.block]) },
      ...{ embedding: voice.embedding, seconds: voice.seconds },
    })),
  );
  groups.joinWhile(
    joinFrom,
    (one, other, likeness) => likeness >= withinFrom || isDisjoint(one.blocks, other.blocks),
  );
  const isShort = ({ seconds }: Group) => seconds < shortSeconds;
  groups.joinWhile(
    0,
    (one, other) => isShort(one) !== isShort(other) && isDisjoint(one.blocks, other.blocks),
  );
  if (most !== null) groups.joinWhile(0, () => groups.count() > most);
  const left = groups.list();
  for (const { voice, at } of heard.slice(comparedMost)) {
    const likeness = left.map(({ embedding }) => compareVoices(embedding, voice.embedding));
    left[likeness.indexOf(Math.max(...likeness))]?.members.push(at);
  }
  return numberPersons(voices, left, most);
}

function numberPersons(
  voices: readonly BlockVoice[],
  groups: readonly Group[],
  most: number | null,
): number[] {
  const found = new Array<number>(voices.length).fill(-1);
  groups.forEach(({ members }, group) => {
    for (const at of members) found[at] = group;
  });
  const isOneBlock = new Set(voices.map(({ block }) => block)).size === 1;
  let before = found.find((group) => group >= 0) ?? 0;
  const order = new Map<number, number>();
  return found.map((group, at) => {
    // In one block they are told apart by whoever heard it, however little of them there is.
    const own = group >= 0 ? group : isOneBlock && most === null ? groups.length + at : before;
    before = own;
    if (!order.has(own)) order.set(own, order.size);
    return order.get(own) as number;
  });
}

function isDisjoint(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  for (const block of one) if (other.has(block)) return false;
  return true;
}

type MayJoin = (one: Group, other: Group, likeness: number) => boolean;

/** Groups with the likeness of each to each, of which a merge changes one row. */
function createGroups(given: Group[]) {
  const groups: (Group | null)[] = given;
  const size = groups.length;
  const likeness = new Float32Array(size * size);
  const compare = (one: number, other: number) => {
    const value = compareVoices((groups[one] as Group).embedding, (groups[other] as Group).embedding);
    likeness[one * size + other] = value;
    likeness[other * size + one] = value;
  };
  for (let one = 0; one < size; one++) for (let other = one + 1; other < size; other++) compare(one, other);

  function findClosest(least: number, mayJoin: MayJoin) {
    let best: [number, number] | null = null;
    let closest = -1;
    for (let one = 0; one < size; one++) {
      const left = groups[one];
      if (!left) continue;
      for (let other = one + 1; other < size; other++) {
        const right = groups[other];
        const value = likeness[one * size + other] as number;
        if (!right || value < least || value <= closest || !mayJoin(left, right, value)) continue;
        best = [one, other];
        closest = value;
      }
    }
    return best;
  }

  return {
    list: () => groups.filter((group) => group !== null),
    count: () => groups.reduce((count, group) => count + (group ? 1 : 0), 0),
    /** Joins the two that are most alike, until no two are left that may. */
    joinWhile(least: number, mayJoin: MayJoin): void {
      for (let pair = findClosest(least, mayJoin); pair; pair = findClosest(least, mayJoin)) {
        const [at, gone] = pair;
        const one = groups[at] as Group;
        const other = groups[gone] as Group;
        groups[at] = {
          ...(poolVoices([one, other]) ?? one),
          members: [...one.members, ...other.members],
          blocks: new Set([...one.blocks, ...other.blocks]),
        };
        groups[gone] = null;
        for (let each = 0; each < size; each++) if (groups[each] && each !== at) compare(at, each);
      }
    },
  };
}
