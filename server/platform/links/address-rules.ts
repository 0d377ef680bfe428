import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Public by their range, yet the machine rooms of providers answer there to everybody inside. */
const insideOfProviders = ["168.63.129.16"];

/** What of IPv6 is given out for the internet. */
const globalUnicast = ipaddr.parseCIDR("2000::/3");

/** Why an address is not on the public internet; null where it is. Everything that is not known to be public counts as not
 * so, and so does whatever wraps another address: the wrapped one would be reached.
 * @param address as a resolver or a URL gives it, without brackets */
export function findAddressFault(address: string): string | null {
  // Strictly: what leaves parts out means different things to different readers.
  if (!isIP(address) || !ipaddr.isValid(address)) return "it is no address";
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range !== "unicast") return `it is ${describeRange(range)}`;
  if (parsed.kind() === "ipv4") {
    return insideOfProviders.includes(parsed.toString()) ? "it answers inside of a provider only" : null;
  }
  const six = parsed as ipaddr.IPv6;
  if (!six.match(globalUnicast)) return "it is not given out for the internet";
  // ISATAP: an IPv4 address in the lower half.
  const { parts } = six;
  const wraps = parts[5] === 0x5efe && ((parts[4] ?? 0) & 0xfdff) === 0;
  return wraps ? "it wraps another address" : null;
}

const ranges: Record<string, string> = {
  loopback: "this machine itself",
  unspecified: "this machine itself",
  private: "in a private network",
  uniqueLocal: "in a private network",
  carrierGradeNat: "in a provider's own network",
  linkLocal: "of the local link, where clouds keep their secrets",
  multicast: "for many receivers",
  broadcast: "for many receivers",
  ipv4Mapped: "another address in disguise",
  rfc6145: "another address in disguise",
  rfc6052: "another address in disguise",
  "6to4": "another address in disguise",
  teredo: "another address in disguise",
};

function describeRange(range: string): string {
  return ranges[range] ?? "reserved";
}

/** What a host that an administrator allows by its name may resolve to: a network of one's own, not the local link with
 * its metadata. */
const ownNetworks = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat", "unicast"]);

export function isOwnNetwork(address: string): boolean {
  return isIP(address) > 0 && ipaddr.isValid(address) && ownNetworks.has(ipaddr.parse(address).range());
}

/** @param address valid or not */
export function isInRange(address: string, range: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  if (!isIP(address) || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() !== range[0].kind()) return false;
  return parsed.match(range as never);
}
