import type { DocumentChange, DocumentSegment } from "@/core/transcript/document-change";
import type { DocumentLookup } from "@/core/transcript/document-lookup";
import { type EditCommand, listBaseIds } from "@/core/transcript/edit-command";
import type { Comment, Speaker } from "@/core/transcript/types";
import type { Tx } from "@/server/platform/db";
import { toSegment } from "./data";
import { toComment } from "./list-comments";
import { parseChange } from "./stored-change";

/** The rows of a document that one command may ask for, read before it runs: of a long document only the few lines it
 * is about and their neighbours. */
export class DocumentRows implements DocumentLookup {
  private readonly segments = new Map<string, DocumentSegment>();
  private readonly neighbours = new Map<
    string,
    { before: DocumentSegment | null; after: DocumentSegment | null }
  >();
  private readonly speakers = new Map<string, Speaker>();
  private readonly comments = new Map<string, Comment>();
  private readonly changes = new Map<string, DocumentChange>();
  private first: DocumentSegment | null = null;
  private allIds: string[] | null = null;

  private constructor(
    private readonly tx: Tx,
    private readonly documentId: string,
  ) {}

  /** @param whole reads every line: for a command that gives all of them new positions */
  static async read(
    tx: Tx,
    documentId: string,
    command: EditCommand,
    { whole = false }: { whole?: boolean } = {},
  ): Promise<DocumentRows> {
    const rows = new DocumentRows(tx, documentId);
    await rows.readSegments(listSegmentIds(command));
    if (whole) await rows.readWhole();
    else await rows.readAround(command);
    if (command.type.startsWith("speaker.") || "speakerId" in command) await rows.readSpeakers();
    if (command.type === "speaker.merge") await rows.readSegmentsOf(command.fromId);
    if (command.type === "speaker.remove") await rows.readSegmentsOf(command.speakerId);
    if ("commentId" in command) await rows.readComments([command.commentId]);
    if (command.type === "change.undo") await rows.readChange(command.commandId);
    return rows;
  }

  findSegment = (id: string) => this.segments.get(id) ?? null;
  findFirst = () => this.first;
  findBefore = (id: string) => this.neighbours.get(id)?.before ?? null;
  findAfter = (id: string) => this.neighbours.get(id)?.after ?? null;
  findSpeaker = (id: string) => this.speakers.get(id) ?? null;
  listSpeakers = () => [...this.speakers.values()];
  findComment = (id: string) => this.comments.get(id) ?? null;
  findChange = (commandId: string) => this.changes.get(commandId) ?? null;
  listIdsOfSpeaker = (speakerId: string) =>
    [...this.segments.values()].filter((row) => row.speakerId === speakerId).map(({ id }) => id);

  /** @throws WholeDocumentNeeded unless the whole document was read */
  listSegmentIds = () => {
    if (!this.allIds) throw new WholeDocumentNeeded();
    return this.allIds;
  };

  private async readSegments(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await this.tx.transcriptSegment.findMany({
      where: { documentId: this.documentId, id: { in: ids } },
    });
    for (const row of rows) this.segments.set(row.id, toSegment(row));
  }

  private async readSegmentsOf(speakerId: string): Promise<void> {
    const rows = await this.tx.transcriptSegment.findMany({
      where: { documentId: this.documentId, speakerId },
      orderBy: { position: "asc" },
    });
    for (const row of rows) this.segments.set(row.id, toSegment(row));
  }

  private async readWhole(): Promise<void> {
    const rows = await this.tx.transcriptSegment.findMany({
      where: { documentId: this.documentId },
      orderBy: { position: "asc" },
    });
    const segments = rows.map(toSegment);
    this.allIds = segments.map(({ id }) => id);
    this.first = segments[0] ?? null;
    for (const [index, row] of segments.entries()) {
      this.segments.set(row.id, row);
      this.neighbours.set(row.id, {
        before: segments[index - 1] ?? null,
        after: segments[index + 1] ?? null,
      });
    }
  }

  private async readAround(command: EditCommand): Promise<void> {
    if (command.type === "segment.insert" && command.afterId === null) {
      const row = await this.tx.transcriptSegment.findFirst({
        where: { documentId: this.documentId },
        orderBy: { position: "asc" },
      });
      this.first = row && toSegment(row);
      return;
    }
    const pivot = findPivot(command);
    const row = pivot && this.segments.get(pivot);
    if (!row) return;
    const find = async (isAfter: boolean) => {
      const found = await this.tx.transcriptSegment.findFirst({
        where: {
          documentId: this.documentId,
          position: isAfter ? { gt: row.position } : { lt: row.position },
        },
        orderBy: { position: isAfter ? "asc" : "desc" },
      });
      return found && toSegment(found);
    };
    this.neighbours.set(row.id, { before: await find(false), after: await find(true) });
  }

  private async readSpeakers(): Promise<void> {
    const rows = await this.tx.transcriptSpeaker.findMany({ where: { documentId: this.documentId } });
    for (const { id, label, profileId } of rows) this.speakers.set(id, { id, label, profileId });
  }

  private async readComments(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await this.tx.transcriptComment.findMany({
      where: { documentId: this.documentId, id: { in: ids } },
    });
    for (const row of rows) this.comments.set(row.id, toComment(row));
  }

  private async readChange(commandId: string): Promise<void> {
    const row = await this.tx.transcriptRevision.findFirst({
      where: { documentId: this.documentId, commandId },
      select: { before: true, after: true },
    });
    const change = row && parseChange(row.before, row.after);
    if (!change) return;
    this.changes.set(commandId, change);
    await this.readSegments(change.segments.map(({ id }) => id));
    await this.readComments(change.comments.map(({ id }) => id));
    await this.readSpeakers();
  }
}

/** Thrown by a lookup that has read a few lines when all are asked for. */
export class WholeDocumentNeeded extends Error {}

function findPivot(command: EditCommand): string | null {
  switch (command.type) {
    case "segment.split":
    case "segment.merge":
    case "segment.times":
      return command.segmentId;
    case "segment.insert":
      return command.afterId;
    default:
      return null;
  }
}

function listSegmentIds(command: EditCommand): string[] {
  const ids = listBaseIds(command);
  if ("newSegmentId" in command) ids.push(command.newSegmentId);
  if (command.type === "segment.insert" && command.afterId !== null) ids.push(command.afterId);
  if (command.type === "segment.speaker" || command.type === "speaker.create")
    ids.push(...command.segmentIds);
  return [...new Set(ids)];
}
