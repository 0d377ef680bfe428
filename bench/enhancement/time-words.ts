import type { MachineWord } from "../../core/enhancement/types";

const shortPauseMs = 350;
const longPauseMs = 900;

/** Words of a text as an engine would have timed them: "/" is a short pause, "//" a long one, "[A]" begins a turn of A. */
export function timeWords(text: string): MachineWord[] {
  const words: MachineWord[] = [];
  let atMs = 0;
  let speaker: string | null = null;
  for (const token of text.split(/\s+/).filter(Boolean)) {
    if (token === "/") atMs += shortPauseMs;
    else if (token === "//") atMs += longPauseMs;
    else if (/^\[[A-F]\]$/.test(token)) speaker = token.slice(1, 2);
    else {
      const endMs = atMs + 70 + token.length * 55;
      words.push({ text: token, startMs: atMs, endMs, speaker });
      atMs = endMs + 30;
    }
  }
  return words;
}
