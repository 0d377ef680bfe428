import type { z } from "zod";

/** Of one answer alone: what it asks for is told, and whoever asked goes on with the rest. */
export class TextAnswerError extends Error {
  override name = "TextAnswerError";
  /** `too-long`: question and answer do not fit into the model. */
  readonly kind: "declined" | "cut-off" | "too-long" | "unusable";

  constructor(kind: TextAnswerError["kind"], reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/** What a model wrote, as the schema has it. Models that were not held to JSON put words around it, or think aloud first.
 * @throws TextAnswerError unusable */
export function parseTextAnswer<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  const bare = text.replace(/<think>[\s\S]*?<\/think>/g, "").trim();
  if (bare === "") throw new TextAnswerError("unusable", "it is empty");
  const unfenced = bare.replace(/^```[a-z]*\s*|\s*```$/gi, "");
  const inner = unfenced.slice(unfenced.indexOf("{"), unfenced.lastIndexOf("}") + 1);
  const value = parseJson(unfenced) ?? parseJson(inner);
  if (value === undefined) throw new TextAnswerError("unusable", "it is no JSON");
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new TextAnswerError("unusable", "its JSON has another shape");
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
