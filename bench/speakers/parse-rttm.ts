import type { SpokenStretch } from "../../core/quality/diarization-error-rate";

/** Turns of a file in NIST's Rich Transcription Time Marked format: `SPEAKER file channel start duration … name`, in
 * seconds. Lines of other kinds are skipped.
 * @throws RangeError on a line without numbers where they belong */
export function parseRttm(text: string): SpokenStretch[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [kind, , , start, duration, , , speaker] = line.trim().split(/\s+/);
    if (kind !== "SPEAKER") return [];
    const startMs = Number(start) * 1000;
    const endMs = startMs + Number(duration) * 1000;
    if (!speaker || !Number.isFinite(endMs)) throw new RangeError(`Not a line of RTTM: ${line}`);
    return [{ speaker, startMs, endMs }];
  });
}
