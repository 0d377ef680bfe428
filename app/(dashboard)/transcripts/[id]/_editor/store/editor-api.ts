import type { DocumentSegment } from "@/core/transcript/document-change";
import type { Comment, Word } from "@/core/transcript/types";
import type {
  DocumentChangesOutput,
  EditApplyInput,
  EditApplyOutput,
} from "@/server/transcripts/edit-schema";

type SegmentHead = Omit<DocumentSegment, "words">;

/** The procedures that an open document calls, and nothing else of the client. */
export interface EditorApi {
  segments(input: {
    documentId: string;
    cursor: number | null;
    limit: number;
  }): Promise<{ segments: DocumentSegment[]; nextCursor: number | null }>;
  heads(input: {
    documentId: string;
    cursor: number | null;
    limit: number;
  }): Promise<{ segments: SegmentHead[]; nextCursor: number | null }>;
  words(input: {
    documentId: string;
    segmentIds: string[];
  }): Promise<{ words: Record<string, { revision: number; words: readonly Word[] }> }>;
  comments(input: { documentId: string }): Promise<Comment[]>;
  apply(input: EditApplyInput): Promise<EditApplyOutput>;
  changes(input: { documentId: string; sinceRevision: number }): Promise<DocumentChangesOutput>;
}
