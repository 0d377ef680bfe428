import { expect, test } from "vitest";
import { burnedArguments, parseMissingLetters, trackArguments } from "./video-arguments";

const urls = { inputUrl: "file:/proc/self/fd/3", outputUrl: "file:/proc/self/fd/4" };
const media = { demuxer: "mov", picture: "hevc" };
const findValue = (args: string[], name: string) => args[args.indexOf(name) + 1];

test("a track copies what there is and reads no file but the two", () => {
  const args = trackArguments(urls, { ...media, format: "mp4", subtitles: "subtitles.srt", language: "eng" });
  expect(args.join(" ")).toContain("-c copy -c:s mov_text -tag:v hvc1");
  expect(args.filter((arg) => arg === "-protocol_whitelist")).toHaveLength(2);
  expect(args.filter((arg) => arg === "-i").length).toBe(2);
  expect(args).toContain("file:subtitles.srt");
  expect(args).toContain("language=eng");
  expect(args.at(-1)).toBe(urls.outputUrl);
});

test("burned in, the path of the subtitles is one value of the filter, whatever is in it", () => {
  const options = { ...media, format: "mkv", threads: 2, bitRate: 1_000_000 } as const;
  const args = burnedArguments(urls, { ...options, subtitles: "/a b/it's:[x],y;z\\.ass", fonts: "fonts" });
  const filter = findValue(args, "-vf") ?? "";
  expect(filter.endsWith(":fontsdir=fonts")).toBe(true);
  // As libavfilter undoes it: once for the chain, once for the option.
  const bare = (text: string) => text.replace(/\\(.)/g, "$1");
  const value = /ass=f=(.*):fontsdir=fonts$/.exec(filter)?.[1] ?? "";
  expect(bare(bare(value))).toBe("/a b/it's:[x],y;z\\.ass");
  expect(value.replace(/\\./g, "")).not.toMatch(/[,;[\]']/);
  expect(findValue(args, "-maxrate")).toBe("1000000");
  expect(args).not.toContain("+faststart");
});

test("letters without a font are read from what ffmpeg says", () => {
  const said = (code: string) =>
    `[x] fontselect: failed to find any fallback with glyph 0x${code} for font: (a, 4, 0)\n`;
  expect(
    parseMissingLetters(`${said("6F22")}${said("6F22")}Glyph 0x41 is there\n${said("FFFFFFF")}`),
  ).toEqual(["漢"]);
});
