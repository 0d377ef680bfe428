"use client";

import { MessageSquarePlus } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { Button } from "@/app/_ui/button";
import { useEditor } from "../editor-context";
import type { CommentPlace } from "../panels/overlays";
import { PanelFrame } from "../panels/panel-frame";
import { createId } from "../store/create-id";
import { CommentRow } from "./comment-row";
import { findMoment } from "./find-comment-place";

const filters = { open: "Open", resolved: "Resolved", all: "All" } as const;
type Filter = keyof typeof filters;

export function CommentsPanel() {
  const editor = useEditor();
  const { comments } = editor.session;
  const { overlays } = editor.tools;
  const [filter, setFilter] = useState<Filter>("open");
  const all = useSyncExternalStore(comments.subscribe, comments.list, comments.list);
  const findPlace = () => overlays.getState().commentPlace;
  const place = useSyncExternalStore(overlays.subscribe, findPlace, findPlace);
  const shown = all.filter(
    ({ resolvedAt }) => filter === "all" || (resolvedAt === null) === (filter === "open"),
  );
  return (
    <PanelFrame
      title="Comments"
      buttons={
        <Button size="sm" look="quiet" onClick={() => overlays.setCommentPlace(findMoment(editor))}>
          <MessageSquarePlus aria-hidden />
          Add
        </Button>
      }
      head={
        <div className="flex flex-col gap-2">
          {place && <Composer key={`${place.startMs}-${place.endMs}-${place.quote}`} place={place} />}
          <fieldset className="flex gap-1">
            <legend className="sr-only">Which comments</legend>
            {Object.entries(filters).map(([name, text]) => (
              <Button
                key={name}
                size="sm"
                aria-pressed={filter === name}
                className="font-normal text-xs aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
                onClick={() => setFilter(name as Filter)}
              >
                {text}
              </Button>
            ))}
          </fieldset>
        </div>
      }
    >
      <ul aria-label="Comments" className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {shown.map((comment) => (
          <CommentRow key={comment.id} comment={comment} />
        ))}
        {shown.length === 0 && (
          <li className="px-4 py-3 text-muted">
            {filter === "resolved"
              ? "Nothing is resolved yet."
              : "No comments. Mark words or choose a line to comment on it, or add one where the player is."}
          </li>
        )}
      </ul>
    </PanelFrame>
  );
}

function Composer({ place }: { place: CommentPlace }) {
  const { session, tools } = useEditor();
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const close = () => tools.overlays.setCommentPlace(null);

  function save(event: FormEvent | KeyboardEvent) {
    event.preventDefault();
    if (text.trim() === "") return;
    const createdAt = new Date().toISOString();
    if (session.run({ type: "comment.create", commentId: createId(), ...place, text, createdAt })) close();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(event);
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-1.5 rounded-lg border border-line bg-paper p-2">
      <p className="text-muted text-xs tabular-nums">
        {formatClock(place.startMs)}
        {place.quote === "" ? ", where the player is" : null}
      </p>
      {place.quote !== "" && (
        <blockquote dir="auto" className="line-clamp-2 border-line-strong border-l-2 pl-2 text-xs">
          {place.quote}
        </blockquote>
      )}
      <textarea
        ref={field}
        aria-label="Comment"
        dir="auto"
        rows={2}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className="w-full resize-y rounded-md border border-line-strong bg-surface px-2 py-1"
      />
      <div className="flex justify-end gap-1.5">
        <Button size="sm" look="quiet" onClick={close}>
          Cancel
        </Button>
        <Button size="sm" look="primary" type="submit" disabled={text.trim() === ""}>
          Comment
        </Button>
      </div>
    </form>
  );
}
