"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";

interface NameDialogProps {
  title: string;
  label: string;
  action: string;
  /** Names that are there already, offered while typing. */
  known?: readonly string[];
  initial?: string;
  maxLength: number;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for one name. */
export function NameDialog(props: NameDialogProps) {
  const { title, label, action, known = [], initial = "", maxLength, onName, onClose } = props;
  const [name, setName] = useState(initial);
  const id = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    onName(name.trim());
    onClose();
  }

  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <label htmlFor={id} className="text-xs">
          {label}
        </label>
        <input
          id={id}
          list={`${id}-known`}
          value={name}
          maxLength={maxLength}
          dir="auto"
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
          className="-mt-2 h-8 rounded-md border border-line-strong/60 bg-surface px-2"
        />
        <datalist id={`${id}-known`}>
          {known.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={name.trim() === ""}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
