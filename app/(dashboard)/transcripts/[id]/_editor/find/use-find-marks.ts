"use client";

import { useEffect } from "react";
import { useEditor } from "../editor-context";
import type { FindStore } from "./find-store";

/** Marks the matches in the lines that are in the page, by highlights of the browser: no row is drawn again for them.
 * A browser without such highlights still has the list. */
export function useFindMarks(): void {
  const { find } = useEditor().tools;
  useEffect(() => {
    if (typeof Highlight === "undefined" || !CSS.highlights) return;
    const found = new Highlight();
    const current = new Highlight();
    current.priority = 1;
    CSS.highlights.set("trax-found", found);
    CSS.highlights.set("trax-found-current", current);
    let frame = 0;
    const mark = () => {
      frame = 0;
      found.clear();
      current.clear();
      for (const { range, isCurrent } of listRanges(find)) (isCurrent ? current : found).add(range);
    };
    const markSoon = () => {
      frame ||= requestAnimationFrame(mark);
    };
    const observer = new MutationObserver(markSoon);
    const lines = document.querySelector("[data-lines]");
    if (lines) observer.observe(lines, { childList: true, characterData: true, subtree: true });
    const stop = find.subscribe(markSoon);
    markSoon();
    return () => {
      stop();
      observer.disconnect();
      cancelAnimationFrame(frame);
      CSS.highlights.delete("trax-found");
      CSS.highlights.delete("trax-found-current");
    };
  }, [find]);
}

function listRanges(find: FindStore): { range: Range; isCurrent: boolean }[] {
  const { places, lines, lineIds, current, count } = find.getState();
  if (count === 0) return [];
  const indexes = new Map(lineIds.map((id, index) => [id, index]));
  const ranges: { range: Range; isCurrent: boolean }[] = [];
  for (const row of document.querySelectorAll<HTMLElement>("[data-segment-id]")) {
    const line = indexes.get(row.dataset.segmentId ?? "");
    const text = row.querySelector("[data-text-box]");
    // Typed in, or changed since it was searched.
    if (line === undefined || !text || text.textContent !== lines[line]) continue;
    const first = findFirst(places, count, line);
    if (first >= count || places[first * 3] !== line) continue;
    const toRange = createRanger(text);
    for (let index = first; index < count && places[index * 3] === line; index += 1) {
      const range = toRange(places[index * 3 + 1] as number, places[index * 3 + 2] as number);
      if (range) ranges.push({ range, isCurrent: index === current });
    }
  }
  return ranges;
}

function findFirst(places: Int32Array, count: number, line: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle * 3] as number) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Finds the pieces of text that offsets are in; asked in rising order. */
function createRanger(element: Element): (start: number, end: number) => Range | null {
  const nodes: { node: Node; from: number; to: number }[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let from = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    nodes.push({ node, from, to: from + length });
    from += length;
  }
  let at = 0;
  return (start, end) => {
    while (at < nodes.length - 1 && (nodes[at]?.to ?? 0) <= start) at += 1;
    const first = nodes[at];
    let behind = at;
    while (behind < nodes.length - 1 && (nodes[behind]?.to ?? 0) < end) behind += 1;
    const last = nodes[behind];
    if (!first || !last || last.to < end) return null;
    const range = document.createRange();
    range.setStart(first.node, start - first.from);
    range.setEnd(last.node, end - last.from);
    return range;
  };
}
