import { expect, test } from "vitest";
import { toLanguageCode } from "./language-code";
import { chooseBurnedFormat, listCopyFormats } from "./video-formats";

test.each([
  ["mov,mp4,m4a,3gp,3g2,mj2", "h264", ["aac"], ["mp4", "mkv"]],
  ["mov,mp4,m4a,3gp,3g2,mj2", "prores", ["pcm_s16le"], ["mkv"]],
  ["matroska,webm", "vp9", ["opus", "vorbis"], ["webm", "mkv"]],
  ["matroska,webm", "vp9", ["opus"], ["webm", "mp4", "mkv"]],
  ["matroska,webm", "h264", ["aac", "pcm_s16le"], ["mkv"]],
  ["avi", "mpeg4", ["mp3"], ["mp4", "mkv"]],
])("%s with %s and %j goes into %j", (container, picture, sounds, formats) => {
  expect(listCopyFormats({ container, picture, sounds })).toEqual(formats);
});

test("a new picture goes into mp4 where the sound does", () => {
  expect([chooseBurnedFormat(["aac", "ac3"]), chooseBurnedFormat(["aac", "vorbis"])]).toEqual(["mp4", "mkv"]);
});

test.each([
  ["de", "ger"],
  ["pt-BR", "por"],
  ["haw", "haw"],
  ["xx", "und"],
  [null, "und"],
])("a track of %j is called %s", (tag, code) => {
  expect(toLanguageCode(tag)).toBe(code);
});
