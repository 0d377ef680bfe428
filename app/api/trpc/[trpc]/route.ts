import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "@/server/api/context";
import { appRouter } from "@/server/api/root";

export const dynamic = "force-dynamic";

/** A form of another site can send text/plain or a form encoding without asking first; it cannot send JSON. */
function isJson(request: Request): boolean {
  const type = request.headers.get("content-type") ?? "";
  return type.split(";")[0]?.trim().toLowerCase() === "application/json";
}

function handle(request: Request): Promise<Response> | Response {
  if (request.method !== "GET" && !isJson(request)) {
    return Response.json({ error: "This address takes application/json only." }, { status: 415 });
  }
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => createContext({ signal: request.signal }),
  });
}

export { handle as GET, handle as POST };
