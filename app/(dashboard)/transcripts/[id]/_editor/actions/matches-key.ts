type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Whether a key press is the one named: "Mod+Shift+Z", "Space", "ArrowDown". Told by the letter typed, not by its
 * place, so that it is right on every keyboard; Alt belongs to the system and to letters of other languages. */
export function matchesKey(event: KeyPress, name: string): boolean {
  const parts = name.split("+");
  const key = parts.at(-1) === "Space" ? " " : (parts.at(-1) ?? "");
  const hasMod = event.ctrlKey || event.metaKey;
  if (event.altKey || hasMod !== parts.includes("Mod")) return false;
  // A sign such as < needs Shift on some keyboards and not on others.
  const isSign = key.length === 1 && !/[a-z ]/i.test(key);
  if (!isSign && event.shiftKey !== parts.includes("Shift")) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}
