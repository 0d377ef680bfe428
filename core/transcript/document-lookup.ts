import type { DocumentChange, DocumentSegment } from "./document-change";
import type { Comment, Speaker } from "./types";

/** What a command may ask of a document: answered from maps in the browser, from rows on the server. */
export interface DocumentLookup {
  findSegment(id: string): DocumentSegment | null;
  findFirst(): DocumentSegment | null;
  /** The line that stands exactly there; asked for where a line comes back. */
  findAt(position: number): DocumentSegment | null;
  /** In order, of the whole document; asked for only where every line gets another position. */
  listSegmentIds(): readonly string[];
  findBefore(id: string): DocumentSegment | null;
  findAfter(id: string): DocumentSegment | null;
  findSpeaker(id: string): Speaker | null;
  listSpeakers(): readonly Speaker[];
  listIdsOfSpeaker(speakerId: string): readonly string[];
  findComment(id: string): Comment | null;
  /** What an earlier command did. */
  findChange(commandId: string): DocumentChange | null;
}
