import { TRPCClientError } from "@trpc/client";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { MemoryBrowser } from "../testing/memory-journal";
import { buildLine, documentId, lineId, MemoryServer, offline } from "../testing/memory-server";
import { createId } from "./create-id";
import { EditorSession } from "./editor-session";

vi.mock("@/app/_ui/toast-store", () => ({ showToast: () => {} }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const step = fc.record({
  who: fc.nat(1),
  kind: fc.constantFrom(
    "type",
    "type",
    "type",
    "split",
    "merge",
    "insert",
    "times",
    "speaker",
    "flush",
    "look",
  ),
  line: fc.nat(20),
  at: fc.nat(30),
});
/** What the network does with each request in turn. */
const fate = fc.constantFrom("fine", "fine", "fine", "lostRequest", "lostAnswer", "late", "twice");

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function buildWorld(fates: string[]) {
  const server = new MemoryServer({
    segments: ["one two three", "four five", "six seven"].map((text, index) => buildLine(index + 1, text)),
    speakers: [{ id: lineId(90), label: "Anna", profileId: null }],
    comments: [],
  });
  const network = { isCut: true, requests: 0 };
  const api = server.createApi(async (run) => {
    const fate = network.isCut ? fates[network.requests++ % fates.length] : "fine";
    if (fate === "lostRequest") throw offline();
    if (fate === "late") {
      // The browser gives up; the request arrives all the same, after others.
      setTimeout(() => run(), 3_500);
      throw offline();
    }
    const answer = run();
    if (fate === "twice") setTimeout(() => run(), 2_500);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (fate === "lostAnswer") throw new TRPCClientError("connection lost");
    return answer;
  });
  return { server, network, api };
}

function act(session: EditorSession, { kind, line, at }: Step, token: () => string) {
  const ids = session.segments.listIds();
  const id = ids[line % ids.length];
  const row = id === undefined ? null : session.segments.findRow(id);
  if (!row || id === undefined) return;
  const next = ids[session.segments.findIndex(id) + 1];
  const commands: Record<string, () => EditCommand | null> = {
    split: () => ({ type: "segment.split", segmentId: id, at, newSegmentId: createId() }),
    merge: () => (next === undefined ? null : { type: "segment.merge", segmentId: id, nextId: next }),
    insert: () => ({
      type: "segment.insert",
      newSegmentId: createId(),
      afterId: id,
      startMs: row.segment.startMs,
      endMs: row.segment.endMs,
      text: token(),
      speakerId: null,
    }),
    times: () => ({
      type: "segment.times",
      segmentId: id,
      startMs: row.segment.startMs + at,
      endMs: row.segment.endMs,
    }),
    speaker: () => ({ type: "segment.speaker", segmentIds: [id], speakerId: at % 2 ? lineId(90) : null }),
  };
  if (kind === "type") {
    if (!row.conflict) session.edit(id, `${row.draft ?? row.segment.text} ${token()}`);
  } else if (kind === "flush") void session.flush();
  else {
    const command = commands[kind]?.();
    if (command) session.run(command);
  }
}

it("two clients end equal, and nothing that was typed is missing, however their connections are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.array(fate, { minLength: 1 }),
      async (steps, fates) => {
        const { server, network, api } = buildWorld(fates);
        network.isCut = false;
        const open = async () => {
          const session = new EditorSession(api, documentId, new MemoryBrowser().openTab().journal);
          const loading = session.load(server.revision);
          await vi.advanceTimersByTimeAsync(500);
          await loading;
          return session;
        };
        const sessions = [await open(), await open()] as const;
        network.isCut = true;
        const typed: string[] = [];
        for (const one of steps) {
          const session = sessions[one.who] as EditorSession;
          if (one.kind === "look") void session.load(server.revision);
          else
            act(session, one, () => {
              typed.push(`t${typed.length}.`);
              return typed.at(-1) as string;
            });
          await vi.advanceTimersByTimeAsync(one.at * 60);
        }
        network.isCut = false;
        await vi.advanceTimersByTimeAsync(120_000);
        for (const session of sessions) {
          const flushed = session.flush();
          await vi.advanceTimersByTimeAsync(60_000);
          await flushed;
        }
        for (const session of sessions) void session.load(server.revision);
        await vi.advanceTimersByTimeAsync(60_000);

        const headsOf = (rows: readonly { words: unknown }[]) => rows.map(({ words, ...head }) => head);
        for (const { segments, getStatus } of sessions) {
          expect(getStatus().save.kind).toBe("saved");
          const lines = segments.listIds().map((id) => segments.findSegment(id));
          expect(headsOf(lines.filter((row) => row !== null))).toEqual(headsOf(server.document.segments));
          for (const line of lines) {
            if (line?.words) expect(line.words).toEqual(server.findLine(line.id)?.words);
          }
        }
        const kept = [
          ...server.document.segments.map(({ text }) => text),
          ...sessions.flatMap(({ segments, conflicts }) => [
            ...segments.listConflictIds().map((id) => segments.findRow(id)?.conflict?.mine),
            ...conflicts.lost.list().map(({ mine }) => mine),
          ]),
        ].join(" ");
        expect(typed.filter((token) => !kept.includes(token))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);
