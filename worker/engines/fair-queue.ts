/** Jobs in groups that take turns: a group with one job does not wait for all of a group with hundreds. */
export interface FairQueue<T> {
  add(group: string, job: T): void;
  /** The oldest job of the group whose turn it is, undefined when nothing waits. A group whose oldest job is not
   * accepted now keeps its turn. */
  take(accepts?: (job: T) => boolean): T | undefined;
  /** The one that `take` would give, which stays. */
  peek(accepts: (job: T) => boolean): T | undefined;
  /** False when it was not waiting. */
  remove(job: T): boolean;
  size(): number;
}

export function createFairQueue<T>(): FairQueue<T> {
  // The order of a Map is the order of turns: who was served goes to the end.
  const groups = new Map<string, T[]>();

  function put(group: string, jobs: T[]): void {
    groups.delete(group);
    if (jobs.length > 0) groups.set(group, jobs);
  }

  return {
    add(group, job) {
      const jobs = groups.get(group);
      if (jobs) jobs.push(job);
      else groups.set(group, [job]);
    },
    take(accepts = () => true) {
      for (const [group, [job, ...rest]] of groups) {
        if (job === undefined || !accepts(job)) continue;
        put(group, rest);
        return job;
      }
      return undefined;
    },
    peek(accepts) {
      for (const [job] of groups.values()) if (job !== undefined && accepts(job)) return job;
      return undefined;
    },
    remove(job) {
      for (const [group, jobs] of groups) {
        const at = jobs.indexOf(job);
        if (at < 0) continue;
        jobs.splice(at, 1);
        if (jobs.length === 0) groups.delete(group);
        return true;
      }
      return false;
    },
    size: () => [...groups.values()].reduce((sum, jobs) => sum + jobs.length, 0),
  };
}
