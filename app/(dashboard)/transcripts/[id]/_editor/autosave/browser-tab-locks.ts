import type { TabLocks } from "./journal";

const toName = (tabId: string) => `trax.tab.${tabId}`;

/** By Web Locks: the browser lets go of a lock when its tab ends, however that happens. Where there are none (a page
 * that came without encryption), every other tab counts as gone: a command that is sent twice is carried out once. */
export const browserTabLocks: TabLocks = {
  hold(tabId) {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    void findLocks()?.request(toName(tabId), () => held);
    return { release: () => release() };
  },
  whenGone(tabId, task) {
    const locks = findLocks();
    if (locks) void locks.request(toName(tabId), task);
    else void task();
  },
};

function findLocks(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}
