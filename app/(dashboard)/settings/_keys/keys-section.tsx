"use client";

import { useSyncExternalStore } from "react";
import { KeysEditor } from "../../transcripts/[id]/_editor/actions/keys-editor";

const never = () => () => {};

/** The keys of the editor, as this browser keeps them. */
export function KeysSection() {
  // They are kept in the browser, and the names of keys are its system's.
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <section aria-label="Keys" id="keys" className="rounded-xl border border-line bg-surface">
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Keys of the editor, in this browser
      </h2>
      <div className="p-3"> {isInBrowser && <KeysEditor />}</div>
    </section>
  );
}
