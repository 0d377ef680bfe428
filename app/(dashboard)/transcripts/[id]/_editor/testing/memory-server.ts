import { TRPCClientError } from "@trpc/client";
import { createLookup } from "@/core/transcript/create-lookup";
import { deriveChange } from "@/core/transcript/derive-change";
import { type DocumentChange, type DocumentSegment, isEmptyChange } from "@/core/transcript/document-change";
import { EditRefused } from "@/core/transcript/edit-command";
import { applyChange, type PlainDocument } from "@/core/transcript/plain-document";
import type { EditApplyInput, EditApplyOutput, EditOutcome } from "@/server/transcripts/edit-schema";
import type { EditorApi } from "../store/editor-api";

export const documentId = "00000000-0000-4000-8000-00000000d0c0";
export const lineId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

export function buildLine(index: number, text: string): DocumentSegment {
  const startMs = index * 10_000;
  const words = text.split(" ").map((token, at) => ({
    id: `w${index}-${at}`,
    text: token,
    startMs: startMs + at * 500,
    endMs: startMs + at * 500 + 400,
    confidence: 0.9,
  }));
  return {
    id: lineId(index),
    position: index,
    startMs,
    endMs: startMs + 9_000,
    speakerId: null,
    text,
    words,
    revision: 0,
  };
}

/** A server in memory that treats commands as the real one does. */
export class MemoryServer {
  revision = 1;
  private readonly changes = new Map<string, DocumentChange>();
  private readonly answers = new Map<string, EditOutcome>();
  private readonly log: DocumentChange[] = [];

  constructor(public document: PlainDocument) {}

  findLine(id: string): DocumentSegment | null {
    return this.document.segments.find((row) => row.id === id) ?? null;
  }

  apply({ commands }: EditApplyInput): EditApplyOutput {
    const outcomes = commands.map((one) => this.applyOne(one));
    return { outcomes, documentRevision: this.revision };
  }

  private applyOne({ commandId, bases, command }: EditApplyInput["commands"][number]): EditOutcome {
    const known = this.answers.get(commandId);
    if (known) return known;
    if (Object.entries(bases).some(([id, revision]) => this.findLine(id)?.revision !== revision)) {
      const segments = Object.fromEntries(Object.keys(bases).map((id) => [id, this.findLine(id) as never]));
      return { commandId, outcome: "stale", segments };
    }
    try {
      let words = 0;
      const lookup = createLookup(this.document, this.changes);
      const change = deriveChange(lookup, command, () => `${commandId.slice(0, 13)}-${words++}`);
      this.changes.set(commandId, change);
      if (!isEmptyChange(change)) {
        this.document = applyChange(this.document, change);
        this.log.push(change);
        this.revision += 1;
      }
      const revisions = Object.fromEntries(
        change.segments.flatMap(({ id }) => {
          const line = this.findLine(id);
          return line ? [[id, line.revision]] : [];
        }),
      );
      const documentRevision = isEmptyChange(change) ? null : this.revision;
      const answer: EditOutcome = { commandId, outcome: "applied", documentRevision, revisions };
      this.answers.set(commandId, answer);
      return answer;
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      return { commandId, outcome: "refused", reason: error.reason, sentence: error.message };
    }
  }

  /** `carry` stands for the network: it may lose a request before it runs, or its answer afterwards. */
  createApi(carry: <T>(run: () => T) => Promise<T> = async (run) => run()): EditorApi {
    const read = <T>(run: () => T) => carry(() => structuredClone(run()));
    const page = (from: number | null, limit: number) => {
      const rows = this.document.segments.filter(({ position }) => from === null || position > from);
      const segments = rows.slice(0, limit);
      return { segments, nextCursor: rows.length > limit ? (segments.at(-1)?.position ?? null) : null };
    };
    return {
      segments: ({ cursor }) => read(() => page(cursor, 3)),
      heads: ({ cursor }) =>
        read(() => {
          const { segments, nextCursor } = page(cursor, 5);
          return { segments: segments.map(({ words, ...head }) => head), nextCursor };
        }),
      words: ({ segmentIds }) =>
        read(() => ({
          words: Object.fromEntries(
            segmentIds.flatMap((id) => {
              const line = this.findLine(id);
              return line ? [[id, { revision: line.revision, words: line.words ?? [] }]] : [];
            }),
          ),
        })),
      comments: () => read(() => this.document.comments),
      apply: (input) => read(() => this.apply(structuredClone(input))),
      changes: ({ sinceRevision }) =>
        read(() => {
          const later = this.log.slice(sinceRevision - 1);
          const ids = new Set(later.flatMap(({ segments }) => segments.map(({ id }) => id)));
          return {
            documentRevision: this.revision,
            isComplete: true,
            segments: this.document.segments.filter(({ id }) => ids.has(id)) as never,
            removedIds: [...ids].filter((id) => !this.findLine(id)),
            speakers: later.some(({ speakers }) => speakers.length > 0) ? this.document.speakers : null,
            comments: later.some(({ comments }) => comments.length > 0) ? this.document.comments : null,
          };
        }),
    };
  }
}

export const offline = () => new TRPCClientError("fetch failed");
