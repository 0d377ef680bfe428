import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";

const READ_BYTES = 1024 ** 2;

/** SHA-256 of a file that grows at its end, taken from the bytes as they pass. Where it begins in the middle of the
 * file, as after a restart, it reads the earlier part from the disk by the way and then joins what passes. */
export class RunningSum {
  private hash: Hash = createHash("sha256");
  private summedBytes = 0;
  private catching: Promise<void> | null = null;

  /** How much is summed up; while it catches up, less than what there is. */
  get bytes(): number {
    return this.summedBytes;
  }

  get isCatchingUp(): boolean {
    return this.catching !== null;
  }

  /** Takes bytes that stand in the file at `at`. What does not join on to what was summed is left for `catchUp`. */
  add(chunk: Uint8Array, at: number): void {
    if (this.catching !== null || at !== this.summedBytes) return;
    this.hash.update(chunk);
    this.summedBytes += chunk.length;
  }

  /** Reads the file up to `end`, which is on the disk. The next to ask waits for the one that reads. */
  async catchUp(file: string, end: number): Promise<void> {
    while (this.catching) await this.catching;
    if (this.summedBytes >= end) return;
    this.catching = this.read(file, end).finally(() => {
      this.catching = null;
    });
    await this.catching;
  }

  /** Hexadecimal; more can be added afterwards. */
  digest(): string {
    return this.hash.copy().digest("hex");
  }

  private async read(file: string, end: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    const handle = await open(file, "r");
    try {
      while (this.summedBytes < end) {
        const wanted = Math.min(READ_BYTES, end - this.summedBytes);
        const { bytesRead } = await handle.read(buffer, 0, wanted, this.summedBytes);
        if (bytesRead === 0) throw new Error("the file is shorter than what was received of it");
        this.hash.update(buffer.subarray(0, bytesRead));
        this.summedBytes += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }
}
