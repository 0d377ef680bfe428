/** Files that hold a picture, sounds and subtitles. */
export const videoFormats = ["mp4", "mkv", "webm"] as const;
export type VideoFormat = (typeof videoFormats)[number];

/** How subtitles are in a video: part of its picture, or a track that players can switch on and off. */
export const videoSubtitles = ["burned", "track"] as const;
export type VideoSubtitles = (typeof videoSubtitles)[number];

interface Holds {
  pictures: readonly string[];
  sounds: readonly string[];
}

/** What players of these files expect in them, by ffmpeg's names; Matroska takes whatever there is. */
const holds: Record<"mp4" | "webm", Holds> = {
  mp4: {
    pictures: ["h264", "hevc", "av1", "mpeg4", "vp9"],
    sounds: ["aac", "mp3", "ac3", "eac3", "alac", "opus", "flac"],
  },
  webm: { pictures: ["vp8", "vp9", "av1"], sounds: ["opus", "vorbis"] },
};

interface VideoParts {
  container: string;
  picture: string;
  sounds: readonly string[];
}

/** Files that a video can be put into as it is, the best first: its own kind, then the one that plays in most places.
 * @param parts codecs by ffmpeg's names */
export function listCopyFormats({ container, picture, sounds }: VideoParts): VideoFormat[] {
  const fits = (format: "mp4" | "webm") =>
    holds[format].pictures.includes(picture) && sounds.every((sound) => holds[format].sounds.includes(sound));
  const formats: VideoFormat[] = [];
  if (container.includes("webm") && fits("webm")) formats.push("webm");
  if (fits("mp4")) formats.push("mp4");
  return [...formats, "mkv"];
}

/** What a new picture is put into, with the sounds as they are. */
export function chooseBurnedFormat(sounds: readonly string[]): VideoFormat {
  return sounds.every((sound) => holds.mp4.sounds.includes(sound)) ? "mp4" : "mkv";
}
