import type { ApiOperation, JsonSchema } from "./openapi";

/** Ids of things that are there, so that an example can be run as it stands. */
export type ExampleIds = Partial<Record<string, string>>;

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** A call of an operation that its own schema accepts, as a line for a shell.
 * @param origin "http://127.0.0.1:3000" */
export function serializeExampleRequest(
  operation: ApiOperation,
  origin: string,
  ids: ExampleIds = {},
): string {
  const url = `${origin}${operation.path}`;
  const input = operation.input ? { json: deriveExample(operation.input, ids) } : null;
  if (operation.kind === "mutation") {
    const body = quote(JSON.stringify(input ?? {}));
    return `curl -s ${quote(url)} -H 'Content-Type: application/json' -d ${body}`;
  }
  const query = input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  return `curl -s${operation.kind === "subscription" ? "N" : ""} ${quote(url + query)}`;
}

/** A small value of a schema: what is required and nothing else. */
export function deriveExample(schema: JsonSchema, ids: ExampleIds = {}, name = ""): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices?.[0]) return deriveExample(choices[0] as JsonSchema, ids, name);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [
          key,
          deriveExample((schema.properties?.[key] ?? {}) as JsonSchema, ids, key),
        ]),
      );
    case "array": {
      const item = deriveExample((schema.items ?? {}) as JsonSchema, ids, name.replace(/s$/, ""));
      return (schema.minItems ?? 0) > 0 ? [item] : [];
    }
    case "string":
      return deriveText(schema, ids, name);
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, 0);
    case "boolean":
      return false;
    default:
      return null;
  }
}

const texts: Record<string, string> = {
  fileName: "talk.mp3",
  title: "Tuesday's talk",
  text: "What was really said.",
  revisionId: "1",
};

function deriveText(schema: JsonSchema, ids: ExampleIds, name: string): string {
  const known = ids[name];
  if (known !== undefined) return known;
  if (schema.format === "uuid") return NOBODY;
  return texts[name] ?? "text";
}

/** For POSIX shells. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
