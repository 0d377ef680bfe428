import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const timelineRecord = z.array(z.object({ timeline: z.number().int().positive(), since: z.iso.datetime() }));
export type TimelineRecord = z.infer<typeof timelineRecord>;

/** In the data itself, so that going back takes it along. */
const fileOf = (dataDir: string) => path.join(dataDir, "trax_timelines.json");

/** Which timelines this cluster lived through, and since when. A cluster that never went back has the first alone. */
export async function readTimelines(dataDir: string): Promise<TimelineRecord> {
  try {
    return timelineRecord.parse(JSON.parse(await readFile(fileOf(dataDir), "utf8")));
  } catch {
    return [];
  }
}

export async function writeTimelines(dataDir: string, record: TimelineRecord): Promise<void> {
  await writeFile(`${fileOf(dataDir)}.new`, JSON.stringify(record), { mode: 0o644, flush: true });
  await rename(`${fileOf(dataDir)}.new`, fileOf(dataDir));
}

/** The timeline that was written at a time. */
export function findTimelineAt(record: TimelineRecord, time: Date): number {
  return record.findLast(({ since }) => new Date(since) <= time)?.timeline ?? 1;
}
