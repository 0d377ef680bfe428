import { runWork } from "../run-work";
import type { Step } from "../step";
import { itemWork } from "../work-kind";
import type { TaskOptions } from "./task";

/** Runs at most so many at once in this process. What finds no room goes back to where it waited, so that it keeps no slot
 * from others; the end of a run, or the sweeper, hands it over again. */
export function createBoundedWork(
  most: number,
): (options: TaskOptions, itemId: string, step: Step) => Promise<void> {
  let running = 0;
  return async (options, itemId, step) => {
    if (running >= most) return itemWork.putBack(options.prisma, itemId);
    running += 1;
    try {
      await runWork(options, itemWork, itemId, step);
    } finally {
      running -= 1;
    }
  };
}
