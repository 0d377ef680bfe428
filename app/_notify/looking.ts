const prefix = "trax-looking:";

/** While a tab is visible it holds a lock that says at which page. A lock ends with its tab, however that ends. */
export function holdLooking(path: string): () => void {
  let release = () => {};
  let left = false;
  void navigator.locks?.request(`${prefix}${path}`, { mode: "shared" }, () =>
    left
      ? undefined
      : new Promise<void>((resolve) => {
          release = resolve;
        }),
  );
  return () => {
    left = true;
    release();
  };
}

/** Whether somebody sees the batch in some tab of this browser: on its own page, or on the dashboard. */
export async function isLookedAt(batchId: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === `${prefix}/` || name === `${prefix}/batches/${batchId}`);
}
