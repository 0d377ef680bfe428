import type { Metadata } from "next";
import { headers } from "next/headers";
import { Badge } from "@/app/_ui/badge";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { createContext } from "@/server/api/context";
import { describeSchema } from "@/server/api/describe-schema";
import { type ExampleIds, serializeExampleRequest } from "@/server/api/example-request";
import { type ApiOperation, listOperations } from "@/server/api/openapi";
import { listBatches, listSourcePage } from "@/server/batches/data";
import { listDocuments, listSegments } from "@/server/transcripts/data";

export const metadata: Metadata = { title: "API" };
export const dynamic = "force-dynamic";

export default async function ApiReferencePage() {
  const { ownerId } = await createContext();
  const origin = `http://${(await headers()).get("host") ?? "127.0.0.1:3000"}`;
  const ids = await findExampleIds(ownerId);
  const operations = listOperations();
  const groups = [...new Set(operations.map(groupOf))];
  return (
    <Sheet className="max-w-4xl">
      <PageHead
        title="API"
        note={
          <>
            What the pages call, for scripts of yours. The same as OpenAPI 3.1:{" "}
            <a className="text-accent underline" href="/api/openapi.json">
              /api/openapi.json
            </a>
            . Clients made for OpenAI find their endpoint at <code>{origin}/v1</code>. Where an id is all
            zeros, put in your own.
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <section aria-label="A recording in one request" className="flex flex-col gap-2">
          <h2 className="font-semibold text-base">A recording in one request</h2>
          <p className="text-muted">
            The answer comes when the transcript is done. response_format may be json, text, srt, vtt or
            verbose_json.
          </p>
          <Shell
            text={`curl -s ${origin}/v1/audio/transcriptions -F file=@talk.mp3 -F response_format=srt`}
          />
        </section>
        <section aria-label="Many recordings in one request" className="flex flex-col gap-2">
          <h2 className="font-semibold text-base">Many recordings in one request</h2>
          <p className="text-muted">
            The answer, as JSON, names the batch and its sources as soon as the last byte is here; the work
            goes on. The fields name, language, engine and priority may be left out. A form that is cut off
            leaves nothing; for large files over a bad line use tus at the same address.
          </p>
          <Shell
            text={`curl -s ${origin}/uploads -F file=@one.mp3 -F file=@two.mp3 -F name=Talks -F language=en`}
          />
        </section>
        {groups.map((group) => (
          <section key={group} aria-label={group} className="flex flex-col gap-3">
            <h2 className="font-semibold text-base capitalize">{group}</h2>
            {operations
              .filter((operation) => groupOf(operation) === group)
              .map((operation) => (
                <Operation
                  key={operation.name}
                  operation={operation}
                  example={serializeExampleRequest(operation, origin, isHarmless(operation) ? ids : {})}
                />
              ))}
          </section>
        ))}
      </div>
    </Sheet>
  );
}

function Operation({ operation, example }: { operation: ApiOperation; example: string }) {
  const { name, kind, path, summary, input, output } = operation;
  return (
    <article aria-label={name} className="overflow-hidden rounded-xl border border-line bg-surface">
      <h3 className="flex flex-wrap items-center gap-2 border-line border-b bg-sunken/50 px-3 py-1.5">
        <Badge tone={kind === "mutation" ? "warn" : "accent"}>{kind === "mutation" ? "POST" : "GET"}</Badge>
        <code className="font-semibold text-sm">{path}</code>
        {kind === "subscription" && <Badge>event stream</Badge>}
      </h3>
      <div className="flex flex-col gap-2 px-3 py-2">
        <p>{summary}</p>
        <Shell text={example} />
        {input && <Schema title="Input" text={describeSchema(input)} />}
        {kind !== "subscription" && <Schema title="Result" text={describeSchema(output)} />}
      </div>
    </article>
  );
}

function Shell({ text }: { text: string }) {
  return (
    <pre className="whitespace-pre-wrap break-all rounded-md bg-sunken px-2 py-1.5 text-xs">
      <code>{text}</code>
    </pre>
  );
}

function Schema({ title, text }: { title: string; text: string }) {
  return (
    <details>
      <summary className="cursor-pointer text-muted text-sm hover:text-ink">{title}</summary>
      <pre className="mt-1 overflow-x-auto rounded-md bg-sunken px-2 py-1.5 text-xs">{text}</pre>
    </details>
  );
}

function groupOf({ name }: ApiOperation): string {
  return name.split(".")[0] ?? name;
}

/** Nobody's transcript shall change because its line of this page was tried out. */
function isHarmless({ kind, name }: ApiOperation): boolean {
  return kind !== "mutation" || name === "exports.create";
}

/** The newest of everything, so that the examples that only read can be run as they stand. */
async function findExampleIds(ownerId: number): Promise<ExampleIds> {
  const [{ batches }, { documents }] = await Promise.all([
    listBatches(ownerId, { limit: 1 }),
    listDocuments(ownerId, { filter: "", trash: false, limit: 50 }),
  ]);
  // One that is still being heard, or failed, has nothing to download.
  const documentId = (documents.find(({ hasText }) => hasText) ?? documents[0])?.id;
  const batchId = batches[0]?.id;
  const lines = documentId ? await listSegments(ownerId, { documentId, limit: 1 }) : null;
  const page = batchId ? await listSourcePage(ownerId, { batchId, limit: 1 }) : null;
  return {
    batchId,
    documentId,
    segmentId: lines?.segments[0]?.id,
    mediaFileId: page?.sources[0]?.mediaFileId,
  };
}
