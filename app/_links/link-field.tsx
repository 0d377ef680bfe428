"use client";

import { Link2, LoaderCircle } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Button } from "@/app/_ui/button";
import type { SubmitLinks } from "./use-submit-links";

const mostRows = 6;

/** One or many links, in whatever text they come. */
export function LinkField({ links }: { links: SubmitLinks }) {
  const id = useId();
  const [text, setText] = useState("");
  const rows = Math.min(mostRows, text.split("\n").length);

  async function add() {
    if (text.trim() === "") return;
    if (await links.submit(text)) setText("");
  }

  function onKeyDown(event: KeyboardEvent) {
    // A link is one line: Enter adds it, and Shift makes room for another.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void add();
  }

  return (
    <section aria-label="Add links" className="mt-3 rounded-xl border border-line bg-surface px-4 py-3">
      <label htmlFor={id} className="flex items-center gap-1.5 font-medium">
        <Link2 aria-hidden className="size-4 text-accent" />
        Paste links
      </label>
      <div className="mt-2 flex flex-wrap items-start gap-2">
        <textarea
          id={id}
          value={text}
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          placeholder="https://…"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          className="min-h-8 min-w-0 flex-1 basis-56 resize-none rounded-md border border-line bg-surface px-2.5 py-1.5 [overflow-wrap:anywhere] placeholder:text-muted"
        />
        <Button look="primary" disabled={links.isPending || text.trim() === ""} onClick={() => void add()}>
          {links.isPending && <LoaderCircle aria-hidden className="animate-spin" />}
          Add links
        </Button>
      </div>
      <p id={`${id}-hint`} className="mt-1.5 text-pretty text-muted text-xs">
        Videos, playlists and channels of YouTube, podcast feeds, files on the web and pages that play one.
        Pasting links anywhere on this page works too.
      </p>
      {/youtu\.?be/i.test(text) && (
        <label className="mt-2 flex items-start gap-2 text-xs">
          <input
            type="checkbox"
            checked={links.captions}
            onChange={(event) => links.setCaptions(event.currentTarget.checked)}
            className="size-4 shrink-0 accent-accent"
          />
          Keep captions that the uploader made, too, as another version of the text
        </label>
      )}
      {links.notes.length > 0 && (
        <div role="alert" className="mt-2 flex flex-col gap-0.5 text-warn text-xs [overflow-wrap:anywhere]">
          {links.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
    </section>
  );
}
