"use client";

import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { useEditor } from "../editor-context";

/** Says that some corrections found no place in a new text, until each was looked at. */
export function UncarriedNotice() {
  const { session, panels } = useEditor();
  const { comments } = session;
  const all = useSyncExternalStore(comments.subscribe, comments.list, comments.list);
  const count = all.filter(({ kind, resolvedAt }) => kind === "carry" && resolvedAt === null).length;
  if (count === 0) return null;
  return (
    <Notice
      className="mt-2"
      tone="warn"
      action={
        <Button size="sm" onClick={() => panels.setPanel("comments")}>
          Show
        </Button>
      }
    >
      {count === 1
        ? "One of your corrections has no sure place in the new text. It is kept among the comments."
        : `${count} of your corrections have no sure place in the new text. They are kept among the comments.`}
    </Notice>
  );
}
