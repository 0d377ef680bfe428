import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkCues } from "@/core/subtitles/check-cues";
import { cueProfiles, defaultCueProfile } from "@/core/subtitles/cue-profile";
import { parseSrt } from "@/core/subtitles/parse-srt";
import type { Database } from "@/server/platform/db";
import { buildDocument } from "@/server/testing/factories";
import { type HomeDatabase, setUpHomeDatabase } from "@/server/testing/set-up-home-database";
import { checkSubtitles } from "./check-subtitles";
import { getExport } from "./data";
import { subtitleProfileSaveInput } from "./schema";
import { createExport } from "./service";
import {
  chooseProfile,
  listProfilesFor,
  removeProfile,
  resolveProfile,
  saveProfile,
} from "./subtitle-profiles";

const OWNER = 1;
let database: Database;
let home: HomeDatabase["home"];
let stranger: number;
setUpHomeDatabase((made) => {
  ({ database, home, stranger } = made);
});

const narrow = { ...defaultCueProfile, lineCharacters: 12, maxLines: 1 };

async function takeSrt(documentId: string, profile?: string) {
  const options = profile === undefined ? {} : { profile };
  const wish = { documentId, format: "srt", source: "edited", options } as const;
  const { id } = await createExport(OWNER, wish, database.prisma);
  const { key } = await getExport(OWNER, id, database.prisma);
  return parseSrt(await readFile(path.join(home.home, "media", key), "utf8"));
}

describe("a layout of one's own", () => {
  it("is made, changed, removed and brought back, by its owner alone", async () => {
    const { prisma } = database;
    const made = await saveProfile(OWNER, { name: "Narrow", profile: narrow }, prisma);
    await expect(saveProfile(OWNER, { name: "Narrow", profile: narrow }, prisma)).rejects.toMatchObject({
      code: "SUBTITLE_PROFILE_TAKEN",
    });
    const wider = { ...narrow, lineCharacters: 14 };
    await saveProfile(OWNER, { id: made.id, name: "Wider", profile: wider }, prisma);
    expect((await listProfilesFor(OWNER, null, prisma)).own).toEqual([
      { id: made.id, name: "Wider", profile: wider },
    ]);
    expect((await listProfilesFor(stranger, null, prisma)).own).toEqual([]);
    await expect(saveProfile(stranger, { ...made, name: "Mine" }, prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(removeProfile(stranger, made.id, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });

    const { documentId } = await buildDocument(prisma);
    const choice = { documentId, profile: made.id };
    await expect(chooseProfile(stranger, choice, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await chooseProfile(OWNER, choice, prisma);
    expect((await listProfilesFor(OWNER, documentId, prisma)).chosen).toBe(made.id);
    await removeProfile(OWNER, made.id, prisma);
    expect((await listProfilesFor(OWNER, documentId, prisma)).chosen).toBe("default");
    expect(await resolveProfile(OWNER, documentId, undefined, prisma)).toEqual(defaultCueProfile);
    await saveProfile(OWNER, { id: made.id, name: "Wider", profile: wider }, prisma);
    expect(await resolveProfile(OWNER, documentId, undefined, prisma)).toEqual(wider);
    await expect(resolveProfile(stranger, documentId, made.id, prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("is within what can be shown", () => {
    const parse = (name: string, profile: object) => subtitleProfileSaveInput.safeParse({ name, profile });
    expect(parse("x", narrow).success).toBe(true);
    expect(parse("  ", narrow).success).toBe(false);
    expect(parse("x", { ...narrow, gapMs: -1 }).success).toBe(false);
    expect(parse("x", { ...narrow, minDurationMs: 5_000, maxDurationMs: 4_000 }).success).toBe(false);
  });
});

describe("the layout of a transcript", () => {
  const line = "There were some fourteen hundred extraordinarily fast conversations about it";

  it("is what its downloads keep to, unless they name another", async () => {
    const { prisma } = database;
    const { documentId } = await buildDocument(prisma, { lines: [line] });
    const longest = (cues: { lines: string[] }[]) =>
      Math.max(...cues.flatMap(({ lines }) => lines.map((text) => text.length)));
    expect(longest(await takeSrt(documentId))).toBeGreaterThan(24);
    await chooseProfile(OWNER, { documentId, profile: "social" }, prisma);
    expect(longest(await takeSrt(documentId))).toBeLessThanOrEqual(24);
    expect(longest(await takeSrt(documentId, "default"))).toBeGreaterThan(24);
  });

  it("warns in the editor of just what its subtitles break", async () => {
    const { prisma } = database;
    const { documentId, segmentIds } = await buildDocument(prisma, { lines: [line, "short"] });
    await chooseProfile(OWNER, { documentId, profile: "children" }, prisma);
    const { breaches, isComplete } = await checkSubtitles(OWNER, documentId, prisma);
    expect(isComplete).toBe(true);
    const ofExport = checkCues(await takeSrt(documentId), cueProfiles.children);
    expect(breaches.map(({ rule, amount, limit }) => [rule, amount, limit])).toEqual(
      ofExport.map(({ rule, amount, limit }) => [rule, amount, limit]),
    );
    expect(breaches).toContainEqual(expect.objectContaining({ rule: "speed", segmentId: segmentIds[0] }));
    await expect(checkSubtitles(stranger, documentId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
