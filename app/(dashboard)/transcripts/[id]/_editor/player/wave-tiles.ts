const bytesASecond = 100;
const tileSeconds = 120;
const tileBytes = tileSeconds * bytesASecond;
const maxTiles = 120;

export const msPerFineBucket = 1_000 / bytesASecond;

/** The fine waveform of a recording, fetched in pieces of two minutes as they come into view. */
export class WaveTiles {
  private readonly tiles = new Map<number, Uint8Array | null>();

  constructor(
    private readonly path: string,
    private readonly onArrival: () => void,
    private readonly get: typeof fetch = (...args) => fetch(...args),
  ) {}

  /** 0..1, null while it is not there. */
  read = (bucket: number): number | null => {
    const tile = this.tiles.get(Math.floor(bucket / tileBytes));
    const value = tile?.[bucket % tileBytes];
    return value === undefined ? null : (value / 255) ** 2;
  };

  /** Asks for what is missing of a stretch. */
  request(startMs: number, endMs: number): void {
    const first = Math.max(0, Math.floor(startMs / 1_000 / tileSeconds));
    const last = Math.floor(endMs / 1_000 / tileSeconds);
    for (let index = first; index <= last; index += 1) {
      if (!this.tiles.has(index)) void this.fetchTile(index);
    }
  }

  private async fetchTile(index: number): Promise<void> {
    // The oldest go first; a view shows few at a time.
    if (this.tiles.size >= maxTiles) this.tiles.delete(this.tiles.keys().next().value ?? -1);
    this.tiles.set(index, null);
    try {
      const start = index * tileBytes;
      const response = await this.get(this.path, {
        headers: { Range: `bytes=${start}-${start + tileBytes - 1}` },
      });
      // 416: beyond the end, where there is nothing to draw.
      if (response.status === 206) this.tiles.set(index, new Uint8Array(await response.arrayBuffer()));
      else if (response.status !== 416) throw new Error(`The waveform answered ${response.status}.`);
      this.onArrival();
    } catch {
      // Asked for again when it comes into view the next time.
      this.tiles.delete(index);
    }
  }
}
