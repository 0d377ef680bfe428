/** One way to press a key: "Mod+Shift+Z", "Space", "F8", "<". */
export interface KeyPattern {
  mod: boolean;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
  /** As `event.key` says it; a letter in upper case. */
  key: string;
}

const modifierNames = ["Mod", "Ctrl", "Alt", "Shift", "Meta"] as const;

/** Null for what is no name of a key. */
export function parseKey(name: string): KeyPattern | null {
  // The key may be the plus sign itself: "+", "Mod++".
  const parts =
    name === "+" || name.endsWith("++")
      ? [...name.slice(0, -1).split("+").filter(Boolean), "+"]
      : name.split("+");
  const key = parts.pop() ?? "";
  const modifiers = new Set(parts);
  const isKnown = parts.every((part) => (modifierNames as readonly string[]).includes(part));
  if (!isKnown || modifiers.size !== parts.length || !isKeyName(key)) return null;
  return {
    mod: modifiers.has("Mod"),
    ctrl: modifiers.has("Ctrl"),
    alt: modifiers.has("Alt"),
    shift: modifiers.has("Shift"),
    meta: modifiers.has("Meta"),
    key,
  };
}

const namedKeys =
  /^(?:F(?:[1-9]|1\d|2[0-4])|Space|Enter|Escape|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(?:Up|Down|Left|Right)|Pause|ScrollLock|ContextMenu|Media(?:PlayPause|Play|Pause|Stop|TrackNext|TrackPrevious|FastForward|Rewind)|Browser(?:Back|Forward)|Launch[A-Za-z0-9]{1,20})$/;

function isKeyName(key: string): boolean {
  if (namedKeys.test(key)) return true;
  return (
    [...key].length === 1 && key !== " " && !/[\p{Cc}\p{Cf}\p{Zs}]/u.test(key) && key === key.toUpperCase()
  );
}

/** A single character with nothing held but Shift: somebody may type or dictate it without meaning a command. */
export function isCharacterKey({ mod, ctrl, alt, meta, key }: KeyPattern): boolean {
  return [...key].length === 1 && !mod && !ctrl && !alt && !meta;
}

/** Whether it types, or moves in, what is typed: such a key belongs to a text field. */
export function isTypingKey(pattern: KeyPattern): boolean {
  if (isCharacterKey(pattern)) return true;
  if (pattern.mod || pattern.ctrl || pattern.alt || pattern.meta) return false;
  return /^(?:Space|Enter|Backspace|Delete|Insert|Home|End|Page|Arrow)/.test(pattern.key);
}
