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
} as const;

export type QualityWarningCode = keyof typeof qualityWarningSentences;

export const qualityWarningCodes = Object.keys(qualityWarningSentences) as [
  QualityWarningCode,
  ...QualityWarningCode[],
];
