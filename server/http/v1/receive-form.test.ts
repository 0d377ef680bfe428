import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { removeIncoming } from "@/server/platform/storage/incoming";
import { createTestHome } from "@/server/testing/test-home";
import { ClientGone } from "../receive-files";
import { answerApiError } from "./answer-api-error";
import { type ReceivedForm, receiveForm } from "./receive-form";

let home: Awaited<ReturnType<typeof createTestHome>>;
let server: Server;
let url: string;
let received: ReceivedForm[] = [];
let gone = 0;

beforeAll(async () => {
  home = await createTestHome({ TRAX_MIN_FREE_BYTES: "0" });
  server = createServer((req, res) => {
    receiveForm(req, { maxFileBytes: 1_000_000, stallMs: 300, stallBytes: 1_000 }).then(
      (form) => {
        received.push(form);
        res.end("taken");
      },
      (error: unknown) => {
        if (error instanceof ClientGone) gone += 1;
        else void answerApiError(req, res, error);
      },
    );
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await home.close();
});
afterEach(async () => {
  for (const { file } of received) await removeIncoming(file.path);
  received = [];
});

const leftFiles = () => readdir(path.join(home.home, "media/uploads")).catch(() => []);

async function send(fill: (form: FormData) => void): Promise<{ status: number; text: string }> {
  const form = new FormData();
  fill(form);
  const response = await fetch(url, { method: "POST", body: form });
  return { status: response.status, text: await response.text() };
}

const blob = (bytes: number) => new Blob([new Uint8Array(bytes).fill(7)]);

describe("a form with a recording", () => {
  test("is stored as it came, with its checksum, its name and the other fields", async () => {
    await send((form) => {
      form.append("timestamp_granularities[]", "word");
      form.append("file", blob(500_000), "été “x”.mp3");
      form.append("timestamp_granularities[]", "segment");
    });
    const [form] = received;
    expect(form?.fields.get("timestamp_granularities[]")).toEqual(["word", "segment"]);
    expect(form?.file).toMatchObject({ sizeBytes: 500_000, fileName: "été “x”.mp3" });
    const bytes = await readFile(form?.file.path ?? "");
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(form?.file.sha256);
  });

  test.each<[name: string, status: number, sentence: RegExp, fill: (form: FormData) => void]>([
    ["without a file", 400, /no recording/, (form) => form.append("model", "x")],
    [
      "with a file elsewhere",
      400,
      /belongs into the field file/,
      (form) => form.append("audio", blob(9), "a"),
    ],
    ["with an empty file", 400, /empty \(0 bytes\)/, (form) => form.append("file", blob(0), "a")],
    [
      "with too large a file",
      413,
      /larger than the limit of 1\.0 MB/,
      (form) => form.append("file", blob(1_500_000), "a"),
    ],
    [
      "with two files",
      400,
      /more than one file/,
      (form) => {
        form.append("file", blob(90_000), "a");
        form.append("file", blob(90_000), "b");
      },
    ],
    [
      "with too many fields",
      400,
      /more than 40 fields/,
      (form) => {
        for (let index = 0; index < 50; index += 1) form.append(`f${index}`, "x");
        form.append("file", blob(9), "a");
      },
    ],
    ["with a long field", 400, /longer than 64 kB/, (form) => form.append("prompt", "a".repeat(70_000))],
  ])("%s is refused and leaves nothing", async (_, status, sentence, fill) => {
    const answer = await send(fill);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error.message).toMatch(sentence);
    expect(await leftFiles()).toEqual([]);
  });

  test("of another type, or without a boundary, is refused", async () => {
    const json = await fetch(url, {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    expect(json.status).toBe(415);
    const bare = await fetch(url, {
      method: "POST",
      body: "x",
      headers: { "Content-Type": "multipart/form-data" },
    });
    expect(bare.status).toBe(400);
    expect(await bare.text()).toContain("names no boundary");
  });

  test("that stands still is given up with a sentence; one that is dropped leaves nothing", async () => {
    const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n";
    const start = `${head}Content-Length: 99999\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc`;
    const open = () => connect(Number(new URL(url).port), "127.0.0.1");
    const stalled = open();
    stalled.write(start);
    const heard = await new Promise<string>((resolve) => {
      stalled.once("data", (part) => resolve(String(part)));
    });
    stalled.destroy();
    expect(heard).toContain("HTTP/1.1 400");
    expect(heard).toContain("api_stalled");
    const before = gone;
    const dropped = open();
    dropped.write(start);
    await expect.poll(leftFiles).toHaveLength(1);
    dropped.destroy();
    await expect.poll(() => gone).toBe(before + 1);
    await expect.poll(leftFiles).toEqual([]);
  });
});
