import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import { changesContent } from "@/core/transcript/document-change";
import type { EditCommand } from "@/core/transcript/edit-command";
import type { EditApplyOutput } from "@/server/transcripts/edit-schema";
import type { Journal } from "../autosave/journal";
import { selectBatch } from "../autosave/select-batch";
import type { ConflictList } from "./conflict-list";
import type { DocumentLoader } from "./document-loader";
import type { EditorApi } from "./editor-api";
import type { History } from "./history";
import { isInvalidRequest } from "./is-invalid-request";
import { type Failure, listFallout } from "./lost-texts";
import type { PendingEdit, Replica } from "./replica";

interface EditSenderHost {
  replica: Replica;
  loader: DocumentLoader;
  conflicts: ConflictList;
  history: History;
  journal: Journal;
  /** Ends what is typed on some lines, and gives it. */
  takeDrafts: (segmentIds: ReadonlySet<string>) => Map<string, string>;
  /** What is typed on lines whose revision turned out to be one less. */
  lowerDrafts: (segmentIds: ReadonlySet<string>) => void;
  drop: (edits: ReadonlySet<PendingEdit>) => void;
  giveAgain: (commands: EditCommand[]) => void;
  onSettled: () => void;
}

type Applied = Extract<EditApplyOutput["outcomes"][number], { outcome: "applied" }>;

/** Brings commands to the server, and what became of them back into the document. */
export class EditSender {
  private batchLimit: number | undefined;

  constructor(
    private readonly api: EditorApi,
    private readonly documentId: string,
    private readonly host: EditSenderHost,
  ) {}

  /** The next thing to do with the server; false when there is none. */
  async step(): Promise<boolean> {
    const batch = selectBatch(this.host.replica.listPending(), this.batchLimit);
    if (batch.length > 0) await this.send(batch);
    else if (this.host.loader.isBehind) await this.host.loader.catchUp();
    else return false;
    return true;
  }

  private async send(batch: readonly PendingEdit[]): Promise<void> {
    for (const edit of batch) edit.wasSent = true;
    const commands = batch.map(({ commandId, bases, command }) => ({ commandId, bases, command }));
    let output: EditApplyOutput;
    try {
      output = await this.api.apply({ documentId: this.documentId, commands });
    } catch (error) {
      if (!isInvalidRequest(error)) throw error;
      // One command that the server cannot read must not hold up the others for ever.
      const [only] = batch;
      if (batch.length > 1 || !only) this.batchLimit = 1;
      else this.fail(new Map([[only.commandId, refusalOf(only, describeError(error))]]));
      return;
    }
    this.batchLimit = undefined;
    this.settle(batch, output);
  }

  private settle(batch: readonly PendingEdit[], { outcomes, documentRevision }: EditApplyOutput) {
    const failures = new Map<string, Failure>();
    for (const outcome of outcomes) {
      if (outcome.outcome !== "applied") failures.set(outcome.commandId, outcome);
    }
    // First what failed: what came after it in this request is then what it does without it, as on the server.
    if (failures.size > 0) this.fail(failures);
    const confirmed: PendingEdit[] = [];
    let applied = 0;
    let isCertain = true;
    let isLowered = false;
    for (const outcome of outcomes) {
      const edit = batch.find(({ commandId }) => commandId === outcome.commandId);
      if (!edit || outcome.outcome !== "applied") continue;
      const revision = outcome.documentRevision;
      const isMerged = revision === null || this.host.loader.includes(revision);
      if (!isMerged) applied += 1;
      if (!this.host.replica.confirm(edit, isMerged, outcome.revisions)) isCertain = false;
      this.host.journal.removeCommand(edit.commandId);
      confirmed.push(edit);
      if (this.lowerAfter(edit, outcome)) isLowered = true;
    }
    // What rests on it is derived anew, as the server will.
    if (isLowered) this.host.drop(new Set());
    isCertain &&= applied === confirmed.length;
    if (!this.host.loader.noteApplied(documentRevision, applied, isCertain)) {
      if (this.host.replica.noteUnsure(confirmed)) this.host.drop(new Set());
    }
    this.host.onSettled();
  }

  /** Gives whether the server left something as it was that the page thought the edit would change. */
  private lowerAfter(edit: PendingEdit, { documentRevision, revisions }: Applied): boolean {
    const isLeft = (id: string) => documentRevision === null || !(id in revisions);
    const left = edit.change.segments.filter(
      (change) => change.before && change.after && changesContent(change) && isLeft(change.id),
    );
    if (left.length === 0) return false;
    const ids = new Set(left.map(({ id }) => id));
    const { replica, journal } = this.host;
    const later = replica.listPending();
    replica.lowerBases(later, ids);
    // Taken up again, they come in their order.
    for (const { commandId } of later) journal.removeCommand(commandId);
    for (const { commandId, command, bases } of later) journal.putCommand({ commandId, command, bases });
    this.host.lowerDrafts(ids);
    return true;
  }

  private fail(failures: ReadonlyMap<string, Failure>) {
    const { dropped, changedIds, texts, again } = listFallout(this.host.replica.listPending(), failures);
    const typed = this.host.takeDrafts(changedIds);
    for (const [id, text] of typed) texts.set(id, text);
    // What was typed may stand in other lines by now: a split or a merge took it there.
    if (texts.size > 0) {
      for (const id of changedIds) {
        const shown = this.host.replica.segments.findSegment(id);
        if (shown && !typed.has(id)) texts.set(id, shown.text);
      }
    }
    const places = new Map(
      [...texts.keys()].map((id) => [id, this.host.replica.segments.findSegment(id)?.startMs ?? 0]),
    );
    for (const failure of failures.values()) {
      if (failure.outcome === "stale")
        this.host.replica.receiveSegments(new Map(Object.entries(failure.segments)));
    }
    again.push(...[...dropped].flatMap((edit) => this.host.conflicts.listRescues(edit)));
    this.host.drop(dropped);
    for (const [id, text] of texts) this.host.conflicts.add(id, text, places.get(id) ?? 0);
    const ids = new Set([...dropped].map(({ commandId }) => commandId));
    this.host.history.forget(ids);
    for (const id of ids) this.host.journal.removeCommand(id);
    if (texts.size === 0) showToast({ text: describeFailures(failures), tone: "danger" });
    if (again.length > 0) this.host.giveAgain(again);
  }
}

function refusalOf({ commandId }: PendingEdit, sentence: string): Failure {
  return { commandId, outcome: "refused", reason: "impossible", sentence };
}

function describeFailures(failures: ReadonlyMap<string, Failure>): string {
  for (const failure of failures.values()) {
    if (failure.outcome === "refused") return `Not done: ${failure.sentence}`;
  }
  return "Not done: the line was changed elsewhere meanwhile. It is shown as it is now.";
}
