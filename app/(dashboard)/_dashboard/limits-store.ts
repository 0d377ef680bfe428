import { type BatchLimits, batchLimits } from "@/server/batches/schema";

const storageKey = "trax.limits";
const none: Partial<BatchLimits> = {};
const listeners = new Set<() => void>();
let remembered: Partial<BatchLimits> | null = null;

function read(): Partial<BatchLimits> {
  try {
    return batchLimits.partial().parse(JSON.parse(localStorage.getItem(storageKey) ?? "{}"));
  } catch {
    return none;
  }
}

/** The limits that were chosen last in this browser: the next submission starts with them. */
export const limitsStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  getSnapshot(): Partial<BatchLimits> {
    remembered ??= read();
    return remembered;
  },
  getServerSnapshot: () => none,
  update(limits: Partial<BatchLimits>) {
    remembered = limits;
    try {
      localStorage.setItem(storageKey, JSON.stringify(limits));
    } catch {
      // Private windows may keep nothing; the choice then holds until the page is left.
    }
    for (const listener of listeners) listener();
  },
};
