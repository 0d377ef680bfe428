/** One value a process, however many copies of a module are loaded: Next bundles its own copy of `server/`, so
 * module scope is not process scope. */
export function processWide<T>(name: string, create: () => T): T {
  const key = Symbol.for(`trax.${name}`);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  holder[key] ??= create();
  return holder[key];
}

/** What is there already, without making it. */
export function findProcessWide<T>(name: string): T | undefined {
  return (globalThis as unknown as Record<symbol, T | undefined>)[Symbol.for(`trax.${name}`)];
}

export function forgetProcessWide(name: string): void {
  delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for(`trax.${name}`)];
}
