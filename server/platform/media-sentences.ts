import type { ErrorEntry } from "./operation-sentences";

/** What can be wrong with a recording, or with the tools that open it. */
export const mediaSentences = {
  MEDIA_EMPTY: {
    sentence: "The file is empty (0 bytes). Check that the recording was saved and add it again.",
  },
  MEDIA_NOT_MEDIA: {
    sentence:
      "This is not an audio or video file, whatever its name says. Add the recording itself, for example an mp3, m4a, wav, mp4 or mkv.",
  },
  MEDIA_ARCHIVE: {
    sentence:
      "This is an archive (a zip or the like), not a recording. Unpack it and add the recordings in it.",
  },
  MEDIA_CODEC_REFUSED: {
    sentence:
      "This file holds a format ({codec}) that Trax does not open. Convert it to mp4, mp3 or wav and add it again.",
  },
  MEDIA_TRACK_MISSING: {
    sentence:
      "There is no sound track {track} in this file, it has {tracks}. Choose another track, or leave the choice to the file.",
  },
  MEDIA_FORMAT_REFUSED: {
    sentence:
      "This file is a playlist or a format that Trax does not open because it can pull in other files. Add the recording itself.",
  },
  MEDIA_NO_AUDIO: {
    sentence: "There is no sound track in this file. Export the video with its sound and add it again.",
  },
  MEDIA_DAMAGED: {
    sentence:
      "The file could not be decoded, it seems damaged or cut off ({reason}). Copy it again from where it was recorded and add it again.",
  },
  MEDIA_TOO_LONG: {
    sentence:
      "The recording is longer than the limit of {limit} hours. Raise TRAX_MAX_AUDIO_HOURS or cut the recording.",
  },
  MEDIA_ABSURD: {
    sentence:
      "The file declares an impossible sound format ({reason}). Convert it to wav or mp3 and add it again.",
  },
  MEDIA_TIMEOUT: {
    sentence:
      "Reading the file took longer than {seconds} seconds and was stopped. Try again; convert it to wav or mp3 if it happens twice.",
    retryable: true,
  },
  FFMPEG_MISSING: {
    sentence:
      "Trax found no working ffmpeg. Install it (apt install ffmpeg) or name it with TRAX_FFMPEG, then retry.",
  },
} as const satisfies Record<string, ErrorEntry>;
