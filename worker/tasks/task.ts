import type { Task } from "graphile-worker";
import type { TaskType } from "@/core/status/transitions";
import type { TaskName, TaskPayload } from "@/server/jobs/catalogue";
import { catalogue } from "@/server/jobs/catalogue";
import { getLogger } from "@/server/platform/logger";
import type { RunWorkOptions } from "../run-work";
import type { Step } from "../step";

export type ReplacedSteps = Partial<Record<TaskType, Step>>;

export interface TaskOptions extends RunWorkOptions {
  /** What stands in for the product's steps. */
  steps: ReplacedSteps;
}

export type TaskHandler<Name extends TaskName> = (
  options: TaskOptions,
  payload: TaskPayload<Name>,
) => Promise<void>;

/** A queue task that parses its payload before anything else. One that cannot be read is reported and set aside:
 * it would fail the same way for ever. */
export function toQueueTask<Name extends TaskName>(
  name: Name,
  options: TaskOptions,
  handler: TaskHandler<Name>,
): Task {
  return async (payload) => {
    const parsed = catalogue[name].payload.safeParse(payload);
    if (!parsed.success) {
      getLogger().error({ task: name, err: parsed.error.message }, "payload set aside");
      return;
    }
    await handler(options, parsed.data as TaskPayload<Name>);
  };
}
