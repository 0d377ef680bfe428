"use client";

import { type RefObject, useEffect } from "react";
import { useEditor } from "../editor-context";
import { findAnchor } from "./row-actions";

/** What the mouse and the finger do in the list, heard in one place: a click on a word or a time plays from there,
 * a double click edits, with Shift or Ctrl held lines are chosen. All of it can be done by keys as well. */
export function useRowEvents(scroller: RefObject<HTMLElement | null>): void {
  const { session, playback, list, panels, tools } = useEditor();

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const controller = new AbortController();
    const { signal } = controller;

    let wasPlaying = false;
    function playFrom(timeMs: number) {
      wasPlaying = playback.getState().isPlaying;
      playback.seek(timeMs);
      playback.play();
      list.setFollowing(true);
    }

    element.addEventListener(
      "click",
      (event) => {
        const target = event.target as Element;
        const segmentId = findSegmentId(target);
        if (!segmentId) return;
        if (!target.closest("button, textarea, section")) {
          if (event.shiftKey) return list.selectRange(segmentId);
          if (event.ctrlKey || event.metaKey) return list.toggle(segmentId);
        }
        const menuButton = target.closest("[data-menu]");
        if (menuButton) return tools.overlays.openMenu(segmentId, menuButton.getBoundingClientRect());
        const speakerButton = target.closest("[data-speaker]");
        if (speakerButton)
          return tools.overlays.openPicker([segmentId], speakerButton.getBoundingClientRect());
        if (target.closest("[data-comments]")) return panels.setPanel("comments");
        if (target.closest("[data-play]"))
          return playFrom(session.segments.findSegment(segmentId)?.startMs ?? 0);
        // Marking text to copy it is no wish to hear it.
        const isMarking = !(getSelection()?.isCollapsed ?? true);
        const word = target.closest<HTMLElement>("[data-start-ms]");
        if (word && !isMarking && event.detail === 1) playFrom(Number(word.dataset.startMs));
      },
      { signal },
    );

    element.addEventListener(
      "dblclick",
      (event) => {
        const target = event.target as Element;
        const segmentId = findSegmentId(target);
        if (!segmentId || target.closest("button, textarea, section")) return;
        const offset = target.closest<HTMLElement>("[data-offset]")?.dataset.offset;
        // The first of the two clicks began to play what nobody asked to hear.
        if (offset !== undefined && !wasPlaying) playback.pause();
        list.edit(segmentId, offset === undefined ? null : Number(offset));
      },
      { signal },
    );

    // Choosing lines marks no text.
    element.addEventListener(
      "mousedown",
      (event) => {
        const target = event.target as Element;
        const isChoosing = event.shiftKey && event.button === 0 && findSegmentId(target) !== null;
        if (isChoosing && !target.closest("button, textarea, section")) event.preventDefault();
      },
      { signal },
    );

    // By the key alone: what a mouse asks for there is the browser's own menu, to copy and to look words up.
    element.addEventListener(
      "contextmenu",
      (event) => {
        const target = event.target as Element;
        const segmentId = findSegmentId(target);
        const byKey = event.button !== 2 && (event as PointerEvent).pointerType !== "touch";
        if (!segmentId || !byKey || target.closest("textarea")) return;
        event.preventDefault();
        tools.overlays.openMenu(segmentId, findAnchor(segmentId));
      },
      { signal },
    );

    element.addEventListener(
      "focusin",
      (event) => {
        const segmentId = findSegmentId(event.target as Element);
        if (segmentId) list.setActive(segmentId);
      },
      { signal },
    );

    // Only the reader's own hand stops the following, never a scroll of ours.
    const stopFollowing = () => list.setFollowing(false);
    element.addEventListener("wheel", stopFollowing, { signal, passive: true });
    element.addEventListener("touchmove", stopFollowing, { signal, passive: true });
    element.addEventListener(
      "pointerdown",
      (event) => {
        const isScrollbar = event.target === element && event.offsetX > element.clientWidth;
        if (isScrollbar) stopFollowing();
      },
      { signal },
    );
    return () => controller.abort();
  }, [session, playback, list, panels, tools, scroller]);
}

function findSegmentId(target: Element): string | null {
  return target.closest<HTMLElement>("[data-segment-id]")?.dataset.segmentId ?? null;
}
