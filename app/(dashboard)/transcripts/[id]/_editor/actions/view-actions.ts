import type { EditorAction } from "./editor-action";

export const viewActions: readonly EditorAction[] = [
  {
    id: "keys",
    label: "Keys",
    group: "View",
    scopes: ["page", "text"],
    keys: ["Mod+/", "?"],
    words: "shortcuts help remap",
    run: ({ panels }) => panels.setDialog("keys"),
  },
];
