import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import { getSettings } from "../env";
import { TraxError } from "../errors";
import { findAddressFault, isInRange, isOwnNetwork } from "./address-rules";
import { type AllowedHost, parseAllowedHosts } from "./allowed-hosts";
import { findTestTarget } from "./find-test-target";

/** Guards links against server-side request forgery: whoever pastes one decides where this machine connects to. Every hop
 * is asked anew: the link itself, what its name resolves to, and each redirect. */

export const longestLink = 2_048;
const DNS_MS = 10_000;

/** Where recordings and pages are served. Others (mail, databases, shells) are nobody's recordings. */
const usualPorts = new Set([80, 443, 8000, 8080, 8443]);

/** Names that mean this machine or its network, whoever answers for them. */
const inwardNames = /^(?:localhost|.+\.(?:localhost|local|internal|intranet|lan|home\.arpa))$/;

/** All addresses of a name. Injected by tests. */
export type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>;

export interface LinkTarget {
  /** As the server is to be called: for `Host`, and for the name in its certificate. */
  hostname: string;
  port: number;
  /** Checked, in the order in which they are tried: what is connected to is one of these, and no name. */
  addresses: { address: string; family: 4 | 6 }[];
  /** Where a test sends this name instead. */
  connectPort: number;
}

/** The link as a URL, if it may be fetched as far as its text tells.
 * @throws LINK_INVALID, LINK_FORBIDDEN */
export function parseLink(link: string, allowed: AllowedHost[] = allowedHosts()): URL {
  if (link.length > longestLink) throw invalid(link, "It is too long.");
  const text = link.trim();
  if (/[\s\p{Cc}\\]/u.test(text))
    throw invalid(link, "It holds a space or a character that links cannot have.");
  if (!URL.canParse(text)) throw invalid(link, "It is not a web address.");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw invalid(link, "Only http and https links can be fetched.");
  if (url.username !== "" || url.password !== "")
    throw invalid(link, "It holds a user name or a password, which a link must not.");
  requireHost(hostnameOf(url), portOf(url), allowed);
  return url;
}

/** Resolves a host and checks every address of it: one that is not public spoils all, since nobody can tell which one
 * would be used.
 * @throws LINK_FORBIDDEN, LINK_UNREACHABLE */
export async function resolveHost(
  host: string,
  port: number,
  options: { lookup?: Lookup; allowed?: AllowedHost[]; signal?: AbortSignal } = {},
): Promise<LinkTarget> {
  const { allowed = allowedHosts(), lookup = lookupAll, signal } = options;
  const hostname = host.replace(/^\[|\]$/g, "");
  const test = findTestTarget(hostname);
  if (test)
    return { hostname, port, addresses: [{ address: test.address, family: 4 }], connectPort: test.port };
  requireHost(hostname, port, allowed);
  const family = isIP(hostname);
  const found = family
    ? [{ address: hostname, family }]
    : await withinBound(lookup(hostname), hostname, signal);
  if (found.length === 0)
    throw new TraxError("LINK_UNREACHABLE", { host: hostname, reason: "it has no address" });
  const isNamed = isAllowedHost(hostname, port, allowed);
  for (const { address } of found) {
    if (isNamed && isOwnNetwork(address)) continue;
    if (isInAllowedRange(address, allowed)) continue;
    const fault = findAddressFault(address);
    if (fault) throw new TraxError("LINK_FORBIDDEN", { host: hostname, reason: fault });
  }
  const addresses = found.map(({ address, family: of }) => ({
    address,
    family: of === 6 ? (6 as const) : (4 as const),
  }));
  return { hostname, port, addresses, connectPort: port };
}

export function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

export function allowedHosts(): AllowedHost[] {
  const parsed = parseAllowedHosts(getSettings().TRAX_LINK_ALLOWED_HOSTS);
  return "hosts" in parsed ? parsed.hosts : [];
}

/** What can be said of a host before it is resolved. */
function requireHost(hostname: string, port: number, allowed: AllowedHost[]): void {
  const bare = hostname.toLowerCase();
  if (bare === "" || bare.length > 253) throw invalid(hostname, "Its host is missing or too long.");
  if (isAllowedHost(bare, port, allowed) || findTestTarget(bare)) return;
  const refuse = (reason: string) => new TraxError("LINK_FORBIDDEN", { host: hostname, reason });
  if (!usualPorts.has(port)) throw refuse(`port ${port} is not one that recordings are served on`);
  if (isIP(bare)) {
    const fault = isInAllowedRange(bare, allowed) ? null : findAddressFault(bare);
    if (fault) throw refuse(fault);
    return;
  }
  // Without a dot it is looked for in this machine's own network.
  if (!bare.includes(".") || inwardNames.test(bare))
    throw refuse("it is a name of this machine or its network");
}

function isAllowedHost(hostname: string, port: number, allowed: AllowedHost[]): boolean {
  return allowed.some(
    (entry) =>
      entry.kind === "host" &&
      entry.host.replace(/^\[|\]$/g, "") === hostname.toLowerCase() &&
      (entry.port === null ? usualPorts.has(port) : entry.port === port),
  );
}

function isInAllowedRange(address: string, allowed: AllowedHost[]): boolean {
  return allowed.some((entry) => entry.kind === "range" && isInRange(address, entry.range));
}

async function withinBound(
  found: ReturnType<Lookup>,
  hostname: string,
  signal: AbortSignal | undefined,
): ReturnType<Lookup> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new TraxError("LINK_UNREACHABLE", { host: hostname, reason: "its name was not found in time" }),
        ),
      DNS_MS,
    );
    stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([found, bound]);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ENOTFOUND" && code !== "EAI_AGAIN" && code !== "ENODATA") throw error;
    const reason = code === "EAI_AGAIN" ? "names cannot be looked up just now" : "there is no such name";
    throw new TraxError("LINK_UNREACHABLE", { host: hostname, reason }, { cause: error });
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener("abort", stop);
  }
}

const lookupAll: Lookup = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

function invalid(link: string, reason: string): TraxError {
  return new TraxError("LINK_INVALID", { link: link.slice(0, 200), reason });
}
