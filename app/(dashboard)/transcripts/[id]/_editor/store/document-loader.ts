import type { DocumentSegment } from "@/core/transcript/document-change";
import type { EditorApi } from "./editor-api";
import { firstPageOf } from "./first-page";
import type { Replica } from "./replica";
import type { WordCache } from "./word-cache";

const headsAPage = 5_000;

/** Brings the document here and keeps it as the server has it. */
export class DocumentLoader {
  /** Everything up to this revision of the document is here. */
  private known = -1;
  private wanted = -1;
  isLoaded = false;

  constructor(
    private readonly api: EditorApi,
    private readonly documentId: string,
    private readonly replica: Replica,
    private readonly words: WordCache,
  ) {}

  get isBehind(): boolean {
    return this.isLoaded && this.wanted > this.known;
  }

  includes(documentRevision: number): boolean {
    return documentRevision <= this.known;
  }

  /** The document has this revision by now. */
  want(documentRevision: number): void {
    this.wanted = Math.max(this.wanted, documentRevision);
  }

  /** `count` commands of this page brought the document to a revision. Where others wrote in between, or the page
   * cannot tell what its own did, the server is asked. Gives whether it need not be. */
  noteApplied(documentRevision: number, count: number, isCertain: boolean): boolean {
    const isKnown = isCertain && documentRevision === this.known + count;
    if (isKnown) this.known = documentRevision;
    this.want(documentRevision);
    return isKnown;
  }

  /** Lines that came with the page. */
  seed(documentRevision: number, segments: readonly DocumentSegment[]): void {
    if (this.known < 0) this.known = documentRevision;
    this.receivePage(segments);
  }

  /** All lines, those of the first page with words. `documentRevision`: one that the document had before. */
  async load(documentRevision: number): Promise<void> {
    const { documentId } = this;
    const first = await this.api.segments(firstPageOf(documentId));
    this.seed(documentRevision, first.segments);
    await this.loadHeads(first.nextCursor, new Set());
    this.isLoaded = true;
    this.want(documentRevision);
    // Pages were read one after the other; somebody may have written in between.
    await this.catchUp();
  }

  async catchUp(): Promise<void> {
    const { documentId, known } = this;
    const answer = await this.api.changes({ documentId, sinceRevision: known });
    if (!answer.isComplete) return this.loadAnew(answer.documentRevision);
    const rows = new Map<string, DocumentSegment | null>(answer.removedIds.map((id) => [id, null]));
    for (const segment of answer.segments) rows.set(segment.id, segment);
    this.replica.receiveSegments(rows);
    this.words.touch(answer.segments.map(({ id }) => id));
    if (answer.speakers) this.replica.receiveSpeakers(answer.speakers);
    if (answer.comments) this.replica.receiveComments(answer.comments);
    this.known = answer.documentRevision;
    this.want(this.known);
  }

  /** Too much is different: every line is asked for again. */
  private async loadAnew(documentRevision: number): Promise<void> {
    const seen = new Set<string>();
    await this.loadHeads(null, seen);
    const gone = this.replica.segments.listIds().filter((id) => !seen.has(id));
    this.replica.receiveSegments(new Map(gone.map((id) => [id, null])));
    this.replica.receiveComments(await this.api.comments({ documentId: this.documentId }));
    this.known = documentRevision;
    await this.catchUp();
  }

  private async loadHeads(from: number | null, seen: Set<string>): Promise<void> {
    const { documentId } = this;
    // After the first page: nothing is left when it was the last.
    let cursor = from;
    if (cursor === null && this.replica.segments.listIds().length > 0 && !this.isLoaded) return;
    do {
      const page = await this.api.heads({ documentId, cursor, limit: headsAPage });
      for (const { id } of page.segments) seen.add(id);
      this.receivePage(page.segments.map((head) => ({ ...head, words: null })));
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  private receivePage(segments: readonly DocumentSegment[]) {
    this.replica.receiveSegments(new Map(segments.map((segment) => [segment.id, segment])), true);
    this.words.touch(segments.flatMap(({ id, words }) => (words ? [id] : [])));
  }
}
