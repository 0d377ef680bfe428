import ipaddr from "ipaddr.js";

/** An entry of TRAX_LINK_ALLOWED_HOSTS: a host or a range of addresses that links may lead to although it is not on the
 * public internet. */
export type AllowedHost =
  | { kind: "host"; host: string; port: number | null }
  | { kind: "range"; range: [ipaddr.IPv4 | ipaddr.IPv6, number] };

const longestList = 10_000;

/** Entries between commas or spaces: `nas.example`, `192.168.1.5:8096`, `[fd00::5]:8096`, `10.0.0.0/8`.
 * @returns the entries, or the one that cannot be read */
export function parseAllowedHosts(text: string): { hosts: AllowedHost[] } | { wrong: string } {
  if (text.length > longestList) return { wrong: `${text.slice(0, 40)}…` };
  const hosts: AllowedHost[] = [];
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const parsed = parseEntry(entry);
    if (!parsed) return { wrong: entry };
    hosts.push(parsed);
  }
  return { hosts };
}

function parseEntry(entry: string): AllowedHost | null {
  if (entry.includes("/")) {
    return ipaddr.isValidCIDR(entry) ? { kind: "range", range: ipaddr.parseCIDR(entry) } : null;
  }
  const bare = ipaddr.IPv6.isValid(entry) ? `[${entry}]` : entry;
  // As a link would be read, so that both are spelled the same.
  if (/[@?#\\]/.test(bare) || !URL.canParse(`http://${bare}/`)) return null;
  const { hostname } = new URL(`http://${bare}/`);
  const port = /:(\d{1,5})$/.exec(bare)?.[1];
  return { kind: "host", host: hostname.replace(/\.$/, ""), port: port === undefined ? null : Number(port) };
}
