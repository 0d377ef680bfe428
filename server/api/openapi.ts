import type { AnyTRPCProcedure } from "@trpc/server";
import { z } from "zod";
import { traxVersion } from "@/server/platform/version";
import { appRouter } from "./root";
import type { ProcedureMeta } from "./trpc";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A procedure as a script sees it. */
export interface ApiOperation {
  /** "batches.create" */
  name: string;
  path: string;
  kind: "query" | "mutation" | "subscription";
  summary: string;
  /** Null where it takes nothing. */
  input: JsonSchema | null;
  output: JsonSchema;
}

/** Every procedure of the router, described by the schemas that it really parses with. */
export function listOperations(): ApiOperation[] {
  const procedures = appRouter._def.procedures as unknown as Record<string, AnyTRPCProcedure>;
  return Object.entries(procedures)
    .map(([name, procedure]) => {
      const { type, meta, inputs, output } = procedure._def as typeof procedure._def & {
        inputs?: unknown[];
        output?: unknown;
      };
      const [input] = inputs ?? [];
      return {
        name,
        path: `/api/trpc/${name}`,
        kind: type,
        summary: (meta as ProcedureMeta | undefined)?.summary ?? "",
        input: input instanceof z.ZodType ? toJsonSchema(input, "input") : null,
        output: output instanceof z.ZodType ? toJsonSchema(output, "output") : {},
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Dates travel as ISO strings; superjson says in `meta` which strings they are. */
function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type !== "date") return;
      jsonSchema.type = "string";
      jsonSchema.format = "date-time";
    },
  });
  return described;
}

/** The router as an OpenAPI 3.1 document, envelope and all: what is written here is what goes over the wire. */
export function buildOpenApi(): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  for (const operation of listOperations()) {
    paths[operation.path] = { [operation.kind === "mutation" ? "post" : "get"]: toPathItem(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Trax",
      version: traxVersion,
      description:
        "The calls that the pages of Trax make. Values travel in superjson's envelope: they are under `json`, and `meta` beside it says which strings are dates. Queries are GET with the input as JSON in the query parameter `input`; mutations are POST with the input as the body. Recordings are uploaded by tus to /uploads under the id that batches.create gives, or sent in one request to /v1/audio/transcriptions.",
    },
    servers: [{ url: "/" }],
    paths,
    components: { schemas: { Error: errorSchema } },
  };
}

function toPathItem({ name, kind, summary, input, output }: ApiOperation): Record<string, unknown> {
  const common = { operationId: name, summary, tags: [name.split(".")[0]] };
  const failed = {
    description: "A sentence for a person, and a code for a program.",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  const answered =
    kind === "subscription"
      ? {
          description: "Server-sent events; each `data` is one of these.",
          content: { "text/event-stream": { schema: toEnvelope(output) } },
        }
      : {
          description: "The result.",
          content: { "application/json": { schema: toResult(output) } },
        };
  return {
    ...common,
    ...(input && kind !== "mutation"
      ? {
          parameters: [
            {
              name: "input",
              in: "query",
              required: isRequired(input),
              content: { "application/json": { schema: toEnvelope(input) } },
            },
          ],
        }
      : {}),
    ...(input && kind === "mutation"
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: toEnvelope(input) } },
          },
        }
      : {}),
    responses: { "200": answered, default: failed },
  };
}

/** tRPC parses an input that was left out as undefined, which no object schema takes. */
function isRequired(input: JsonSchema): boolean {
  return input.type === "object";
}

function toEnvelope(json: JsonSchema): JsonSchema {
  return {
    type: "object",
    properties: {
      json,
      meta: { type: "object", description: "Which values of `json` are more than JSON, by path." },
    },
    required: ["json"],
  };
}

function toResult(output: JsonSchema): JsonSchema {
  return {
    type: "object",
    properties: {
      result: { type: "object", properties: { data: toEnvelope(output) }, required: ["data"] },
    },
    required: ["result"],
  };
}

const errorSchema: JsonSchema = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        json: {
          type: "object",
          properties: {
            message: { type: "string", description: "The sentence: cause and remedy." },
            code: { type: "integer", description: "JSON-RPC's number of tRPC." },
            data: {
              type: "object",
              properties: {
                code: { type: "string", description: "tRPC's name of the kind of error." },
                httpStatus: { type: "integer" },
                path: { type: "string" },
                traxCode: { type: "string", description: "The fact, for programs." },
              },
              required: ["code", "httpStatus", "traxCode"],
            },
          },
          required: ["message", "code", "data"],
        },
      },
      required: ["json"],
    },
  },
  required: ["error"],
};
