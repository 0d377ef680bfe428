import type { EditorParts } from "../editor-context";
import type { CommentPlace } from "../panels/overlays";

const longestQuote = 1_000;

/** What a new comment is about: the words that are marked, else the line, else the moment the player is at. */
export function findCommentPlace(editor: EditorParts, segmentId: string | null): CommentPlace {
  const marked = findMarkedWords(editor);
  if (marked) return marked;
  const segment = segmentId === null ? null : editor.session.segments.findSegment(segmentId);
  if (segment)
    return { startMs: segment.startMs, endMs: segment.endMs, quote: segment.text.slice(0, longestQuote) };
  return findMoment(editor);
}

export function findMoment({ playback }: Pick<EditorParts, "playback">): CommentPlace {
  const timeMs = Math.round(playback.timeMs);
  return { startMs: timeMs, endMs: timeMs, quote: "" };
}

function findMarkedWords({ session }: EditorParts): CommentPlace | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed) return null;
  const rows = [...document.querySelectorAll<HTMLElement>("[data-segment-id]")].filter((row) =>
    selection.containsNode(row, true),
  );
  const marked = rows.flatMap((row) => {
    const words = session.segments.findSegment(row.dataset.segmentId ?? "")?.words ?? [];
    const byId = new Map(words.map((word) => [word.id, word]));
    return [...row.querySelectorAll<HTMLElement>("[data-word-id]")]
      .filter((element) => selection.containsNode(element, true))
      .flatMap((element) => byId.get(element.dataset.wordId ?? "") ?? []);
  });
  const [first] = marked;
  if (!first) return null;
  return {
    startMs: first.startMs,
    endMs: Math.max(...marked.slice(-50).map(({ endMs }) => endMs)),
    quote: marked
      .map(({ text }) => text)
      .join(" ")
      .slice(0, longestQuote),
  };
}
