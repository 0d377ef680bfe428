import { expect, it, vi } from "vitest";
import { WaveTiles } from "./wave-tiles";

it("fetches each piece that comes into view once, by its bytes", async () => {
  const get = vi.fn(async (_: unknown, init?: RequestInit) => {
    const [, start] = /bytes=(\d+)-/.exec(String(new Headers(init?.headers).get("Range"))) ?? [];
    return new Response(new Uint8Array(12_000).fill(start === "0" ? 255 : 0), { status: 206 });
  });
  const onArrival = vi.fn();
  const tiles = new WaveTiles("/media/x/waveform", onArrival, get as typeof fetch);
  expect(tiles.read(5)).toBeNull();
  tiles.request(100_000, 130_000);
  tiles.request(0, 5_000);
  await vi.waitFor(() => expect(onArrival).toHaveBeenCalledTimes(2));
  expect(get).toHaveBeenCalledTimes(2);
  expect(tiles.read(5)).toBe(1);
  expect(tiles.read(12_000)).toBe(0);
});

it("asks again for what did not come", async () => {
  const get = vi.fn(async () => new Response("", { status: 500 }));
  const tiles = new WaveTiles("/media/x/waveform", () => {}, get as typeof fetch);
  tiles.request(0, 1_000);
  await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(1));
  await new Promise((resolve) => setTimeout(resolve, 0));
  tiles.request(0, 1_000);
  expect(get).toHaveBeenCalledTimes(2);
});
