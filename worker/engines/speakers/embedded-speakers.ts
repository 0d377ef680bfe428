import { describeVoice } from "@/core/diarization/describe-voice";
import { listHeard } from "@/core/diarization/diarize-windows";
import { embedPlan, planWindows, thinOut, usualPlan } from "@/core/diarization/plan-windows";
import { runTogether } from "../../bounds";
import type { EngineRequestOptions, SampleRange } from "../engine";
import type { WindowVoices } from "../engine-messages";
import type { EnginePool } from "../engine-pool";
import { getVoiceModel, shippedVoices } from "./shipped-voices";
import type { Diarization, SpeakerEngine } from "./speaker-engine";

/** Half a second of work, so that slots share a file and a cancelled one ends soon. */
const windowsPerTask = 48;
/** Of the whole work. */
const hearingShare = 0.95;
/** Of one range to embed, spread over it: more of a voice adds nothing. */
const embedWindowsMost = 40;

/** Tells voices apart with what comes with Trax; nothing is fetched. */
export function createEmbeddedSpeakers(pool: EnginePool): SpeakerEngine {
  /** Windows are heard in the pool, batch by batch; what is kept of each is one vector. */
  async function hear(
    wavPath: string,
    windows: readonly SampleRange[],
    { onProgress, ...request }: EngineRequestOptions & { onProgress?: (fraction: number) => void },
  ): Promise<WindowVoices> {
    const { directions } = getVoiceModel();
    const heard: WindowVoices = {
      voices: new Float32Array(windows.length * directions),
      seconds: new Float32Array(windows.length),
      pitchHz: new Float32Array(windows.length),
      overlap: new Float32Array(windows.length),
    };
    let done = 0;
    const starts = Array.from(
      { length: Math.ceil(windows.length / windowsPerTask) },
      (_, at) => at * windowsPerTask,
    );
    await runTogether(request.signal, (signal) =>
      starts.map(async (start) => {
        const part = windows.slice(start, start + windowsPerTask).map(({ start, end }) => ({ start, end }));
        const task = { kind: "voices", wavPath, windows: part } as const;
        const result = await pool.run(task, { ...request, group: wavPath, signal });
        heard.voices.set(result.voices, start * directions);
        heard.seconds.set(result.seconds, start);
        heard.pitchHz.set(result.pitchHz, start);
        heard.overlap.set(result.overlap, start);
        onProgress?.(++done / starts.length);
      }),
    );
    return heard;
  }

  return {
    description: { id: "trax-voices", model: shippedVoices.id },

    async diarize(wavPath, { regions, words, count }, { onProgress, ...request }): Promise<Diarization> {
      const windows = planWindows(regions, usualPlan);
      const heard = await hear(wavPath, windows, {
        ...request,
        onProgress: (fraction) => onProgress?.(fraction * hearingShare),
      });
      // In a child, too: for a recording of hours it takes seconds, in which the worker has to answer.
      const input = { regions, windows, words, count, heard };
      const told = await pool.run({ kind: "tell", input }, { ...request, group: wavPath });
      onProgress?.(1);
      return { ...told, model: shippedVoices.id };
    },

    async embed(wavPath, ranges, options) {
      const model = getVoiceModel();
      const plans = ranges.map((range) => thinOut(planWindows([range], embedPlan), embedWindowsMost));
      const heard = await hear(wavPath, plans.flat(), options);
      let at = 0;
      return plans.map((windows) => {
        const from = at;
        at += windows.length;
        return describeVoice(listHeard(heard, model.directions, from, at), model);
      });
    },
  };
}
