import { normalizeText } from "@/core/transcript/normalize-text";
import { type AssLook, defaultAssLook } from "./ass-look";
import { cleanCues } from "./clean-cues";
import type { Cue } from "./cue";

const styleFields =
  "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding";
const eventFields = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

/** White letters with a dark edge at the foot of the picture. */
function serializeStyle({ fontName, fontSize, outline, marginSide, marginFoot }: AssLook): string {
  const colours = "&H00FFFFFF,&H00FFFFFF,&H00101010,&H80000000";
  const place = `2,${marginSide},${marginSide},${marginFoot}`;
  return `Default,${fontName},${fontSize},${colours},0,0,0,0,100,100,0,0,1,${outline},1,${place},1`;
}

/** Advanced SubStation Alpha 4+: UTF-8, times in hundredths of a second, speakers in the field "Name". Whoever reads it
 * takes any `{…}` for a command or a remark, and there is no escape that every player knows: braces become those of full
 * width, and a word joiner stands behind a backslash. Cues without text are left out. */
export function serializeAss(cues: Cue[], title = "", look: AssLook = defaultAssLook): string {
  const events = cleanCues(cues, defuseAssText).map((cue) => {
    const times = `${serializeAssTime(cue.startMs)},${serializeAssTime(cue.endMs)}`;
    return `Dialogue: 0,${times},Default,${serializeName(cue.speaker)},0,0,0,,${cue.lines.join("\\N")}`;
  });
  return [
    "[Script Info]",
    `Title: ${defuseAssText(normalizeText(title))}`,
    "ScriptType: v4.00+",
    `WrapStyle: ${look.breaksLines ? 0 : 2}`,
    "ScaledBorderAndShadow: yes",
    `PlayResX: ${look.width}`,
    `PlayResY: ${look.height}`,
    "",
    "[V4+ Styles]",
    `Format: ${styleFields}`,
    `Style: ${serializeStyle(look)}`,
    "",
    "[Events]",
    `Format: ${eventFields}`,
    ...events,
    "",
  ].join("\n");
}

/** Idempotent. */
export function defuseAssText(text: string): string {
  return text
    .replace(/\{/g, "\uFF5B")
    .replace(/\}/g, "\uFF5D")
    .replace(/\\(?!\u2060)/g, "\\\u2060");
}

/** A comma would end the field. */
function serializeName(speaker: string | null): string {
  return normalizeText(defuseAssText(normalizeText(speaker ?? "")).replace(/,/g, " "));
}

function serializeAssTime(ms: number): string {
  const hundredths = Math.round(ms / 10);
  const pad = (value: number) => String(value).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  const clock = [Math.floor(seconds / 60) % 60, seconds % 60].map(pad).join(":");
  return `${Math.floor(seconds / 3_600)}:${clock}.${pad(hundredths % 100)}`;
}
