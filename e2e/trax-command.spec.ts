import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { textFile } from "./fixtures/bad-files";
import { fixturePath, spokenWords, wordsOf } from "./fixtures/fixture-path";
import { goodFile, longFile } from "./fixtures/recordings";
import { listProcesses } from "./list-processes";
import { expect, test } from "./test";
import { waitUntil } from "./trax-server";

const root = fileURLToPath(new URL("..", import.meta.url));
const station = fixturePath("station.ogg");

interface Running {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function startCommand(home: string, args: string[], env: Record<string, string> = {}): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:TRAX_|DATABASE_URL$|PORT$)/.test(name),
  );
  const child = spawn(process.execPath, ["--import", "tsx", "bin/trax.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...Object.fromEntries(inherited),
      INIT_CWD: root,
      ...env,
      TRAX_HOME: home,
    } as unknown as NodeJS.ProcessEnv,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

const runCommand = (home: string, ...args: string[]) => startCommand(home, args).ended;

interface Event {
  event: string;
  batchId: string;
  documentId: string;
  progress: number;
  text: string;
}

function parseEvents(stdout: string): Event[] {
  return stdout
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as Event);
}

async function waitForProgress(running: Running, progress: number): Promise<void> {
  const found = await waitUntil(
    () =>
      parseEvents(running.stdout()).some((event) => event.event === "progress" && event.progress >= progress),
    90_000,
  );
  expect(found, running.stderr()).toBe(true);
}

test.describe("The command with a running Trax", () => {
  test("prints the words and finds its way by short ids", async ({ trax }) => {
    const first = await runCommand(
      trax.home,
      "transcribe",
      station,
      "--fresh",
      "--json",
      "--batch",
      "From a shell",
    );
    expect(first.code, first.stderr).toBe(0);
    const events = parseEvents(first.stdout);
    expect(events.map(({ event }) => event)).toContain("submitted");
    const done = events.at(-1) as Event;
    expect(done.event).toBe("done");
    expect(wordsOf(done.text)).toEqual(spokenWords("station"));

    const short = done.documentId.slice(0, 13);
    const srt = await runCommand(trax.home, "export", short, "--format", "srt");
    expect(
      wordsOf(
        parseSrt(srt.stdout)
          .flatMap(({ lines }) => lines)
          .join(" "),
      ),
    ).toEqual(spokenWords("station"));
    expect((await runCommand(trax.home, "show", short)).stdout).toContain("moonshine-base");
    const batch = await runCommand(trax.home, "show", done.batchId.slice(0, 13), "--json");
    expect(JSON.parse(batch.stdout)).toMatchObject({
      kind: "batch",
      name: "From a shell",
      status: "completed",
    });
    expect((await runCommand(trax.home, "list")).stdout).toContain(`${done.documentId.slice(0, 8)} `);
    expect((await runCommand(trax.home, "list", "--batches")).stdout).toContain("From a shell");
    const status = await runCommand(trax.home, "status", "--json");
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: true,
      workers: [{ alive: true }],
      queue: { running: 0 },
    });
  });

  test("writes a file for each recording and says which failed", async ({ trax }, info) => {
    const folder = info.outputPath("given");
    const out = info.outputPath("texts");
    for (const [name, file] of [
      ["a/talk.ogg", goodFile()],
      ["b/talk.ogg", goodFile()],
      ["letter.mp3", textFile()],
    ] as const) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      // Different bytes, so that neither is taken for the other.
      writeFileSync(path.join(folder, name), Buffer.concat([file.buffer, Buffer.from(name)]));
    }
    const names = ["a/talk.ogg", "letter.mp3", "b/talk.ogg"].map((name) => path.join(folder, name));
    const ended = await runCommand(trax.home, "transcribe", ...names, "--format", "txt", "--out", out);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("letter.mp3: This is not an audio or video file");
    expect(readdirSync(out).sort()).toEqual(["talk-2.txt", "talk.txt"]);
    expect(wordsOf(readFileSync(path.join(out, "talk-2.txt"), "utf8"))).toEqual(spokenWords("station"));
    // What was given is still where it was.
    expect(readFileSync(names[0] as string).length).toBeGreaterThan(0);
  });

  test("cancels and starts again by id", { tag: "@long" }, async ({ trax }, info) => {
    const file = info.outputPath("cancelled.mp3");
    writeFileSync(file, (await longFile(4)).buffer);
    const running = startCommand(trax.home, ["transcribe", file, "--json", "--fresh"]);
    await waitForProgress(running, 0.05);
    const { batchId } = parseEvents(running.stdout())[0] as Event;
    expect((await runCommand(trax.home, "cancel", batchId)).stderr).toContain("cancelled");
    expect((await running.ended).code).toBe(1);
    const retried = await runCommand(trax.home, "retry", batchId.slice(0, 18));
    expect(retried.code, retried.stderr).toBe(0);
    expect((await runCommand(trax.home, "export", batchId)).stdout).toContain("welcome to the island");
  });
});

test.describe("The command alone", () => {
  test("brings up what it needs, leaves no process, and does nothing twice", async ({ trax: _ }, info) => {
    test.setTimeout(180_000);
    const home = info.outputPath("home");
    const first = await runCommand(home, "transcribe", station);
    expect(first.code, first.stderr).toBe(0);
    expect(wordsOf(first.stdout)).toEqual(spokenWords("station"));
    expect(listProcesses(home)).toEqual([]);
    const again = await runCommand(home, "transcribe", station, "--json");
    expect(parseEvents(again.stdout)[0]).toMatchObject({ event: "processed" });
    const status = await runCommand(home, "status", "--json");
    expect(JSON.parse(status.stdout)).toMatchObject({ running: false, workers: [], queue: { pending: 0 } });
    expect((await runCommand(home, "list", "--json")).stdout.trim().split("\n")).toHaveLength(1);
  });

  test(
    "hears twice, by the engine that was named, and refuses one that goes with nothing",
    { tag: "@long" },
    async ({ trax: _ }, info) => {
      test.setTimeout(180_000);
      const home = info.outputPath("home");
      const wishes = ["--pipeline", "v3", "--engine", "moonshine-tiny", "--second-engine"];
      const both = await runCommand(home, "transcribe", station, ...wishes, "moonshine-base", "--json");
      expect(both.code, both.stderr).toBe(0);
      const { batchId = "", documentId = "" } = parseEvents(both.stdout).at(-1) ?? {};
      const show = async (id: string) => JSON.parse((await runCommand(home, "show", id, "--json")).stdout);
      const secondEngine = "moonshine-base";
      expect(await show(batchId)).toMatchObject({
        settings: { engine: "moonshine-tiny", pipelineVersion: "v3", secondEngine },
      });
      // It came back only when both had heard it and their texts were one.
      expect(await show(documentId)).toMatchObject({ result: { pipelineVersion: "v3" }, hearing: null });
      expect(wordsOf(parseEvents(both.stdout).at(-1)?.text ?? "")).toEqual(spokenWords("station"));
      const alone = await runCommand(home, "transcribe", station, "--second-engine", "moonshine-base");
      expect(alone.code).not.toBe(0);
      expect(alone.stderr).toContain("--second-engine goes with --pipeline v3 or v4.");
      const unknown = await runCommand(home, "transcribe", station, ...wishes, "no-such-engine");
      expect(unknown.code).not.toBe(0);
      expect(unknown.stderr).toContain("no-such-engine");
    },
  );

  test(
    "killed in the middle and run again, it goes on where it was",
    { tag: "@long" },
    async ({ trax: _ }, info) => {
      test.setTimeout(240_000);
      const home = info.outputPath("home");
      const file = info.outputPath("long.mp3");
      writeFileSync(file, (await longFile(8)).buffer);
      const env = { TRAX_HEARTBEAT_MS: "1000" };
      const first = startCommand(home, ["transcribe", file, "--json"], env);
      await waitForProgress(first, 0.3);
      first.child.kill("SIGKILL");
      await first.ended;
      const second = await startCommand(home, ["transcribe", file, "--json"], env).ended;
      expect(second.code, second.stderr).toBe(0);
      const events = parseEvents(second.stdout);
      expect(events[0]).toMatchObject({ event: "joined", batchId: parseEvents(first.stdout())[0]?.batchId });
      const heard = events.filter(({ event }) => event === "progress").map(({ progress }) => progress);
      // Chunks that were decoded before are not decoded again: it begins where it was, not at nothing.
      expect(heard.find((progress) => progress > 0.06)).toBeGreaterThan(0.25);
      expect(wordsOf(events.at(-1)?.text ?? "").length).toBe(spokenWords("island").length * 8);
      expect((await runCommand(home, "list", "--batches", "--json")).stdout.trim().split("\n")).toHaveLength(
        1,
      );
      expect(listProcesses(home)).toEqual([]);
    },
  );

  test(
    "Ctrl-C cancels the batch, and the same command goes on where it stopped",
    { tag: "@long" },
    async ({ trax: _ }, info) => {
      test.setTimeout(240_000);
      const home = info.outputPath("home");
      const file = info.outputPath("long.mp3");
      writeFileSync(file, (await longFile(4)).buffer);
      const first = startCommand(home, ["transcribe", file, "--json"]);
      await waitForProgress(first, 0.2);
      first.child.kill("SIGINT");
      expect((await first.ended).code).toBe(130);
      expect(listProcesses(home)).toEqual([]);
      const [batch] = (await runCommand(home, "list", "--batches", "--json")).stdout.trim().split("\n");
      expect(JSON.parse(batch ?? "")).toMatchObject({ status: "cancelled" });
      const second = await runCommand(home, "transcribe", file);
      expect(second.code, second.stderr).toBe(0);
      expect(second.stderr).toContain("goes on where it stopped");
      expect(wordsOf(second.stdout).length).toBe(spokenWords("island").length * 4);
    },
  );

  test(
    "two commands in one home share the database of the first",
    { tag: "@long" },
    async ({ trax: _ }, info) => {
      test.setTimeout(180_000);
      const home = info.outputPath("home");
      const file = info.outputPath("long.mp3");
      writeFileSync(file, (await longFile(4)).buffer);
      const [first, second] = await Promise.all([
        runCommand(home, "transcribe", station),
        runCommand(home, "transcribe", file),
      ]);
      expect([first.code, second.code], first.stderr + second.stderr).toEqual([0, 0]);
      expect(wordsOf(second.stdout).length).toBe(spokenWords("island").length * 4);
      expect(listProcesses(home)).toEqual([]);
    },
  );

  const wrong: [code: number, sentence: RegExp, args: string[]][] = [
    [2, /trax --help/, []],
    [2, /nonsense/, ["nonsense"]],
    [2, /no such file/, ["transcribe", "nowhere.mp3"]],
    [2, /it is a folder/, ["transcribe", "e2e"]],
    [2, /is no link of the web/, ["transcribe", "ftp://example.com/talk.mp3"]],
    [2, /Choices: "json", "txt", "srt", "vtt"/, ["transcribe", station, "--format", "pdf"]],
    [2, /moonshine-base/, ["transcribe", station, "--engine", "large"]],
    [2, /It knows: en/, ["transcribe", station, "--language", "klingon"]],
    [2, /-100 to 100/, ["transcribe", station, "--priority", "1e9"]],
    [2, /Nothing can be written to/, ["transcribe", station, "--out", "package.json/texts"]],
    [2, /begins with 123/, ["show", "123"]],
  ];
  test("says what is wrong with its arguments, in a sentence and an exit code", async ({ trax: _ }, info) => {
    test.setTimeout(180_000);
    for (const [code, sentence, args] of wrong) {
      const ended = await runCommand(info.outputPath("home"), ...args);
      expect({ args, code: ended.code, stdout: ended.stdout }).toEqual({ args, code, stdout: "" });
      expect(ended.stderr).toMatch(sentence);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
    }
    const unreachable = startCommand(info.outputPath("home"), ["list"], {
      DATABASE_URL: "postgres://nobody:x@127.0.0.1:1/trax",
    });
    expect(await unreachable.ended).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("127.0.0.1:1"),
    });
  });

  test("explains itself and completes its words", async ({ trax: _ }, info) => {
    const home = info.outputPath("home");
    for (const name of ["", "transcribe", "list", "show", "export", "cancel", "retry", "status"]) {
      const help = await runCommand(home, ...(name ? [name] : []), "--help");
      expect(help.code, name).toBe(0);
      expect(help.stdout).toContain(`trax ${name}`.trim());
    }
    const words = await runCommand(home, "--get-yargs-completions", "trax", "transcribe", "--f");
    expect(words.stdout.trim().split("\n").sort()).toEqual(expect.arrayContaining(["--format", "--fresh"]));
    expect((await runCommand(home, "completion")).stdout).toContain("trax-completions");
  });
});
