import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import ffmpeg from "@ffmpeg-installer/ffmpeg";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import mammoth from "mammoth";
import { marked } from "marked";
import Papa from "papaparse";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payloads } from "@/core/exports/test-data/payloads";
import { replaceUnwritable } from "@/core/subtitles/escape-xml";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { TranscriptText } from "@/core/transcript/transcript-text";
import { type ExportFormat, exportFormats } from "./schema";
import { serializeTranscript } from "./serialize-transcript";

/** Every payload as a line, as a name, and all of them as the title. */
const transcript: TranscriptText = {
  title: payloads.join(" "),
  speakers: payloads.map((label, index) => ({ id: `p${index}`, label, profileId: null })),
  segments: payloads.map((text, index) => ({
    ...{ id: `s${index}`, position: index, startMs: index * 5_000, endMs: index * 5_000 + 4_000 },
    ...{ speakerId: `p${index}`, text, words: [], revision: 0 },
  })),
};
const origin = { media: { fileName: "<x>.mp4", durationMs: null }, engine: null };
const bytesOf = (format: ExportFormat) =>
  serializeTranscript(format, transcript, { origin, options: { speakers: true, times: true } });
const textOf = async (format: ExportFormat) => (await bytesOf(format)) as string;

type Node = DefaultTreeAdapterTypes.Node;
/** Every element with its attributes, and all the text, of a tree of parse5. */
function look(node: Node): { elements: { name: string; attributes: string[] }[]; text: string } {
  if (node.nodeName === "#text")
    return { elements: [], text: (node as DefaultTreeAdapterTypes.TextNode).value };
  const element = node as DefaultTreeAdapterTypes.Element;
  const own =
    "tagName" in element
      ? [{ name: element.tagName, attributes: element.attrs.map(({ name }) => name) }]
      : [];
  const below = ("childNodes" in element ? element.childNodes : []).map(look);
  return {
    elements: [...own, ...below.flatMap((one) => one.elements)],
    text: below.map((one) => one.text).join(""),
  };
}

const folded = (text: string) => text.replace(/\s+/g, "");
const spoken = payloads.map(normalizeText).filter((text) => text !== "");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-inert-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What ffmpeg makes of a subtitle file. */
async function convert(format: ExportFormat, to: string): Promise<string> {
  const from = path.join(folder, `in.${format}`);
  const into = path.join(folder, `out-${format}.${to}`);
  await writeFile(from, await textOf(format));
  await promisify(execFile)(ffmpeg.path, ["-v", "error", "-y", "-i", from, into]);
  return await readFile(into, "utf8");
}

describe("what a person typed does nothing", () => {
  it.each(exportFormats)("in %s: no control character and no change of direction is left", async (format) => {
    if (format === "docx") return;
    expect(await textOf(format)).not.toMatch(/(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
  });

  it("in HTML: no element, attribute or link but those of the page", async () => {
    const { elements, text } = look(parse(await textOf("html")));
    const allowed: Record<string, string[]> = {
      meta: ["charset", "http-equiv", "content", "name"],
      p: ["dir"],
      h1: ["dir"],
    };
    const names = ["html", "head", "meta", "title", "style", "body", "h1", "p", "b", "time"];
    for (const { name, attributes } of elements) {
      expect(names).toContain(name);
      for (const attribute of attributes) expect(allowed[name] ?? []).toContain(attribute);
    }
    expect(elements.filter(({ name }) => name === "p")).toHaveLength(spoken.length);
    for (const line of spoken) expect(folded(text)).toContain(folded(replaceUnwritable(line)));
  });

  it("in Markdown: headings, paragraphs and names, and every letter as it was typed", async () => {
    const { elements, text } = look(parseFragment(await marked.parse(await textOf("md"), { gfm: true })));
    for (const { name, attributes } of elements) {
      expect(["h1", "p", "strong"]).toContain(name);
      expect(attributes).toEqual([]);
    }
    expect(elements.filter(({ name }) => name === "p")).toHaveLength(spoken.length);
    for (const line of spoken) expect(folded(text)).toContain(folded(line));
  });

  it.each(["csv", "tsv"] as const)("in %s: no cell that a spreadsheet would carry out", async (format) => {
    const { data, errors } = Papa.parse<string[]>(await textOf(format), {
      delimiter: format === "csv" ? "," : "\t",
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    expect(data).toHaveLength(spoken.length + 1);
    for (const row of data) {
      expect(row).toHaveLength(4);
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/);
    }
  });

  it("in TTML: well-formed, and no element but paragraphs and breaks", async () => {
    const file = await textOf("ttml");
    expect(XMLValidator.validate(file)).toBe(true);
    const names = new Set<string>();
    const walk = (value: unknown) => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (typeof value === "object" && value !== null) {
        for (const [name, inner] of Object.entries(value)) {
          names.add(name);
          walk(inner);
        }
      }
    };
    walk(new XMLParser({ ignoreAttributes: true, processEntities: false }).parse(file));
    const known = "?xml tt head metadata ttm:title ttm:agent ttm:name body div p br #text".split(" ");
    expect([...names].filter((name) => !known.includes(name))).toEqual([]);
  });

  it("in Word: paragraphs of plain and bold text, as a reader of its own sees it", async () => {
    const buffer = Buffer.from((await bytesOf("docx")) as Uint8Array);
    const { value } = await mammoth.convertToHtml({ buffer });
    const { elements, text } = look(parseFragment(value));
    for (const { name, attributes } of elements) {
      expect(["h1", "p", "strong"]).toContain(name);
      expect(attributes).toEqual([]);
    }
    for (const line of spoken) expect(folded(text)).toContain(folded(replaceUnwritable(line)));
  });

  it("in SRT and ASS: ffmpeg finds no command and no style, and as many subtitles as there are", async () => {
    for (const format of ["srt", "ass"] as const) {
      const events = (await convert(format, "ass"))
        .split(/\r?\n/)
        .filter((line) => line.startsWith("Dialogue:"));
      expect(events.length).toBeGreaterThanOrEqual(spoken.length);
      for (const event of events) expect(event.replace(/\\\{/g, "")).not.toMatch(/\{\\|\{[a-z]+\\/i);
    }
  });

  it("in WebVTT: no tag but the voice, no arrow but the times', no note, style or region", async () => {
    const blocks = (await textOf("vtt")).trimEnd().split("\n\n");
    expect(blocks.shift()).toBe("WEBVTT");
    for (const block of blocks) {
      const [times, ...lines] = block.split("\n");
      expect(times).toMatch(/^\d{2,}:\d\d:\d\d\.\d{3} --> \d{2,}:\d\d:\d\d\.\d{3}$/);
      const payload = lines.join("\n");
      expect(payload).not.toContain("-->");
      expect(payload.replace(/^<v [^<>&]*(?:&(?:lt|gt|amp|#45);[^<>&]*)*>/, "")).not.toMatch(/[<>]/);
    }
  });

  it("in JSON: it is data, and nothing else", async () => {
    const data = JSON.parse(await textOf("json")) as { segments: { text: string }[] };
    expect(data.segments.map(({ text }) => text)).toEqual(payloads);
  });
});
