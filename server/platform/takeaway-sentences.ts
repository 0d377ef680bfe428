import type { ErrorEntry } from "./operation-sentences";

/** What can go wrong with copies of videos, and with layouts of subtitles. */
export const takeawaySentences = {
  VIDEO_NO_PICTURE: {
    sentence:
      "This recording has no picture, so there is nothing to put subtitles into. Download them as a file instead (SRT or WebVTT): players show it beside the sound.",
    status: 422,
  },
  VIDEO_NO_RECORDING: {
    sentence:
      "The recording of this transcript is not here, so no copy of it can be made. Download the subtitles as a file instead.",
    status: 422,
  },
  VIDEO_UNDER_WAY: {
    sentence: "A video of this transcript is being made already. Wait until it is done, or cancel it first.",
    status: 409,
  },
  VIDEO_FORMAT_UNFIT: {
    sentence:
      "What is in this recording does not go into {format} as it is. Choose one of those it does go into: {known}.",
    status: 422,
  },
  VIDEO_TOOL_UNFIT: {
    sentence:
      "The ffmpeg of this machine cannot burn subtitles in (it lacks {lack}). Install a current one (apt install ffmpeg) and start Trax again, or have them as a track.",
  },
  VIDEO_FONT_MISSING: {
    sentence:
      "No font of this machine has the letter {letter} of this text. Install one that has it (for Chinese, Japanese and Korean: apt install fonts-noto-cjk) and try again, or have the subtitles as a track.",
  },
  VIDEO_NOT_MADE: {
    sentence:
      "The video could not be made ({reason}). Try it with the subtitles burned in where it was a track, or as a track in MKV where they were burned in. The recording and its text are as they were.",
  },
  SUBTITLE_PROFILE_TAKEN: {
    sentence: "There is a layout called {name} already. Choose another name, or change that one.",
    status: 409,
  },
  SUBTITLE_PROFILES_TOO_MANY: {
    sentence: "There are {limit} layouts of your own already, which is the most. Remove one first.",
    status: 422,
  },
} as const satisfies Record<string, ErrorEntry>;
