import type { JsonSchema } from "./openapi";

/** A schema the way a person writes a type down, indented by two; what is optional has a question mark. */
export function describeSchema(schema: JsonSchema, indent = ""): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (choices) return choices.map((each) => describeSchema(each, indent)).join(" | ");
  if (schema.type === "array") return describeArray(schema, indent);
  if (schema.type === "object") return describeObject(schema, indent);
  return describePlain(schema);
}

function describeArray(schema: JsonSchema, indent: string): string {
  const item = describeSchema((schema.items ?? {}) as JsonSchema, indent);
  return /^[^{]* \| /.test(item) ? `(${item})[]` : `${item}[]`;
}

function describeObject(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties ?? {}).map(([name, value]) => {
    const property = value as JsonSchema;
    const optional = schema.required?.includes(name) ? "" : "?";
    const fallback = property.default === undefined ? "" : ` = ${JSON.stringify(property.default)}`;
    return `${inner}${name}${optional}: ${describeSchema(property, inner)}${fallback}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

function describePlain(schema: JsonSchema): string {
  const type = typeof schema.type === "string" ? schema.type : "anything";
  if (schema.format) return `${type} (${schema.format})`;
  if (type !== "integer" && type !== "number") return type;
  const { minimum, maximum } = schema;
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? "" : String(minimum);
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? "" : String(maximum);
  return low || high ? `${type} (${low}..${high})` : type;
}
