import type { ProcessUsage } from "../resources/process-usage";

/** What ffmpeg's `-benchmark` says at its end: "bench: utime=0.021s stime=0.004s rtime=0.048s" and "bench:
 * maxrss=49920kB", whose memory includes the libraries. Undefined what it did not say (old builds know no stime). */
export function parseBenchmark(stderr: string): Partial<ProcessUsage> {
  const user = /bench: utime=([\d.]+)s(?: stime=([\d.]+)s)?/.exec(stderr);
  const peak = /bench: maxrss=(\d+)kB/.exec(stderr);
  return {
    ...(user && { cpuSeconds: Number(user[1]) + Number(user[2] ?? 0) }),
    ...(peak && { memoryMb: Number(peak[1]) / 1024 }),
  };
}
