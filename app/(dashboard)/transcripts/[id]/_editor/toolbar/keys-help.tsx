"use client";

import { useSyncExternalStore } from "react";
import { Modal } from "@/app/_ui/modal";
import { KeysEditor } from "../actions/keys-editor";
import { useEditor } from "../editor-context";

/** What every key does now, and how to change it. */
export function KeysHelp() {
  const { panels } = useEditor();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "keys",
    () => false,
  );
  return (
    <Modal open={isOpen} onOpenChange={(open) => panels.setDialog(open ? "keys" : null)} title="Keys">
      <KeysEditor />
    </Modal>
  );
}
