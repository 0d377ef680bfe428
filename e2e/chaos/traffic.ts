import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** One submission: the items it brings, and how to hand it in and to ask whether it arrived. */
export interface Submission {
  itemIds: string[];
  submit(): Promise<void>;
  isAccepted(): Promise<boolean>;
}

export interface Traffic {
  accepted(): string[];
  /** No more from now on; waits for the one under way. */
  stop(): Promise<void>;
}

/** A steady stream. An item is accepted when its submission was committed; where the answer was lost the database is
 * asked. What is accepted is written to a file at once.
 * @param everyMs between two submissions */
export function startTraffic(file: string, everyMs: number, create: (turn: number) => Submission): Traffic {
  const accepted: string[] = [];
  let stopping = false;

  async function handIn(submission: Submission): Promise<void> {
    for (;;) {
      try {
        if (!(await submission.isAccepted())) await submission.submit();
        accepted.push(...submission.itemIds);
        appendFileSync(file, submission.itemIds.map((id) => `${id}\n`).join(""));
        return;
      } catch {
        // The database is away, or its answer was: asked again, it says which.
        await delay(200);
      }
    }
  }

  const ended = (async () => {
    for (let turn = 0; !stopping; turn += 1) {
      await handIn(create(turn));
      await delay(everyMs);
    }
  })();
  return {
    accepted: () => accepted,
    stop: async () => {
      stopping = true;
      await ended;
    },
  };
}
