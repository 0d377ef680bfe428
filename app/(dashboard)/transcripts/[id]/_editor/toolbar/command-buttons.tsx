"use client";

import { Command, Keyboard } from "lucide-react";
import { IconButton } from "@/app/_ui/icon-button";
import { findPlace } from "../actions/find-place";
import { useKeysOf } from "../actions/use-keys-of";
import { useEditor } from "../editor-context";
import { CommandPalette } from "./command-palette";
import { KeysHelp } from "./keys-help";

/** The ways to everything else: by name and by key. */
export function CommandButtons() {
  const editor = useEditor();
  const open = (dialog: "palette" | "keys") => ({
    // The line that is typed in keeps the focus until the dialog knows where the caret was.
    onMouseDown: (event: React.MouseEvent) => event.preventDefault(),
    onClick: () => editor.panels.setDialog(dialog, findPlace(editor)),
  });
  return (
    <>
      <IconButton label="Find a command" keys={useKeysOf("palette")} {...open("palette")}>
        <Command aria-hidden />
      </IconButton>
      <IconButton label="Keys" keys={useKeysOf("keys")} className="hidden sm:inline-flex" {...open("keys")}>
        <Keyboard aria-hidden />
      </IconButton>
      <CommandPalette />
      <KeysHelp />
    </>
  );
}
