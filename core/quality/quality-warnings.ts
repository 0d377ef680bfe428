/** What is said about the quality of a machine transcript: the cause first, then what to do. */
export const qualityWarningSentences = {
  no_speech:
    "No speech was found in this recording. Play it to check that the right microphone or sound track was recorded.",
  very_quiet:
    "The recording is very quiet, so words may be missing. Record closer to the microphone, or make the file louder and add it again.",
  clipped:
    "The sound is overdriven in places, which distorts words. Lower the recording level next time, and check the loud passages by ear.",
  other_language:
    "This may not be English, and the engine understands English only. Check by ear; if it is another language, this text is of no use.",
  loop_cut:
    "The engine began to repeat itself in places and was cut off there. Compare those places with the recording; words may be missing.",
  cut_off:
    "The file ends before the end that it declares, as after a broken copy. What is there was transcribed; copy it again from where it was recorded if the end is missing.",
  low_confidence:
    "The engine was unsure of much of this text, often because of noise or distance. Read it along with the recording.",
  times_estimated:
    "The engine gave text without times, so the place of each word was estimated and may be a second or two off. Transcribe again with an engine that hears times where that matters.",
} as const;

export type QualityWarningCode = keyof typeof qualityWarningSentences;

export const qualityWarningCodes = Object.keys(qualityWarningSentences) as [
  QualityWarningCode,
  ...QualityWarningCode[],
];

/** Of one stretch of the recording, in `quality_warnings_v2`: what is to be heard there. Codes that stand above, too, are
 * told by these words where they have a place. */
export const stretchSentences = {
  low_confidence: "The engine was unsure of most words here.",
  noisy: "Noise is nearly as loud as the voice here.",
  very_quiet: "Very quiet here; words may be missing.",
  clipped: "Overdriven here, which distorts words.",
  fast_speech: "Very fast here; short words may be missing.",
  loop_cut: "The engine began to repeat itself here and was cut off.",
  loop: "The same words over and over were taken out here.",
  repeat: "The same words stand here twice; listen whether they were said twice.",
  speech_gap:
    "Somebody seems to speak here, and there are no words: a voice far away, a noise like one, or another language.",
  text_over_silence: "The engine wrote words here, where nobody seems to speak.",
  times_estimated: "The places of words were estimated here.",
  other_language: "This may be another language here.",
  enhancement_rejected: "The improved text was not kept here, and the machine's words stand.",
} as const;

export type StretchCode = keyof typeof stretchSentences;

/** Which of them depend on the words; the others are about the sound, and stay what they are when it is heard anew. */
const isOfWords: Record<StretchCode, boolean> = {
  low_confidence: true,
  noisy: false,
  very_quiet: false,
  clipped: false,
  fast_speech: true,
  loop_cut: true,
  loop: true,
  repeat: true,
  speech_gap: true,
  text_over_silence: true,
  times_estimated: true,
  other_language: true,
  enhancement_rejected: true,
};

export function dependsOnWords(code: string): boolean {
  return Object.hasOwn(isOfWords, code) && isOfWords[code as StretchCode];
}

/** The same of a whole recording, where nothing above says it. */
const wholeSentences: Partial<Record<StretchCode, string>> = {
  noisy:
    "Noise is nearly as loud as the voice in this recording, so words are wrong or missing. Record closer to the microphone next time, and read the text along with the recording.",
  fast_speech:
    "Speech is very fast throughout, so short words may be missing. Read the text along with the recording.",
};

/** An entry of `quality_warnings_v2`. */
export interface QualityWarning {
  code: QualityWarningCode | StretchCode;
  /** Both null: it is about the whole recording. */
  startMs: number | null;
  endMs: number | null;
  /** It was heard once more with other settings, and this is what is left. */
  retried?: boolean;
}

/** For a person; null for a code that this version does not know. */
export function describeQualityWarning({
  code,
  startMs,
  retried,
}: {
  code: string;
  startMs: number | null;
  retried?: boolean;
}): string | null {
  const own = <T extends object>(table: T) =>
    Object.hasOwn(table, code) ? table[code as keyof T] : undefined;
  const whole = own(qualityWarningSentences) ?? own(wholeSentences);
  const stretch = own(stretchSentences);
  const sentence = startMs === null ? (whole ?? stretch) : (stretch ?? whole);
  if (!sentence) return null;
  return retried ? `${sentence} It was heard once more, to the same end.` : `${sentence}`;
}
