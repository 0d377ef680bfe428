import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Word } from "@/core/transcript/types";
import { layWords } from "./lay-words";

const buildWord = (text: string): Word => ({ id: text, text, startMs: 0, endMs: 1, confidence: null });
const readWords = (text: string, words: string[]) =>
  layWords(text, words.map(buildWord)).map(({ text: piece, word }) => (word ? `[${piece}]` : piece));

describe("layWords", () => {
  it("finds each word in its place", () => {
    expect(readWords("It was, it was.", ["It", "was,", "it", "was."])).toEqual([
      "[It]",
      " ",
      "[was,]",
      " ",
      "[it]",
      " ",
      "[was.]",
    ]);
  });

  it("shows what was typed in between as plain text", () => {
    expect(readWords("It really was", ["It", "was"])).toEqual(["[It]", " really ", "[was]"]);
  });

  it("goes on after a word that is gone", () => {
    expect(readWords("It was", ["It", "really", "was"])).toEqual(["[It]", " ", "[was]"]);
  });

  it("does not jump far ahead to the same letters in another word", () => {
    const text = `It ${"x ".repeat(60)}was`;
    expect(readWords(text, ["It", "was"])).toHaveLength(2);
  });

  it("always reads as the text, with each piece where it says", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, words) => {
        const pieces = layWords(text, words.map(buildWord));
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        for (const { offset, text: piece } of pieces) expect(text.startsWith(piece, offset)).toBe(true);
      }),
    );
  });
});
