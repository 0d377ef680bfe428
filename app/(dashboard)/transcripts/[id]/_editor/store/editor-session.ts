import { describeError } from "@/app/_trpc/describe-error";
import { isPassingFailure } from "@/app/_trpc/is-passing-failure";
import { showToast } from "@/app/_ui/toast-store";
import { type DocumentSegment, isEmptyChange } from "@/core/transcript/document-change";
import { type EditCommand, EditRefused } from "@/core/transcript/edit-command";
import type { Speaker } from "@/core/transcript/types";
import type { Journal, JournalContent, JournalDraft } from "../autosave/journal";
import { SaveQueue } from "../autosave/save-queue";
import { commandLabel } from "./command-label";
import { CommandOrder } from "./command-order";
import { ConflictList } from "./conflict-list";
import { createId } from "./create-id";
import { cutCommand } from "./cut-command";
import { DocumentLoader } from "./document-loader";
import { EditSender } from "./edit-sender";
import type { EditorApi } from "./editor-api";
import { deriveEditorStatus, type EditorStatus } from "./editor-status";
import { type Direction, History } from "./history";
import { listWordless, rememberCuts } from "./list-word-ids";
import { type Drafts, lowerDrafts } from "./lower-drafts";
import { type PendingEdit, Replica } from "./replica";
import { WordCache } from "./word-cache";

/** A line as long as a book takes a while to save: not in every pause between two words. */
const pauseAfter = (text: string) => (text.length > 20_000 ? 4_000 : 1_000);

/** An open document: its lines, what is typed on them, the way back. Lives outside React. */
export class EditorSession {
  private readonly replica = new Replica();
  readonly segments = this.replica.segments;
  readonly speakers = this.replica.speakers;
  readonly comments = this.replica.comments;
  readonly conflicts: ConflictList;
  private readonly words: WordCache;
  private readonly loader: DocumentLoader;
  private readonly queue: SaveQueue;
  private readonly history = new History();
  private readonly order = new CommandOrder(() => this.publish());
  private readonly drafts: Drafts = new Map();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading: Promise<void> | null = null;
  private facts = { loadFailure: null as string | null, isLoaded: false, keepsDrafts: true };
  private status: EditorStatus;

  constructor(
    private readonly api: EditorApi,
    private readonly documentId: string,
    private readonly journal: Journal,
  ) {
    this.conflicts = new ConflictList(this.replica, journal, (command) => {
      this.run(command);
      void this.flush();
    });
    this.words = new WordCache(api, documentId, this.replica);
    this.loader = new DocumentLoader(api, documentId, this.replica, this.words);
    const sender = new EditSender(api, documentId, {
      replica: this.replica,
      loader: this.loader,
      conflicts: this.conflicts,
      history: this.history,
      journal,
      takeDrafts: (ids) => this.takeDrafts(ids),
      lowerDrafts: (ids) => lowerDrafts(this.drafts, ids, journal),
      drop: (edits) => this.drop(edits),
      giveAgain: (commands) => {
        const edits = this.push(commands);
        if (!(edits instanceof EditRefused)) this.save(edits);
      },
      onSettled: () => this.publish(),
    });
    this.queue = new SaveQueue({
      step: () => sender.step(),
      describeFailure: (error) => ({ sentence: describeError(error), mayPass: isPassingFailure(error) }),
      onChange: () => this.publish(),
    });
    this.status = this.deriveStatus();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getStatus = (): EditorStatus => this.status;
  /** What came with the page. */
  seed(documentRevision: number, segments: readonly DocumentSegment[], speakers: readonly Speaker[]): void {
    this.replica.receiveSpeakers(speakers);
    this.loader.seed(documentRevision, segments);
  }

  /** Loads the document, or what is new of it when it has a later revision. */
  async load(documentRevision: number): Promise<void> {
    this.loader.want(documentRevision);
    if (this.loader.isLoaded) {
      if (this.loader.isBehind) this.queue.wake();
      return;
    }
    this.loading ??= this.loadAll(documentRevision).finally(() => {
      this.loading = null;
    });
    await this.loading;
  }

  private async loadAll(documentRevision: number) {
    try {
      this.replica.receiveComments(await this.api.comments({ documentId: this.documentId }));
      await this.loader.load(documentRevision);
      this.note({ isLoaded: true, loadFailure: null });
      this.queue.wake();
      await this.journal.open((content) => this.resume(content));
    } catch (error) {
      this.note({ loadFailure: describeError(error) });
    }
  }

  /** Takes up what an earlier visit did not save. */
  resume({ drafts, commands, conflicts }: JournalContent): void {
    this.commitDrafts();
    for (const { commandId, command, bases } of commands) {
      this.replica.resume(commandId, command, bases);
      this.journal.putCommand({ commandId, command, bases });
    }
    for (const conflict of conflicts) this.conflicts.add(conflict.segmentId, conflict.mine, conflict.startMs);
    for (const draft of drafts) this.resumeDraft(draft);
    this.publish();
    void this.flush();
  }

  private resumeDraft({ segmentId, text, base }: JournalDraft) {
    if (!this.segments.findSegment(segmentId)) return this.conflicts.add(segmentId, text, 0);
    this.edit(segmentId, text);
    if (this.drafts.has(segmentId)) this.drafts.set(segmentId, { text, base });
  }

  edit(segmentId: string, text: string): void {
    const row = this.segments.findRow(segmentId);
    const begun = this.drafts.get(segmentId);
    if (!row || (!begun && text === row.segment.text)) return;
    if (!begun) this.replica.holdSegment(segmentId);
    const base = begun?.base ?? row.segment.revision;
    this.drafts.set(segmentId, { text, base });
    this.segments.setDraft(segmentId, text);
    this.journal.putDraft({ segmentId, text, base });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commitDrafts(), pauseAfter(text));
    this.publish();
  }

  /** Back to the text that stood there when the editing began, also where a part was saved since. */
  revert(segmentId: string, text: string): void {
    if (this.segments.findRow(segmentId)?.conflict === null) this.edit(segmentId, text);
    void this.flush();
  }

  /** Shows and saves what a command does; several are one step of undo. False when it makes no sense now. */
  run(command: EditCommand | EditCommand[], { label }: { label?: string } = {}): boolean {
    const commands = [command].flat().flatMap(cutCommand);
    this.commitDrafts();
    const name = label ?? commandLabel(commands[0]);
    if (!this.order.isWaiting && listWordless(commands, this.segments.findSegment).length === 0)
      return this.give(commands, name);
    const isAsSeen = rememberCuts(commands, this.segments.findSegment);
    this.order.add(() => this.runWithWords(commands, name, isAsSeen));
    return true;
  }

  private async runWithWords(commands: EditCommand[], label: string, isAsSeen: () => boolean) {
    try {
      const ids = listWordless(commands, this.segments.findSegment);
      // Words of a line that waits to be saved are known only afterwards.
      if (ids.some((id) => this.replica.isHeld(id))) await this.queue.flush();
      await this.words.ensure(ids);
      this.commitDrafts();
      if (isAsSeen()) this.give(commands, label);
      else showToast({ text: `Not done (${label}): the line was changed meanwhile.`, tone: "danger" });
    } catch (error) {
      showToast({ text: describeError(error), tone: "danger" });
    }
  }

  private give(commands: readonly EditCommand[], label: string): boolean {
    const edits = this.push(commands);
    if (edits instanceof EditRefused) {
      showToast({ text: edits.message, tone: "danger" });
      return false;
    }
    if (edits.length > 0) this.history.add({ commandIds: edits.map(({ commandId }) => commandId), label });
    this.save(edits);
    return true;
  }

  /** All of them or none. */
  private push(commands: readonly EditCommand[]): PendingEdit[] | EditRefused {
    const edits: PendingEdit[] = [];
    try {
      for (const command of commands) edits.push(this.replica.push(createId(), command));
    } catch (error) {
      this.drop(new Set(edits));
      if (error instanceof EditRefused) return error;
      throw error;
    }
    const empty = new Set(edits.filter(({ change, isDerived }) => isDerived && isEmptyChange(change)));
    if (empty.size > 0) this.drop(empty);
    return edits.filter((edit) => !empty.has(edit));
  }

  private drop(edits: ReadonlySet<PendingEdit>) {
    this.replica.drop(edits);
    // A line that was gone for the moment forgot what is typed on it.
    for (const [id, { text }] of this.drafts) this.segments.setDraft(id, text);
  }

  private save(edits: readonly PendingEdit[]) {
    for (const { commandId, command, bases } of edits) this.journal.putCommand({ commandId, command, bases });
    this.publish();
    if (this.loader.isLoaded) this.queue.wake();
  }

  /** What is typed becomes commands. */
  private commitDrafts(): void {
    clearTimeout(this.timer);
    for (const [segmentId, { text, base }] of this.drafts) this.commitDraft(segmentId, text, base);
    this.publish();
  }

  private commitDraft(segmentId: string, text: string, base: number) {
    this.drafts.delete(segmentId);
    this.segments.setDraft(segmentId, null);
    if (this.segments.findSegment(segmentId)) this.commitText(segmentId, text, base);
    else this.conflicts.add(segmentId, text, 0);
    this.replica.releaseSegment(segmentId);
    this.journal.removeDraft(segmentId);
  }

  private commitText(segmentId: string, text: string, base: number) {
    let bases = { [segmentId]: base };
    const last = this.replica.listPending().at(-1);
    const isSameLine = last?.command.type === "segment.text" && last.command.segmentId === segmentId;
    // The latest wins, while nobody else has seen the one before.
    if (last && isSameLine && !last.wasSent) {
      bases = last.bases as typeof bases;
      this.drop(new Set([last]));
      this.history.dropNewest(last.commandId);
      this.journal.removeCommand(last.commandId);
    }
    const edit = this.replica.push(createId(), { type: "segment.text", segmentId, text }, bases);
    if (isEmptyChange(edit.change)) return this.drop(new Set([edit]));
    this.history.add({ commandIds: [edit.commandId], label: commandLabel(edit.command) });
    this.save([edit]);
  }

  /** True when everything is saved. */
  async flush(): Promise<boolean> {
    this.commitDrafts();
    if (this.order.isWaiting) await this.order.settle();
    if (!this.loader.isLoaded) return this.replica.listPending().length === 0;
    const isDone = await this.queue.flush();
    return isDone && this.replica.listPending().length === 0 && !this.conflicts.isOpen;
  }

  /** Takes back the newest step, or the newest that was taken back. Gives the line to go to, if there is one. */
  async travel(direction: Direction): Promise<string | null> {
    if (this.order.isWaiting) await this.order.settle();
    this.commitDrafts();
    for (;;) {
      const step = this.history.take(direction);
      if (!step) break;
      const edits = this.push(
        [...step.commandIds].reverse().map((commandId): EditCommand => ({ type: "change.undo", commandId })),
      );
      if (edits instanceof EditRefused) {
        showToast({ text: `Not taken back (${step.label}): somebody changed it since.` });
        continue;
      }
      this.history.addTaken(direction, { ...step, commandIds: edits.map(({ commandId }) => commandId) });
      this.save(edits);
      const ids = edits.flatMap(({ change }) => change.segments.map(({ id }) => id));
      return ids.find((id) => this.segments.findSegment(id)) ?? null;
    }
    this.publish();
    return null;
  }

  /** A change that a machine made in this document while it is open is the newest step, to be taken back like any other.
   * @param commandId of the change, which the server knows */
  adopt(commandId: string, label: string): void {
    this.replica.noteForeign(commandId);
    this.history.add({ commandIds: [commandId], label });
    this.publish();
  }

  ensureWords(segmentIds: readonly string[]): Promise<void> {
    return this.words.ensure(segmentIds);
  }

  /** The page is left: what can be saved is saved, what cannot waits in the journal for the next visit. */
  async close(): Promise<void> {
    await this.flush();
    await this.queue.stop();
    await this.journal.close();
  }

  /** After a `close` that came too early. */
  reopen(): void {
    this.queue.start();
    if (this.loader.isLoaded) void this.journal.open((content) => this.resume(content));
  }

  /** Ends what is typed on some lines, and gives it. */
  private takeDrafts(segmentIds: ReadonlySet<string>): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [id, { text }] of this.drafts) {
      if (!segmentIds.has(id)) continue;
      texts.set(id, text);
      this.drafts.delete(id);
      this.segments.setDraft(id, null);
      this.replica.releaseSegment(id);
      this.journal.removeDraft(id);
    }
    return texts;
  }

  noteDraftsNotKept = (): void => this.note({ keepsDrafts: false });

  private note(change: Partial<EditorSession["facts"]>) {
    this.facts = { ...this.facts, ...change };
    this.publish();
  }

  private deriveStatus(): EditorStatus {
    const isTyping = this.drafts.size > 0;
    const isUnsaved = isTyping || this.order.isWaiting || this.replica.listPending().length > 0;
    return deriveEditorStatus({ ...this.facts, isTyping, isUnsaved }, this.history, this.queue.failure);
  }

  private publish() {
    const next = this.deriveStatus();
    // Typing on draws nothing but its line.
    if (JSON.stringify(next) === JSON.stringify(this.status)) return;
    this.status = next;
    for (const listener of this.listeners) listener();
  }
}
