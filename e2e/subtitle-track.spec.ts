import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { payloads } from "@/core/exports/test-data/payloads";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { parseVtt } from "@/core/subtitles/parse-vtt";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import { nastyCues } from "@/core/subtitles/test-data/arbitrary-cues";
import { ferry } from "@/core/subtitles/test-data/ferry";

const page = "http://localhost/track.html";

interface Shown {
  startMs: number;
  endMs: number;
  lines: string[];
  /** Names of the elements that the browser makes of the cue. */
  elements: string[];
}

/** What Chromium's own `<track>` reads of each file; no server is asked. */
async function load(tab: import("@playwright/test").Page, files: string[]): Promise<Shown[][]> {
  await tab.route("http://localhost/**", (route) => {
    const file = /\/(\d+)\.vtt$/.exec(route.request().url())?.[1];
    return file === undefined
      ? route.fulfill({ contentType: "text/html", body: "<!doctype html><title>x</title>" })
      : route.fulfill({ contentType: "text/vtt", body: files[Number(file)] ?? "" });
  });
  await tab.goto(page);
  return await tab.evaluate(async (count) => {
    const loaded: Shown[][] = [];
    for (let index = 0; index < count; index += 1) {
      const video = document.createElement("video");
      const track = document.createElement("track");
      track.src = `/${index}.vtt`;
      track.default = true;
      const done = new Promise<void>((resolve, reject) => {
        track.onload = () => resolve();
        track.onerror = () => reject(new Error(`track ${index} was not taken`));
      });
      video.append(track);
      document.body.append(video);
      track.track.mode = "showing";
      await done;
      loaded.push(
        Array.from(track.track.cues ?? [], (one) => {
          const cue = one as VTTCue;
          const html = cue.getCueAsHTML();
          return {
            startMs: Math.round(cue.startTime * 1_000),
            endMs: Math.round(cue.endTime * 1_000),
            lines: (html.textContent ?? "").split("\n"),
            elements: Array.from(html.querySelectorAll("*"), (element) => element.tagName.toLowerCase()),
          };
        }),
      );
      video.remove();
    }
    return loaded;
  }, files.length);
}

test("every file of web subtitles is taken by the browser: as many cues, the same times, the same words", async ({
  page: tab,
}) => {
  // A browser drops a cue that lasts no time.
  const samples = fc
    .sample(nastyCues, { numRuns: 60, seed: 11 })
    .map((cues) =>
      cues
        .map((cue) => ({ ...cue, endMs: cue.endMs + 1 }))
        .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs),
    );
  const hostile = payloads.map((text, index) => ({
    ...{ startMs: index * 1_000, endMs: index * 1_000 + 900, lines: [text], speaker: text },
  }));
  const files = [layoutCues(ferry), hostile, ...samples].map(serializeVtt);
  const loaded = await load(tab, files);
  for (const [index, file] of files.entries()) {
    const wanted = parseVtt(file);
    const shown = loaded[index] ?? [];
    expect(shown.map(({ elements: _, ...cue }) => cue)).toEqual(
      wanted.map(({ startMs, endMs, lines }) => ({ startMs, endMs, lines })),
    );
    // A voice is all the markup there is.
    for (const { elements } of shown) expect(elements.filter((name) => name !== "span")).toEqual([]);
  }
});
