import type { TrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { isPassingFailure } from "@/app/_trpc/is-passing-failure";
import type { SegmentSaveOutput } from "@/server/transcripts/schema";
import { Autosave, type SaveState } from "../autosave/autosave";
import type { DraftJournal } from "../autosave/draft-journal";
import { firstPageOf } from "./first-page";
import { History } from "./history";
import { SegmentStore } from "./segment-store";

type Api = TrpcClient["transcripts"];
/** The procedures it calls, and nothing else of the client. */
export interface EditorApi {
  segments: {
    query: (input: {
      documentId: string;
      cursor: number | null;
      limit: number;
    }) => Promise<Awaited<ReturnType<Api["segments"]["query"]>>>;
  };
  saveSegment: Pick<Api["saveSegment"], "mutate">;
  undo: Pick<Api["undo"], "mutate">;
}

export interface EditorStatus {
  save: SaveState;
  canUndo: boolean;
  canRedo: boolean;
  /** Null while all segments are loaded or loading; else why the rest is missing. */
  loadFailure: string | null;
  isLoaded: boolean;
}

const laterPages = 1_000;

/** An open document: its segments, what is typed on them, the way back. Lives outside React; a save that is under
 * way when the page is left comes to its end. */
export class EditorSession {
  /** The revision that each unsaved text was begun on. Kept here and not read from the journal, which all tabs of a
   * browser share: another tab's revision would let this one overwrite what it never saw. */
  private readonly bases = new Map<string, number>();
  readonly segments = new SegmentStore();
  private readonly history = new History();
  private readonly autosave: Autosave;
  private readonly listeners = new Set<() => void>();
  private status: EditorStatus = {
    save: { kind: "saved" },
    canUndo: false,
    canRedo: false,
    loadFailure: null,
    isLoaded: false,
  };
  private documentRevision = -1;
  private loading: Promise<void> | null = null;

  constructor(
    private readonly api: EditorApi,
    private readonly documentId: string,
    private readonly journal: DraftJournal,
  ) {
    this.autosave = new Autosave({
      save: (segmentId, text) => this.save(segmentId, text),
      describeFailure: (error) => ({ sentence: describeError(error), mayPass: isPassingFailure(error) }),
      onChange: () => this.publish({}),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getStatus = (): EditorStatus => this.status;

  /** Loads the segments if this revision of the document is not known yet; drafts left behind are saved then. */
  async load(documentRevision: number): Promise<void> {
    if (documentRevision <= this.documentRevision) return;
    this.documentRevision = documentRevision;
    while (this.loading) await this.loading;
    this.loading = this.loadPages();
    await this.loading;
    this.loading = null;
  }

  private async loadPages() {
    try {
      const { documentId } = this;
      let page = await this.api.segments.query(firstPageOf(documentId));
      this.segments.merge(page.segments);
      while (page.nextCursor !== null) {
        page = await this.api.segments.query({ documentId, cursor: page.nextCursor, limit: laterPages });
        this.segments.merge(page.segments);
      }
      if (!this.status.isLoaded) this.resumeDrafts();
      this.publish({ isLoaded: true, loadFailure: null });
    } catch (error) {
      this.documentRevision = -1;
      this.publish({ loadFailure: describeError(error) });
    }
  }

  private resumeDrafts() {
    for (const [segmentId, { text, revision }] of Object.entries(this.journal.list())) {
      if (this.segments.findSegment(segmentId)) {
        this.bases.set(segmentId, revision);
        this.edit(segmentId, text);
      } else this.journal.remove(segmentId);
    }
  }

  edit(segmentId: string, text: string): void {
    const row = this.segments.findRow(segmentId);
    if (!row) return;
    const isBack = text === row.segment.text && row.draft === null;
    if (isBack) return;
    this.segments.setDraft(segmentId, text);
    const base = this.bases.get(segmentId) ?? row.segment.revision;
    this.setBase(segmentId, text, base);
    this.autosave.change(segmentId, text);
  }

  /** Back to the text that stood there when the editing began, also where a part was saved since. */
  revert(segmentId: string, text: string): void {
    const row = this.segments.findRow(segmentId);
    if (!row || row.conflict) return;
    if (row.segment.text === text && this.status.save.kind === "saved") return;
    this.edit(segmentId, text);
    void this.flush();
  }

  /** True when everything is saved. */
  async flush(): Promise<boolean> {
    const written = await this.autosave.flush();
    return written && this.segments.listConflictIds().length === 0;
  }

  keepTheirs(segmentId: string): void {
    const conflict = this.segments.findRow(segmentId)?.conflict;
    if (!conflict) return;
    this.segments.replace(conflict.theirs);
    this.segments.setDraft(segmentId, null);
    this.segments.setConflict(segmentId, null);
    this.forgetDraft(segmentId, conflict.mine);
    this.publish({});
  }

  /** Writes `text`, mine or merged, over theirs: now it is made on their revision. */
  keepText(segmentId: string, text: string): void {
    const conflict = this.segments.findRow(segmentId)?.conflict;
    if (!conflict) return;
    this.segments.replace(conflict.theirs);
    this.segments.setDraft(segmentId, null);
    this.segments.setConflict(segmentId, null);
    this.forgetDraft(segmentId, conflict.mine);
    this.edit(segmentId, text);
    void this.flush();
  }

  /** Takes back the last change, or the last undo. Gives the segment it was in, null when there is nothing. */
  async travel(direction: "undo" | "redo"): Promise<string | null> {
    if (!(await this.autosave.flush())) return null;
    const change = this.history.take(direction);
    if (!change) return null;
    const { segmentId, revisionId } = change;
    try {
      await this.autosave.runAlone(segmentId, async () => {
        const result = await this.api.undo.mutate({ documentId: this.documentId, revisionId });
        const settled = await this.settleUndo(segmentId, result);
        if (settled) this.history.addTaken(direction, { segmentId, revisionId: settled });
      });
    } catch (error) {
      this.history.putBack(direction, change);
      throw error;
    } finally {
      this.publish({});
    }
    return segmentId;
  }

  /** The server takes back a change only while nothing came after it. Where what came after is our own, already
   * taken back, the text is written anew; where it is somebody else's, a person decides. */
  private async settleUndo(segmentId: string, result: SegmentSaveOutput): Promise<string | null> {
    if (result.outcome === "saved") {
      this.take(result);
      return result.revisionId;
    }
    const { current, yours } = result;
    if (current.revision === this.segments.findSegment(segmentId)?.revision) {
      const saved = await this.api.saveSegment.mutate({
        documentId: this.documentId,
        segmentId,
        revision: current.revision,
        text: yours,
      });
      if (saved.outcome === "saved") {
        this.take(saved);
        return saved.revisionId;
      }
      this.segments.setConflict(segmentId, { theirs: saved.current, mine: yours });
      return null;
    }
    this.segments.setConflict(segmentId, { theirs: current, mine: yours });
    return null;
  }

  private async save(segmentId: string, text: string): Promise<void> {
    const revision = this.bases.get(segmentId) ?? this.segments.findSegment(segmentId)?.revision ?? 0;
    const result = await this.api.saveSegment.mutate({
      documentId: this.documentId,
      segmentId,
      revision,
      text,
    });
    const isLatest = this.segments.findRow(segmentId)?.draft === text;
    if (result.outcome === "stale") {
      const mine = this.segments.findRow(segmentId)?.draft ?? text;
      this.autosave.discard(segmentId);
      this.segments.setConflict(segmentId, { theirs: result.current, mine });
      return;
    }
    this.take(result);
    if (isLatest) {
      this.segments.setDraft(segmentId, null);
      this.forgetDraft(segmentId, text);
    } else {
      const draft = this.segments.findRow(segmentId)?.draft;
      // What was typed since is made on what was just saved.
      if (draft != null) this.setBase(segmentId, draft, result.segment.revision);
    }
    if (result.revisionId) this.history.add({ segmentId, revisionId: result.revisionId });
  }

  private setBase(segmentId: string, draft: string, revision: number): void {
    this.bases.set(segmentId, revision);
    this.journal.update(segmentId, draft, revision);
  }

  /** The journal may hold another tab's draft of the line by now; only this one goes. */
  private forgetDraft(segmentId: string, text: string): void {
    this.bases.delete(segmentId);
    this.journal.remove(segmentId, text);
  }

  private take(saved: Extract<SegmentSaveOutput, { outcome: "saved" }>) {
    this.segments.replace(saved.segment);
    // A jump by more than one tells that somebody else saved, too: the next look at the document loads that.
    if (saved.documentRevision === this.documentRevision + 1) this.documentRevision = saved.documentRevision;
  }

  private publish(change: Partial<EditorStatus>) {
    this.status = {
      ...this.status,
      ...change,
      save: this.autosave.state,
      canUndo: this.history.canTake("undo"),
      canRedo: this.history.canTake("redo"),
    };
    for (const listener of this.listeners) listener();
  }
}
