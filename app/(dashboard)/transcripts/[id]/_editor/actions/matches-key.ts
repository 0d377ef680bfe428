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
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  // On a Mac, Alt makes of some letters an accent that waits for the next one.
  if (letter && key === "Dead" && event.altKey) return letter;
  if ([...key].length > 1) return key;
  if (letter && !isLatinLetter(key) && (event.altKey || event.ctrlKey || event.metaKey || /\p{L}/u.test(key)))
    return letter;
  return key.toUpperCase();
}

/** Whether an input method has this key, which is then nobody else's. 229 is its sign, also where a browser forgets to
 * say so; an accent begun with Alt bears it too and is a key all the same. */
export function isInputMethodKey({
  isComposing,
  keyCode,
  key,
  altKey,
}: Pick<KeyboardEvent, "isComposing" | "keyCode" | "key" | "altKey">): boolean {
  return isComposing || (keyCode === 229 && !(key === "Dead" && altKey));
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
  // A French keyboard types digits with Shift; with a modifier held their place is meant.
  if ((ctrl || alt || event.metaKey) && event.code === `Digit${pattern.key}`) return true;
  return nameOfKey(event) === pattern.key;
}

const noKeys = new Set([
  "Control",
  "Shift",
  "Alt",
  "Meta",
  "AltGraph",
  "Dead",
  "Process",
  "Unidentified",
  "Fn",
]);

/** The name of what was pressed, for remapping. Null for a modifier alone and for what has no name. */
export function nameOfPress(event: KeyPress, isMac = false): string | null {
  const isGraph = isAltGraph(event);
  const key = nameOfKey(event);
  if (noKeys.has(key) || key.endsWith("Lock")) return null;
  const parts = [
    event.ctrlKey && !isGraph && (isMac ? "Ctrl" : "Mod"),
    event.metaKey && (isMac ? "Mod" : "Meta"),
    event.altKey && !isGraph && "Alt",
    event.shiftKey && !isSign(key) && "Shift",
    key,
  ].filter((part) => typeof part === "string");
  const name = parts.join("+");
  return parseKey(name) ? name : null;
}
