"use client";

import { Check, Pencil, RotateCcw, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { When } from "@/app/_format/when";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import type { Comment } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { findLastBegun } from "../rows/find-word-at";

export function CommentRow({ comment }: { comment: Comment }) {
  const { session, list, playback } = useEditor();
  const [isEditing, setEditing] = useState(false);
  const { id: commentId, kind, startMs, quote, text, resolvedAt, createdAt } = comment;
  const isOpen = resolvedAt === null;

  function jump() {
    const { segments } = session;
    const at = findLastBegun(segments.listIds().length, segments.findSegmentAt, startMs);
    const segment = segments.findSegmentAt(Math.max(0, at));
    if (segment) list.show(segment.id);
    playback.seek(startMs);
  }

  return (
    <li className="flex flex-col gap-1 border-line border-b px-4 py-2.5">
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-label={`Go to ${formatClock(startMs)}`}
          onClick={jump}
          className="rounded text-muted text-xs tabular-nums hover:text-accent hover:underline"
        >
          {formatClock(startMs)}
        </button>
        {kind === "carry" && <Badge tone="warn">Could not be carried</Badge>}
        {!isOpen && <Badge tone="ok">Resolved</Badge>}
        <span className="ml-auto" />
        <IconButton
          label={isOpen ? "Resolve" : "Open again"}
          size="sm"
          className="px-1.5"
          onClick={() =>
            session.run({
              type: "comment.resolve",
              commentId,
              resolvedAt: isOpen ? new Date().toISOString() : null,
            })
          }
        >
          {isOpen ? <Check aria-hidden /> : <RotateCcw aria-hidden />}
        </IconButton>
        {kind === "note" && (
          <IconButton label="Edit comment" size="sm" className="px-1.5" onClick={() => setEditing(true)}>
            <Pencil aria-hidden />
          </IconButton>
        )}
        <IconButton
          label="Delete comment"
          size="sm"
          className="px-1.5"
          onClick={() => session.run({ type: "comment.remove", commentId })}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {quote !== "" && (
        <blockquote dir="auto" className="line-clamp-4 border-line-strong border-l-2 pl-2 text-xs">
          {quote}
        </blockquote>
      )}
      {isEditing ? (
        <CommentField
          text={text}
          onFinish={(next, was) => {
            setEditing(false);
            if (next !== null && next.trim() !== "" && next !== was)
              session.run({ type: "comment.text", commentId, text: next, was });
          }}
        />
      ) : (
        <p dir="auto" className="whitespace-pre-wrap">
          {text}
        </p>
      )}
      <p className="text-muted text-xs">
        <When at={new Date(createdAt)} />
      </p>
    </li>
  );
}

interface CommentFieldProps {
  text: string;
  /** `was`: the text that the editing began with. */
  onFinish: (text: string | null, was: string) => void;
}

function CommentField({ text, onFinish }: CommentFieldProps) {
  const [was] = useState(text);
  const [typed, setTyped] = useState(text);
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const isSaved = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!isSaved && event.key !== "Escape") return;
    event.preventDefault();
    onFinish(isSaved ? typed : null, was);
  }
  return (
    <>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: it comes where its button was pressed
        autoFocus
        aria-label="Comment"
        dir="auto"
        rows={3}
        maxLength={10_000}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        className="w-full resize-y rounded-md border border-line-strong bg-surface px-2 py-1"
      />
      <div className="flex justify-end gap-1.5">
        <Button size="sm" look="quiet" onClick={() => onFinish(null, was)}>
          Cancel
        </Button>
        <Button size="sm" look="primary" onClick={() => onFinish(typed, was)}>
          Save
        </Button>
      </div>
    </>
  );
}
