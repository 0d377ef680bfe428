import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findConfinement } from "@/server/platform/confine-command";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { requireSystemTool } from "@/server/testing/require-system-tool";
import { createResourceMeter } from "../resources/resource-meter";
import { decodeSound } from "./decode-sound";
import { probeMedia } from "./ffprobe";
import { makeProxy } from "./make-proxy";

// Every call of the real programs is looked at from outside, by strace.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 360_000 });

const account = createResourceMeter().open({ batchId: "b", memoryLimitMb: 4096, engineSlots: 1 });
const signal = new AbortController().signal;

let folder: string;
let logs: string;
/** A recording that lies beside, as somebody else's would. */
let secret: string;

beforeAll(async () => {
  const strace = requireSystemTool("strace");
  folder = mkdtempSync(path.join(tmpdir(), "trax-confined-"));
  logs = path.join(folder, "logs");
  mkdirSync(logs);
  const tools = await getMediaToolPaths();
  secret = path.join(folder, "secret.wav");
  execFileSync(tools.ffmpeg, ["-nostdin", "-f", "lavfi", "-i", "sine=d=3", "-y", secret], {
    stdio: "ignore",
  });
  for (const name of ["ffmpeg", "ffprobe"] as const) {
    const watched = path.join(folder, name);
    writeFileSync(
      watched,
      `#!/bin/sh\nexec ${strace} -f -qq -s 300 -e trace=open,openat,openat2,socket,connect,execve,unlink,rename,renameat2 -o ${logs}/${name}.$$ ${tools[name]} "$@"\n`,
    );
    chmodSync(watched, 0o755);
    vi.stubEnv(`TRAX_${name.toUpperCase()}`, watched);
  }
  // Whoever the programs run as writes the log of them.
  chmodSync(logs, 0o777);
  chmodSync(folder, 0o755);
  forgetProcessWide("settings");
  forgetProcessWide("media-tools");
});
afterAll(() => {
  vi.unstubAllEnvs();
  forgetProcessWide("settings");
  forgetProcessWide("media-tools");
  rmSync(folder, { recursive: true, force: true });
});

/** What a program and its libraries need to start at all, and nothing of a user's. */
const ofTheSystem = [
  /^\/(?:lib|usr\/|nowhere)/,
  /^\/etc\/(?:ld\.so|gcrypt\/|gnutls\/|ssl\/openssl\.cnf|crypto-policies\/|selinux\/)/,
  /^\/proc\/(?:self\/|\d+\/|cpuinfo$|meminfo$|filesystems$|sys\/)/,
  /^\/(?:sys\/|dev\/(?:null|urandom)$)/,
];

interface Calls {
  /** Files that were opened, or tried. */
  opened: string[];
  network: string[];
  lines: number;
}

async function watch(act: () => Promise<unknown>): Promise<Calls & { failure: string | null }> {
  for (const name of readdirSync(logs)) rmSync(path.join(logs, name));
  const failure = await act().then(
    () => null,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
  const lines = readdirSync(logs).flatMap((name) => readFileSync(path.join(logs, name), "utf8").split("\n"));
  const opened = lines.flatMap((line) => {
    const file = /(?:open|openat|openat2|unlink|rename\w*)\((?:AT_FDCWD, )?"([^"]*)"/.exec(line)?.[1];
    return file === undefined || ofTheSystem.some((known) => known.test(file)) ? [] : [file];
  });
  return {
    opened,
    network: lines.filter((line) => /\b(?:connect|socket)\(/.test(line)),
    lines: lines.length,
    failure,
  };
}

const newFolder = () => mkdtempSync(path.join(folder, "job-"));

async function probe(file: string, jobFolder = newFolder()) {
  return await probeMedia(file, { signal, account, jobFolder, audioTrack: null });
}

async function decode(file: string, demuxer: string): Promise<number> {
  let bytes = 0;
  const options = { demuxer, container: demuxer, streamIndex: 0, maxSeconds: 60, jobFolder: newFolder() };
  await decodeSound(file, { ...options, signal, account }, (chunk) => {
    bytes += chunk.length;
  });
  return bytes;
}

const write = (name: string, content: string | Buffer) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe("ffmpeg and ffprobe open the one file and nothing else", () => {
  test("of a good recording", async () => {
    const { opened, network, lines, failure } = await watch(async () => {
      const media = await probe(secret);
      expect(await decode(secret, media.demuxer)).toBeGreaterThan(90_000);
    });
    expect({ failure, opened, network }).toEqual({ failure: null, opened: [], network: [] });
    expect(lines).toBeGreaterThan(50);
  });

  test("of a copy that is made for browsers", async () => {
    const target = path.join(folder, "proxy.mp4");
    const { opened, network, failure } = await watch(async () => {
      const media = await probe(secret);
      const options = { media, kind: "audio", durationSeconds: 3, threads: 1, signal, account } as const;
      await makeProxy(secret, target, { ...options, jobFolder: newFolder(), onSeconds: () => {} });
    });
    expect({ failure, opened, network }).toEqual({ failure: null, opened: [], network: [] });
    expect((await probe(target)).declaredSeconds).toBeGreaterThan(2.9);
  });

  const list = (target: string) =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:60\n#EXTINF:45,\n${target}\n#EXT-X-ENDLIST\n`;
  test.each([
    ["a playlist that names a file", () => list(secret)],
    ["a playlist that names an address", () => list("http://127.0.0.1:9/x.ts")],
    ["a concat list", () => `ffconcat version 1.0\nfile '${secret}'\n`],
    [
      "a session description",
      () => "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    ],
    ["a picture sequence", () => "P6 1 1 255\n..."],
  ])("of %s, whatever reads it", async (_, content) => {
    const file = write("list.mp4", content());
    expect((await watch(() => probe(file))).failure).toMatch(/^MEDIA_(?:FORMAT_REFUSED|NOT_MEDIA)$/);
    // Also where the look at its first bytes had been deceived.
    for (const demuxer of ["mov", "matroska", "hls", "concat", "sdp", "image2"]) {
      const { opened, network, failure } = await watch(() => decode(file, demuxer));
      expect({ demuxer, failure, opened, network }).toEqual({
        demuxer,
        failure: "MEDIA_DAMAGED",
        opened: [],
        network: [],
      });
    }
  });

  test("of a movie whose track lies in another file", async () => {
    const { ffmpeg } = await getMediaToolPaths();
    const whole = path.join(folder, "whole.mov");
    execFileSync(ffmpeg, ["-nostdin", "-i", secret, "-c:a", "pcm_s16le", "-y", whole], { stdio: "ignore" });
    // The reference to itself (`url `, flag 1) becomes an alias to a file elsewhere.
    const movie = readFileSync(whole);
    const at = movie.indexOf(Buffer.from("url \0\0\0\x01", "latin1"));
    expect(at).toBeGreaterThan(0);
    movie.write("alis\0\0\0\0", at, "latin1");
    const { opened, network } = await watch(async () => {
      const file = write("alias.mov", movie);
      const media = await probe(file);
      await decode(file, media.demuxer);
    });
    expect({ opened, network }).toEqual({ opened: [], network: [] });
  });
});

test("runs that begin together each read their own recording", async () => {
  const { ffmpeg } = await getMediaToolPaths();
  const lengths = [1, 2, 3, 4, 5, 6];
  for (const seconds of lengths) {
    const args = [
      "-nostdin",
      "-f",
      "lavfi",
      "-i",
      `sine=d=${seconds}`,
      "-y",
      path.join(folder, `${seconds}.wav`),
    ];
    execFileSync(ffmpeg, args, { stdio: "ignore" });
  }
  const decoded = await Promise.all(
    lengths.map((seconds) => decode(path.join(folder, `${seconds}.wav`), "wav")),
  );
  expect(decoded).toEqual(lengths.map((seconds) => seconds * 32_000));
});

test("they run without network and, started by root, as nobody", async () => {
  const { ffprobe } = await getMediaToolPaths();
  const { network, account: other } = await findConfinement(ffprobe);
  const isRoot = process.getuid?.() === 0;
  expect({ network, other }).toEqual({ network: true, other: isRoot });
});
