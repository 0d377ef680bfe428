"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/app/_ui/button";
import { isMac } from "./is-mac";
import { nameOfPress } from "./matches-key";

interface KeyCaptureProps {
  onPress: (name: string) => void;
  onCancel: () => void;
}

/** Waits for one key. Tab goes on as ever, so that nobody is caught here. */
export function KeyCapture({ onPress, onCancel }: KeyCaptureProps) {
  const latest = useRef({ onPress, onCancel });
  latest.current = { onPress, onCancel };
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    button.current?.focus();
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener(
      "keydown",
      (event) => {
        const isTab = event.key === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey;
        if (isTab || event.isComposing || document.activeElement !== button.current) return;
        // Before the dialog takes Escape, and the browser the rest.
        event.preventDefault();
        event.stopImmediatePropagation();
        if (event.repeat) return;
        const name = nameOfPress(event, isMac());
        if (name !== null) latest.current.onPress(name);
      },
      { signal, capture: true },
    );
    return () => controller.abort();
  }, []);

  return (
    <Button
      ref={button}
      size="sm"
      look="primary"
      onClick={() => onCancel()}
      onBlur={() => onCancel()}
      aria-label="Press the new key, or click to leave it"
    >
      Press a key…
    </Button>
  );
}
