/** How subtitles look in a picture. Lengths are in pixels of `width` x `height`. */
export interface AssLook {
  width: number;
  height: number;
  fontName: string;
  fontSize: number;
  outline: number;
  marginSide: number;
  marginFoot: number;
  /** Lines that are too wide all the same are broken, instead of running out of the picture. */
  breaksLines: boolean;
}

/** Letters of a picture of 1080 lines, for players that show a file beside a video. */
export const defaultAssLook: AssLook = {
  ...{ width: 1920, height: 1080, fontName: "Arial", fontSize: 56, outline: 3 },
  ...{ marginSide: 80, marginFoot: 60, breaksLines: false },
};

/** The font that Trax brings. */
export const shippedFontName = "DejaVu Sans";

/** A letter of it is that wide on average, of its size. */
const LETTER_WIDTH = 0.52;
/** Of the height: what television asks for. */
const LETTER_HEIGHT = 0.052;
const SMALLEST = 8;

/** For subtitles that become part of a picture: as large as the height asks for, and small enough that the longest line of the
 * profile has room. */
export function deriveAssLook(
  picture: { width: number; height: number },
  { lineCharacters }: { lineCharacters: number },
): AssLook {
  const { width, height } = picture;
  const marginSide = Math.round(width * 0.04);
  const widest = (width - 2 * marginSide) / (lineCharacters * LETTER_WIDTH);
  const fontSize = Math.max(SMALLEST, Math.round(Math.min(height * LETTER_HEIGHT, widest)));
  return {
    ...{ width, height, fontName: shippedFontName, fontSize, marginSide, breaksLines: true },
    outline: Math.max(1, Math.round(fontSize / 16)),
    marginFoot: Math.round(height * 0.05),
  };
}
