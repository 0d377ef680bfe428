import type { Comment } from "@/core/transcript/types";

/** How many open comments begin in [fromMs, toMs). `comments` are in the order of their beginnings. */
export function countComments(comments: readonly Comment[], fromMs: number, toMs: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as Comment).startMs < fromMs) low = middle + 1;
    else high = middle;
  }
  let count = 0;
  for (let index = low; index < comments.length; index += 1) {
    const { startMs, resolvedAt } = comments[index] as Comment;
    if (startMs >= toMs) break;
    if (resolvedAt === null) count += 1;
  }
  return count;
}
