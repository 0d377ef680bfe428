import type { IncomingMessage } from "node:http";
import { isLoopbackHost, type Settings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";

/** Refuses what another site could make a browser send: a Host that is not ours (DNS rebinding), and an Origin
 * that is not ours. Before sign-in this is all that stands between a web page and the data, so it comes before
 * every other handler.
 * @throws TraxError REQUEST_FOREIGN */
export function requireOwnOrigin(
  req: Pick<IncomingMessage, "headers" | "method">,
  settings: Pick<Settings, "TRAX_HOST" | "TRAX_ALLOWED_HOSTS">,
): void {
  const host = req.headers.host ?? "";
  if (!isOwnHost(host, settings)) throw new TraxError("REQUEST_FOREIGN", { origin: host || "no host" });

  const site = req.headers["sec-fetch-site"];
  if (site === "cross-site" && !isNavigation(req))
    throw new TraxError("REQUEST_FOREIGN", { origin: "another site" });

  const origin = req.headers.origin;
  if (origin === undefined) return;
  if (parseOriginHost(origin) !== host.toLowerCase()) throw new TraxError("REQUEST_FOREIGN", { origin });
}

/** Following a link to Trax from elsewhere is fine: it only reads, and the page it opens is not readable there. */
function isNavigation(req: Pick<IncomingMessage, "headers" | "method">): boolean {
  return req.method === "GET" && req.headers["sec-fetch-mode"] === "navigate";
}

function isOwnHost(host: string, settings: Pick<Settings, "TRAX_HOST" | "TRAX_ALLOWED_HOSTS">): boolean {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  const allowed = settings.TRAX_ALLOWED_HOSTS.split(",").map((entry) => entry.trim().toLowerCase());
  if (allowed.filter(Boolean).includes(name)) return true;
  if (isLoopbackHost(name)) return true;
  return (
    !isLoopbackHost(settings.TRAX_HOST) &&
    (name === settings.TRAX_HOST.toLowerCase() || isWildcard(settings.TRAX_HOST))
  );
}

/** Listening on every address (allowed only with TRAX_ALLOW_INSECURE), Trax cannot know its own names. */
function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function parseOriginHost(origin: string): string | null {
  try {
    return new URL(origin).host.toLowerCase();
  } catch {
    return null;
  }
}
