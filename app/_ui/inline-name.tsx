"use client";

import { Pencil } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";

interface InlineNameProps {
  name: string;
  /** Called only with a new name that is not blank. */
  onRename: (name: string) => void;
  /** How the name is shown while nobody edits it. */
  children: React.ReactNode;
  className?: string;
}

/** A name with a pencil. Enter and leaving the field keep the new name, Escape the old one. */
export function InlineName({ name, onRename, children, className }: InlineNameProps) {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const returnFocus = useRef(false);

  useEffect(() => {
    if (editing || !returnFocus.current) return;
    returnFocus.current = false;
    pencil.current?.focus();
  }, [editing]);

  function finish(value: string | null, byKey: boolean) {
    returnFocus.current = byKey;
    setEditing(false);
    const next = value?.trim();
    if (next && next !== name) onRename(next);
  }

  if (editing) return <NameField name={name} onFinish={finish} className={className} />;
  return (
    <span className={cn("group/name flex min-w-0 items-center gap-1", className)}>
      {children}
      <IconButton
        ref={pencil}
        label={`Rename ${name}`}
        size="sm"
        className="px-1.5 opacity-0 focus-visible:opacity-100 group-hover/name:opacity-100 pointer-coarse:opacity-100"
        onClick={() => setEditing(true)}
      >
        <Pencil aria-hidden />
      </IconButton>
    </span>
  );
}

interface NameFieldProps {
  name: string;
  onFinish: (value: string | null, byKey: boolean) => void;
  className?: string;
}

function NameField({ name, onFinish, className }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const finished = useRef(false);

  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  function finish(value: string | null, byKey: boolean) {
    // Taking the field away makes it lose focus, which would finish a second time.
    if (finished.current) return;
    finished.current = true;
    onFinish(value, byKey);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(event.currentTarget.value, true);
    else if (event.key === "Escape") finish(null, true);
    else return;
    event.preventDefault();
  }

  return (
    <input
      ref={field}
      aria-label="Name"
      defaultValue={name}
      maxLength={500}
      onKeyDown={onKeyDown}
      onBlur={(event) => finish(event.currentTarget.value, false)}
      className={cn("h-7 w-full min-w-0 rounded border border-line-strong bg-surface px-1.5", className)}
    />
  );
}
