import type pg from "pg";
import { getLogger } from "./logger";

const SHAPE_LONGEST = 500;

/** Tells the log of every statement of a connection that its timeout cut: which one (without its values, those may be
 * private) and after how long. */
export function reportRunaways(client: pg.ClientBase, timeoutMs: number): void {
  type Ask = (...args: unknown[]) => unknown;
  const ask = client.query.bind(client) as Ask;
  const query: Ask = (...args) => {
    const tell = (error: unknown) => {
      if (isStatementCut(error))
        getLogger().error(
          { statement: serializeShape(args[0]), timeoutMs },
          "a statement ran too long and was cut",
        );
    };
    const last = args.at(-1);
    if (typeof last === "function") {
      return ask(...args.slice(0, -1), (error: unknown, result: unknown) => {
        tell(error);
        last(error, result);
      });
    }
    const answer = ask(...args);
    if (answer instanceof Promise) answer.catch(tell);
    return answer;
  };
  client.query = query as typeof client.query;
}

/** Whether the server ended a statement because of its own time, also under Prisma's wrapping. */
export function isStatementCut(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    if (/canceling statement due to statement timeout/i.test(each.message)) return true;
    const { meta } = each as { meta?: unknown };
    if (meta !== undefined && /canceling statement due to statement timeout/i.test(JSON.stringify(meta)))
      return true;
  }
  return false;
}

function serializeShape(statement: unknown): string {
  const text = typeof statement === "string" ? statement : (statement as { text?: unknown } | null)?.text;
  // What stands in quotes is a value.
  return String(text ?? "unknown")
    .replace(/'(?:[^']|'')*'/g, "'…'")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, SHAPE_LONGEST);
}
