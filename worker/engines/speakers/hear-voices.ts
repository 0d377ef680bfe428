import { createStatistics } from "@/core/diarization/voice-statistics";
import type { WindowVoices } from "../engine-messages";
import { getOverlapModel, getVoiceModel } from "./shipped-voices";
import type { VoiceSession } from "./voice-session";

/** Each window is heard by itself: in the layer every frame looks at all others, and in longer sound the voices of two
 * speakers would run into each other.
 * @param sounds 16 kHz mono, -1..1, a second or two each */
export async function hearVoices(session: VoiceSession, sounds: Float32Array[]): Promise<WindowVoices> {
  const model = getVoiceModel();
  const judgeOverlap = getOverlapModel();
  const voices = new Float32Array(sounds.length * model.directions);
  const seconds = new Float32Array(sounds.length);
  const pitchHz = new Float32Array(sounds.length).fill(Number.NaN);
  const overlap = new Float32Array(sounds.length).fill(Number.NEGATIVE_INFINITY);
  for (const [at, sound] of sounds.entries()) {
    const { samples, layers } = await session.layersOf(sound);
    const statistics = createStatistics(samples, layers)(0, sound.length);
    if (!statistics) continue;
    voices.set(model.project(statistics.values), at * model.directions);
    seconds[at] = statistics.seconds;
    pitchHz[at] = statistics.pitchHz ?? Number.NaN;
    overlap[at] = judgeOverlap(statistics.values);
  }
  return { voices, seconds, pitchHz, overlap };
}
