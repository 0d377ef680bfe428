import {
  type FindQuery,
  FindQueryInvalid,
  findMatches,
  replaceMatches,
} from "@/core/transcript/find-matches";
import type { FindAnswer, FindRequest } from "./find-worker";

type FindThread = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">;

const limitMs = 2_000;
const tooLong = `This expression takes too long and was stopped after ${limitMs / 1_000} seconds. Make it simpler: a repetition inside of a repetition, as in (a+)+, is the usual cause.`;

/** Looks through lines. Plain text is found at once; an expression runs beside the page, is ended when it takes too long,
 * and gives way to the next one. */
export class FindRunner {
  private thread: FindThread | null = null;
  private drop: (() => void) | null = null;

  constructor(private readonly createThread: () => FindThread = createWorker) {}

  /** Null: another search came meanwhile. */
  run(request: FindRequest): Promise<FindAnswer | null> {
    this.drop?.();
    if (!request.query.isExpression)
      return Promise.resolve(findPlain(request.lines, request.query, request.replacement));
    const thread = this.thread ?? this.createThread();
    this.thread = thread;
    return new Promise((resolve) => {
      const finish = (answer: FindAnswer | null, isOver: boolean) => {
        clearTimeout(timer);
        this.drop = null;
        // One that still computes cannot be stopped in another way.
        if (!isOver) {
          thread.terminate();
          this.thread = null;
        }
        resolve(answer);
      };
      const timer = setTimeout(() => finish({ kind: "invalid", sentence: tooLong }, false), limitMs);
      this.drop = () => finish(null, false);
      thread.onmessage = ({ data }: MessageEvent<FindAnswer>) => finish(data, true);
      thread.onerror = () =>
        finish({ kind: "invalid", sentence: "The search could not be started. Reload the page." }, false);
      thread.postMessage(request);
    });
  }
}

function createWorker(): FindThread {
  return new Worker(new URL("./find-worker.ts", import.meta.url), { type: "module" });
}

function findPlain(lines: readonly string[], query: FindQuery, replacement: string | null): FindAnswer {
  try {
    if (replacement !== null)
      return { kind: "found", places: new Int32Array(), changes: replaceMatches(lines, query, replacement) };
    return { kind: "found", places: findMatches(lines, query).places, changes: [] };
  } catch (error) {
    if (error instanceof FindQueryInvalid) return { kind: "invalid", sentence: error.message };
    throw error;
  }
}
