import { spawn } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { speechModels } from "@/core/speech/speech-models";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { type ModelServer, type ServedFile, startModelServer } from "@/server/testing/model-server";
import { listTinyWhisperFiles } from "./fixtures/serve-tiny-whisper";
import { createModelStore, type EnsureOptions, type ModelStore } from "./model-store";

const model = speechModels["whisper-tiny"];
const { encoder = "", decoder = "", tokens } = model.files;

let files: ServedFile[];
let server: ModelServer;
let folder: string;
let store: ModelStore;
beforeAll(async () => {
  files = listTinyWhisperFiles();
  server = await startModelServer(files);
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-models-"));
  store = createModelStore(folder, server.url);
  server.requests.length = 0;
});
afterEach(async () => {
  server.misbehave(null);
  server.throttle(0);
  server.replace(files);
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => path.join(folder, model.id, name);
const total = () => files.reduce((sum, { bytes }) => sum + bytes.length, 0);
const bytesOf = (name: string) => files.find((file) => file.name === name)?.bytes as Buffer;
const fetch = (options: Partial<EnsureOptions> = {}) =>
  store.ensure(model, { signal: new AbortController().signal, ...options });
const requestsFor = (name: string) => server.requests.filter((each) => each.path.endsWith(name));

describe("a model", { timeout: 30_000 }, () => {
  it("is fetched, proved and recorded, and then there without a question to anybody", async () => {
    const told: number[] = [];
    await fetch({
      onProgress: (bytes, of) => {
        expect(of).toBe(total());
        told.push(bytes);
      },
    });
    expect(told.at(-1)).toBe(total());
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(await readFile(at(decoder))).toEqual(bytesOf(decoder));
    expect((await readdir(path.join(folder, model.id))).sort()).toEqual(
      [encoder, decoder, tokens, "trax-model.json"].sort(),
    );
    expect(await store.inspect(model)).toEqual({ state: "ready", sizeBytes: total() });
    server.requests.length = 0;
    await fetch();
    expect(server.requests).toEqual([]);
    await store.remove(model);
    expect(await store.inspect(model)).toEqual({ state: "absent" });
  });

  it("is gone on with where the line broke", async () => {
    let cuts = 2;
    server.misbehave((req, res) => {
      if (!req.url?.endsWith(decoder) || cuts === 0) return false;
      cuts -= 1;
      const start = Number(/(\d+)-/.exec(req.headers.range ?? "")?.[1] ?? 0);
      const { length } = bytesOf(decoder);
      res.writeHead(start > 0 ? 206 : 200, {
        etag: '"v1"',
        "content-length": length - start,
        ...(start > 0 ? { "content-range": `bytes ${start}-${length - 1}/${length}` } : {}),
      });
      res.write(bytesOf(decoder).subarray(start, start + 20_000));
      setTimeout(() => res.destroy(), 300);
      return true;
    });
    await fetch();
    const asked = requestsFor(decoder);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatchObject({ range: undefined, ifRange: undefined });
    expect(asked[2]).toMatchObject({ range: expect.stringMatching(/^bytes=[1-9]\d*-$/), ifRange: '"v1"' });
    expect(await readFile(at(decoder))).toEqual(bytesOf(decoder));
    expect(await store.inspect(model)).toMatchObject({ state: "ready" });
  });

  it("is gone on with after kill -9, by whoever comes next", async () => {
    server.throttle(200_000);
    const script = fileURLToPath(new URL("./fixtures/fetch-until-killed.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", script, folder, server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => child.once("close", resolve));
    for await (const said of child.stdout) {
      const bytes = Number(String(said).trim().split("\n").at(-1));
      if (bytes > 100_000) child.kill("SIGKILL");
    }
    await ended;
    const part = (await stat(at(`${decoder}.part`))).size;
    expect(part).toBeGreaterThan(20_000);
    expect(await store.inspect(model)).toEqual({ state: "absent" });
    server.throttle(0);
    server.requests.length = 0;
    await fetch();
    expect(requestsFor(encoder)).toEqual([]);
    expect(requestsFor(decoder).map(({ range }) => range)).toEqual([`bytes=${part}-`]);
    expect(await readFile(at(decoder))).toEqual(bytesOf(decoder));
  });

  it("is fetched once for all that want it at the same time", async () => {
    server.throttle(2_000_000);
    const other = createModelStore(folder, server.url);
    const ends = [fetch(), fetch(), other.ensure(model, { signal: new AbortController().signal })];
    await Promise.all(ends);
    expect(server.requests).toHaveLength(4);
  });

  it("is left where it is by who is cancelled, and fetched on by who waits", async () => {
    server.throttle(150_000);
    const controller = new AbortController();
    const first = fetch({
      signal: controller.signal,
      onProgress: (bytes) => bytes > 50_000 && controller.abort(),
    });
    const second = fetch();
    await expect(first).rejects.toMatchObject({ name: "AbortError" });
    server.throttle(0);
    await second;
    expect(requestsFor(decoder).at(-1)?.range).toMatch(/^bytes=[1-9]\d+-$/);
  });

  it("is fetched no more by anybody once somebody cancels, until it is asked for again", async () => {
    server.throttle(150_000);
    const ends = [
      fetch(),
      createModelStore(folder, server.url).ensure(model, { signal: new AbortController().signal }),
    ];
    setTimeout(() => void store.cancel(model), 500);
    for (const end of await Promise.allSettled(ends)) {
      expect(end).toMatchObject({ status: "rejected", reason: { code: "MODEL_FETCH_CANCELLED" } });
    }
    expect(await store.measure(model)).toBeGreaterThan(10_000);
    server.throttle(0);
    await fetch();
    expect(await store.inspect(model)).toMatchObject({ state: "ready" });
  });

  it("that is another version by now is not put behind the old one's bytes", async () => {
    server.throttle(300_000);
    const controller = new AbortController();
    const cut = fetch({
      signal: controller.signal,
      onProgress: (bytes) => bytes > 100_000 && controller.abort(),
    });
    await expect(cut).rejects.toMatchObject({ name: "AbortError" });
    server.throttle(0);
    const changed = files.map((file) =>
      file.name === decoder ? { ...file, bytes: Buffer.concat([file.bytes, Buffer.from("new")]) } : file,
    );
    server.replace(changed);
    await fetch();
    expect(await readFile(at(decoder))).toEqual(changed.find(({ name }) => name === decoder)?.bytes);
  });

  it("is not begun where the disk has no room for it", async () => {
    vi.stubEnv("TRAX_MIN_FREE_BYTES", String(2 ** 52));
    forgetProcessWide("settings");
    try {
      await expect(fetch()).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(await store.measure(model)).toBe(0);
    } finally {
      vi.unstubAllEnvs();
      forgetProcessWide("settings");
    }
  });

  it("whose files changed on the disk is told, and fetched again only when that is asked", async () => {
    await fetch();
    // Touched alone, it is proved again and stays.
    await utimes(at(decoder), new Date(), new Date());
    expect(await store.inspect(model)).toMatchObject({ state: "ready" });
    const bytes = await readFile(at(decoder));
    bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
    await writeFile(at(decoder), bytes);
    await expect(fetch()).rejects.toMatchObject({
      code: "MODEL_DAMAGED",
      details: { file: decoder, reason: "its checksum is another" },
    });
    await appendFile(at(decoder), "x");
    expect(await store.inspect(model)).toMatchObject({ state: "damaged" });
    server.requests.length = 0;
    await fetch({ repairs: true });
    expect(requestsFor(encoder)).toEqual([]);
    expect(await readFile(at(decoder))).toEqual(bytesOf(decoder));
    await rm(at(tokens));
    expect(await store.inspect(model)).toEqual({ state: "damaged", file: tokens, reason: "it is gone" });
  });
});

type Misbehaviour = (req: IncomingMessage, res: ServerResponse) => boolean;
const forFiles =
  (answer: (req: IncomingMessage, res: ServerResponse) => void): Misbehaviour =>
  (req, res) => {
    if (!req.url?.includes("/resolve/")) return false;
    answer(req, res);
    return true;
  };
const forList =
  (status: number, body: string): Misbehaviour =>
  (req, res) => {
    if (!req.url?.startsWith("/api/")) return false;
    res.writeHead(status).end(body);
    return true;
  };
const redirect = (location: string) => forFiles((_, res) => void res.writeHead(302, { location }).end());
const entry = (path: string, size: number) =>
  JSON.stringify([{ type: "file", path, size, oid: "a".repeat(40), lfs: { oid: "b".repeat(64), size } }]);

describe("an answer that is no model", () => {
  it.each<[string, Misbehaviour, string, RegExp]>([
    ["no list", forList(200, "<!doctype html>"), "MODEL_ANSWER_WRONG", /it is no list/],
    ["half a list", forList(200, '[{"type":"fi'), "MODEL_ANSWER_WRONG", /it is no list/],
    [
      "a list without the files",
      forList(200, "[]"),
      "MODEL_ANSWER_WRONG",
      /encoder\.int8\.onnx is not in it/,
    ],
    [
      "paths out of the folder",
      forList(200, entry(`../../${encoder}`, 5)),
      "MODEL_ANSWER_WRONG",
      /is not in it/,
    ],
    ["an absurd size", forList(200, entry(encoder, 1e15)), "MODEL_ANSWER_WRONG", /is wrong in it/],
    ["a list without end", forList(200, `[${" ".repeat(5_000_000)}]`), "MODEL_ANSWER_WRONG", /far too long/],
    ["nothing there", forList(404, ""), "MODEL_NOT_OFFERED", /status 404/],
    ["no permission", forFiles((_, res) => void res.writeHead(403).end()), "MODEL_NOT_OFFERED", /status 403/],
    ["too many requests", forList(429, ""), "MODEL_SERVER_TROUBLE", /status 429/],
    [
      "a server in trouble",
      forFiles((_, res) => void res.writeHead(502).end()),
      "MODEL_SERVER_TROUBLE",
      /502/,
    ],
    [
      "a web page",
      forFiles((_, res) => void res.writeHead(200, { "content-type": "text/html" }).end("<p>Sign in</p>")),
      "MODEL_ANSWER_WRONG",
      /a web page/,
    ],
    [
      "another size",
      forFiles((_, res) => void res.writeHead(200, { "content-length": 3 }).end("abc")),
      "MODEL_ANSWER_WRONG",
      /3 bytes instead of/,
    ],
    [
      "a body without end",
      forFiles((_, res) => {
        const pour = () => {
          while (!res.destroyed && res.write(Buffer.alloc(65_536, 1)));
        };
        res.on("drain", pour);
        pour();
      }),
      "MODEL_ANSWER_WRONG",
      /does not end/,
    ],
    [
      "other bytes",
      forFiles((req, res) => {
        const file = files.find(({ name }) => req.url?.endsWith(name));
        res.end(Buffer.alloc(file?.bytes.length ?? 0, 7));
      }),
      "MODEL_ANSWER_WRONG",
      /its checksum is another/,
    ],
    [
      "a way to another plain host",
      redirect("http://192.0.2.1/x"),
      "MODEL_ANSWER_WRONG",
      /not to be trusted/,
    ],
    ["a way to a file", redirect("file:///etc/passwd"), "MODEL_ANSWER_WRONG", /not to be trusted/],
    ["a way to an account", redirect("https://a:b@192.0.2.1/"), "MODEL_ANSWER_WRONG", /not to be trusted/],
    [
      "a way round and round",
      forFiles((req, res) => void res.writeHead(302, { location: `${req.url}` }).end()),
      "MODEL_ANSWER_WRONG",
      /without end/,
    ],
  ])("%s: nothing of it stays, and a sentence says so", async (_, how, code, sentence) => {
    server.misbehave(how);
    await expect(fetch()).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(await store.measure(model)).toBe(0);
    expect(await store.inspect(model)).toEqual({ state: "absent" });
    expect(await readdir(folder)).toEqual([model.id]);
  });

  it("a way on the same server is followed", async () => {
    server.misbehave((req, res) => {
      if (!req.url?.includes("/resolve/") || req.url.endsWith("?here")) return false;
      res.writeHead(307, { location: `${req.url}?here` }).end();
      return true;
    });
    await fetch();
    expect(await store.inspect(model)).toMatchObject({ state: "ready" });
  });

  it("without a network a sentence says what to do", async () => {
    const gone = await startModelServer([]);
    await gone.close();
    await expect(
      createModelStore(folder, gone.url).ensure(model, { signal: new AbortController().signal }),
    ).rejects.toMatchObject({
      code: "MODEL_UNREACHABLE",
      message: expect.stringMatching(
        /^The speech model Whisper tiny is not on this machine yet, and 127\.0\.0\.1:\d+ cannot be reached.*it takes no connections.*TRAX_MODELS_URL/,
      ),
    });
  });
});
