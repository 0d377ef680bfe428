import type { z } from "zod";
import type { EnhancedParagraph } from "@/core/enhancement/types";
import { type Db, Prisma } from "@/server/platform/db";
import { storedJsonText } from "@/server/platform/stored-json";
import { windowReport } from "@/server/transcripts/result-schema";
import { windowContent } from "./schema";

/** Windows of an enhancement that is under way. Each is written once, by the run that holds the work, so that whoever
 * goes on after it asks for the others alone. */

/** The step of a source or the processing job. */
export type EnhancementWork =
  | { itemId: string; jobId?: undefined; claimToken: string }
  | { itemId?: undefined; jobId: number; claimToken: string };

export interface StoredWindow {
  index: number;
  /** Of what it was made of. */
  key: string;
  /** On the words of the whole text; none where the machine's stand. */
  paragraphs: EnhancedParagraph[];
  report: z.output<typeof windowReport>;
}

const ofWork = ({ itemId, jobId }: EnhancementWork) =>
  itemId === undefined
    ? Prisma.sql`processing_job_id = ${jobId}`
    : Prisma.sql`batch_item_id = ${itemId}::uuid`;

const held = ({ itemId, jobId, claimToken }: EnhancementWork) =>
  itemId === undefined
    ? Prisma.sql`select null::uuid as item, id as job from v2_processing_jobs
        where id = ${jobId} and claim_token = ${claimToken}::uuid and status = 'running' for share`
    : Prisma.sql`select id as item, null::int as job from batch_items
        where id = ${itemId}::uuid and claim_token = ${claimToken}::uuid and status = 'running' for share`;

/** Those that are done, by index. What cannot be read is done again. */
export async function listWindows(db: Db, work: EnhancementWork): Promise<Map<number, StoredWindow>> {
  const rows = await db.$queryRaw<{ index: number; key: string; content: unknown; report: unknown }[]>(
    Prisma.sql`select index, key, content, report from enhancement_windows where ${ofWork(work)}`,
  );
  const windows = new Map<number, StoredWindow>();
  for (const { index, key, content, report } of rows) {
    const tokens = windowContent.safeParse(content);
    const said = windowReport.safeParse(report);
    if (!tokens.success || !said.success) continue;
    windows.set(index, { index, key, paragraphs: toParagraphs(tokens.data), report: said.data });
  }
  return windows;
}

/** False when the claim is stale: nothing was written. */
export async function saveWindow(db: Db, work: EnhancementWork, window: StoredWindow): Promise<boolean> {
  const { index, key, paragraphs, report } = window;
  const written = await db.$executeRaw(Prisma.sql`
    with held as (${held(work)})
    insert into enhancement_windows
      (batch_item_id, processing_job_id, index, key, outcome, content, report, claim_token)
    select item, job, ${index}, ${key}, ${report.outcome}, ${storedJsonText(windowContent, toContent(paragraphs))}::jsonb,
      ${storedJsonText(windowReport, report)}::jsonb, ${work.claimToken}::uuid
    from held
    on conflict (batch_item_id, processing_job_id, index) do update set
      key = excluded.key, outcome = excluded.outcome, content = excluded.content, report = excluded.report,
      claim_token = excluded.claim_token, created_at = now()`);
  return written > 0;
}

/** @param outcomes of these alone; left out: all */
export async function removeWindows(db: Db, work: EnhancementWork, outcomes?: string[]): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    delete from enhancement_windows where ${ofWork(work)}
      ${outcomes ? Prisma.sql`and outcome = any(${outcomes}::text[])` : Prisma.empty}
      and exists (${held(work)})`);
}

/** As JSONB columns have them. */
export function toContent(paragraphs: readonly EnhancedParagraph[]): z.input<typeof windowContent> {
  return paragraphs.map(({ tokens }) =>
    tokens.map(({ text, firstWord, wordCount }): [string, number, number] => [text, firstWord, wordCount]),
  );
}

export function toParagraphs(content: z.output<typeof windowContent>): EnhancedParagraph[] {
  return content.map((tokens) => ({
    tokens: tokens.map(([text, firstWord, wordCount]) => ({ text, firstWord, wordCount })),
  }));
}
