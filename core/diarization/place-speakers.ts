import { deriveDifference } from "../transcript/derive-difference";
import type { DocumentChange, DocumentSegment } from "../transcript/document-change";
import { placeLines } from "../transcript/place-lines";
import type { PlainDocument } from "../transcript/plain-document";
import type { Speaker } from "../transcript/types";
import { assignSpeakers, type SpokenTurn, type SpokenUnit } from "./assign-speakers";
import { matchVoices } from "./match-voices";

/** What an earlier diarization of the document made of it: who its voices became. */
export interface EarlierSpeakers {
  turns: readonly SpokenTurn[];
  /** Speakers of the document by voice. */
  speakerIds: ReadonlyMap<number, string>;
}

interface PlaceInput {
  document: PlainDocument;
  turns: readonly SpokenTurn[];
  /** Null: nobody has looked for speakers before, and all that are there a person put there. */
  earlier: EarlierSpeakers | null;
  newId: () => string;
  /** People whose voices were recognised, by voice. */
  known?: ReadonlyMap<number, { profileId: number; name: string }>;
}

const machineLabel = /^Speaker \d+$/;

/** Gives the lines of a document the speakers that a machine told apart, and cuts lines in which the speaker changes.
 * Nothing of a person is lost: text, the ids and times of words and names stay, and so does whom a person gave a line to,
 * told by its being another than the machine had given it before.
 * Pure. @returns the change, and which speaker of the document each voice is */
export function placeSpeakers({ document, turns, earlier, newId, known }: PlaceInput): {
  change: DocumentChange;
  speakerIds: Map<number, string>;
} {
  const settled = findSettled(document, earlier);
  const spoken = listSpoken(document.segments, turns);
  const { speakers, speakerIds } = nameVoices(document, spoken, settled, { newId, known });
  const pieces: { id: string | null; line: DocumentSegment }[] = [];
  for (const { line, voices: ofLine } of spoken) {
    if (settled.has(line.id)) {
      pieces.push({ id: line.id, line });
      continue;
    }
    pieces.push(...cutLine(line, ofLine, speakerIds));
  }
  const positions = placeLines(pieces.map(({ id, line }) => (id === null ? null : line.position)));
  const wanted = pieces.map(({ id, line }, index) => ({
    ...line,
    id: id ?? newId(),
    position: positions[index] as number,
  }));
  const change = deriveDifference(document, { ...document, segments: wanted, speakers });
  const used = new Set([...wanted.map(({ speakerId }) => speakerId), ...speakerIds.values()]);
  const made = new Set(earlier?.speakerIds.values());
  // Names that only the machine had given, and that nobody bears any more.
  const gone = document.speakers
    .filter(({ id, label }) => made.has(id) && machineLabel.test(label) && !used.has(id))
    .map((speaker) => ({ id: speaker.id, before: speaker, after: null }));
  return {
    change: {
      ...change,
      speakers: [...withProfiles(change.speakers, document.speakers, speakers), ...gone],
    },
    speakerIds,
  };
}

/** Lines that are said by the voice that a line is said by, but for those that a person gave to somebody; the line itself
 * is one of them. */
export function listSimilarLines(
  document: PlainDocument,
  earlier: EarlierSpeakers,
  segmentId: string,
): string[] {
  const settled = findSettled(document, earlier);
  const spoken = listSpoken(document.segments, earlier.turns).map(({ line, voices }) => ({
    id: line.id,
    voice: findMostFrequent(voices),
  }));
  const voice = spoken.find(({ id }) => id === segmentId)?.voice ?? null;
  if (voice === null) return [segmentId];
  return spoken
    .filter((line) => line.id === segmentId || (line.voice === voice && !settled.has(line.id)))
    .map(({ id }) => id);
}

/** A speaker who becomes a known person gets the link to it together with the name. */
function withProfiles(
  changes: DocumentChange["speakers"],
  before: readonly Speaker[],
  after: readonly Speaker[],
): DocumentChange["speakers"] {
  const [old, now] = [before, after].map((list) => new Map(list.map((row) => [row.id, row.profileId])));
  return changes.map((row) => {
    const [from, to] = [old?.get(row.id) ?? null, now?.get(row.id) ?? null];
    if (row.before === null || row.after === null || from === to) return row;
    return { ...row, before: { ...row.before, profileId: from }, after: { ...row.after, profileId: to } };
  });
}

/** Lines whose speaker a person chose. A voice whose speaker went, as after an undo, was given to nobody. */
function findSettled({ segments, speakers }: PlainDocument, earlier: EarlierSpeakers | null): Set<string> {
  if (!earlier) return new Set(segments.filter(({ speakerId }) => speakerId !== null).map(({ id }) => id));
  const there = new Set(speakers.map(({ id }) => id));
  const settled = new Set<string>();
  for (const { line, voices } of listSpoken(segments, earlier.turns)) {
    const voice = findMostFrequent(voices);
    const given = (voice === null ? null : earlier.speakerIds.get(voice)) ?? null;
    if (line.speakerId !== (given !== null && there.has(given) ? given : null)) settled.add(line.id);
  }
  return settled;
}

interface SpokenLine {
  line: DocumentSegment;
  units: SpokenUnit[];
  voices: (number | null)[];
}

function listSpoken(segments: readonly DocumentSegment[], turns: readonly SpokenTurn[]): SpokenLine[] {
  const unitsOf = segments.map(listUnits);
  const voices = assignSpeakers(unitsOf.flat(), turns);
  let at = 0;
  return segments.map((line, index) => {
    const units = unitsOf[index] ?? [];
    const from = at;
    at += units.length;
    return { line, units, voices: voices.slice(from, at) };
  });
}

function findMostFrequent(voices: readonly (number | null)[]): number | null {
  const counts = new Map<number | null, number>();
  for (const voice of voices) counts.set(voice, (counts.get(voice) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [null as number | null, 0])[0];
}

/** The words of a line; of one whose words do not stand for its text, the line as a whole. */
function listUnits(line: DocumentSegment): SpokenUnit[] {
  const tokens = listTokens(line.text);
  const words = line.words ?? [];
  if (words.length === 0 || words.length !== tokens.length)
    return [{ text: line.text, startMs: line.startMs, endMs: line.endMs, isFirst: true }];
  return words.map(({ startMs, endMs }, index) => ({
    text: tokens[index]?.text ?? "",
    startMs,
    endMs,
    isFirst: index === 0,
  }));
}

function listTokens(text: string): { text: string; at: number }[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }));
}

/** Finds or makes the speaker of the document that each voice is. */
function nameVoices(
  document: PlainDocument,
  spoken: readonly SpokenLine[],
  settled: ReadonlySet<string>,
  { newId, known }: Pick<PlaceInput, "newId" | "known">,
): { speakers: Speaker[]; speakerIds: Map<number, string> } {
  const heard = new Set<number>();
  const commonMs = new Map<number, Map<string, number>>();
  for (const { line, units, voices } of spoken) {
    voices.forEach((voice, index) => {
      if (voice === null) return;
      if (!settled.has(line.id)) heard.add(voice);
      if (line.speakerId === null) return;
      const of = commonMs.get(voice) ?? new Map<string, number>();
      const unit = units[index] as SpokenUnit;
      of.set(line.speakerId, (of.get(line.speakerId) ?? 0) + Math.max(1, unit.endMs - unit.startMs));
      commonMs.set(voice, of);
    });
  }
  const matched = matchVoices(commonMs);
  const byId = new Map(document.speakers.map((speaker) => [speaker.id, speaker]));
  const labels = new Set(document.speakers.map(({ label }) => label));
  const speakerIds = new Map<number, string>();
  // Whoever speaks first is Speaker 1.
  for (const voice of new Set([...heard, ...matched.keys()])) {
    const person = known?.get(voice);
    const there = matched.get(voice) ?? findOfPerson(byId, person?.profileId, speakerIds);
    const speaker = there === undefined ? undefined : byId.get(there);
    if (speaker) {
      speakerIds.set(voice, speaker.id);
      if (person && machineLabel.test(speaker.label))
        byId.set(speaker.id, { ...speaker, label: person.name, profileId: person.profileId });
      continue;
    }
    const id = newId();
    const label = person?.name ?? nextLabel(labels);
    labels.add(label);
    byId.set(id, { id, label, profileId: person?.profileId ?? null });
    speakerIds.set(voice, id);
  }
  return { speakers: [...byId.values()], speakerIds };
}

function findOfPerson(
  speakers: ReadonlyMap<string, Speaker>,
  profileId: number | undefined,
  taken: ReadonlyMap<number, string>,
): string | undefined {
  if (profileId === undefined) return undefined;
  const used = new Set(taken.values());
  return [...speakers.values()].find((speaker) => speaker.profileId === profileId && !used.has(speaker.id))
    ?.id;
}

function nextLabel(labels: ReadonlySet<string>): string {
  for (let number = 1; ; number++) if (!labels.has(`Speaker ${number}`)) return `Speaker ${number}`;
}

/** A line in as many pieces as speakers change within it. */
function cutLine(
  line: DocumentSegment,
  voices: readonly (number | null)[],
  speakerIds: ReadonlyMap<number, string>,
): { id: string | null; line: DocumentSegment }[] {
  const speakerAt = (index: number) => {
    const voice = voices[index];
    return voice === null || voice === undefined ? null : (speakerIds.get(voice) ?? null);
  };
  const starts = voices.flatMap((_, index) =>
    index === 0 || speakerAt(index) !== speakerAt(index - 1) ? [index] : [],
  );
  if (starts.length <= 1) return [{ id: line.id, line: { ...line, speakerId: speakerAt(0) } }];
  const tokens = listTokens(line.text);
  const words = line.words ?? [];
  let previousEndMs = line.startMs;
  return starts.map((start, piece) => {
    const end = starts[piece + 1] ?? words.length;
    const isLast = end === words.length;
    const ofPiece = words.slice(start, end);
    const text = line.text.slice(tokens[start]?.at, isLast ? undefined : tokens[end]?.at);
    const startMs =
      piece === 0 ? line.startMs : Math.max(previousEndMs, ofPiece[0]?.startMs ?? previousEndMs);
    const endMs = isLast
      ? Math.max(startMs, line.endMs)
      : Math.max(startMs, ofPiece.at(-1)?.endMs ?? startMs);
    previousEndMs = endMs;
    return {
      id: piece === 0 ? line.id : null,
      line: {
        ...line,
        startMs,
        endMs,
        text: isLast ? text : text.trimEnd(),
        words: ofPiece,
        speakerId: speakerAt(start),
        revision: piece === 0 ? line.revision : 0,
      },
    };
  });
}
