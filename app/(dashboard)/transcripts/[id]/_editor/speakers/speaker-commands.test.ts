import { expect, test, vi } from "vitest";
import { EditorSession } from "../store/editor-session";
import { MemoryBrowser } from "../testing/memory-journal";
import { buildLine, documentId, lineId, MemoryServer } from "../testing/memory-server";
import { findFreeLabel, giveOnward, listLinesFrom } from "./speaker-commands";

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
