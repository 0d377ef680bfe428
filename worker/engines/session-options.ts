import type { InferenceSession } from "onnxruntime-node";

/** One thread a session: two slots of one thread hear nearly twice as much as one of two, whose threads spin
 * while they wait for each other and take the time from everybody else. */
export const sessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  executionMode: "sequential",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  enableCpuMemArena: true,
  // Every chunk has its own length, and a pattern is remembered for each length ever seen.
  enableMemPattern: false,
  logSeverityLevel: 3,
};
