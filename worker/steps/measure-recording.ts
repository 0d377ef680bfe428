import type { SoundWindow } from "@/core/quality/sound-window";
import type { FormatInfo } from "@/server/media/schema";
import type { StepContext } from "../step";
import { measureSound } from "./measure-sound";
import { deriveSpeechMap, findSpeechMap } from "./speech-map";
import type { StoredChunk } from "./transcription-chunks";

/** How loud a recording is where it is spoken in and where not. Without the map of speech, which an earlier version did
 * not keep, what was decoded counts as speech. */
export async function measureRecording(
  { storage, signal }: Pick<StepContext, "storage" | "signal">,
  format: FormatInfo,
  masterPath: string,
  chunks: readonly Pick<StoredChunk, "range">[],
): Promise<SoundWindow[]> {
  const samples = format.samples ?? format.durationMs * 16;
  const map =
    (await findSpeechMap(storage, format.derived.masterKey, samples)) ??
    deriveSpeechMap(
      chunks.map(({ range }) => range),
      samples,
    );
  return measureSound(masterPath, map, signal);
}
