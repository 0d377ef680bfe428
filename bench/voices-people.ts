import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type ApiClient, createApiClient, isEnded, submitFiles, waitForBatch } from "../e2e/api-client";
import { startTrax, type TraxServer } from "../e2e/trax-server";
import { countPeople, type HeardFile, type People } from "./speakers/count-people";

const usage = "npm run bench -- voices-people DIR [--json]";
/** A person is somebody of whom there are so many clips; others are strangers. */
const filesOfPerson = 5;
const patienceMs = 1_800_000;
/** Uploaded as one batch; a page of its sources holds twice as many. */
const filesOfBatch = 100;

/** Clips named by their reader (up to the first "-"), each a recording of its own, through a running Trax: transcribed, the
 * speakers found, one recording of each reader named. Of a reader with six clips or more the last comes after the naming.
 * Counts how many recordings have the right name, and whether strangers stay apart. `--json` prints
 * `{readers, files, groups: {before, mixed}, onceNamed: {right, wrong, unnamed, refused}, later: {right, asked, wrong,
 * unnamed}, profiles, twins}` and nothing else. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const [dir] = positionals;
  if (!dir || positionals.length > 1) throw new Error(`Usage: ${usage}`);
  const { first, later } = await planFiles(dir);
  const folder = mkdtempSync(path.join(tmpdir(), "trax-voices-people-"));
  let server: TraxServer | null = null;
  try {
    server = await startTrax({
      home: path.join(folder, "home"),
      env: { TRAX_ENGINE: "moonshine-tiny" },
    });
    const api = createApiClient(server.url);
    const heard = await hearFiles(server.url, dir, first);
    const before = await api.speakers.list.query();
    const refused = await nameReaders(api, heard);
    const after = await listNamed(api, heard);
    const last = later.length > 0 ? await hearFiles(server.url, dir, later) : [];
    const known = await listNamed(api, last);
    const { profiles } = await api.speakers.list.query();
    report(
      countPeople({ before: before.unknown, heard, refused, after, last: known, profiles }),
      values.json,
    );
  } finally {
    await server?.stop().catch(() => undefined);
    await server?.cleanUp();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function planFiles(dir: string): Promise<{ first: string[]; later: string[] }> {
  const names = (await readdir(dir)).filter((name) => /\.(flac|wav)$/i.test(name)).sort();
  const byReader = new Map<string, string[]>();
  for (const name of names) byReader.set(readerOf(name), [...(byReader.get(readerOf(name)) ?? []), name]);
  if (byReader.size < 2) throw new Error(`${dir} has no clips of two readers.`);
  const later = [...byReader.values()].flatMap((own) => (own.length > filesOfPerson ? own.slice(-1) : []));
  return { first: names.filter((name) => !later.includes(name)), later };
}

const readerOf = (name: string) => path.parse(name).name.split("-")[0] as string;

async function hearFiles(url: string, dir: string, names: readonly string[]): Promise<HeardFile[]> {
  const api = createApiClient(url);
  const heard: HeardFile[] = [];
  for (let at = 0; at < names.length; at += filesOfBatch) {
    const part = names.slice(at, at + filesOfBatch);
    const files = await Promise.all(
      part.map(async (name) => ({
        ...{ name, mimeType: name.endsWith(".wav") ? "audio/wav" : "audio/flac" },
        buffer: await readFile(path.join(dir, name)),
      })),
    );
    const { batchId, sources } = await submitFiles(url, files, { findSpeakers: true });
    await waitForBatch(api, batchId, isEnded, patienceMs);
    for (const { sourceIndex, documentId } of sources) {
      await waitUntilFound(api, documentId);
      const { voices } = await api.speakers.turns.query({ documentId });
      const loudest = voices.toSorted((a, b) => b.seconds - a.seconds)[0];
      const reader = readerOf(part[sourceIndex] as string);
      heard.push({ documentId, reader, speakerId: loudest?.speakerId ?? null, voices: voices.length });
    }
  }
  return heard;
}

async function waitUntilFound(api: ApiClient, documentId: string): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await delay(200)) {
    const { diarization, result } = await api.transcripts.get.query({ documentId });
    if (diarization?.state === "failed") throw new Error(`The speakers of ${documentId} could not be found.`);
    if (!diarization && result?.speakerCount != null) return;
  }
  throw new Error("The speakers were never found.");
}

/** One recording of each reader gets the reader's name. Gives the readers whose voice was refused in every recording, with
 * the last reason. */
async function nameReaders(api: ApiClient, heard: readonly HeardFile[]): Promise<string[]> {
  const refused: string[] = [];
  for (const reader of new Set(heard.map((file) => file.reader))) {
    let isNamed = false;
    let reason = "no voice was found";
    for (const { documentId, speakerId } of heard.filter((file) => file.reader === reader)) {
      if (isNamed || speakerId === null) continue;
      isNamed = await api.speakers.remember.mutate({ documentId, speakerId, name: reader }).then(
        () => true,
        (error: unknown) => {
          reason = error instanceof Error ? error.message : String(error);
          return false;
        },
      );
    }
    if (!isNamed) refused.push(`${reader}: ${reason}`);
  }
  return refused;
}

/** Whose name the main voice of each recording has, or who it is asked to be. */
async function listNamed(api: ApiClient, heard: readonly HeardFile[]) {
  return Promise.all(
    heard.map(async (file) => {
      const { speakers } = await api.transcripts.get.query({ documentId: file.documentId });
      const speaker = speakers.find(({ id }) => id === file.speakerId);
      const { voices } = await api.speakers.turns.query({ documentId: file.documentId });
      const asked = voices.find(({ speakerId }) => speakerId === file.speakerId)?.suggestion?.name ?? null;
      return { reader: file.reader, name: speaker?.profileId == null ? null : speaker.label, asked };
    }),
  );
}

function report(people: People, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(people));
    return;
  }
  const { readers, files, groups, onceNamed, later, profiles, twins } = people;
  console.log(
    `${files} recordings of ${readers} readers; ${groups.before} unknown voices, ${groups.mixed} of them of several readers`,
  );
  console.log(
    `each named once: ${onceNamed.right} recordings have the right name, ${onceNamed.wrong} a wrong one, ` +
      `${onceNamed.unnamed} none; no recording of ${onceNamed.refused} readers could be learned from`,
  );
  console.log(
    `heard later: ${later.right} named, ${later.asked} asked about rightly, ${later.wrong} wrong, ${later.unnamed} unnamed`,
  );
  console.log(`${profiles} people, ${twins} pairs of them shown as twins`);
}
