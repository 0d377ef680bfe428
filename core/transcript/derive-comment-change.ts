import { type DocumentChange, emptyChange } from "./document-change";
import type { DocumentLookup } from "./document-lookup";
import { type EditCommand, EditRefused } from "./edit-command";
import type { Comment } from "./types";

type CommentCommand = Extract<EditCommand, { type: `comment.${string}` }>;

export const longestComment = 10_000;

/** @throws EditRefused */
export function deriveCommentChange(
  document: Pick<DocumentLookup, "findComment">,
  command: CommentCommand,
): DocumentChange {
  const { commentId: id } = command;
  const comment = document.findComment(id);
  if (command.type === "comment.create") {
    if (comment) throw new EditRefused("impossible", "This comment is there already.");
    const startMs = Math.max(0, Math.round(command.startMs));
    const row: Comment = {
      id,
      kind: "note",
      startMs,
      endMs: Math.max(startMs, Math.round(command.endMs)),
      quote: clean(clean(command.quote).slice(0, 1_000)),
      text: requireText(command.text),
      createdAt: toInstant(command.createdAt),
      resolvedAt: null,
    };
    return { ...emptyChange, comments: [{ id, before: null, after: row }] };
  }
  if (!comment) throw new EditRefused("gone", "This comment is not there any more.");
  if (command.type === "comment.remove")
    return { ...emptyChange, comments: [{ id, before: comment, after: null }] };
  if (command.type === "comment.text") {
    const { text } = comment;
    const wanted = requireText(command.text);
    if (wanted === text) return emptyChange;
    if (command.was !== undefined && command.was !== text) {
      throw new EditRefused(
        "stale",
        "This comment was changed elsewhere meanwhile. Your text is a comment of its own.",
      );
    }
    return { ...emptyChange, comments: [{ id, before: { text }, after: { text: wanted } }] };
  }
  const { resolvedAt } = comment;
  const wanted = command.resolvedAt && toInstant(command.resolvedAt);
  if (wanted === resolvedAt) return emptyChange;
  return { ...emptyChange, comments: [{ id, before: { resolvedAt }, after: { resolvedAt: wanted } }] };
}

/** Lines may be broken, other control characters go. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim();
}

/** As the database gives it back, in whatever precision it was written. */
const toInstant = (text: string) => new Date(text).toISOString();

function requireText(text: string): string {
  const wanted = clean(clean(text).slice(0, longestComment));
  if (wanted === "") throw new EditRefused("impossible", "A comment needs a text.");
  return wanted;
}
