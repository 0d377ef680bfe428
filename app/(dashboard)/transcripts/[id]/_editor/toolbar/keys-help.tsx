"use client";

import { Keyboard } from "lucide-react";
import { useSyncExternalStore } from "react";
import { IconButton } from "@/app/_ui/icon-button";
import { Modal } from "@/app/_ui/modal";
import { actionGroups } from "../actions/editor-action";
import { editorActions } from "../actions/editor-actions";
import { useEditor } from "../editor-context";

const signs: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Mod: "Ctrl",
};

function KeyName({ name }: { name: string }) {
  return (
    <kbd className="rounded border border-line bg-sunken px-1.5 py-px font-sans text-xs tabular-nums">
      {name
        .split("+")
        .map((part) => signs[part] ?? part)
        .join(" + ")}
    </kbd>
  );
}

export function KeysHelp() {
  const { panels } = useEditor();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "keys",
    () => false,
  );
  const setOpen = (open: boolean) => panels.setDialog(open ? "keys" : null);
  return (
    <>
      <IconButton label="Keys" className="hidden sm:inline-flex" onClick={() => setOpen(true)}>
        <Keyboard aria-hidden />
      </IconButton>
      <Modal open={isOpen} onOpenChange={setOpen} title="Keys">
        {actionGroups.map((group) => (
          <section key={group} className="mb-4">
            <h3 className="mb-1 font-medium text-muted text-xs">{group}</h3>
            <dl>
              {editorActions
                .filter((action) => action.group === group)
                .map(({ id, label, keys }) => (
                  <div key={id} className="flex items-center justify-between border-line border-b py-1">
                    <dt>{label}</dt>
                    <dd className="flex gap-1.5">
                      {keys.map((key) => (
                        <KeyName key={key} name={key} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <p className="text-muted text-xs">
          While typing in a line: Ctrl + Enter saves, Escape puts back what was there.
        </p>
      </Modal>
    </>
  );
}
