"use client";

import { useState } from "react";

/** What is chosen of the rows that are listed, and the row that keys are about. A row that is not listed any more is not
 * chosen either. */
export function useRowSelection(ids: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const listed = ids.filter((id) => chosen.has(id));

  function set(those: readonly string[], isChosen: boolean) {
    const next = new Set(listed);
    for (const id of those) {
      if (isChosen) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  }

  return {
    ids: listed,
    isChosen: (id: string) => chosen.has(id),
    clear: () => setChosen(new Set()),
    chooseAll: () => setChosen(new Set(ids)),
    /** @param isRange all from the row that was chosen last to this one */
    toggle(id: string, isRange: boolean) {
      const [from, to] = [ids.indexOf(anchor ?? id), ids.indexOf(id)];
      const those = isRange && from >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
      set(those, isRange || !chosen.has(id));
      setAnchor(id);
    },
  };
}

export type RowSelection = ReturnType<typeof useRowSelection>;
