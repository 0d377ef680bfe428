/** Whether one more run may begin in this worker, or waits because memory is short. One is always admitted: with
 * nothing else running, waiting would free nothing. */
export function decideAdmission(now: {
  /** Memory of the worker and all its children. */
  treeMb: number;
  /** Of the batch that asks, or of the worker where that is lower. */
  limitMb: number;
  /** Runs that have been admitted and are not over. */
  running: number;
}): "admit" | "wait" {
  return now.running === 0 || now.treeMb <= now.limitMb ? "admit" : "wait";
}
