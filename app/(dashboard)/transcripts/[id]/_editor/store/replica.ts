import { deriveChange } from "@/core/transcript/derive-change";
import {
  applyRowChange,
  applySegmentChange,
  type CommentPatch,
  type DocumentChange,
  type DocumentSegment,
  emptyChange,
  type SegmentPatch,
  type SpeakerPatch,
} from "@/core/transcript/document-change";
import type { DocumentLookup } from "@/core/transcript/document-lookup";
import { type EditCommand, EditRefused, listBaseIds } from "@/core/transcript/edit-command";
import type { Comment, Speaker, Word } from "@/core/transcript/types";
import { RowLayer } from "./row-layer";
import { RowStore } from "./row-store";
import { SegmentStore } from "./segment-store";

/** A command that the page shows already and the server has not confirmed. */
export interface PendingEdit {
  commandId: string;
  command: EditCommand;
  bases: Record<string, number>;
  change: DocumentChange;
  /** Whether `change` is what the command does; false when it could not be derived from what is here. */
  isDerived: boolean;
  /** Whether it may have reached the server: then it is never changed any more. */
  wasSent: boolean;
  /** Which rows of the server it was derived from: it grows with every answer that brought some. */
  epoch: number;
}

/** The document as the page shows it: the server's rows with the edits on top that are not confirmed yet. */
export class Replica implements DocumentLookup {
  readonly segments = new SegmentStore();
  readonly speakers = new RowStore<Speaker>(
    (a, b) => a.label.localeCompare(b.label) || (a.id < b.id ? -1 : 1),
  );
  readonly comments = new RowStore<Comment>((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  private readonly segmentLayer = new RowLayer<DocumentSegment, SegmentPatch>({
    find: this.segments.findSegment,
    write: (rows) => this.segments.write(rows),
    applyChange: applySegmentChange,
  });
  private readonly speakerLayer = new RowLayer<Speaker, SpeakerPatch>({
    find: this.speakers.find,
    write: (rows) => this.speakers.write(rows),
    applyChange: applyRowChange,
  });
  private readonly commentLayer = new RowLayer<Comment, CommentPatch>({
    find: this.comments.find,
    write: (rows) => this.comments.write(rows),
    applyChange: applyRowChange,
  });
  private readonly changes = new Map<string, DocumentChange>();
  /** Commands that may have done something else on the server than here: what takes them back is known there alone. */
  private readonly unsure = new Set<string>();
  /** Rows that came from the server while the page held its own: what is derived of those is not what the server makes of
   * its. */
  private readonly overtaken = new Set<string>();
  private pending: readonly PendingEdit[] = [];
  private epoch = 0;

  findSegment = (id: string) => this.segments.findSegment(id);
  findFirst = () => this.segments.findSegmentAt(0);
  findAt = (position: number) => this.segments.findAt(position);
  listSegmentIds = () => this.segments.listIds();
  findBefore = (id: string) => this.findNeighbour(id, -1);
  findAfter = (id: string) => this.findNeighbour(id, 1);
  findSpeaker = (id: string) => this.speakers.find(id);
  listSpeakers = () => this.speakers.list();
  listIdsOfSpeaker = (speakerId: string) =>
    this.segments.listIds().filter((id) => this.findSegment(id)?.speakerId === speakerId);
  findComment = (id: string) => this.comments.find(id);
  findChange = (commandId: string) => this.changes.get(commandId) ?? null;
  listPending = (): readonly PendingEdit[] => this.pending;

  private findNeighbour(id: string, step: number): DocumentSegment | null {
    const index = this.segments.findIndex(id);
    return index < 0 ? null : this.segments.findSegmentAt(index + step);
  }

  /** Shows what a command does. `bases` are those it was given on before, for one of an earlier visit.
   * @throws EditRefused */
  push(commandId: string, command: EditCommand, bases?: Record<string, number>): PendingEdit {
    const edit: PendingEdit = {
      commandId,
      command,
      bases: bases ?? this.listBases(command),
      ...this.derive(commandId, command),
      wasSent: false,
    };
    this.show(edit);
    this.pending = [...this.pending, edit];
    return edit;
  }

  /** Takes up a command of an earlier visit, also where it makes no sense here: it may be on the server already. */
  resume(commandId: string, command: EditCommand, bases: Record<string, number>): void {
    const edit: PendingEdit = {
      commandId,
      command,
      bases,
      change: emptyChange,
      isDerived: false,
      wasSent: true,
      epoch: this.epoch,
    };
    this.tryDerive(edit);
    this.show(edit);
    this.pending = [...this.pending, edit];
  }

  /** The server has it. `isMerged`: what the server sent of its rows holds it already. Gives whether the rows are
   * now known to be as the server has them. */
  confirm(edit: PendingEdit, isMerged: boolean, revisions: Readonly<Record<string, number>>): boolean {
    this.pending = this.pending.filter((other) => other !== edit);
    const settled = edit.change.segments.filter((change) => !isMoveAlone(change));
    if (!isMerged) this.confirmChange({ ...edit.change, segments: settled });
    const isMoved = settled.length < edit.change.segments.length;
    const isRight = edit.change.segments.every(({ id }) => {
      const row = this.segmentLayer.findOnServer(id);
      return row === null || revisions[id] === undefined || revisions[id] === row.revision;
    });
    const isOvertaken = edit.change.segments.some(({ id }) => this.overtaken.has(id));
    this.release(edit.change);
    return isMerged || (edit.isDerived && edit.epoch === this.epoch && isRight && !isOvertaken && !isMoved);
  }

  /** The server left rows as they are that the page thought this edit would change. What is not sent yet and rests on
   * them names the revision that they really have: the one it named could be somebody else's next.
   * @param ids of those rows */
  lowerBases(after: readonly PendingEdit[], ids: ReadonlySet<string>): void {
    for (const edit of after) {
      if (edit.wasSent) continue;
      const lowered = Object.entries(edit.bases).map(([id, base]) => [id, ids.has(id) ? base - 1 : base]);
      edit.bases = Object.fromEntries(lowered);
    }
  }

  /** These may have met other rows on the server than here. Gives whether something that takes one of them back is
   * shown, which has to be derived anew. */
  noteUnsure(edits: readonly PendingEdit[]): boolean {
    for (const { commandId, command } of edits) {
      if (!restsOnBasesAlone(command)) this.unsure.add(commandId);
    }
    const isUnsure = ({ command }: PendingEdit) =>
      command.type === "change.undo" && this.unsure.has(command.commandId);
    return this.pending.some((edit) => edit.isDerived && isUnsure(edit));
  }

  /** A change that was not made here: what takes it back is known to the server alone. */
  noteForeign(commandId: string): void {
    this.unsure.add(commandId);
  }

  /** Shows the document without some edits; those that are left are derived anew. */
  drop(edits: ReadonlySet<PendingEdit>): void {
    const before = this.pending;
    const released = before.map(({ change }) => change);
    this.segmentLayer.reset();
    this.speakerLayer.reset();
    this.commentLayer.reset();
    for (const { commandId } of edits) this.changes.delete(commandId);
    this.pending = before.filter((edit) => !edits.has(edit));
    for (const edit of this.pending) {
      this.tryDerive(edit);
      this.show(edit);
    }
    for (const change of released) this.release(change);
  }

  holdSegment(id: string): void {
    this.segmentLayer.hold([id]);
  }

  releaseSegment(id: string): void {
    this.releaseSegments([id]);
  }

  isHeld(id: string): boolean {
    return this.segmentLayer.isHeld(id);
  }

  /** Lines from the server, null for those it has no more. `isPage`: read at some time while the document was loaded,
   * maybe before what is known by now. */
  receiveSegments(rows: ReadonlyMap<string, DocumentSegment | null>, isPage = false): void {
    if (rows.size > 0) this.epoch += 1;
    const taken = new Map<string, DocumentSegment | null>();
    for (const [id, row] of rows) {
      const known = this.segmentLayer.findOnServer(id);
      if (isPage && row && known && known.revision >= row.revision) {
        this.receiveWords(id, row.revision, row.words);
        continue;
      }
      // What is the same stays the very same object, and draws nothing.
      const isSame = known?.words && row?.words && isEqualWords(known.words, row.words);
      taken.set(id, isSame ? { ...row, words: known.words } : row);
    }
    for (const id of taken.keys()) if (this.segmentLayer.isHeld(id)) this.overtaken.add(id);
    this.segmentLayer.receive(taken);
  }

  receiveWords(id: string, revision: number, words: readonly Word[] | null): void {
    const segment = this.findSegment(id);
    if (words && segment?.revision === revision && segment.words === null && !this.isHeld(id)) {
      this.segments.setWords(id, words);
    }
  }

  receiveSpeakers(rows: readonly Speaker[]): void {
    this.epoch += 1;
    this.speakerLayer.receive(withRemoved(this.speakers.list(), rows));
  }

  receiveComments(rows: readonly Comment[]): void {
    this.epoch += 1;
    this.commentLayer.receive(withRemoved(this.comments.list(), rows));
  }

  private listBases(command: EditCommand): Record<string, number> {
    return Object.fromEntries(
      listBaseIds(command).flatMap((id) => {
        const segment = this.findSegment(id);
        return segment ? [[id, segment.revision]] : [];
      }),
    );
  }

  private derive(commandId: string, command: EditCommand) {
    if (command.type === "change.undo" && this.unsure.has(command.commandId)) {
      this.unsure.add(commandId);
      return { change: emptyChange, isDerived: false, epoch: this.epoch };
    }
    this.unsure.delete(commandId);
    let words = 0;
    const newWordId = () => `${commandId.slice(0, 13)}-${words++}`;
    return { change: deriveChange(this, command, newWordId), isDerived: true, epoch: this.epoch };
  }

  private tryDerive(edit: PendingEdit): void {
    try {
      Object.assign(edit, this.derive(edit.commandId, edit.command));
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      edit.change = emptyChange;
      edit.isDerived = false;
      this.unsure.add(edit.commandId);
    }
  }

  private show({ commandId, change }: PendingEdit) {
    this.changes.set(commandId, change);
    this.segmentLayer.hold(change.segments.map(({ id }) => id));
    this.speakerLayer.hold(change.speakers.map(({ id }) => id));
    this.commentLayer.hold(change.comments.map(({ id }) => id));
    this.showChange(change);
  }

  private showChange(change: DocumentChange) {
    this.segmentLayer.show(change.segments);
    this.speakerLayer.show(change.speakers);
    this.commentLayer.show(change.comments);
  }

  private confirmChange(change: DocumentChange) {
    this.segmentLayer.confirm(change.segments);
    this.speakerLayer.confirm(change.speakers);
    this.commentLayer.confirm(change.comments);
  }

  private releaseSegments(ids: readonly string[]) {
    this.segmentLayer.release(ids);
    for (const id of ids) if (!this.segmentLayer.isHeld(id)) this.overtaken.delete(id);
  }

  private release(change: DocumentChange) {
    this.releaseSegments(change.segments.map(({ id }) => id));
    this.speakerLayer.release(change.speakers.map(({ id }) => id));
    this.commentLayer.release(change.comments.map(({ id }) => id));
  }
}

/** A line that made room for others. No revision tells whether the server moved it, too: it is asked. */
function isMoveAlone({ before, after }: DocumentChange["segments"][number]): boolean {
  return before !== null && after !== null && Object.keys(after).every((field) => field === "position");
}

/** Whether the revisions that a command names say all that it does and takes back. */
function restsOnBasesAlone({ type }: EditCommand): boolean {
  return type === "segment.text" || type === "segment.texts" || type === "comment.create";
}

function isEqualWords(a: readonly Word[], b: readonly Word[]): boolean {
  return a.length === b.length && a.every((word, index) => JSON.stringify(word) === JSON.stringify(b[index]));
}

function withRemoved<Row extends { id: string }>(shown: readonly Row[], rows: readonly Row[]) {
  const all = new Map<string, Row | null>(shown.map(({ id }) => [id, null]));
  for (const row of rows) all.set(row.id, row);
  return all;
}
