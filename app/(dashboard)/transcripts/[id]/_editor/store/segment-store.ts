import type { DocumentSegment } from "@/core/transcript/document-change";
import type { Word } from "@/core/transcript/types";

/** A text of mine that was not saved because the line was changed elsewhere meanwhile; what stands there now is the
 * row's segment. */
export interface Conflict {
  mine: string;
}

export interface RowView {
  segment: DocumentSegment;
  /** What was typed and is no command yet. */
  draft: string | null;
  conflict: Conflict | null;
}

/** Above so many lines that come or go at once the list is sorted anew. */
const maxSplices = 8;

/** The lines of an open document in order, as the page shows them. Rows listen each to their own line, so that typing
 * in one draws no other; the list of ids changes only when lines come, go or move. */
export class SegmentStore {
  private readonly rows = new Map<string, RowView>();
  private readonly rowListeners = new Map<string, Set<() => void>>();
  private readonly listListeners = new Set<() => void>();
  private readonly conflicts = new Set<string>();
  private ids: readonly string[] = [];
  private conflictIds: readonly string[] = [];
  /** Told of a line that goes while a text waits on it for a decision. */
  onConflictGone: (row: RowView) => void = () => {};

  listIds = (): readonly string[] => this.ids;
  listConflictIds = (): readonly string[] => this.conflictIds;
  findRow = (segmentId: string): RowView | null => this.rows.get(segmentId) ?? null;
  findSegment = (segmentId: string): DocumentSegment | null => this.rows.get(segmentId)?.segment ?? null;
  findSegmentAt = (index: number): DocumentSegment | null => this.findSegment(this.ids[index] ?? "");

  /** By bisection; -1 when the line is not there. */
  findIndex = (segmentId: string): number => {
    const segment = this.findSegment(segmentId);
    return segment ? this.findPlace(this.ids, segment) : -1;
  };

  findAt = (position: number): DocumentSegment | null => {
    const segment = this.findSegmentAt(this.findPlace(this.ids, { id: "", position }));
    return segment?.position === position ? segment : null;
  };

  subscribeList = (listener: () => void): (() => void) => {
    this.listListeners.add(listener);
    return () => this.listListeners.delete(listener);
  };

  subscribeRow(segmentId: string, listener: () => void): () => void {
    const listeners = this.rowListeners.get(segmentId) ?? new Set();
    this.rowListeners.set(segmentId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.rowListeners.delete(segmentId);
    };
  }

  /** Whether something on the page shows this line. */
  isWatched(segmentId: string): boolean {
    return this.rowListeners.has(segmentId);
  }

  /** Lines as they are shown from now on; null: the line goes. */
  write(segments: ReadonlyMap<string, DocumentSegment | null>): void {
    const going: string[] = [];
    const coming: DocumentSegment[] = [];
    for (const [id, segment] of segments) {
      const shown = this.findSegment(id);
      if (shown && shown.position !== segment?.position) going.push(id);
      if (segment && shown?.position !== segment.position) coming.push(segment);
    }
    const isListed = going.length + coming.length > 0;
    const isFew = going.length + coming.length <= maxSplices;
    const ids = isListed ? this.ids.slice() : [];
    // Places are told by positions, so lines leave the list before they change.
    if (isFew) for (const id of going) ids.splice(this.findIndexIn(ids, id), 1);
    for (const [id, segment] of segments) this.writeRow(id, segment);
    if (!isListed) return;
    if (isFew) for (const segment of coming) ids.splice(this.findPlace(ids, segment), 0, segment.id);
    this.ids = isFew ? ids : [...this.rows.keys()].sort((a, b) => this.compareIds(a, b));
    this.publishList();
  }

  setDraft(segmentId: string, draft: string | null): void {
    const row = this.rows.get(segmentId);
    if (row && row.draft !== draft) this.setRow(segmentId, { ...row, draft });
  }

  setConflict(segmentId: string, conflict: Conflict | null): void {
    const row = this.rows.get(segmentId);
    if (!row || row.conflict === conflict) return;
    this.setRow(segmentId, { ...row, conflict });
    this.noteConflict(segmentId, conflict !== null);
    this.publishList();
  }

  /** Words that were loaded, if they are those of the line as it is shown; null: they are let go. */
  setWords(segmentId: string, words: readonly Word[] | null): void {
    const row = this.rows.get(segmentId);
    if (row && row.segment.words !== words)
      this.setRow(segmentId, { ...row, segment: { ...row.segment, words } });
  }

  private writeRow(id: string, segment: DocumentSegment | null) {
    const row = this.rows.get(id);
    if (segment) {
      if (row?.segment !== segment) {
        this.setRow(id, { segment, draft: row?.draft ?? null, conflict: row?.conflict ?? null });
      }
      return;
    }
    if (!row) return;
    this.rows.delete(id);
    this.noteConflict(id, false);
    if (row.conflict) this.onConflictGone(row);
    this.publishRow(id);
  }

  private noteConflict(id: string, isOpen: boolean) {
    if (this.conflicts.has(id) === isOpen) return;
    if (isOpen) this.conflicts.add(id);
    else this.conflicts.delete(id);
    this.conflictIds = [...this.conflicts].sort((a, b) => this.compareIds(a, b));
  }

  private findIndexIn(ids: readonly string[], id: string): number {
    return this.findPlace(ids, this.rows.get(id)?.segment as DocumentSegment);
  }

  /** Where the line is in the list, or would be. */
  private findPlace(
    ids: readonly string[],
    { id, position }: Pick<DocumentSegment, "id" | "position">,
  ): number {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = ids[middle] as string;
      const at = this.findSegment(other)?.position ?? 0;
      if (at < position || (at === position && other < id)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compareIds(a: string, b: string): number {
    const apart = (this.findSegment(a)?.position ?? 0) - (this.findSegment(b)?.position ?? 0);
    return apart || (a < b ? -1 : 1);
  }

  private setRow(segmentId: string, row: RowView) {
    this.rows.set(segmentId, row);
    this.publishRow(segmentId);
  }

  private publishRow(segmentId: string) {
    for (const listener of this.rowListeners.get(segmentId) ?? []) listener();
  }

  private publishList() {
    for (const listener of this.listListeners) listener();
  }
}
