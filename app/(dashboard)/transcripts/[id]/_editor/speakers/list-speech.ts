interface SpokenLine {
  startMs: number;
  endMs: number;
  speakerId: string | null;
}

export interface Speech {
  lines: number;
  durationMs: number;
  /** Of all time in lines, 0..1. */
  share: number;
}

/** How much each speaker says; lines of nobody stand under null. */
export function listSpeech(lines: readonly SpokenLine[]): Map<string | null, Speech> {
  const speech = new Map<string | null, Speech>();
  let totalMs = 0;
  for (const { startMs, endMs, speakerId } of lines) {
    const one = speech.get(speakerId) ?? { lines: 0, durationMs: 0, share: 0 };
    one.lines += 1;
    one.durationMs += endMs - startMs;
    totalMs += endMs - startMs;
    speech.set(speakerId, one);
  }
  for (const one of speech.values()) one.share = totalMs > 0 ? one.durationMs / totalMs : 0;
  return speech;
}
