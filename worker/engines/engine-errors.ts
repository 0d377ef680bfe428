import { TraxError } from "@/server/platform/errors";
import type { RunAccount } from "../resources/run-account";
import { type EngineReply, type EngineTask, findModelOf } from "./engine-messages";
import { shippedVoices } from "./speakers/shipped-voices";

export function memoryLimitError(task: EngineTask, account: RunAccount | undefined): TraxError {
  return new TraxError("MEMORY_LIMIT", { limit: account?.memoryLimitMb ?? 0, program: modelOf(task) });
}

export function closedError(): TraxError {
  return new TraxError("ENGINE_CRASHED", { reason: "the worker is stopping" });
}

export function replyError(task: EngineTask, reply: Extract<EngineReply, { ok: false }>): TraxError {
  return reply.failed === "model"
    ? new TraxError("ENGINE_MODEL_MISSING", { model: modelOf(task), reason: reply.message })
    : new TraxError("STEP_FAILED", { reason: reply.message });
}

function modelOf(task: EngineTask): string {
  if (task.kind === "build") return `moonshine-${task.model}`;
  if (task.kind === "voices" || task.kind === "tell") return shippedVoices.id;
  return findModelOf(task) ?? "silero-vad";
}
