import type { DocumentChange } from "./document-change";
import type { DocumentLookup } from "./document-lookup";
import type { PlainDocument } from "./plain-document";

/** A lookup over plain arrays; `changes` are those of earlier commands, by the command's id. */
export function createLookup(
  { segments, speakers, comments }: PlainDocument,
  changes: ReadonlyMap<string, DocumentChange> = new Map(),
): DocumentLookup {
  const ids = segments.map(({ id }) => id);
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const at = (id: string, step: number) => {
    const index = indexes.get(id);
    return (index === undefined ? undefined : segments[index + step]) ?? null;
  };
  return {
    findSegment: (id) => at(id, 0),
    findFirst: () => segments[0] ?? null,
    findAt: (position) => segments.find((row) => row.position === position) ?? null,
    listSegmentIds: () => ids,
    findBefore: (id) => at(id, -1),
    findAfter: (id) => at(id, 1),
    findSpeaker: (id) => speakers.find((row) => row.id === id) ?? null,
    listSpeakers: () => speakers,
    listIdsOfSpeaker: (speakerId) =>
      segments.filter((row) => row.speakerId === speakerId).map(({ id }) => id),
    findComment: (id) => comments.find((row) => row.id === id) ?? null,
    findChange: (commandId) => changes.get(commandId) ?? null,
  };
}
