import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serializeTxt } from "@/core/exports/serialize-txt";
import { layoutCues } from "./layout-cues";
import { deriveTraxDocument, serializeJson } from "./serialize-json";
import { serializeSrt } from "./serialize-srt";
import { serializeVtt } from "./serialize-vtt";
import { ferry } from "./test-data/ferry";

const golden = (name: string) => readFileSync(new URL(`./test-data/${name}`, import.meta.url), "utf8");
const origin = { media: { fileName: "ferry.m4a", durationMs: 26_500 }, engine: "moonshine-base" };

describe("the golden files", () => {
  it.each([
    ["ferry.srt", () => serializeSrt(layoutCues(ferry))],
    ["ferry.vtt", () => serializeVtt(layoutCues(ferry))],
    ["ferry.txt", () => serializeTxt(ferry)],
    ["ferry-times.txt", () => serializeTxt(ferry, { speakers: false, times: true })],
    ["ferry.json.golden", () => serializeJson(deriveTraxDocument(ferry, origin))],
  ])("%s is what a transcript becomes, to the byte", (name, serialize) => {
    expect(serialize()).toBe(golden(name));
  });
});
