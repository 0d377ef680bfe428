import { playerSettings } from "../player/player-settings";
import type { EditorAction } from "./editor-action";

export const viewActions: readonly EditorAction[] = [
  {
    id: "palette",
    label: "Find a command",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Mod+K", "Mod+Shift+P"],
    run: ({ panels }, place) => panels.setDialog("palette", place),
  },
  {
    id: "keys",
    label: "Keys",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Mod+/", "?"],
    words: "shortcuts help remap preset",
    run: ({ panels }, place) => panels.setDialog("keys", place),
  },
  {
    id: "zoom-in",
    label: "Zoom the waveform in",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Alt+PageUp", "+"],
    repeats: true,
    run: ({ playback }) => playback.zoom.change(1),
  },
  {
    id: "zoom-out",
    label: "Zoom the waveform out",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Alt+PageDown", "-"],
    repeats: true,
    run: ({ playback }) => playback.zoom.change(-1),
  },
  {
    id: "strip",
    label: "Show or hide the zoomed waveform",
    group: "View",
    scopes: ["page"],
    keys: [],
    run: () => playerSettings.update({ hasStrip: !playerSettings.getSnapshot().hasStrip }),
  },
  {
    id: "picture",
    label: "Show or hide the picture",
    group: "View",
    scopes: ["page"],
    keys: [],
    words: "video",
    isEnabled: ({ playback }) => playback.getState().hasPicture,
    run: () => playerSettings.update({ hasPicture: !playerSettings.getSnapshot().hasPicture }),
  },
];
