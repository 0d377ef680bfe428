import type { EditorAction } from "./editor-action";

type Findable = Pick<EditorAction, "label" | "group" | "words">;

/** The actions that have all the words typed, those whose name begins with them first. */
export function filterActions<T extends Findable>(actions: readonly T[], typed: string): T[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const first = wanted.join(" ");
  if (wanted.length === 0) return [...actions];
  const rank = ({ label, group, words = "" }: Findable) => {
    const name = label.toLowerCase();
    if (name.startsWith(first)) return 0;
    if (wanted.every((word) => name.includes(word))) return 1;
    const all = `${name} ${group} ${words}`.toLowerCase();
    return wanted.every((word) => all.includes(word)) ? 2 : null;
  };
  return actions
    .flatMap((action) => {
      const at = rank(action);
      return at === null ? [] : [{ action, at }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ action }) => action);
}
