import { describe, expect, test } from "vitest";
import { z } from "zod";
import { batchCreateInput, batchSummary } from "@/server/batches/schema";
import { describeSchema } from "./describe-schema";
import { deriveExample, serializeExampleRequest } from "./example-request";
import { buildOpenApi, listOperations } from "./openapi";
import { appRouter } from "./root";

const operations = listOperations();
const find = (name: string) => {
  const operation = operations.find((each) => each.name === name);
  if (!operation) throw new Error(`no ${name}`);
  return operation;
};

describe("the router as OpenAPI", () => {
  test("holds every procedure, each with a sentence", () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
    const mute = operations.filter(({ summary }) => !/^[A-Z].*\.$/.test(summary));
    expect(mute.map(({ name }) => name)).toEqual([]);
  });

  test("shows dates as they travel and the envelope around them", () => {
    const document = buildOpenApi() as { openapi: string; paths: Record<string, Record<string, unknown>> };
    expect(document.openapi).toBe("3.1.0");
    expect(document.paths["/api/trpc/batches.create"]?.post).toMatchObject({
      requestBody: { content: { "application/json": { schema: { required: ["json"] } } } },
    });
    const list = JSON.stringify(document.paths["/api/trpc/batches.list"]?.get);
    expect(list).toContain('"createdAt":{"type":"string","format":"date-time"}');
    expect(list).toContain('"in":"query"');
    expect(find("batches.list").output).toMatchObject({
      properties: {
        batches: { items: { required: expect.arrayContaining(Object.keys(batchSummary.shape)) } },
      },
    });
  });

  test("gives an example that the procedure's own schema accepts, for each", () => {
    const procedures = appRouter._def.procedures as unknown as Record<
      string,
      { _def: { inputs: z.ZodType[] } }
    >;
    for (const operation of operations) {
      if (!operation.input) continue;
      const parsed = procedures[operation.name]?._def.inputs[0]?.safeParse(deriveExample(operation.input));
      expect(parsed?.error?.issues, operation.name).toBeUndefined();
    }
  });

  test("writes examples that survive a shell", () => {
    expect(deriveExample(z.toJSONSchema(batchCreateInput, { io: "input" }))).toEqual({
      files: [{ fileName: "talk.mp3", sizeBytes: 0 }],
    });
    const rename = serializeExampleRequest(find("transcripts.rename"), "http://here", { documentId: "mine" });
    expect(rename).toContain(String.raw`"title":"Tuesday'\''s talk"`);
    expect(rename).toContain('"documentId":"mine"');
    expect(serializeExampleRequest(find("workers.status"), "http://here")).toBe(
      "curl -s 'http://here/api/trpc/workers.status'",
    );
  });

  test("can be read by a person", () => {
    expect(describeSchema(find("batches.cancelSource").input ?? {})).toBe(
      "{\n  batchId: string (uuid)\n  sourceIndex: integer (0..)\n}",
    );
    expect(describeSchema(find("exports.create").input ?? {})).toContain(
      'format: "json" | "txt" | "srt" | "vtt"',
    );
  });
});
