import type { EditorApi } from "./editor-api";
import type { Replica } from "./replica";

const maxSegments = 400;
/** What the server gives at once. */
const maxAsked = 200;

/** Words of the lines near the view; those that nobody looked at for longest are let go. */
export class WordCache {
  /** In the order in which they were last wanted. */
  private readonly order = new Set<string>();
  private readonly asked = new Map<string, Promise<void>>();

  constructor(
    private readonly api: Pick<EditorApi, "words">,
    private readonly documentId: string,
    private readonly replica: Replica,
  ) {}

  /** Rejects when they could not be loaded. */
  async ensure(segmentIds: readonly string[]): Promise<void> {
    this.touch(segmentIds);
    const missing = segmentIds.filter(
      (id) => this.replica.findSegment(id)?.words === null && !this.replica.isHeld(id) && !this.asked.has(id),
    );
    for (let at = 0; at < missing.length; at += maxAsked) {
      const ids = missing.slice(at, at + maxAsked);
      const answer = this.load(ids).finally(() => {
        for (const id of ids) this.asked.delete(id);
      });
      for (const id of ids) this.asked.set(id, answer);
    }
    await Promise.all(new Set(segmentIds.map((id) => this.asked.get(id))));
  }

  /** These lines came with words, or are looked at. */
  touch(segmentIds: readonly string[]): void {
    for (const id of segmentIds) {
      this.order.delete(id);
      this.order.add(id);
    }
    if (this.order.size <= maxSegments) return;
    for (const id of this.order) {
      if (this.order.size <= maxSegments) break;
      if (this.replica.segments.isWatched(id) || this.replica.isHeld(id)) continue;
      this.order.delete(id);
      this.replica.segments.setWords(id, null);
    }
  }

  private async load(segmentIds: string[]): Promise<void> {
    const { words } = await this.api.words({ documentId: this.documentId, segmentIds });
    for (const [id, row] of Object.entries(words)) this.replica.receiveWords(id, row.revision, row.words);
  }
}
