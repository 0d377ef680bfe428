import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isTraxError } from "../errors";
import { forgetProcessWide } from "../process-wide";
import { findAddressFault } from "./address-rules";
import { type AllowedHost, parseAllowedHosts } from "./allowed-hosts";
import { hostnameOf, type Lookup, parseLink, portOf, resolveHost } from "./guard";

afterEach(() => {
  vi.unstubAllEnvs();
  forgetProcessWide("settings");
});
beforeEach(() => {
  vi.stubEnv("TRAX_LINK_ALLOWED_HOSTS", "");
  forgetProcessWide("settings");
});

/** What names of the table mean; every other is public. */
const names: Record<string, string[]> = {
  "inside.example": ["10.1.2.3"],
  "loop.example": ["127.0.0.1"],
  "loop6.example": ["::1"],
  "half.example": ["93.184.216.34", "192.168.1.1"],
  "metadata.example": ["169.254.169.254"],
  "mapped.example": ["::ffff:10.0.0.1"],
  "nat64.example": ["64:ff9b::a00:1"],
  "local6.example": ["fe80::1%eth0"],
  "ula.example": ["fd00:ec2::254"],
  "nothing.example": [],
  "strange.example": ["not an address"],
};

const lookup: Lookup = async (hostname) => {
  const found = names[hostname] ?? ["93.184.216.34"];
  return found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

/** The code that a link ends in, null where it may be fetched. */
async function codeOf(link: string, allowed: AllowedHost[] = []): Promise<string | null> {
  try {
    const url = parseLink(link, allowed);
    await resolveHost(hostnameOf(url), portOf(url), { lookup, allowed });
    return null;
  } catch (error) {
    return isTraxError(error) ? error.code : String(error);
  }
}

const allowedOf = (text: string): AllowedHost[] => {
  const parsed = parseAllowedHosts(text);
  if (!("hosts" in parsed)) throw new Error(parsed.wrong);
  return parsed.hosts;
};

const hostile = [
  // This machine, in every spelling that a URL or a system's resolver takes.
  "http://127.0.0.1/",
  "http://127.0.0.1:8080/",
  "http://127.1/",
  "http://127.0.1/",
  "http://127.255.255.254/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0x7f.1/",
  "http://0x7f.0x0.0x0.0x1/",
  "http://0177.0.0.1/",
  "http://017700000001/",
  "http://127.0.0.1./",
  "http://①②⑦.⓪.⓪.①/",
  "http://127。0。0。1/",
  "http://%31%32%37.0.0.1/",
  "http://0/",
  "http://0.0.0.0/",
  "http://localhost/",
  "http://LOCALHOST/",
  "http://localhost./",
  "http://a.localhost/",
  "http://ｌｏｃａｌｈｏｓｔ/",
  "http://[::1]/",
  "http://[::]/",
  "http://[0:0:0:0:0:0:0:1]/",
  "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
  // An address in another.
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[::ffff:93.184.216.34]/",
  "http://[::127.0.0.1]/",
  "http://[::ffff:0:127.0.0.1]/",
  "http://[64:ff9b::127.0.0.1]/",
  "http://[64:ff9b::a9fe:a9fe]/",
  "http://[64:ff9b:1::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[2001:0:7f00:1::]/",
  "http://[2a00:1450::5efe:7f00:1]/",
  "http://[2a00:1450::200:5efe:a00:1]/",
  // Private, local, shared, and what clouds answer at.
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.0.1/",
  "http://169.254.1.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://0251.0376.0251.0376/",
  "http://[fd00:ec2::254]/",
  "http://[fe80::1]/",
  "http://[fe80::a9fe:a9fe]/",
  "http://[fec0::1]/",
  "http://[fc00::1]/",
  "http://100.64.0.1/",
  "http://100.100.100.200/",
  "http://168.63.129.16/",
  "http://192.0.0.192/",
  "http://198.18.0.1/",
  "http://192.0.2.1/",
  "http://203.0.113.9/",
  "http://224.0.0.1/",
  "http://239.255.255.250/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[ff02::1]/",
  "http://[100::1]/",
  "http://[2001:db8::1]/",
  "http://metadata.google.internal/",
  "http://printer.local/",
  "http://router.lan/",
  "http://router.home.arpa/",
  "http://intranet/",
  "http://metadata/",
  // Names that resolve to such.
  "http://inside.example/",
  "http://INSIDE.example/",
  "http://inside.example./",
  "https://loop.example/",
  "http://loop6.example/",
  "http://half.example/",
  "http://metadata.example/",
  "http://mapped.example/",
  "http://nat64.example/",
  "http://local6.example/",
  "http://ula.example/",
  "http://strange.example/",
  // Ports of what is no recording.
  "http://public.example:22/",
  "http://public.example:25/",
  "http://public.example:5432/",
  "http://public.example:6379/",
  "http://public.example:11211/",
];

const broken = [
  "file:///etc/passwd",
  "ftp://public.example/a.mp3",
  "gopher://public.example:70/_x",
  "data:audio/mpeg;base64,AAAA",
  "javascript:alert(1)",
  "blob:https://public.example/x",
  "http://user:secret@public.example/",
  "http://public.example@127.0.0.1/",
  "http://127.0.0.1#@public.example/",
  "http://public.example\\@127.0.0.1/",
  "http://public.example /",
  "http://pub\u0000lic.example/",
  "http://public.example/\r\nHost: 127.0.0.1",
  "http://",
  "http:///",
  "http://.",
  "http://[::1",
  "http://1.2.3.4.5.6/",
  "http://256.256.256.256/",
  "//public.example/",
  "public.example/a.mp3",
  "",
  `http://public.example/${"a".repeat(3_000)}`,
];

describe("the link guard", () => {
  test.each(hostile)("refuses %s", async (link) => {
    expect(await codeOf(link)).toBe("LINK_FORBIDDEN");
  });

  test.each(broken)("takes %j for no link", async (link) => {
    expect(["LINK_INVALID", "LINK_FORBIDDEN"]).toContain(await codeOf(link));
  });

  test.each([
    "https://public.example/a.mp3",
    "http://public.example:8080/live?a=b#c",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    "https://bücher.example/ä.mp3",
    "  https://public.example/  ",
  ])("lets %s through", async (link) => {
    expect(await codeOf(link)).toBeNull();
  });

  test("says of a name without an address that it cannot be reached", async () => {
    expect(await codeOf("http://nothing.example/")).toBe("LINK_UNREACHABLE");
  });

  test("asks a name once, and what is connected to is what was checked", async () => {
    const answers = ["93.184.216.34", "127.0.0.1"];
    const changing = vi.fn(async () => [{ address: answers.shift() ?? "", family: 4 }]);
    const target = await resolveHost("rebinding.example", 443, { lookup: changing, allowed: [] });
    expect(changing).toHaveBeenCalledTimes(1);
    expect(target.addresses).toEqual([{ address: "93.184.216.34", family: 4 }]);
    await expect(
      resolveHost("rebinding.example", 443, { lookup: changing, allowed: [] }),
    ).rejects.toMatchObject({ code: "LINK_FORBIDDEN" });
  });

  test("gives a lookup up with its signal", async () => {
    const controller = new AbortController();
    const asked = resolveHost("slow.example", 443, {
      lookup: () => new Promise(() => {}),
      allowed: [],
      signal: controller.signal,
    });
    controller.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });

  test.each([
    ["nas.lan", "http://nas.lan/a.mp3", true],
    ["nas.lan", "http://nas.lan:9000/a.mp3", false],
    ["inside.example:9000", "http://inside.example:9000/a.mp3", true],
    ["inside.example:9000", "http://inside.example/a.mp3", false],
    ["inside.example", "http://inside.example/a.mp3", true],
    ["inside.example", "http://loop.example/a.mp3", false],
    ["metadata.example", "http://metadata.example/", false],
    ["10.0.0.0/8", "http://inside.example/a.mp3", true],
    ["10.0.0.0/8", "http://10.9.8.7/a.mp3", true],
    ["10.0.0.0/8", "http://10.9.8.7:22/a.mp3", false],
    ["10.0.0.0/8", "http://192.168.1.1/", false],
    ["10.0.0.0/8", "http://[::ffff:10.0.0.1]/", false],
    ["127.0.0.1:8000", "http://127.0.0.1:8000/", true],
    ["127.0.0.1:8000", "http://127.1:8000/", true],
    ["127.0.0.1:8000", "http://127.0.0.2:8000/", false],
    ["[fd00::5]:8096, fd01::1", "http://[fd00::5]:8096/a.mp3", true],
    ["[fd00::5]:8096, fd01::1", "http://[fd01::1]/a.mp3", true],
    ["fd00::/8", "http://ula.example/", true],
  ])("with %s allowed, takes %s: %s", async (allowed, link, isTaken) => {
    expect(await codeOf(link, allowedOf(allowed))).toBe(isTaken ? null : "LINK_FORBIDDEN");
  });

  test.each(["10.0.0.0/99", "a b@c", "http://x/", "[::1", "fd00::/200"])(
    "cannot read %j as allowed hosts",
    (text) => {
      expect(parseAllowedHosts(text)).toHaveProperty("wrong");
    },
  );

  test("takes nothing for public that it cannot read", () => {
    for (const text of ["", "1.2.3", "::g", "1.2.3.4/8", "fe80::1%lo", "0x7f.1", "1234"]) {
      expect(findAddressFault(text), text).not.toBeNull();
    }
  });
});
