import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import fc from "fast-check";
import superjson from "superjson";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { TrpcClient } from "@/app/_trpc/client";
import { createEditorApi } from "@/app/(dashboard)/transcripts/[id]/_editor/create-editor-api";
import { createId } from "@/app/(dashboard)/transcripts/[id]/_editor/store/create-id";
import { EditorSession } from "@/app/(dashboard)/transcripts/[id]/_editor/store/editor-session";
import { MemoryBrowser } from "@/app/(dashboard)/transcripts/[id]/_editor/testing/memory-journal";
import type { EditCommand } from "@/core/transcript/edit-command";
import { appRouter } from "@/server/api/root";
import { closeDatabase, getPrisma } from "@/server/platform/db";
import { buildDocument } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument, listAllSegments } from "./data";
import { listComments } from "./list-comments";

/** Two browsers' editors against the server itself: its procedures, over the wire, on a real database. Time is told by
 * the test; it stands still while the server works. */

vi.mock("@/app/_ui/toast-store", () => ({ showToast: () => {} }));

const ownerId = 1;
let testDatabase: TestDatabase;
let home: { close(): Promise<void> };

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  home = await createTestHome({ DATABASE_URL: testDatabase.connectionString });
  getPrisma();
});
afterAll(async () => {
  await closeDatabase();
  await home.close();
  await testDatabase.close();
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const kinds = [
  "type",
  "type",
  "type",
  "type",
  "split",
  "merge",
  "insert",
  "remove",
  "times",
  "speaker",
  "newSpeaker",
  "mergeSpeakers",
  "comment",
  "commentText",
  "commentText",
  "undo",
  "undo",
  "redo",
  "flush",
  "look",
] as const;
const step = fc.record({
  who: fc.nat(1),
  kind: fc.constantFrom(...kinds),
  line: fc.nat(6),
  at: fc.nat(30),
});
/** What the network does with each request in turn: the way there and back, in milliseconds of the test's time. */
const fate = fc.record({
  kind: fc.constantFrom("fine", "fine", "fine", "fine", "lostRequest", "lostAnswer", "late", "twice"),
  thereMs: fc.nat(900),
  backMs: fc.nat(900),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

class Network {
  isWhole = true;
  private requests = 0;
  private working = 0;

  constructor(private readonly fates: readonly Fate[]) {}

  /** A `fetch` that leads to the procedures of the server. */
  readonly fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const fate = this.fates[this.requests++ % this.fates.length] as Fate;
    const kind = this.isWhole ? "fine" : fate.kind;
    const { signal: _, ...rest } = init;
    const run = () => this.serve(new Request(String(url), rest));
    await sleep(fate.thereMs);
    if (kind === "lostRequest") throw new TypeError("fetch failed");
    if (kind === "late") {
      // The browser gives up; the request arrives all the same, after others.
      setTimeout(run, 3_500);
      throw new TypeError("fetch failed");
    }
    if (kind === "twice") setTimeout(run, 2_500);
    const response = await run();
    await sleep(fate.backMs);
    if (kind === "lostAnswer") throw new TypeError("terminated");
    return response;
  };

  private async serve(request: Request): Promise<Response> {
    this.working += 1;
    try {
      const response = await fetchRequestHandler({
        endpoint: "/api/trpc",
        req: request,
        router: appRouter,
        createContext: () => ({ ownerId }),
      });
      const body = await response.text();
      return new Response(body, { status: response.status, headers: response.headers });
    } finally {
      this.working -= 1;
    }
  }

  /** Lets time go on, but not while the server is at work. */
  async advance(ms: number): Promise<void> {
    const untilMs = Date.now() + ms;
    for (;;) {
      await this.settle();
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0) return;
      await vi.advanceTimersByTimeAsync(Math.min(leftMs, 150));
    }
  }

  private async settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.working > 0);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function createApi(network: Network) {
  const client = createTRPCClient<typeof appRouter>({
    links: [
      httpBatchLink({
        url: "http://127.0.0.1/api/trpc",
        transformer: superjson,
        fetch: network.fetch as never,
      }),
    ],
  }) as unknown as TrpcClient;
  return createEditorApi(client, (input) => client.transcripts.segments.query({ ...input, limit: 2 }));
}

function act(session: EditorSession, { kind, line, at }: Step, token: () => string) {
  const { segments, speakers, comments } = session;
  if (kind === "flush") return void session.flush();
  if (kind === "undo" || kind === "redo") return void session.travel(kind);
  const ids = segments.listIds();
  const id = ids[line % Math.max(1, ids.length)];
  const row = id === undefined ? null : segments.findRow(id);
  if (!row || id === undefined) return;
  if (kind === "type") {
    if (!row.conflict) session.edit(id, `${row.draft ?? row.segment.text} ${token()}`);
    return;
  }
  const { startMs, endMs } = row.segment;
  const next = ids[segments.findIndex(id) + 1];
  const speaker = speakers.list()[at % Math.max(1, speakers.list().length)];
  const comment = comments.list()[at % Math.max(1, comments.list().length)];
  const commands: Partial<Record<Step["kind"], () => EditCommand | null>> = {
    split: () => ({ type: "segment.split", segmentId: id, at, newSegmentId: createId() }),
    merge: () => (next === undefined ? null : { type: "segment.merge", segmentId: id, nextId: next }),
    insert: () => ({
      type: "segment.insert",
      newSegmentId: createId(),
      afterId: at % 3 === 0 ? null : id,
      startMs,
      endMs,
      text: token(),
      speakerId: null,
    }),
    remove: () => ({ type: "segment.remove", segmentIds: [id] }),
    times: () => ({ type: "segment.times", segmentId: id, startMs: startMs + at, endMs }),
    speaker: () => ({ type: "segment.speaker", segmentIds: [id], speakerId: speaker?.id ?? null }),
    newSpeaker: () => ({
      type: "speaker.create",
      speakerId: createId(),
      label: `Speaker ${at}`,
      segmentIds: [id],
    }),
    mergeSpeakers: () => {
      const into = speakers.list().find((other) => other !== speaker);
      return speaker && into ? { type: "speaker.merge", fromId: speaker.id, intoId: into.id } : null;
    },
    comment: () => ({
      type: "comment.create",
      commentId: createId(),
      startMs,
      endMs,
      quote: "",
      text: token(),
      createdAt: new Date().toISOString(),
    }),
    commentText: () =>
      comment
        ? {
            type: "comment.text",
            commentId: comment.id,
            text: `${comment.text} ${token()}`,
            was: comment.text,
          }
        : null,
  };
  const command = commands[kind]?.();
  if (command) session.run(command);
}

/** Every text that a client shows, or keeps for a decision. */
function readAll({ segments, comments, conflicts }: EditorSession): string {
  const rows = segments.listIds().map((id) => segments.findRow(id));
  return [
    ...rows.flatMap((row) => [row?.segment.text, row?.draft, row?.conflict?.mine]),
    ...comments.list().map(({ text }) => text),
    ...conflicts.lost.list().map(({ mine }) => mine),
  ].join(" ");
}

/** Every text that stood where an undo took something back. */
async function readUndone(documentId: string): Promise<string> {
  const where = { documentId, kind: "change.undo" };
  return JSON.stringify(await getPrisma().transcriptRevision.findMany({ where, select: { before: true } }));
}

it("two clients of the real server end equal, and nothing that was typed is missing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40, size: "max" }),
      fc.array(fate, { minLength: 1, maxLength: 12, size: "max" }),
      async (steps, fates) => {
        const prisma = getPrisma();
        const { documentId } = await buildDocument(prisma, {
          mediaFileId: null,
          lines: ["one two three", "four five", "six seven", "eight nine ten", "eleven"],
        });
        await prisma.transcriptSpeaker.createMany({
          data: ["Anna", "Bert"].map((label) => ({ documentId, label })),
        });
        const network = new Network(fates);
        const api = createApi(network);
        const readDocument = () => getDocument(ownerId, documentId);
        const open = async () => {
          const session = new EditorSession(api, documentId, new MemoryBrowser(documentId).openTab().journal);
          const { revision, speakers } = await readDocument();
          session.seed(revision, [], speakers);
          const loading = session.load(revision);
          await network.advance(8_000);
          await loading;
          return session;
        };
        const sessions = [await open(), await open()] as const;
        network.isWhole = false;
        const typed: string[] = [];
        /** What somebody saw and took away on purpose. */
        const taken = new Set<string>();
        for (const one of steps) {
          const session = sessions[one.who] as EditorSession;
          const shown = readAll(session);
          if (one.kind === "look") void session.load((await readDocument()).revision);
          else
            act(session, one, () => {
              typed.push(`t${typed.length}.`);
              return typed.at(-1) as string;
            });
          if (["remove", "undo", "redo"].includes(one.kind)) {
            const left = readAll(session);
            for (const text of typed) if (shown.includes(text) && !left.includes(text)) taken.add(text);
          }
          await network.advance(one.at * 60);
        }
        network.isWhole = true;
        await network.advance(60_000);
        for (const session of sessions) {
          const flushed = session.flush();
          await network.advance(30_000);
          await flushed;
        }
        for (const session of sessions) void session.load((await readDocument()).revision);
        await network.advance(30_000);

        const served = await listAllSegments(ownerId, documentId);
        const comments = await listComments(ownerId, documentId);
        const { speakers } = await readDocument();
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        for (const session of sessions) {
          expect(session.getStatus().save.kind).toBe("saved");
          const lines = session.segments.listIds().map((id) => session.segments.findSegment(id));
          expect(lines.map((line) => ({ ...line, words: null }))).toEqual(
            served.map((line) => ({ ...line, words: null })),
          );
          for (const [index, line] of lines.entries()) {
            if (line?.words) expect(line.words).toEqual(served[index]?.words);
          }
          expect([...session.speakers.list()].sort(byId)).toEqual([...speakers].sort(byId));
          expect([...session.comments.list()].sort(byId)).toEqual([...comments].sort(byId));
        }
        const kept = sessions.map(readAll).join(" ");
        // Some undos are known after the server carried them out.
        const undone = await readUndone(documentId);
        expect(
          typed.filter((text) => !kept.includes(text) && !taken.has(text) && !undone.includes(text)),
        ).toEqual([]);
        for (const session of sessions) {
          const closed = session.close();
          await network.advance(100);
          await closed;
        }
      },
    ),
    { numRuns: 25, seed: 11, endOnFailure: true },
  );
}, 300_000);
