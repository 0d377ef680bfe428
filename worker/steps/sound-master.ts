import { type FileHandle, open } from "node:fs/promises";
import { waveformBytesASecond } from "@/server/media/schema";

const HEADER_BYTES = 44;
const SAMPLES_PER_PEAK = 1_600;
export const MASTER_SAMPLE_RATE = 16_000;
const FLUSH_EVERY_BYTES = 8 * 1024 ** 2;
const SAMPLES_PER_BYTE = MASTER_SAMPLE_RATE / waveformBytesASecond;

export interface SoundFacts {
  samples: number;
  /** Largest amplitude of each bucket, 0..1. */
  peaks: number[];
  samplesPerPeak: number;
  /** The same ten times finer, a byte each. */
  waveform: Buffer;
  rmsDbfs: number;
  peakDbfs: number;
  /** Share of samples at full scale, 0..1. */
  clippedFraction: number;
}

export interface SoundMaster {
  /** Bytes of s16le mono; a sample may be cut between two calls. */
  write(bytes: Buffer): Promise<void>;
  /** Completes the header and the file. */
  close(): Promise<SoundFacts>;
  /** Lets go of a file that will be thrown away: an hour of sound is not brought to the disk for that. */
  abandon(): Promise<void>;
}

/** Writes the 16 kHz mono WAV that everything later is cut from, and takes the waveform and the levels in the same
 * pass. Memory is flat but for a byte a hundredth of a second. */
export async function createSoundMaster(path: string): Promise<SoundMaster> {
  const file = await open(path, "w");
  await file.write(serializeHeader(0));
  const peaks: number[] = [];
  let samples = 0;
  let sumOfSquares = 0;
  let largest = 0;
  let clipped = 0;
  let bucketLargest = 0;
  let inBucket = 0;
  let waveform = Buffer.alloc(60 * waveformBytesASecond);
  let waveformBytes = 0;
  let finerLargest = 0;
  let inFiner = 0;
  let leftover: Buffer | null = null;
  let unflushedBytes = 0;
  let flushing: Promise<void> | null = null;

  /** Brings to the disk what is written while the decoder goes on, so that the end need not wait for all of it. A failure
   * is the last sync's to tell. */
  function flushOnTheWay(bytes: number): void {
    unflushedBytes += bytes;
    if (flushing || unflushedBytes < FLUSH_EVERY_BYTES) return;
    unflushedBytes = 0;
    flushing = file
      .datasync()
      .catch(() => {})
      .then(() => {
        flushing = null;
      });
  }

  function measure(bytes: Buffer): void {
    const view = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    for (let i = 0; i < view.length; i += 1) {
      const value = view[i] as number;
      const amplitude = value < 0 ? -value : value;
      sumOfSquares += value * value;
      if (amplitude > finerLargest) finerLargest = amplitude;
      if (amplitude >= 32_767) clipped += 1;
      inFiner += 1;
      if (inFiner === SAMPLES_PER_BYTE) closeFiner();
    }
    samples += view.length;
  }

  function closeFiner(): void {
    if (waveformBytes === waveform.length)
      waveform = Buffer.concat([waveform, Buffer.alloc(waveform.length)]);
    waveform[waveformBytes] = Math.round(255 * Math.sqrt(finerLargest / 32_768));
    waveformBytes += 1;
    if (finerLargest > bucketLargest) bucketLargest = finerLargest;
    inBucket += inFiner;
    finerLargest = 0;
    inFiner = 0;
    if (inBucket === SAMPLES_PER_PEAK) closeBucket();
  }

  function closeBucket(): void {
    peaks.push(Math.round((bucketLargest / 32_768) * 1000) / 1000);
    if (bucketLargest > largest) largest = bucketLargest;
    bucketLargest = 0;
    inBucket = 0;
  }

  return {
    async abandon() {
      await flushing;
      await file.close();
    },
    async write(chunk) {
      let bytes = leftover ? Buffer.concat([leftover, chunk]) : chunk;
      const even = bytes.length & ~1;
      leftover = even < bytes.length ? Buffer.from(bytes.subarray(even)) : null;
      bytes = bytes.subarray(0, even);
      // Int16Array wants an even offset into its memory; slices of a pooled buffer may have an odd one.
      measure(bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer));
      await writeAll(file, bytes);
      flushOnTheWay(bytes.length);
    },
    async close() {
      if (inFiner > 0) closeFiner();
      if (inBucket > 0) closeBucket();
      await file.write(serializeHeader(samples * 2), 0, HEADER_BYTES, 0);
      await flushing;
      await file.sync();
      await file.close();
      return {
        samples,
        peaks,
        samplesPerPeak: SAMPLES_PER_PEAK,
        waveform: waveform.subarray(0, waveformBytes),
        rmsDbfs: toDbfs(samples > 0 ? Math.sqrt(sumOfSquares / samples) / 32_768 : 0),
        peakDbfs: toDbfs(largest / 32_768),
        clippedFraction: samples > 0 ? clipped / samples : 0,
      };
    },
  };
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}

/** Silence is -120 rather than minus infinity, which JSON cannot hold. */
function toDbfs(ratio: number): number {
  return ratio <= 1e-6 ? -120 : Math.round(20 * Math.log10(ratio) * 10) / 10;
}

/** Canonical RIFF header of 44 bytes. Beyond 4 GB the sizes stay at their largest; readers go by the file. */
function serializeHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const clamp = (bytes: number) => Math.min(bytes, 0xff_ff_ff_ff);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(clamp(dataBytes + HEADER_BYTES - 8), 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(MASTER_SAMPLE_RATE, 24);
  header.writeUInt32LE(MASTER_SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(clamp(dataBytes), 40);
  return header;
}
