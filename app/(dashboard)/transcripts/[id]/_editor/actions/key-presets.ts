/** Keys that people have in their fingers from elsewhere. What a preset does not name keeps its keys of Trax, as far
 * as the preset did not give them to something else. */
export const keyPresets = {
  trax: { name: "Trax", keys: {} },
  otranscribe: {
    name: "oTranscribe",
    keys: {
      play: ["Escape", "F8", "Space", "K"],
      back: ["F1", "J"],
      forward: ["F2", "L"],
      slower: ["F3", "<"],
      faster: ["F4", ">"],
      timestamp: ["Mod+J"],
      "loop-off": [],
    },
  },
  "express-scribe": {
    name: "Express Scribe",
    keys: {
      play: ["Mod+Space", "Space", "K"],
      "half-speed": ["F2"],
      "fast-speed": ["F3"],
      pause: ["F4", "MediaStop"],
      back: ["F7", "J"],
      forward: ["F8", "L"],
      "play-on": ["F9", "MediaPlay"],
      "normal-speed": ["F10", "Shift+F8"],
    },
  },
} as const satisfies Record<string, { name: string; keys: Record<string, readonly string[]> }>;

export type KeyPresetId = keyof typeof keyPresets;
export const keyPresetIds = Object.keys(keyPresets) as KeyPresetId[];
