import { diarizeWindows } from "@/core/diarization/diarize-windows";
import type { SpeakerModelId } from "@/core/speech/speaker-models";
import type { SpeechModelId } from "@/core/speech/speech-models";
import type { TimedWord } from "@/core/transcript/types";
import { type ChunkResult, SAMPLE_RATE, type SampleRange } from "./engine";
import type { AlignedWords, EngineTask, EngineTaskResults } from "./engine-messages";
import { alignedLanguages, alignmentModel, isAligned, longestAlignedSamples } from "./moonshine/alignment";
import { deriveModelFiles, ensureMoonshineModels } from "./moonshine/build-models";
import { deriveWords } from "./moonshine/derive-words";
import { groupWords, type TokenWord } from "./moonshine/group-words";
import { looksEnglish } from "./moonshine/looks-english";
import { type MoonshineModel, moonshineShapes } from "./moonshine/model-shapes";
import {
  capTokens,
  createMoonshineSession,
  type Decoding,
  type MoonshineSession,
} from "./moonshine/moonshine-session";
import { spellWords } from "./moonshine/spell-words";
import { buildTermTrie, type TermTrie } from "./moonshine/term-trie";
import { readWavSamples } from "./read-wav";
import { hearChunk } from "./sherpa/hear-chunk";
import { createSherpaSession, type SherpaSession } from "./sherpa/sherpa-session";
import { ensureVoiceLayer } from "./speakers/build-voice-layer";
import { hearVoices } from "./speakers/hear-voices";
import { getVoiceModel } from "./speakers/shipped-voices";
import { createSpeakerSession, type SpeakerSession } from "./speakers/speaker-session";
import { createVoiceSession, type VoiceSession } from "./speakers/voice-session";
import { findVoice } from "./vad/find-voice";
import { LANE_WARMUP_FRAMES } from "./vad/plan-lanes";
import { raiseQuiet } from "./vad/raise-quiet";
import { createSileroSession, type SileroSession } from "./vad/silero-session";

/** Thrown when the graphs of a model could not be made or loaded. */
export class ModelLoadError extends Error {
  override name = "ModelLoadError";
}

/** What a child does with a task. Holds the speech detector, what tells voices and one model, loaded when first needed;
 * beside one that was fetched, the embedded one that places its English words. */
export function createEngineTaskRunner(modelsDir: string) {
  let vad: SileroSession | null = null;
  let moonshine: MoonshineSession | null = null;
  let sherpa: SherpaSession | null = null;
  let speakers: SpeakerSession | null = null;
  let voices: VoiceSession | null = null;
  let trie: { key: string; root: TermTrie | null } | null = null;

  /** The same terms come with every chunk of a recording. */
  function getTrie(terms: readonly string[]): TermTrie | null {
    const key = terms.join("\n");
    if (trie?.key !== key) trie = { key, root: terms.length > 0 ? buildTermTrie(terms) : null };
    return trie.root;
  }

  async function getVad(): Promise<SileroSession> {
    vad ??= await asModelLoad(() => createSileroSession(deriveModelFiles(modelsDir, "base").vad));
    return vad;
  }

  async function getMoonshine(model: MoonshineModel): Promise<MoonshineSession> {
    if (moonshine?.model === model) return moonshine;
    // Let go first: two models at once would be twice the memory.
    await moonshine?.release();
    moonshine = null;
    moonshine = await asModelLoad(() => createMoonshineSession(model, deriveModelFiles(modelsDir, model)));
    return moonshine;
  }

  async function getVoices(): Promise<VoiceSession> {
    voices ??= await asModelLoad(async () => createVoiceSession(await ensureVoiceLayer(modelsDir)));
    return voices;
  }

  async function getSherpa(model: SpeechModelId): Promise<SherpaSession> {
    if (sherpa?.model === model) return sherpa;
    await makeRoomForFetched();
    sherpa = await asModelLoad(() => createSherpaSession(modelsDir, model));
    return sherpa;
  }

  async function getSpeakers(model: SpeakerModelId): Promise<SpeakerSession> {
    if (speakers?.model === model) return speakers;
    await makeRoomForFetched();
    speakers = await asModelLoad(async () => createSpeakerSession(modelsDir, model));
    return speakers;
  }

  async function makeRoomForFetched(): Promise<void> {
    // What sherpa-onnx has loaded cannot be let go of: the pool gives another model to another child.
    const held = sherpa ?? speakers;
    if (held) throw new Error(`This process holds ${held.model} already.`);
    await moonshine?.release();
    moonshine = null;
  }

  async function recognise(task: Extract<EngineTask, { kind: "recognise" }>): Promise<ChunkResult> {
    const { model, wavPath, range, language } = task;
    const session = await getSherpa(model);
    const samples = (await readWavSamples(wavPath, [range]))[0] ?? new Float32Array(0);
    const heard = await hearChunk(samples, {
      hear: (part) => session.hear(part, language),
      findVoice: async () => findVoice(await getVad(), samples),
      async align(part, words, heardLanguage) {
        const spoken = language ?? heardLanguage;
        const isEnglish = spoken ? alignedLanguages.includes(spoken) : looksEnglish(words);
        if (!task.aligns || !isEnglish || part.length > longestAlignedSamples) return null;
        const { words: placed, meanLogprob } = await alignSamples(part, words, alignmentModel);
        return isAligned(meanLogprob) ? placed : null;
      },
    });
    const offsetMs = Math.round((range.start * 1000) / SAMPLE_RATE);
    return {
      ...heard,
      words: heard.words.map((word) => ({
        ...word,
        startMs: word.startMs + offsetMs,
        endMs: word.endMs + offsetMs,
      })),
      language: heard.language ?? language,
    };
  }

  async function transcribe({
    model,
    wavPath,
    range,
    terms = [],
  }: Extract<EngineTask, { kind: "transcribe" }>): Promise<EngineTaskResults["transcribe"]> {
    const session = await getMoonshine(model);
    const samples = (await readWavSamples(wavPath, [range]))[0] ?? new Float32Array(0);
    const decoding = await session.decode(samples, { trie: getTrie(terms) });
    const grouped = groupWords(decoding.tokens);
    const words = await placeWords(decoding, samples, { model, range }, grouped);
    const led = decoding.led.flatMap(({ from, to, firstToken }) => {
      const word = words[grouped.findIndex(({ endToken }) => endToken > firstToken)];
      return word ? [{ from, to, startMs: word.startMs }] : [];
    });
    return {
      words,
      text: words.map((word) => word.text).join(" "),
      avgLogprob: decoding.avgLogprob,
      noSpeechLogprob: decoding.noSpeechLogprob,
      stopped: decoding.stopped,
      tokens: decoding.tokens,
      ...(led.length > 0 && { led }),
    };
  }

  async function align(task: Extract<EngineTask, { kind: "align" }>): Promise<AlignedWords> {
    const samples = (await readWavSamples(task.wavPath, [task.range]))[0] ?? new Float32Array(0);
    return alignSamples(samples, task.words, task.model, task.range);
  }

  /** @param range where the samples are in the file; words are on its clock */
  async function alignSamples(
    samples: Float32Array,
    given: readonly string[],
    model: MoonshineModel,
    range: SampleRange = { start: 0, end: samples.length },
  ): Promise<AlignedWords> {
    const { tokens, grouped } = spellWords(given);
    if (tokens.length === 0 || tokens.length > capTokens(samples.length / SAMPLE_RATE)) {
      return { words: [], meanLogprob: null };
    }
    const decoding = await (await getMoonshine(model)).follow(samples, tokens);
    const words = await placeWords(decoding, samples, { model, range }, grouped);
    return { words, meanLogprob: decoding.avgLogprob };
  }

  /** Words of a decoding on the clock of the whole file. */
  async function placeWords(
    decoding: Decoding,
    samples: Float32Array,
    { model, range }: { model: MoonshineModel; range: SampleRange },
    grouped?: TokenWord[],
  ): Promise<TimedWord[]> {
    const { alignmentHeads, attentionLateSamples } = moonshineShapes[model];
    const voice = decoding.tokens.length === 0 ? [] : await findVoice(await getVad(), samples);
    const heads = alignmentHeads.length;
    const words = deriveWords(decoding, heads, samples.length, voice, attentionLateSamples, grouped);
    const offsetMs = Math.round((range.start * 1000) / SAMPLE_RATE);
    return words.map((word) => ({
      ...word,
      startMs: word.startMs + offsetMs,
      endMs: word.endMs + offsetMs,
    }));
  }

  return async function runEngineTask(task: EngineTask): Promise<EngineTaskResults[EngineTask["kind"]]> {
    switch (task.kind) {
      case "build":
        await asModelLoad(() => ensureMoonshineModels(modelsDir, { model: task.model }));
        return null;
      case "detect": {
        const sounds = await readWavSamples(task.wavPath, task.lanes);
        const lanes = await (await getVad()).detect(sounds.map(raiseQuiet));
        return lanes.map((lane) => lane.slice(LANE_WARMUP_FRAMES));
      }
      case "transcribe":
        return transcribe(task);
      case "align":
        return align(task);
      case "voices":
        return hearVoices(await getVoices(), await readWavSamples(task.wavPath, task.windows));
      case "tell":
        return diarizeWindows({ ...task.input, model: getVoiceModel() });
      case "speakers": {
        const [samples = new Float32Array(0)] = await readWavSamples(task.wavPath, [task.range]);
        return (await getSpeakers(task.model)).tell(samples, task.clusters);
      }
      case "recognise":
        return recognise(task);
    }
  };
}

async function asModelLoad<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new ModelLoadError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
