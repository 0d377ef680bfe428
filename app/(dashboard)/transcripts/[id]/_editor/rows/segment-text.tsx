"use client";

import { memo } from "react";
import { cn } from "@/app/_ui/cn";
import type { Word } from "@/core/transcript/types";
import { layWords } from "./lay-words";

/** A line of more is shown as plain text: a page of so many words would not scroll. */
const maxWords = 2_000;
/** Below this the engine was more guessing than hearing. */
const unsureBelow = 0.5;

interface SegmentTextProps {
  text: string;
  /** Null while they are not loaded: the text is there all the same. */
  words: readonly Word[] | null;
}

/** The text of a line, each word reachable. Clicks are heard once for the whole list. */
export const SegmentText = memo(function SegmentText({ text, words }: SegmentTextProps) {
  if (text.trim() === "") return <p className="text-muted italic">Empty line</p>;
  if (words === null || words.length > maxWords) return <p className="whitespace-pre-wrap">{text}</p>;
  return (
    <p className="whitespace-pre-wrap">
      {layWords(text, words).map((piece) =>
        piece.word ? (
          <span
            key={piece.offset}
            data-word-id={piece.word.id}
            data-start-ms={piece.word.startMs}
            data-offset={piece.offset}
            className={cn(
              "word",
              piece.word.confidence !== null && piece.word.confidence < unsureBelow && "word-unsure",
            )}
          >
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
});
