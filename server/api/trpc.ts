import { randomUUID } from "node:crypto";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import type { ErrorCode } from "@/server/platform/error-sentences";
import { httpStatusOf, isTraxError, serializeSentence } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { isStatementCut } from "@/server/platform/report-runaways";
import { isDatabaseAway } from "@/server/platform/with-database-patience";
import type { Context } from "./context";

type TrpcCode =
  | "BAD_REQUEST"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PAYLOAD_TOO_LARGE"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

const trpcCodes: Record<number, TrpcCode> = {
  400: "BAD_REQUEST",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  503: "SERVICE_UNAVAILABLE",
  507: "SERVICE_UNAVAILABLE",
};

export interface ProcedureMeta {
  /** One sentence for whoever calls it from a script. */
  summary: string;
}

/** Errors are mapped here, once: a TraxError keeps its sentence, a parse error says which field, anything else
 * becomes a sentence with a reference into the log and shows nothing of the inside. */
const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter({ shape, error }) {
      const { code, message } = explain(error.cause ?? error);
      return {
        message,
        code: shape.code,
        data: {
          code: shape.data.code,
          httpStatus: shape.data.httpStatus,
          path: shape.data.path,
          traxCode: code,
        },
      };
    },
  });

function explain(cause: unknown): { code: ErrorCode; message: string } {
  if (isTraxError(cause)) return { code: cause.code, message: cause.message };
  if (cause instanceof ZodError) {
    const issue = cause.issues[0];
    const reason = issue ? `${issue.path.join(".") || "input"}: ${issue.message}` : "the input is wrong.";
    return { code: "REQUEST_INVALID", message: serializeSentence("REQUEST_INVALID", { reason }) };
  }
  if (
    cause instanceof Error &&
    cause.name === "TRPCError" &&
    "code" in cause &&
    cause.code !== "INTERNAL_SERVER_ERROR"
  ) {
    return { code: "REQUEST_INVALID", message: cause.message };
  }
  if (isStatementCut(cause))
    return { code: "DATABASE_QUERY_CUT", message: serializeSentence("DATABASE_QUERY_CUT") };
  if (isDatabaseAway(cause)) {
    const message = serializeSentence("DATABASE_AWAY");
    return { code: "DATABASE_AWAY", message };
  }
  const reference = randomUUID().slice(0, 8);
  getLogger().error(
    { reference, err: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) },
    "request failed",
  );
  return { code: "INTERNAL", message: serializeSentence("INTERNAL", { reference }) };
}

function findCutCode(cause: unknown): ErrorCode | undefined {
  return isStatementCut(cause) ? "DATABASE_QUERY_CUT" : undefined;
}

/** One wide line a call, and the HTTP status of a TraxError. */
const logged = t.middleware(async ({ path, type, next }) => {
  const start = performance.now();
  const result = await next();
  const durationMs = Math.round(performance.now() - start);
  const cause = result.ok ? undefined : result.error.cause;
  const traxCode = isTraxError(cause) ? cause.code : findCutCode(cause);
  if (!result.ok && traxCode) {
    Object.assign(result.error, { code: trpcCodes[httpStatusOf(traxCode)] ?? "INTERNAL_SERVER_ERROR" });
  }
  if (type !== "subscription")
    getLogger().info({ path, type, durationMs, ok: result.ok, code: traxCode }, "call");
  return result;
});

export const router = t.router;
/** Every procedure knows whose data it works on. */
export const ownerProcedure = t.procedure.use(logged);
