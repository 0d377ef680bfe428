import { measureReadingSpeed } from "@/core/quality/reading-speed";
import { findSpeakerLabel, type TranscriptText } from "@/core/transcript/transcript-text";
import { breakCues, createTokenRuler } from "./break-cues";
import type { Cue } from "./cue";
import { type CueProfile, defaultCueProfile } from "./cue-profile";
import { type CueToken, deriveCueTokens } from "./cue-tokens";

/** A subtitle, and the segment that its words are of. */
export interface PlacedCue extends Cue {
  segmentId: string;
}

/** Subtitles of a transcript, in order of time and without overlap. A cue begins and ends with its words; a short
 * one, and one that is fast to read, stays on longer as far as there is room before the next. No cue spans two segments.
 * What cannot keep to the profile is found by `checkCues`. */
export function layoutCues(transcript: TranscriptText, profile: CueProfile = defaultCueProfile): Cue[] {
  return layoutPlacedCues(transcript, profile).map(({ segmentId: _, ...cue }) => cue);
}

export function layoutPlacedCues(transcript: TranscriptText, profile: CueProfile): PlacedCue[] {
  const ruler = createTokenRuler();
  const cues = transcript.segments.flatMap((segment) => {
    const speaker = findSpeakerLabel(transcript, segment.speakerId);
    const tokens = deriveCueTokens(segment, profile.lineCharacters);
    return breakCues(tokens, profile, ruler).map((lines): PlacedCue => {
      const first = lines[0]?.[0];
      const last = lines.at(-1)?.at(-1);
      return {
        startMs: first?.startMs ?? segment.startMs,
        endMs: last?.endMs ?? segment.endMs,
        lines: lines.map(joinTokens),
        speaker,
        segmentId: segment.id,
      };
    });
  });
  return settleTimes(
    cues.sort((a, b) => a.startMs - b.startMs),
    profile,
  );
}

function joinTokens(tokens: CueToken[]): string {
  let line = "";
  for (const token of tokens) line += line === "" || token.glued ? token.text : ` ${token.text}`;
  return line;
}

/** Where people talk over each other, or words lie on one instant, a cue gives way to the next; where there is no
 * room at all, the next begins a millisecond later. */
function settleTimes(cues: PlacedCue[], profile: CueProfile): PlacedCue[] {
  const { minDurationMs, maxDurationMs, gapMs, charactersPerSecond } = profile;
  let freeFromMs = 0;
  return cues.map((cue, index) => {
    const startMs = Math.max(cue.startMs, freeFromMs);
    const next = cues[index + 1];
    const roomEndMs = next === undefined ? Number.POSITIVE_INFINITY : next.startMs - gapMs;
    const readMs = measureReadingSpeed(cue.lines.join(" "), 1_000 * charactersPerSecond) * 1_000;
    const leastMs = Math.max(minDurationMs, Math.ceil(readMs));
    const wantedEndMs = Math.min(Math.max(cue.endMs, startMs + leastMs), startMs + maxDurationMs);
    const endMs = Math.max(startMs + 1, Math.min(wantedEndMs, roomEndMs));
    freeFromMs = endMs;
    return { ...cue, startMs, endMs };
  });
}
