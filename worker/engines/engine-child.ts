import { type EngineReply, isEngineRequest } from "./engine-messages";
import { createEngineTaskRunner, ModelLoadError } from "./run-engine-task";

/** Entry of a child process: one argument, the folder of the models. Native code runs here, so that a crash
 * costs one chunk, and so that a decoding can be ended by ending the process. */

const runEngineTask = createEngineTaskRunner(process.argv[2] ?? "");

process.on("message", async (message) => {
  if (!isEngineRequest(message)) return;
  const { id, task } = message;
  let reply: EngineReply;
  try {
    reply = { id, ok: true, result: await runEngineTask(task) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    reply = { id, ok: false, failed: error instanceof ModelLoadError ? "model" : "task", message: text };
  }
  if (process.connected) process.send?.(reply);
});

// The channel closes with the parent, however it ended: nobody is left to hear for.
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent says when to stop, after what is being heard is saved.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
