import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { derivedNames, type Storage } from "@/server/platform/storage";
import type { SampleRange } from "../engines/engine";
import { SAMPLE_RATE } from "../engines/engine";

/** More than a year of sound makes. */
const MOST_BYTES = 64 * 1024 ** 2;

const span = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  speech: z.boolean(),
});

/** `speech.json`: where a recording has speech and where it has none, in samples of the 16 kHz master. The spans follow
 * one another without a gap, from 0 to `samples`. */
export const speechMapFile = z
  .object({
    sampleRate: z.literal(SAMPLE_RATE),
    samples: z.number().int().nonnegative(),
    spans: z.array(span),
  })
  .refine(({ samples, spans }) => {
    const joined = spans.every(
      ({ start, end }, index) => start < end && start === (spans[index - 1]?.end ?? 0),
    );
    return joined && (spans.at(-1)?.end ?? 0) === samples;
  }, "the spans must follow one another from the first sample to the last.");
export type SpeechMap = z.infer<typeof speechMapFile>;

/** Pure. What lies between the regions, before the first and behind the last is silence; of regions that overlap the
 * earlier goes on. */
export function deriveSpeechMap(regions: SampleRange[], samples: number): SpeechMap {
  const spans: SpeechMap["spans"] = [];
  let at = 0;
  for (const region of regions) {
    const start = Math.max(at, Math.floor(region.start));
    const end = Math.min(samples, Math.ceil(region.end));
    if (end <= start) continue;
    const last = spans.at(-1);
    if (start > at) spans.push({ start: at, end: start, speech: false });
    if (start === at && last?.speech) last.end = end;
    else spans.push({ start, end, speech: true });
    at = end;
  }
  if (at < samples) spans.push({ start: at, end: samples, speech: false });
  return { sampleRate: SAMPLE_RATE, samples, spans };
}

export function listSpeech(map: SpeechMap): SampleRange[] {
  return map.spans.filter(({ speech }) => speech).map(({ start, end }) => ({ start, end }));
}

const keyBeside = (masterKey: string) => masterKey.replace(/[^/]+$/, derivedNames.speech);

/** The map that an earlier run made of this very master; null where there is none, or where it cannot be read. */
export async function findSpeechMap(
  storage: Storage,
  masterKey: string,
  samples: number,
): Promise<SpeechMap | null> {
  const key = keyBeside(masterKey);
  const size = await storage.findSize(key);
  if (size === null || size > MOST_BYTES) return null;
  try {
    const map = speechMapFile.parse(JSON.parse((await buffer(await storage.openRead(key))).toString("utf8")));
    return map.samples === samples ? map : null;
  } catch {
    // It is made anew.
    return null;
  }
}

/** Keeps it beside the master, for the next engine that hears the recording. */
export async function keepSpeechMap(storage: Storage, masterKey: string, map: SpeechMap): Promise<void> {
  await storage.write(keyBeside(masterKey), JSON.stringify(map));
}
