import { type KeyPattern, parseKey } from "./key-name";

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey"> & {
  getModifierState?: (name: string) => boolean;
};

const isLatinLetter = (key: string) => /^[a-z]$/i.test(key);
const isSign = (key: string) => [...key].length === 1 && !/^[\p{L}\p{N}]$/u.test(key);

/** The key that was pressed, as bindings name it. The letter typed tells, not its place, so that it is right on every
 * layout. Where a layout types no Latin letter, or Alt turned the letter into a sign, its place tells. */
export function nameOfKey(event: KeyPress): string {
  const { key, code } = event;
  if (key === " ") return "Space";
  if ([...key].length > 1) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter && !isLatinLetter(key) && (event.altKey || event.ctrlKey || event.metaKey || /\p{L}/u.test(key)))
    return letter;
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  // A French keyboard types digits with Shift; with a modifier held the place is what is meant.
  if (digit && (event.ctrlKey || event.metaKey || event.altKey) && !isAltGraph(event) && !isSign(key))
    return digit;
  return key.toUpperCase();
}

/** AltGr types signs of other languages; Windows says Ctrl and Alt for it. */
export function isAltGraph(event: KeyPress): boolean {
  return event.getModifierState?.("AltGraph") ?? false;
}

/** Whether a key press is the one named: "Mod+Shift+Z", "Space", "ArrowDown". */
export function matchesKey(event: KeyPress, binding: string | KeyPattern, isMac = false): boolean {
  const pattern = typeof binding === "string" ? parseKey(binding) : binding;
  if (!pattern) return false;
  const isGraph = isAltGraph(event);
  const ctrl = event.ctrlKey && !isGraph;
  const alt = event.altKey && !isGraph;
  if (ctrl !== (pattern.ctrl || (pattern.mod && !isMac))) return false;
  if (event.metaKey !== (pattern.meta || (pattern.mod && isMac))) return false;
  if (alt !== pattern.alt) return false;
  // A sign such as < needs Shift on some keyboards and not on others.
  if (!isSign(pattern.key) && event.shiftKey !== pattern.shift) return false;
  return nameOfKey(event) === pattern.key;
}
