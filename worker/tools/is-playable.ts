import type { ProbedMedia } from "./ffprobe";

const audioOnly: Record<string, string[]> = {
  mp3: ["mp3"],
  wav: ["pcm_s16le", "pcm_u8", "pcm_f32le", "pcm_s24le"],
  flac: ["flac"],
  ogg: ["vorbis", "opus", "flac"],
  aac: ["aac"],
  mov: ["aac", "mp3", "flac", "opus"],
  mp4: ["aac", "mp3", "flac", "opus"],
  matroska: ["vorbis", "opus", "aac", "mp3", "flac"],
  webm: ["vorbis", "opus"],
};
const videoCodecs: Record<string, string[]> = {
  mov: ["h264", "av1", "vp9"],
  mp4: ["h264", "av1", "vp9"],
  matroska: ["vp8", "vp9", "av1", "h264"],
  webm: ["vp8", "vp9", "av1"],
  ogg: [],
};

/** Whether current browsers play a file as it is, decided from its container and codecs: what a browser itself
 * says (`canplay`) is not to be trusted. */
export function isPlayable({
  container,
  audio,
  video,
}: Pick<ProbedMedia, "container" | "audio" | "video">): boolean {
  const names = container.split(",");
  return names.some((name) => {
    const sound = audioOnly[name]?.includes(audio.codec) ?? false;
    const picture = video === null || (videoCodecs[name]?.includes(video.codec) ?? false);
    return sound && picture;
  });
}
