import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { emptyFile, textFile, videoWithoutSound } from "./fixtures/bad-files";
import { fixturePath } from "./fixtures/fixture-path";
import { type ApiError, curl, postByCurl } from "./openai-requests";
import { expect, test } from "./test";
import { startTrax } from "./trax-server";

const station = fixturePath("station.ogg");

/** Says raw bytes and listens until the other side closes. */
function sayRaw(url: string, bytes: string, options: { halfClose?: boolean; dripMs?: number } = {}) {
  const { port, hostname } = new URL(url);
  return new Promise<string>((resolve, reject) => {
    let heard = "";
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => {
      socket.write(bytes);
      if (options.halfClose) socket.end();
    });
    const drip = options.dripMs ? setInterval(() => socket.write("x"), options.dripMs) : undefined;
    socket.on("data", (part) => {
      heard += String(part);
    });
    socket.on("error", reject);
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearInterval(drip);
      resolve(heard);
    });
  });
}

/** A form that never gets to its end.
 * @param missingBytes how much less it brings than its Content-Length announces */
function rawForm(url: string, missingBytes: number): string {
  const part = '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\nabcdefg';
  const head = [
    "POST /v1/audio/transcriptions HTTP/1.1",
    `Host: ${new URL(url).host}`,
    "Content-Type: multipart/form-data; boundary=cut",
    `Content-Length: ${part.length + missingBytes}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${part}`;
}

test.describe("What the endpoint cannot do", () => {
  let dripping: Promise<string>;
  // It takes half a minute to be given up: the other tests run meanwhile.
  test.beforeAll(({ trax }) => {
    dripping = sayRaw(trax.url, rawForm(trax.url, 1_000_000), { dripMs: 500 });
    dripping.catch(() => {});
  });

  test("answers what it cannot do with a sentence in OpenAI's shape", async ({ trax }, info) => {
    test.setTimeout(180_000);
    const write = (file: { name: string; buffer: Buffer }) => {
      const target = info.outputPath(file.name);
      writeFileSync(target, file.buffer);
      return `file=@${target}`;
    };
    const good = `file=@${station}`;
    const asked: [status: number, sentence: RegExp, param: string | null, fields: string[]][] = [
      [400, /no recording in the request/, null, ["model=whisper-1"]],
      [400, /holds text/, "file", ["file=hello"]],
      [400, /belongs into the field file/, "audio", [`audio=@${station}`]],
      [400, /more than one file/, null, [good, good]],
      [400, /moonshine-base, moonshine-tiny, whisper-tiny, .*, whisper-1/, "model", [good, "model=large"]],
      [400, /json, text, srt, verbose_json, vtt/, "response_format", [good, "response_format=docx"]],
      [400, /Known: word, segment/, "timestamp_granularities", [good, "timestamp_granularities[]=line"]],
      [400, /verbose_json only/, "timestamp_granularities", [good, "timestamp_granularities[]=word"]],
      [400, /from 0 to 1/, "temperature", [good, "temperature=hot"]],
      [400, /true or false/, "stream", [good, "stream=maybe"]],
      [400, /text only/, "response_format", [good, "stream=true", "response_format=srt"]],
      [400, /longer than 64 kB/, "prompt", [good, `prompt=${"a".repeat(70_000)}`]],
      [400, /empty \(0 bytes\)/, null, [write(emptyFile())]],
      [422, /does not know the language de\. It knows: en/, "language", [good, "language=de"]],
      [422, /not an audio or video file/, "file", [write(textFile())]],
      [422, /no sound track/, "file", [write(await videoWithoutSound())]],
    ];
    for (const [status, sentence, param, fields] of asked) {
      const answer = await postByCurl(trax.url, ...fields);
      const { error } = JSON.parse(answer.body) as ApiError;
      expect({ status: answer.status, ...error }, fields.join(" ").slice(0, 200)).toEqual({
        status,
        message: expect.stringMatching(sentence),
        type: "invalid_request_error",
        param,
        code: expect.stringMatching(/^[a-z_]+$/),
      });
    }
    const json = await curl(
      `${trax.url}/v1/audio/transcriptions`,
      "-d",
      "{}",
      "-H",
      "Content-Type: text/json",
    );
    expect(json.status).toBe(415);
    expect(json.body).toContain("multipart/form-data");
    expect((await curl(`${trax.url}/v1/audio/speech`)).status).toBe(404);
    const foreign = await curl(`${trax.url}/v1/models`, "-H", "Origin: http://evil.example");
    expect(foreign.status).toBe(403);
    expect((JSON.parse(foreign.body) as ApiError).error.message).toContain("evil.example");
  });

  test("what is too large or finds no room is refused before it is stored", { tag: "@long" }, async () => {
    test.setTimeout(180_000);
    const folder = mkdtempSync(path.join(tmpdir(), "trax-large-"));
    const server = await startTrax({
      env: { TRAX_MAX_UPLOAD_BYTES: "20000000", TRAX_MIN_FREE_BYTES: "9000000000000000" },
    });
    try {
      const large = path.join(folder, "large.wav");
      writeFileSync(large, "");
      truncateSync(large, 5 * 1024 ** 3);
      for (const chunked of [[], ["-H", "Transfer-Encoding: chunked"]]) {
        const started = performance.now();
        const answer = await curl(
          `${server.url}/v1/audio/transcriptions`,
          "-F",
          `file=@${large}`,
          ...chunked,
        );
        expect([413, 503]).toContain(answer.status);
        if (chunked.length === 0) {
          expect(answer.status).toBe(413);
          expect((JSON.parse(answer.body) as ApiError).error.message).toContain("20.0 MB");
        }
        expect(performance.now() - started).toBeLessThan(15_000);
      }
      const small = await postByCurl(server.url, `file=@${station}`);
      expect(small.status).toBe(503);
      expect((JSON.parse(small.body) as ApiError).error).toMatchObject({
        type: "server_error",
        code: "storage_full",
      });
      await server.stop();
    } finally {
      await server.cleanUp();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("half a form and one that drips are given up, and leave nothing", { tag: "@long" }, async ({
    trax,
  }) => {
    test.setTimeout(120_000);
    const [closed, slow] = await Promise.all([
      sayRaw(trax.url, rawForm(trax.url, 0)),
      dripping,
      sayRaw(trax.url, rawForm(trax.url, 1_000_000), { halfClose: true }),
    ]);
    expect(closed).toContain("HTTP/1.1 400");
    expect(closed).toContain("cut off or malformed");
    expect(slow).toContain("HTTP/1.1 400");
    expect(slow).toContain("came in 30 seconds");
    const left = await promisify(execFile)("ls", [path.join(trax.home, "media/uploads")]);
    expect(left.stdout).not.toContain("incoming-");
  });
});
