import type { SegmentView } from "@/server/transcripts/schema";

/** Two versions of one segment that cannot both stand. */
export interface Conflict {
  theirs: SegmentView;
  mine: string;
}

export interface RowView {
  segment: SegmentView;
  /** What was typed and is not saved yet. */
  draft: string | null;
  conflict: Conflict | null;
}

/** The segments of an open document, in order, with what was typed on top of them. Rows listen each to their own
 * segment, so that typing in one draws no other. */
export class SegmentStore {
  private readonly rows = new Map<string, RowView>();
  private readonly rowListeners = new Map<string, Set<() => void>>();
  private readonly listListeners = new Set<() => void>();
  private ids: readonly string[] = [];
  private conflictIds: readonly string[] = [];

  listIds = (): readonly string[] => this.ids;
  listConflictIds = (): readonly string[] => this.conflictIds;
  findRow = (segmentId: string): RowView | null => this.rows.get(segmentId) ?? null;
  findSegment = (segmentId: string): SegmentView | null => this.rows.get(segmentId)?.segment ?? null;
  findSegmentAt = (index: number): SegmentView | null => this.findSegment(this.ids[index] ?? "");

  subscribeList = (listener: () => void): (() => void) => {
    this.listListeners.add(listener);
    return () => this.listListeners.delete(listener);
  };

  subscribeRow(segmentId: string, listener: () => void): () => void {
    const listeners = this.rowListeners.get(segmentId) ?? new Set();
    this.rowListeners.set(segmentId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Takes a page of segments as the server has them now. Newer ones replace older ones, except where something
   * is typed: that save must find out by itself that it is stale. */
  merge(segments: readonly SegmentView[]): void {
    let isNew = false;
    for (const segment of segments) {
      const row = this.rows.get(segment.id);
      if (!row) {
        isNew = true;
        this.setRow(segment.id, { segment, draft: null, conflict: null });
      } else if (segment.revision > row.segment.revision && row.draft === null && !row.conflict) {
        this.setRow(segment.id, { ...row, segment });
      }
    }
    if (!isNew) return;
    const position = (id: string) => this.findSegment(id)?.position ?? 0;
    this.ids = [...this.rows.keys()].sort((a, b) => position(a) - position(b));
    this.publishList();
  }

  /** The segment as a save returned it. */
  replace(segment: SegmentView): void {
    const row = this.rows.get(segment.id);
    if (row) this.setRow(segment.id, { ...row, segment });
  }

  setDraft(segmentId: string, draft: string | null): void {
    const row = this.rows.get(segmentId);
    if (row && row.draft !== draft) this.setRow(segmentId, { ...row, draft });
  }

  setConflict(segmentId: string, conflict: Conflict | null): void {
    const row = this.rows.get(segmentId);
    if (!row || row.conflict === conflict) return;
    this.setRow(segmentId, { ...row, conflict });
    this.conflictIds = this.ids.filter((id) => this.rows.get(id)?.conflict);
    this.publishList();
  }

  private setRow(segmentId: string, row: RowView) {
    this.rows.set(segmentId, row);
    for (const listener of this.rowListeners.get(segmentId) ?? []) listener();
  }

  private publishList() {
    for (const listener of this.listListeners) listener();
  }
}
