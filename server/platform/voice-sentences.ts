import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with the voices that people are known by. */
export const voiceSentences = {
  SPEAKER_ENGINE_UNKNOWN: {
    sentence:
      "This version of Trax does not know {engine}, which was to find the speakers. Find them again and choose another way.",
    status: 422,
  },
  SAMPLE_UNUSABLE: {
    sentence:
      "This sample cannot be used: {reason}. Choose one in which the person speaks alone and clearly, for {seconds} seconds at least.",
    status: 422,
  },
  SAMPLE_TOO_LONG: {
    sentence: "A sample of a voice has {minutes} minutes at most. Cut out a part in which the person speaks.",
    status: 422,
  },
  VOICE_SAMPLES_FULL: {
    sentence:
      "There are {kept} samples of {name} already, and {waiting} samples that wait or were refused. Delete some of them, and add this one again.",
    status: 409,
  },
  SPEAKERS_NOT_TOLD: {
    sentence:
      "The speech server did not say who spoke in this recording. Find the speakers again and choose another way.",
    status: 409,
  },
  VOICE_UNKNOWN: {
    sentence:
      "Nothing is known of this speaker's voice. Find the speakers of the transcript first; a speaker that was added by hand has no voice of its own.",
    status: 409,
  },
  VOICE_UNUSABLE: {
    sentence:
      "This voice cannot be remembered: {reason}. Choose a transcript in which the person speaks alone and clearly, for {seconds} seconds at least.",
    status: 422,
  },
  VOICES_OFF: {
    sentence:
      "Recognising voices is off, so none is remembered. Turn it on under People, then name the person again.",
    status: 409,
  },
  PROFILE_NAME_TAKEN: {
    sentence: "There is somebody called {name} already. Choose another name, or merge the two.",
    status: 409,
  },
} as const satisfies Record<string, ErrorEntry>;
