import { TRPCClientError } from "@trpc/client";
import { beforeEach, describe, expect, it } from "vitest";
import type { SegmentSaveOutput, SegmentView } from "@/server/transcripts/schema";
import { DraftJournal } from "../autosave/draft-journal";
import { type EditorApi, EditorSession } from "./editor-session";

/** The server's rules, in memory: a save names the revision it was made on, an undo names the change. */
class Server {
  rows: SegmentView[];
  changes: { before: SegmentView; after: SegmentView }[] = [];
  pages: number[] = [];
  isDown = false;

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, index) => ({
      id: `s${index}`,
      position: index + 1,
      startMs: index * 1_000,
      endMs: index * 1_000 + 900,
      speakerId: null,
      text: `line ${index}`,
      words: [],
      revision: 0,
    }));
  }

  row(id: string): SegmentView {
    const row = this.rows.find((candidate) => candidate.id === id);
    if (!row) throw new Error(`no row ${id}`);
    return row;
  }

  write(id: string, text: string): Extract<SegmentSaveOutput, { outcome: "saved" }> {
    const before = this.row(id);
    if (before.text === text) {
      return { outcome: "saved", segment: before, revisionId: null, documentRevision: this.changes.length };
    }
    const after = { ...before, text, revision: before.revision + 1 };
    this.rows = this.rows.map((row) => (row.id === id ? after : row));
    this.changes.push({ before, after });
    const revisionId = String(this.changes.length);
    return { outcome: "saved", segment: after, revisionId, documentRevision: this.changes.length };
  }

  private check() {
    if (this.isDown) throw new TRPCClientError("fetch failed");
  }

  get api(): EditorApi {
    return {
      segments: {
        query: async ({ cursor, limit = 200 }: { cursor?: number | null; limit?: number }) => {
          this.check();
          this.pages.push(limit);
          const rest = this.rows.filter(({ position }) => position > (cursor ?? 0));
          const segments = rest.slice(0, limit);
          return { segments, nextCursor: rest.length > limit ? (segments.at(-1)?.position ?? null) : null };
        },
      },
      saveSegment: {
        mutate: async (input: { segmentId: string; revision: number; text: string }) => {
          this.check();
          const current = this.row(input.segmentId);
          if (current.text !== input.text && current.revision !== input.revision) {
            return { outcome: "stale", current, yours: input.text };
          }
          return this.write(input.segmentId, input.text);
        },
      },
      undo: {
        mutate: async ({ revisionId }: { revisionId: string }) => {
          this.check();
          const change = this.changes[Number(revisionId) - 1];
          if (!change) throw new Error("no such change");
          const current = this.row(change.after.id);
          if (current.revision !== change.after.revision) {
            return { outcome: "stale", current, yours: change.before.text };
          }
          return this.write(change.after.id, change.before.text);
        },
      },
    } as unknown as EditorApi;
  }
}

function buildStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe("EditorSession", () => {
  let server: Server;
  let storage: ReturnType<typeof buildStorage>;
  let session: EditorSession;
  const open = () => new EditorSession(server.api, "doc", new DraftJournal("doc", storage));

  beforeEach(async () => {
    server = new Server(3);
    storage = buildStorage();
    session = open();
    await session.load(0);
  });

  it("loads a small first page and the rest in large ones", async () => {
    server = new Server(2_500);
    session = open();
    await session.load(0);
    expect(session.segments.listIds()).toHaveLength(2_500);
    expect(server.pages).toEqual([200, 1_000, 1_000, 1_000]);
  });

  it("saves what is typed and forgets the draft", async () => {
    session.edit("s1", "better");
    expect(session.segments.findRow("s1")?.draft).toBe("better");
    expect(await session.flush()).toBe(true);
    expect(server.row("s1").text).toBe("better");
    expect(session.segments.findRow("s1")).toMatchObject({
      draft: null,
      segment: { text: "better", revision: 1 },
    });
  });

  it("shows both versions when somebody else was faster, and overwrites nothing", async () => {
    server.write("s1", "theirs");
    session.edit("s1", "mine");
    expect(await session.flush()).toBe(false);
    expect(server.row("s1").text).toBe("theirs");
    expect(session.segments.findRow("s1")?.conflict).toMatchObject({
      theirs: { text: "theirs" },
      mine: "mine",
    });
  });

  it("keeps theirs or mine, as decided", async () => {
    server.write("s1", "theirs");
    server.write("s2", "theirs");
    session.edit("s1", "mine");
    session.edit("s2", "mine");
    await session.flush();
    session.keepTheirs("s1");
    session.keepText("s2", "mine and theirs");
    expect(await session.flush()).toBe(true);
    expect(server.row("s1").text).toBe("theirs");
    expect(server.row("s2").text).toBe("mine and theirs");
    expect(session.segments.listConflictIds()).toEqual([]);
  });

  it("undoes and redoes several changes of one segment", async () => {
    for (const text of ["one", "two", "three"]) {
      session.edit("s0", text);
      await session.flush();
    }
    for (const expected of ["two", "one", "line 0"]) {
      expect(await session.travel("undo")).toBe("s0");
      expect(server.row("s0").text).toBe(expected);
    }
    expect(await session.travel("undo")).toBeNull();
    for (const expected of ["one", "two", "three"]) {
      await session.travel("redo");
      expect(server.row("s0").text).toBe(expected);
    }
    expect(session.getStatus()).toMatchObject({ canUndo: true, canRedo: false });
  });

  it("asks before an undo would take somebody else's change with it", async () => {
    session.edit("s0", "mine");
    await session.flush();
    server.write("s0", "theirs");
    await session.travel("undo");
    expect(server.row("s0").text).toBe("theirs");
    expect(session.segments.findRow("s0")?.conflict).toMatchObject({
      theirs: { text: "theirs" },
      mine: "line 0",
    });
  });

  it("saves after a crash what was typed before it", async () => {
    server.isDown = true;
    session.edit("s2", "typed before the crash");
    expect(await session.flush()).toBe(false);
    expect(session.getStatus().save.kind).toBe("failed");
    server.isDown = false;
    const next = open();
    await next.load(0);
    expect(next.segments.findRow("s2")?.draft).toBe("typed before the crash");
    await next.flush();
    expect(server.row("s2").text).toBe("typed before the crash");
  });

  it("does not write a draft of before the crash over what was saved since", async () => {
    server.isDown = true;
    session.edit("s2", "typed before the crash");
    await session.flush();
    server.isDown = false;
    server.write("s2", "saved elsewhere since");
    const next = open();
    await next.load(1);
    await next.flush();
    expect(server.row("s2").text).toBe("saved elsewhere since");
    expect(next.segments.findRow("s2")?.conflict?.mine).toBe("typed before the crash");
  });

  it("goes back to what stood there when editing began, also where a part was saved", async () => {
    session.edit("s1", "half");
    await session.flush();
    session.edit("s1", "half of a thought");
    session.revert("s1", "line 1");
    await session.flush();
    expect(server.row("s1").text).toBe("line 1");
  });

  it("loads what somebody else changed when the document has moved on", async () => {
    server.write("s2", "theirs");
    await session.load(1);
    expect(session.segments.findSegment("s2")?.text).toBe("theirs");
  });
});
