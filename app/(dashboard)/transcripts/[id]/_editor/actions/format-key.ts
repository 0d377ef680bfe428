import { parseKey } from "./key-name";

const signs: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  MediaPlayPause: "Play/Pause key",
  MediaPlay: "Play key",
  MediaStop: "Stop key",
};

/** The parts of a key's name as they stand on the keyboard: ["Ctrl", "Shift", "Z"]. */
export function formatKey(name: string, isMac: boolean): string[] {
  const pattern = parseKey(name);
  if (!pattern) return [name];
  const { mod, ctrl, alt, shift, meta, key } = pattern;
  return [
    (ctrl || (mod && !isMac)) && (isMac ? "⌃" : "Ctrl"),
    alt && (isMac ? "⌥" : "Alt"),
    shift && (isMac ? "⇧" : "Shift"),
    (meta || (mod && isMac)) && (isMac ? "⌘" : "Meta"),
    signs[key] ?? key,
  ].filter((part) => typeof part === "string");
}
