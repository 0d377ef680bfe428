import type { z } from "zod";

/** Choices that were made last in this browser, as far as they can still be understood: the next submission starts
 * with them. For `useSyncExternalStore`. */
export function createRememberedStore<Value extends object>(
  storageKey: string,
  schema: z.ZodType<Partial<Value>>,
) {
  const none: Partial<Value> = {};
  const listeners = new Set<() => void>();
  let remembered: Partial<Value> | null = null;

  function read(): Partial<Value> {
    try {
      return schema.parse(JSON.parse(localStorage.getItem(storageKey) ?? "{}"));
    } catch {
      return none;
    }
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot(): Partial<Value> {
      remembered ??= read();
      return remembered;
    },
    getServerSnapshot: () => none,
    update(value: Partial<Value>) {
      remembered = value;
      try {
        localStorage.setItem(storageKey, JSON.stringify(value));
      } catch {
        // Private windows may keep nothing; the choice then holds until the page is left.
      }
      for (const listener of listeners) listener();
    },
  };
}
