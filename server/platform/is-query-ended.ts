/** Whether PostgreSQL ended a statement because it took longer than it may (SQLSTATE 57014), and not because somebody
 * cancelled it. */
export function isQueryEnded(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    const { meta } = each as { meta?: unknown };
    if (ended.test(each.message) || (meta !== undefined && ended.test(JSON.stringify(meta)))) return true;
  }
  return false;
}

const ended = /canceling statement due to statement timeout/;
