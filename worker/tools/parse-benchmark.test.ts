import { expect, it } from "vitest";
import { parseBenchmark } from "./parse-benchmark";

it("reads what ffmpeg says of its own use, in new builds and old", () => {
  const now = "size= 10kB\nbench: utime=1.250s stime=0.250s rtime=2.048s\nbench: maxrss=51200kB\n";
  expect(parseBenchmark(now)).toEqual({ cpuSeconds: 1.5, memoryMb: 50 });
  expect(parseBenchmark("bench: utime=0.500s\nbench: maxrss=1024kB")).toEqual({
    cpuSeconds: 0.5,
    memoryMb: 1,
  });
  expect(parseBenchmark("killed")).toEqual({});
});
