import { describeVoice } from "@/core/diarization/describe-voice";
import { diarizeWindows, listHeard } from "@/core/diarization/diarize-windows";
import { embedPlan, planWindows, thinOut, usualPlan } from "@/core/diarization/plan-windows";
import { runTogether } from "../../bounds";
import type { EngineRequestOptions, SampleRange } from "../engine";
import type { WindowVoices } from "../engine-messages";
import type { EnginePool } from "../engine-pool";
import { getVoiceModel, shippedVoices } from "./shipped-voices";
import type { Diarization, SpeakerEngine } from "./speaker-engine";

/** Half a second of work, so that slots share a file and a cancelled one ends soon. */
const windowsPerTask = 48;
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
        onProgress?.(++done / starts.length);
      }),
    );
    return heard;
  }

  return {
    description: {
      id: "trax-voices",
      name: "Trax voices",
      model: shippedVoices.id,
      description: "Tells voices apart on this machine with what comes with Trax.",
    },

    async diarize(wavPath, { regions, words, count }, options): Promise<Diarization> {
      const model = getVoiceModel();
      const windows = planWindows(regions, usualPlan);
      const heard = await hear(wavPath, windows, options);
      options.signal.throwIfAborted();
      return { ...diarizeWindows({ windows, regions, words, count, heard, model }), model: model.id };
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
