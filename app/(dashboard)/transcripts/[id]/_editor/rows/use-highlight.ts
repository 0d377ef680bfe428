"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useEditor } from "../editor-context";
import { findWordAt, type WordPlace } from "./find-word-at";

/** Marks the word that is heard, and keeps its line in view while the list follows. It touches classes of what is
 * in the page and nothing else: sixty times a second is too often to draw anything. Returns a function that marks
 * anew, for when rows have come or gone. */
export function useHighlight(scroller: RefObject<HTMLElement | null>): () => void {
  const { session, playback, list } = useEditor();
  const marked = useRef<{ row: Element | null; word: Element | null }>({ row: null, word: null });
  const place = useRef<WordPlace | null>(null);

  const mark = useCallback(() => {
    const at = place.current;
    const find = (selector: string) => scroller.current?.querySelector(selector) ?? null;
    const row = at && find(`[data-segment-id="${CSS.escape(at.segmentId)}"]`);
    const word = at?.wordId
      ? (row?.querySelector(`[data-word-id="${CSS.escape(at.wordId)}"]`) ?? null)
      : null;
    const before = marked.current;
    if (before.row !== row) {
      before.row?.removeAttribute("data-current");
      row?.setAttribute("data-current", "");
    }
    if (before.word !== word) {
      before.word?.classList.remove("word-current");
      word?.classList.add("word-current");
    }
    marked.current = { row, word };
  }, [scroller]);

  useEffect(() => {
    const { segments } = session;
    const follow = (next: WordPlace) => {
      const { isFollowing, editingId } = list.getState();
      if (!isFollowing || editingId !== null || !scroller.current) return;
      if (!isInView(scroller.current, marked.current.row)) list.reveal(next.segmentIndex);
    };
    const stopTime = playback.followTime((timeMs) => {
      const next =
        timeMs === 0 && !playback.getState().isPlaying
          ? null
          : findWordAt(segments.listIds().length, segments.findSegmentAt, timeMs);
      const last = place.current;
      if (next?.segmentId === last?.segmentId && next?.wordId === last?.wordId) return;
      if (next && next.segmentId !== last?.segmentId)
        void session.ensureWords([next.segmentId]).catch(() => {});
      place.current = next;
      mark();
      if (next && next.segmentId !== last?.segmentId) follow(next);
    });
    let wasFollowing = list.getState().isFollowing;
    const stopList = list.subscribe(() => {
      const { isFollowing } = list.getState();
      if (isFollowing && !wasFollowing && place.current) follow(place.current);
      wasFollowing = isFollowing;
    });
    return () => {
      stopTime();
      stopList();
    };
  }, [session, playback, list, scroller, mark]);

  return mark;
}

/** A line at the very edge is about to leave: that counts as out of view. */
function isInView(scroller: HTMLElement, row: Element | null): boolean {
  if (!row) return false;
  const frame = scroller.getBoundingClientRect();
  const box = row.getBoundingClientRect();
  return box.top >= frame.top && box.bottom <= frame.bottom - frame.height * 0.15;
}
