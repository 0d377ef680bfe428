import { expect, test, vi } from "vitest";
import { EditorSession } from "../store/editor-session";
import { MemoryBrowser } from "../testing/memory-journal";
import { buildLine, documentId, lineId, MemoryServer } from "../testing/memory-server";
import { findFreeLabel, giveLines, giveOnward, listLinesFrom } from "./speaker-commands";

const showToast = vi.hoisted(() => vi.fn());
vi.mock("@/app/_ui/toast-store", () => ({ showToast }));

const anna = { id: lineId(90), label: "Anna", profileId: null };
const ben = { id: lineId(91), label: "Ben", profileId: null };

/** Anna, nobody, Anna, Ben, Anna, nobody. */
async function openTalk() {
  const who = [anna.id, null, anna.id, ben.id, anna.id, null];
  const server = new MemoryServer({
    segments: who.map((speakerId, index) => ({ ...buildLine(index + 1, "some words"), speakerId })),
    speakers: [anna, ben],
    comments: [],
  });
  const { journal } = new MemoryBrowser().openTab(() => {});
  const session = new EditorSession(server.createApi(), documentId, journal);
  session.seed(1, [], [anna, ben]);
  await session.load(1);
  const read = () =>
    session.segments.listIds().map((id) => {
      const speakerId = session.segments.findSegment(id)?.speakerId ?? null;
      return speakerId === null ? null : (session.speakers.find(speakerId)?.label ?? "?");
    });
  return { parts: { session }, read, server };
}

test("from a line on its speaker's lines go to a new one, and come back with one undo", async () => {
  const { parts, read, server } = await openTalk();
  expect(listLinesFrom(parts, lineId(3))).toEqual([lineId(3), lineId(5)]);
  giveOnward(parts, lineId(3), findFreeLabel(parts));
  expect(read()).toEqual(["Anna", null, "Speaker 1", "Ben", "Speaker 1", null]);
  expect(findFreeLabel(parts)).toBe("Speaker 2");
  expect(showToast).toHaveBeenLastCalledWith(
    expect.objectContaining({ text: "2 lines from here on now are “Speaker 1”." }),
  );
  expect(await parts.session.flush()).toBe(true);
  expect(server.document.speakers.map(({ label }) => label)).toContain("Speaker 1");
  await parts.session.travel("undo");
  expect(read()).toEqual(["Anna", null, "Anna", "Ben", "Anna", null]);
});

test("they go to one who is there, by name in any case, or to nobody", async () => {
  const { parts, read } = await openTalk();
  giveOnward(parts, lineId(3), "ben");
  expect(read()).toEqual(["Anna", null, "Ben", "Ben", "Ben", null]);
  giveOnward(parts, lineId(5), null);
  expect(read()).toEqual(["Anna", null, "Ben", "Ben", null, null]);
  giveOnward(parts, lineId(2), anna);
  expect(read()).toEqual(["Anna", "Anna", "Ben", "Ben", "Anna", "Anna"]);
});

test("a line that is gone gives nothing", async () => {
  const { parts } = await openTalk();
  expect(listLinesFrom(parts, lineId(77))).toEqual([]);
});

test("lines of one voice go to a speaker as one step, which one undo takes back and one redo does again", async () => {
  const { parts, read, server } = await openTalk();
  const alike = [1, 3, 4, 6].map(lineId);
  expect(giveLines(parts, alike, "Cleo")).toEqual({ lines: 4, label: "Cleo" });
  const given = ["Cleo", null, "Cleo", "Cleo", "Anna", "Cleo"];
  expect(read()).toEqual(given);
  expect(parts.session.getStatus().undoLabel).toBe("giving lines to “Cleo”");
  await parts.session.travel("undo");
  expect(read()).toEqual(["Anna", null, "Anna", "Ben", "Anna", null]);
  await parts.session.travel("redo");
  expect(read()).toEqual(given);
  // Those that are the speaker's already are left alone.
  expect(giveLines(parts, alike, ben)).toEqual({ lines: 4, label: "Ben" });
  expect(giveLines(parts, alike, ben)).toBeNull();
  expect(giveLines(parts, alike, "cleo")).toEqual({ lines: 4, label: "Cleo" });
  expect(await parts.session.flush()).toBe(true);
  expect(server.document.speakers.map(({ label }) => label)).toContain("Cleo");
});
