import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import type { DocumentFilter, Facets } from "./schema";

/** Conditions on `transcript_documents document`, each beginning with "and". */
export function documentConditions(filter: DocumentFilter): Prisma.Sql {
  const conditions = [...listOwnConditions(filter), ...listResultConditions(filter)];
  return conditions.length === 0
    ? Prisma.empty
    : Prisma.join(
        conditions.map((each) => Prisma.sql`and ${each}`),
        " ",
      );
}

function listOwnConditions(filter: DocumentFilter): Prisma.Sql[] {
  const { speaker, speakerCount, from, to, status, tag, collectionId } = filter;
  const conditions: Prisma.Sql[] = [];
  if (speaker) {
    conditions.push(Prisma.sql`exists (select from transcript_speakers speaker
      where speaker.document_id = document.id and lower(speaker.label) = lower(${speaker}))`);
  }
  if (speakerCount !== undefined) {
    conditions.push(Prisma.sql`(select count(*) from transcript_speakers speaker
      where speaker.document_id = document.id) = ${speakerCount}`);
  }
  if (from) conditions.push(Prisma.sql`document.created_at >= ${from}::timestamp at time zone 'utc'`);
  if (to) {
    conditions.push(
      Prisma.sql`document.created_at < (${to}::timestamp + interval '1 day') at time zone 'utc'`,
    );
  }
  if (status) conditions.push(statusConditions[status]);
  if (tag) {
    conditions.push(
      Prisma.sql`document.id in (select tagged.document_id from document_tags tagged where tagged.tag = ${tag})`,
    );
  }
  if (collectionId) {
    conditions.push(Prisma.sql`document.id in (select held.document_id from collection_documents held
      where held.collection_id = ${collectionId}::uuid)`);
  }
  return conditions;
}

function listResultConditions({ language, domain, pipelineVersion, warning }: DocumentFilter): Prisma.Sql[] {
  const ofResult: Prisma.Sql[] = [];
  if (language) ofResult.push(Prisma.sql`result.processing_metadata->>'language' = ${language}`);
  if (domain) ofResult.push(Prisma.sql`result.domain_used = ${domain}`);
  if (pipelineVersion) ofResult.push(Prisma.sql`result.pipeline_version = ${pipelineVersion}`);
  if (warning) {
    // Both by their GIN indexes.
    ofResult.push(Prisma.sql`(result.quality_warnings @> array[${warning}]::text[]
      or result.quality_warnings_v2 @> jsonb_build_array(jsonb_build_object('code', ${warning}::text)))`);
  }
  if (ofResult.length === 0) return [];
  return [
    Prisma.sql`document.current_result_id in (
      select result.id from transcription_results result where ${Prisma.join(ofResult, " and ")})`,
  ];
}

const isWorkedOn = Prisma.sql`exists (select from batch_items item
  where item.document_id = document.id and item.status in ('pending', 'running', 'retrying'))`;
const hasText = Prisma.sql`(document.current_result_id is not null
  or exists (select from transcript_segments line where line.document_id = document.id))`;

const statusConditions = {
  ready: hasText,
  working: Prisma.sql`not ${hasText} and ${isWorkedOn}`,
  failed: Prisma.sql`not ${hasText} and not ${isWorkedOn} and exists (select from batch_items item
    where item.document_id = document.id and item.status in ('failed', 'cancelled'))`,
} satisfies Record<NonNullable<DocumentFilter["status"]>, Prisma.Sql>;

/** More of a kind nobody chooses from. */
const most = 200;

/** What an owner's transcripts can be told apart by, those in the trash left out. */
export async function listFacets(ownerId: number, db: Db = getPrisma()): Promise<Facets> {
  const rows = await db.$queryRaw<{ kind: keyof Facets; value: string }[]>(Prisma.sql`
    with document as (
      select document.id, result.processing_metadata->>'language' as language, result.domain_used as domain,
        result.pipeline_version as version, result.quality_warnings as warnings,
        result.quality_warnings_v2 as warnings_v2
      from transcript_documents document
      left join transcription_results result on result.id = document.current_result_id
      where document.owner_id = ${ownerId} and document.deleted_at is null
    ), speaking as (
      select speaker.document_id, speaker.label from transcript_speakers speaker
      join document on document.id = speaker.document_id
    ), found as (
      select 'speakers' as kind, label as value from speaking
      union all
      select 'speakerCounts', count(*)::text from speaking group by document_id
      union all select 'languages', language from document
      union all select 'domains', domain from document
      union all select 'pipelineVersions', version from document
      union all
      select 'warnings', code from (
        select distinct document.id, code from document cross join lateral (
          select unnest(document.warnings) as code
          union all
          select warning->>'code' from jsonb_array_elements(
            case jsonb_typeof(document.warnings_v2) when 'array' then document.warnings_v2 else '[]' end) as warning
        ) as codes
      ) as warned
    ), counted as (
      select kind, value, row_number() over (partition by kind order by count(*) desc, value) as place
      from found where value <> '' group by kind, value
    )
    select kind, value from counted where place <= ${most} order by kind, place`);
  const of = (kind: keyof Facets) => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return {
    speakers: of("speakers"),
    speakerCounts: of("speakerCounts")
      .map(Number)
      .sort((a, b) => a - b),
    languages: of("languages"),
    domains: of("domains"),
    pipelineVersions: of("pipelineVersions"),
    warnings: of("warnings"),
  };
}
