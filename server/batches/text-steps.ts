import type { z } from "zod";
import type { taskData } from "@/server/jobs/work-schema";

export interface TextStep {
  taskType: "transcribe" | "enhance";
  data: z.input<typeof taskData>;
}

/** The steps of a source that make its text: it is heard, and made better where that is wished for. Both know of the
 * downloads, and the last of them has them made. Pure. */
export function listTextSteps(settings: z.input<typeof taskData>): TextStep[] {
  const { enhance, domain, exportsWanted, pipelineVersion } = settings;
  const transcribe: TextStep = { taskType: "transcribe", data: settings };
  if (!enhance) return [transcribe];
  return [transcribe, { taskType: "enhance", data: { enhance, domain, exportsWanted, pipelineVersion } }];
}
