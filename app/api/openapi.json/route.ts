import { buildOpenApi } from "@/server/api/openapi";

export const dynamic = "force-dynamic";

export function GET(): Response {
  return Response.json(buildOpenApi(), { headers: { "Cache-Control": "no-cache" } });
}
