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
  private readonly byPosition = new Map<number, DocumentSegment>();
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
  findAt = (position: number) => this.byPosition.get(position) ?? null;
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
      orderBy: [{ position: "asc" }, { id: "asc" }],
    });
    const segments = rows.map(toSegment);
    this.allIds = segments.map(({ id }) => id);
    this.first = segments[0] ?? null;
    for (const [index, row] of segments.entries()) {
      this.segments.set(row.id, row);
      if (!this.byPosition.has(row.position)) this.byPosition.set(row.position, row);
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
        orderBy: [{ position: "asc" }, { id: "asc" }],
      });
      this.first = row && toSegment(row);
      return;
    }
    const pivot = findPivot(command);
    const row = pivot && this.segments.get(pivot);
    if (!row) return;
    await this.readNeighbours(row);
  }

  private async readNeighbours({ id, position }: DocumentSegment): Promise<void> {
    const { documentId } = this;
    const find = async (isAfter: boolean) => {
      const side = isAfter ? "gt" : "lt";
      const way = isAfter ? "asc" : "desc";
      const found = await this.tx.transcriptSegment.findFirst({
        where: {
          documentId,
          // Said twice: this one an index can follow.
          position: { [`${side}e`]: position },
          OR: [{ position: { [side]: position } }, { position, id: { [side]: id } }],
        },
        orderBy: [{ position: way }, { id: way }],
      });
      return found && toSegment(found);
    };
    this.neighbours.set(id, { before: await find(false), after: await find(true) });
  }

  /** Lines that stand where others were, with their neighbours. */
  private async readTaken(positions: number[]): Promise<void> {
    if (positions.length === 0) return;
    const rows = await this.tx.transcriptSegment.findMany({
      where: { documentId: this.documentId, position: { in: positions } },
      orderBy: { id: "asc" },
    });
    for (const row of rows.map(toSegment)) {
      if (this.byPosition.has(row.position)) continue;
      this.byPosition.set(row.position, row);
      await this.readNeighbours(row);
    }
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
    await this.readTaken(
      change.segments.flatMap(({ before, after }) =>
        after === null && before?.position !== undefined ? [before.position] : [],
      ),
    );
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
