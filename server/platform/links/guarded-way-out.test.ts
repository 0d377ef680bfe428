import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
} from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetProcessWide } from "../process-wide";
import { fetchGuarded, readWhole, requireOk } from "./guarded-fetch";
import { type GuardedProxy, openGuardedProxy } from "./guarded-proxy";

/** Nothing here leaves loopback: the server stands for `public.test` and all below it; what else is asked for is refused, or
 * counted by a second server that nobody may reach. */

let site: Server;
let inner: Server;
let echo: TcpServer;
let innerHits = 0;
let seen: { url: string; headers: IncomingMessage["headers"] }[] = [];
const signal = new AbortController().signal;
const portOfServer = (server: Server | TcpServer) => (server.address() as AddressInfo).port;

function answer(incoming: IncomingMessage, response: ServerResponse): void {
  seen.push({ url: incoming.url ?? "", headers: incoming.headers });
  const url = new URL(incoming.url ?? "/", "http://public.test");
  const to = url.searchParams.get("to");
  if (to !== null) return void response.writeHead(302, { location: to }).end();
  if (url.pathname === "/loop") return void response.writeHead(302, { location: "/loop" }).end();
  if (url.pathname === "/missing") return void response.writeHead(404).end();
  if (url.pathname === "/big") {
    response.writeHead(200);
    const chunk = Buffer.alloc(64 * 1024);
    const pump = () => {
      while (!response.destroyed && response.write(chunk)) {}
      if (!response.destroyed) response.once("drain", pump);
    };
    pump();
    return;
  }
  if (url.pathname === "/bomb") {
    response.writeHead(200, { "content-encoding": "gzip" });
    return void response.end(gzipSync(Buffer.alloc(5_000_000)));
  }
  if (url.pathname === "/cut") {
    response.writeHead(200, { "content-length": "1000" });
    response.write("half");
    return void setTimeout(() => response.destroy(), 20);
  }
  if (url.pathname === "/silent") return;
  response.writeHead(200, { "content-type": "text/plain", "x-asked": incoming.headers.host ?? "" });
  response.end("hello");
}

beforeAll(async () => {
  site = createServer(answer);
  inner = createServer((_, response) => {
    innerHits += 1;
    response.end("secret");
  });
  echo = createTcpServer((socket) => {
    innerHits += 1;
    socket.on("error", () => {}).pipe(socket);
  });
  for (const server of [site, inner, echo]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  }
});
afterAll(() => {
  site.closeAllConnections();
  for (const server of [site, inner, echo]) server.close();
});
beforeEach(() => {
  vi.stubEnv("TRAX_TEST_LINK_HOSTS", `public.test=127.0.0.1:${portOfServer(site)}`);
  forgetProcessWide("settings");
  innerHits = 0;
  seen = [];
});
afterEach(() => {
  vi.unstubAllEnvs();
  forgetProcessWide("settings");
});

const get = (link: string, options: Partial<Parameters<typeof fetchGuarded>[1]> = {}) =>
  fetchGuarded(link, { signal, maxBytes: 1_000_000, ...options });

describe("a guarded fetch", () => {
  test("hands over status, headers and body, and calls the server by its name", async () => {
    const response = await get("http://public.test/a?b=c");
    expect(response).toMatchObject({ status: 200, url: "http://public.test/a?b=c" });
    expect(response.headers["x-asked"]).toBe("public.test");
    expect(String(await readWhole(response))).toBe("hello");
  });

  test("follows redirects, and leaves what tells who asks at home", async () => {
    const to = encodeURIComponent("http://other.public.test/end");
    const headers = { cookie: "a=b", authorization: "x", range: "bytes=0-" };
    const response = await get(`http://public.test/?to=${to}`, { headers });
    expect(response.url).toBe("http://other.public.test/end");
    await readWhole(response);
    expect(
      seen.map(({ headers: { cookie, authorization, range } }) => [cookie, authorization, range]),
    ).toEqual([
      ["a=b", "x", "bytes=0-"],
      [undefined, undefined, "bytes=0-"],
    ]);
  });

  test.each([
    () => `http://127.0.0.1:${portOfServer(inner)}/`,
    () => `http://localhost:${portOfServer(inner)}/`,
    () => `http://[::ffff:127.0.0.1]:${portOfServer(inner)}/`,
    () => `//127.1:${portOfServer(inner)}/`,
    () => "http://127.0.0.1:80/",
    () => "http://169.254.169.254/latest/meta-data/",
    () => "http://user:secret@public.test/",
    () => "file:///etc/passwd",
    () => "gopher://127.0.0.1:70/",
  ])("follows no redirect inwards (%#)", async (to) => {
    const link = `http://public.test/?to=${encodeURIComponent(to())}`;
    await expect(get(link)).rejects.toMatchObject({
      code: expect.stringMatching(/^LINK_(FORBIDDEN|INVALID)$/),
    });
    expect(innerHits).toBe(0);
  });

  test("gives up redirects that have no end", async () => {
    await expect(get("http://public.test/loop")).rejects.toMatchObject({ code: "LINK_REDIRECTS" });
    expect(seen.length).toBe(9);
  });

  test("connects to nothing where a name changes its meaning between the check and the connection", async () => {
    const answers = ["127.0.0.1", "127.0.0.1"];
    const lookup = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
    await expect(get(`http://rebinding.example:8080/`, { lookup })).rejects.toMatchObject({
      code: "LINK_FORBIDDEN",
    });
    expect(innerHits).toBe(0);
  });

  test("stops at the bytes that it may take, packed or not, announced or not", async () => {
    for (const link of ["http://public.test/big", "http://public.test/bomb"]) {
      const response = await get(link);
      await expect(readWhole(response)).rejects.toMatchObject({ code: "LINK_TOO_LARGE" });
    }
    await expect(get("http://public.test/cut", { maxBytes: 10 })).rejects.toMatchObject({
      code: "LINK_TOO_LARGE",
    });
  });

  test("says when the connection breaks in the middle", async () => {
    const response = await get("http://public.test/cut");
    await expect(readWhole(response)).rejects.toMatchObject({ code: "LINK_CUT_OFF" });
  });

  test("ends with its signal, before and in the body", async () => {
    const before = new AbortController();
    const asked = get("http://public.test/silent", { signal: before.signal });
    await delay(50);
    before.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
    const during = new AbortController();
    const response = await get("http://public.test/big", { signal: during.signal, maxBytes: 2 ** 40 });
    const read = readWhole({ body: response.body.on("data", () => during.abort(new Error("enough"))) });
    await expect(read).rejects.toThrow("enough");
  });

  test.each([
    [200, null],
    [206, null],
    [404, "LINK_GONE"],
    [403, "LINK_REFUSED_BY_SITE"],
    [429, "VIDEO_RATE_LIMITED"],
    [503, "LINK_SERVER_TROUBLE"],
  ])("takes %d for %s", (status, code) => {
    const judge = () => requireOk({ status, url: "http://public.test/" });
    if (code === null) expect(judge).not.toThrow();
    else expect(judge).toThrow(expect.objectContaining({ code }));
  });
});

describe("a guarded proxy", () => {
  let proxy: GuardedProxy;
  const open = async (maxBytes = 1_000_000) => {
    proxy = await openGuardedProxy({ signal, maxBytes });
    return new URL(proxy.url);
  };
  afterEach(() => proxy.close());

  const credentialOf = (url: URL) =>
    `Basic ${Buffer.from(`${url.username}:${url.password}`).toString("base64")}`;

  /** What a tunnel is answered, and what comes through it. */
  function tunnel(url: URL, authority: string, options: { credential?: string; send?: string } = {}) {
    return new Promise<string>((resolve) => {
      const socket = connect(Number(url.port), "127.0.0.1");
      let text = "";
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        if (text === "" && / 200 /.test(chunk) && options.send) socket.write(options.send);
        text += chunk;
      });
      socket.on("error", () => {}).on("close", () => resolve(text));
      const given = options.credential ?? credentialOf(url);
      const line = given === "" ? "" : `Proxy-Authorization: ${given}\r\n`;
      socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${line}\r\n`);
    });
  }

  function ask(url: URL, link: string, credential = credentialOf(url)) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const asked = request(
        { host: "127.0.0.1", port: url.port, path: link, headers: { "proxy-authorization": credential } },
        (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          const end = () => resolve({ status: response.statusCode ?? 0, text });
          response.on("end", end).on("error", end);
        },
      );
      asked.on("error", reject).end();
    });
  }

  const get1 = "GET / HTTP/1.1\r\nHost: public.test\r\nConnection: close\r\n\r\n";

  test("lets a program through to a public host, by a tunnel and plainly", async () => {
    const url = await open();
    expect(await tunnel(url, "public.test:443", { send: get1 })).toContain("hello");
    expect(await ask(url, "http://public.test/x")).toEqual({ status: 200, text: "hello" });
    expect(seen.at(-1)?.headers).not.toHaveProperty("proxy-authorization");
    expect(seen.at(-1)?.headers.host).toBe("public.test");
    expect(proxy.readBytes()).toBeGreaterThan(10);
    expect(proxy.readRefusal()).toBeNull();
  });

  test("serves nobody without the credential of its run", async () => {
    const url = await open();
    const other = await openGuardedProxy({ signal, maxBytes: 1 });
    const foreign = credentialOf(new URL(other.url));
    await other.close();
    for (const credential of ["", "Basic eA==", foreign]) {
      expect(await tunnel(url, "public.test:443", { credential, send: get1 })).toMatch(/^HTTP\/1.1 407/);
      expect(await ask(url, "http://public.test/x", credential)).toMatchObject({ status: 407 });
    }
    expect(seen).toEqual([]);
  });

  test("refuses a tunnel inwards in every spelling, and connects to nothing", async () => {
    const url = await open();
    const port = portOfServer(echo);
    const authorities = [
      ...[`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`],
      ...[`127.1:${port}`, `2130706433:${port}`, `0x7f.1:${port}`, `0177.0.0.1:${port}`, `0:${port}`],
      ...[
        "127.0.0.1:443",
        "10.0.0.1:443",
        "169.254.169.254:80",
        "[64:ff9b::7f00:1]:443",
        "public.example:22",
      ],
      ...[
        "user@127.0.0.1:443",
        "public.test:443@127.0.0.1:80",
        "public.test/:443",
        "",
        ":443",
        "public.test:x",
      ],
    ];
    for (const authority of authorities) {
      expect(await tunnel(url, authority, { send: "leak" }), authority).toMatch(/^(HTTP\/1.1 (403|400)|$)/);
    }
    expect(innerHits).toBe(0);
    expect(proxy.readRefusal()).toMatchObject({ code: expect.stringMatching(/^LINK_/) });
  });

  test("refuses a plain request inwards, and other schemes", async () => {
    const url = await open();
    const port = portOfServer(inner);
    for (const link of [
      ...[`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://0x7f.1:${port}/`, "/etc/passwd"],
      ...[
        "http://169.254.169.254/latest/",
        "ftp://public.test/",
        "https://public.test/",
        "http://a:b@public.test/",
      ],
    ]) {
      expect(await ask(url, link), link).toMatchObject({ status: 403 });
    }
    expect(innerHits).toBe(0);
  });

  test("cuts everything off when more came than may", async () => {
    const url = await open(300_000);
    await ask(url, "http://public.test/big").catch(() => {});
    expect(proxy.isOverLimit()).toBe(true);
    expect(proxy.readBytes()).toBeLessThan(600_000);
    expect(await tunnel(url, "public.test:443", { send: get1 })).toMatch(/^HTTP\/1.1 429/);
  });

  test("closes with its user, tunnels and all", async () => {
    const controller = new AbortController();
    proxy = await openGuardedProxy({ signal: controller.signal, maxBytes: 2 ** 40 });
    const url = new URL(proxy.url);
    const held = tunnel(url, "public.test:443", { send: get1.replace("/ ", "/silent ") });
    await delay(100);
    controller.abort();
    expect(await held).toMatch(/ 200 /);
    await proxy.close();
    await expect(ask(url, "http://public.test/")).rejects.toThrow(/ECONNREFUSED/);
  });
});
