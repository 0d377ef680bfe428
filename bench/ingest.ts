import { parseArgs } from "node:util";
import { measureMemory } from "./ingest/measure-memory";
import { measurePreprocess } from "./ingest/measure-preprocess";
import { measureUpload } from "./ingest/measure-upload";

const usage =
  "npm run bench -- ingest [--only upload|preprocess|memory] [--pairs N] [--megabytes N] [--json]";

interface IngestOptions {
  pairs: number;
  sizeBytes: number;
}

/** One figure each, with what it was derived from. What has no entry here is not measured. */
const measures: Record<string, (options: IngestOptions) => Promise<object>> = {
  upload: measureUpload,
  preprocess: measurePreprocess,
  memory: measureMemory,
};

/** What taking in a recording costs beside the bare tools: sending it, preparing it, and the memory that takes.
 * A figure that was not measured is null. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      pairs: { type: "string", default: "5" },
      megabytes: { type: "string", default: "512" },
      json: { type: "boolean", default: false },
    },
  });
  const pairs = Number(values.pairs);
  const megabytes = Number(values.megabytes);
  const isWrong = (count: number) => !Number.isInteger(count) || count < 1;
  if (isWrong(pairs) || isWrong(megabytes) || (values.only !== undefined && !(values.only in measures)))
    throw new Error(`Usage: ${usage}`);

  const result: Record<string, unknown> = { uploadRatio: null, preprocessRatio: null, memoryRatio: null };
  for (const [name, measure] of Object.entries(measures)) {
    if (values.only !== undefined && values.only !== name) continue;
    Object.assign(result, await measure({ pairs, sizeBytes: megabytes * 1e6 }));
  }
  console.log(
    values.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
          .join("\n"),
  );
}
