import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { TraxError } from "@/server/platform/errors";
import { derivedNames } from "@/server/platform/storage";
import type { StepContext } from "../step";
import { decodeSound } from "../tools/decode-sound";
import type { ProbedMedia } from "../tools/ffprobe";
import { createSoundMaster, MASTER_SAMPLE_RATE, type SoundFacts } from "./sound-master";

const BYTES_A_SECOND = MASTER_SAMPLE_RATE * 2;
/** A mix this quiet of several channels may be two that cancel each other. */
const CANCELLED_DBFS = -60;

/** How much sound is taken, and what is said of more. */
export interface SoundLimit {
  seconds: number;
  tooLong(): TraxError;
}

/** The 16 kHz mono master of a recording, in a folder; of channels that cancel each other the first alone.
 * @throws what `limit.tooLong` gives, MEDIA_*, the signal's reason */
export async function makeMaster(
  context: StepContext,
  source: string,
  probed: ProbedMedia,
  folder: string,
  limit: SoundLimit,
): Promise<{ facts: SoundFacts; damaged: boolean }> {
  const to = { folder, limit };
  const mixed = await decodeTo(context, source, probed, path.join(folder, derivedNames.master), to);
  if (probed.audio.channels < 2 || mixed.facts.rmsDbfs > CANCELLED_DBFS) return mixed;
  const alone = await decodeTo(context, source, probed, path.join(folder, "one.wav"), to, 0);
  if (alone.facts.rmsDbfs <= mixed.facts.rmsDbfs + 10) {
    await rm(path.join(folder, "one.wav"));
    return mixed;
  }
  await rename(path.join(folder, "one.wav"), path.join(folder, derivedNames.master));
  return alone;
}

async function decodeTo(
  { signal, account, setProgress }: StepContext,
  source: string,
  probed: ProbedMedia,
  target: string,
  { folder, limit }: { folder: string; limit: SoundLimit },
  channel?: number,
): Promise<{ facts: SoundFacts; damaged: boolean }> {
  const maxSeconds = limit.seconds;
  const jobFolder = path.join(folder, "job");
  await mkdir(jobFolder, { recursive: true, mode: 0o700 });
  const master = await createSoundMaster(target);
  let bytes = 0;
  try {
    const { damaged } = await decodeSound(
      source,
      {
        demuxer: probed.demuxer,
        container: probed.container,
        streamIndex: probed.audio.index,
        channel,
        maxSeconds: maxSeconds + 1,
        jobFolder,
        signal,
        account,
      },
      async (chunk) => {
        bytes += chunk.length;
        if (bytes > maxSeconds * BYTES_A_SECOND) throw limit.tooLong();
        if (probed.declaredSeconds)
          setProgress(Math.min(0.99, bytes / (probed.declaredSeconds * BYTES_A_SECOND)));
        await master.write(chunk);
      },
    );
    return { facts: await master.close(), damaged };
  } catch (error) {
    await master.abandon();
    throw error;
  } finally {
    await rm(jobFolder, { recursive: true, force: true });
  }
}
