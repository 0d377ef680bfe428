import type { SpeakersList } from "@/server/speakers/schema";

/** A recording of one reader whose speakers were found. */
export interface HeardFile {
  documentId: string;
  reader: string;
  /** The speaker of the voice that is heard longest. */
  speakerId: string | null;
  voices: number;
}

interface NamedFile {
  reader: string;
  /** The known person that the voice is taken for. */
  name: string | null;
  /** The known person that the transcript asks about. */
  asked: string | null;
}

export interface People {
  readers: number;
  files: number;
  /** Unknown voices before anybody was named, and how many of them are several readers. */
  groups: { before: number; mixed: number };
  /** Recordings, after one of each reader was named; `refused`: readers of whom none was good enough. */
  onceNamed: { right: number; wrong: number; unnamed: number; refused: number };
  /** Recordings that came after that. */
  later: { right: number; asked: number; wrong: number; unnamed: number };
  profiles: number;
  twins: number;
}

/** Pure. Recordings in which more than one voice was found count by the voice that is heard longest. */
export function countPeople(given: {
  before: SpeakersList["unknown"];
  heard: readonly HeardFile[];
  refused: readonly string[];
  after: readonly NamedFile[];
  last: readonly NamedFile[];
  profiles: SpeakersList["profiles"];
}): People {
  const { before, heard, refused, after, last, profiles } = given;
  const readerOf = new Map(heard.map(({ documentId, reader }) => [documentId, reader]));
  const mixed = before.filter(
    ({ members }) => new Set(members.map(({ documentId }) => readerOf.get(documentId))).size > 1,
  );
  const count = (files: readonly NamedFile[], is: (file: NamedFile) => boolean) => files.filter(is).length;
  const isRight = ({ name, reader }: NamedFile) => name === reader;
  const isWrong = ({ name, reader }: NamedFile) => name !== null && name !== reader;
  const isAsked = ({ name, asked, reader }: NamedFile) => name === null && asked === reader;
  const isAskedWrongly = ({ name, asked, reader }: NamedFile) =>
    name === null && asked !== null && asked !== reader;
  return {
    readers: new Set(heard.map(({ reader }) => reader)).size,
    files: heard.length + last.length,
    groups: { before: before.length, mixed: mixed.length },
    onceNamed: {
      right: count(after, isRight),
      wrong: count(after, isWrong),
      unnamed: count(after, ({ name }) => name === null),
      refused: refused.length,
    },
    later: {
      right: count(last, isRight),
      asked: count(last, isAsked),
      wrong: count(last, (file) => isWrong(file) || isAskedWrongly(file)),
      unnamed: count(last, ({ name, asked }) => name === null && asked === null),
    },
    profiles: profiles.length,
    twins: profiles.reduce((sum, { twins }) => sum + twins.length, 0) / 2,
  };
}
