import type { EditCommand } from "@/core/transcript/edit-command";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { Journal } from "../autosave/journal";
import { findLastBegun } from "../rows/find-word-at";
import { createId } from "./create-id";
import type { PendingEdit, Replica } from "./replica";
import { RowStore } from "./row-store";

/** A text of mine whose line is gone. `id` is the line's. */
export interface LostLine {
  id: string;
  startMs: number;
  mine: string;
}

/** Texts that could not be saved where they were typed: a person decides what becomes of them. */
export class ConflictList {
  readonly lost = new RowStore<LostLine>((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));

  constructor(
    private readonly replica: Replica,
    private readonly journal: Journal,
    private readonly run: (command: EditCommand) => void,
  ) {
    replica.segments.onConflictGone = ({ segment, conflict }) => {
      if (conflict) this.loseLine(segment.id, conflict.mine, segment.startMs);
    };
  }

  get isOpen(): boolean {
    return this.lost.list().length > 0 || this.replica.segments.listConflictIds().length > 0;
  }

  add(segmentId: string, mine: string, startMs: number): void {
    const segment = this.replica.findSegment(segmentId);
    const isThere = segment ? segment.text === normalizeText(mine) : normalizeText(mine) === "";
    if (isThere) return;
    const open =
      this.replica.segments.findRow(segmentId)?.conflict?.mine ?? this.lost.find(segmentId)?.mine ?? "";
    // Two texts for one line: both are kept.
    const all = open === "" || mine.includes(open) ? mine : `${open} ${mine}`;
    this.journal.putConflict({ segmentId, mine: all, startMs });
    if (segment) this.replica.segments.setConflict(segmentId, { mine: all });
    else this.loseLine(segmentId, all, startMs);
  }

  private loseLine(id: string, mine: string, startMs: number) {
    this.lost.write(new Map([[id, { id, startMs, mine }]]));
  }

  keepTheirs(segmentId: string): void {
    this.replica.segments.setConflict(segmentId, null);
    this.journal.removeConflict(segmentId);
  }

  /** Writes a text, mine or merged, over what stands there now. */
  keepText(segmentId: string, text: string): void {
    this.keepTheirs(segmentId);
    this.run({ type: "segment.text", segmentId, text });
  }

  dropLost(id: string): void {
    this.lost.write(new Map([[id, null]]));
    this.journal.removeConflict(id);
  }

  /** As a line of its own, where it was. */
  restoreLost(id: string): void {
    const line = this.lost.find(id);
    if (!line) return;
    const { segments } = this.replica;
    const index = findLastBegun(segments.listIds().length, segments.findSegmentAt, line.startMs);
    const before = segments.findSegmentAt(index);
    this.run({
      type: "segment.insert",
      newSegmentId: createId(),
      afterId: before?.id ?? null,
      startMs: line.startMs,
      endMs: Math.max(line.startMs, segments.findSegmentAt(index + 1)?.startMs ?? line.startMs),
      text: line.mine,
      speakerId: before?.speakerId ?? null,
    });
    this.dropLost(id);
  }

  /** The words of a comment that was changed or removed elsewhere while they were written become a comment of their
   * own. */
  listRescues({ command }: PendingEdit): EditCommand[] {
    if (command.type !== "comment.text") return [];
    const comment = this.replica.findComment(command.commentId);
    const { startMs = 0, endMs = 0, quote = "", createdAt = new Date().toISOString() } = comment ?? {};
    const commentId = createId();
    return [{ type: "comment.create", commentId, startMs, endMs, quote, text: command.text, createdAt }];
  }
}
