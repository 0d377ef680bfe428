import { type ProcessUsage, readProcessUsage } from "../resources/process-usage";
import { type EngineReply, isEngineRequest } from "./engine-messages";
import { createEngineTaskRunner, ModelLoadError } from "./run-engine-task";

/** Entry of a child process: one argument, the folder of the models. Native code runs here, so that a crash
 * costs one chunk, and so that a decoding can be ended by ending the process. */

const runEngineTask = createEngineTaskRunner(process.argv[2] ?? "");

process.on("message", async (message) => {
  if (!isEngineRequest(message)) return;
  const { id, task } = message;
  const before = process.cpuUsage();
  let reply: EngineReply;
  try {
    const result = await runEngineTask(task);
    reply = { id, usage: measureSince(before), ok: true, result };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const failed = error instanceof ModelLoadError ? "model" : "task";
    reply = { id, usage: measureSince(before), ok: false, failed, message: text };
  }
  if (process.connected) process.send?.(reply);
});

// The channel closes with the parent, however it ended: nobody is left to hear for.
process.on("disconnect", () => process.exit(0));
// It went while our modules were loading: nobody was there yet to hear of it.
if (!process.connected) process.exit(0);
// Ctrl-C reaches the whole process group; the parent says when to stop, after what is being heard is saved.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

/** Exact, since a child does one task at a time. */
function measureSince(before: NodeJS.CpuUsage): ProcessUsage {
  const { user, system } = process.cpuUsage(before);
  const memoryMb = readProcessUsage(process.pid)?.memoryMb ?? process.memoryUsage.rss() / 1024 ** 2;
  return { memoryMb, cpuSeconds: (user + system) / 1e6 };
}
