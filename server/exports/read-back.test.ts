import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import ffmpeg from "@ffmpeg-installer/ffmpeg";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { parseVtt } from "@/core/subtitles/parse-vtt";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import type { Segment } from "@/core/transcript/types";
import { serializeTranscript } from "./serialize-transcript";

const run = promisify(execFile);
const origin = { media: null, engine: null };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-read-back-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const word = fc.stringMatching(/^[A-Za-zéßЖ漢0-9,.?'&]{1,12}$/).map((text) => text.normalize("NFC"));
const transcripts: fc.Arbitrary<TranscriptText> = fc
  .array(
    fc.record({
      tokens: fc.array(word, { minLength: 1, maxLength: 30 }),
      pauseMs: fc.integer({ min: 200, max: 4_000 }),
    }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((lines) => {
    let at = 0;
    const segments = lines.map(({ tokens, pauseMs }, index): Segment => {
      at += pauseMs;
      const startMs = at;
      at += tokens.length * 350;
      const times = { startMs, endMs: at };
      return {
        id: `${index}`,
        position: index,
        ...times,
        speakerId: null,
        text: tokens.join(" "),
        words: [],
        revision: 0,
      };
    });
    return { title: "Read back", segments, speakers: [] };
  });

describe("ffmpeg reads back what was written", () => {
  it.each([
    ["srt", 0],
    // Hundredths of a second.
    ["ass", 5],
  ] as const)(
    "%s: as many subtitles, at the same times, with the same words",
    async (format, slackMs) => {
      await fc.assert(
        fc.asyncProperty(transcripts, async (given) => {
          const from = path.join(folder, `in.${format}`);
          const into = path.join(folder, `${format}.vtt`);
          await writeFile(from, await serializeTranscript(format, given, { origin }));
          await run(ffmpeg.path, ["-v", "error", "-y", "-i", from, into]);
          const found = parseVtt(await readFile(into, "utf8"));
          const wanted = layoutCues(given);
          expect(found.map(({ lines }) => lines)).toEqual(wanted.map(({ lines }) => lines));
          for (const [index, { startMs, endMs }] of wanted.entries()) {
            expect(Math.abs((found[index]?.startMs ?? 0) - startMs)).toBeLessThanOrEqual(slackMs);
            expect(Math.abs((found[index]?.endMs ?? 0) - endMs)).toBeLessThanOrEqual(slackMs);
          }
        }),
        { endOnFailure: true, numRuns: 12 },
      );
    },
    60_000,
  );
});

const office = await run("soffice", ["--version"]).then(
  () => true,
  () => false,
);

it.skipIf(!office)(
  "LibreOffice opens the Word file and finds the same words (skipped where there is no LibreOffice)",
  async () => {
    const [given] = fc.sample(transcripts, { numRuns: 1, seed: 7 }) as [TranscriptText];
    const spoken = { ...given, speakers: [{ id: "p", label: "Ann <Lee>", profileId: null }] };
    spoken.segments = given.segments.map((segment) => ({ ...segment, speakerId: "p" }));
    const file = path.join(folder, "words.docx");
    await writeFile(file, await serializeTranscript("docx", spoken, { origin, options: { times: true } }));
    const profile = `-env:UserInstallation=file://${path.join(folder, "office")}`;
    const command = [
      profile,
      "--headless",
      "--convert-to",
      "txt:Text (encoded):UTF8",
      "--outdir",
      folder,
      file,
    ];
    await run("soffice", command, { timeout: 110_000 });
    const found = (await readFile(path.join(folder, "words.txt"), "utf8")).replace(/^\uFEFF/, "");
    const plain = (await serializeTranscript("txt", spoken, { origin, options: { times: true } })) as string;
    expect(found.split(/\s+/).filter(Boolean)).toEqual(`Read back ${plain}`.split(/\s+/).filter(Boolean));
  },
  120_000,
);
