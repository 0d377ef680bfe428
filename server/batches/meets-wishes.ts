import { Prisma } from "@/server/platform/db";
import { hearsTwice, type SubmissionWishes } from "./submission-wishes";

type WorkWishes = Pick<
  SubmissionWishes,
  "pipelineVersion" | "secondEngine" | "findSpeakers" | "speakerEngine" | "speakersExpected" | "enhance"
>;

/** SQL: whether work that is there, a row `item` of batch_items, brings at least what a submission wishes for: heard twice
 * where that is wanted, and its speakers found, by the engine and with the number that was told. More than was wished for is no reason to
 * do it again. */
export function meetsWishes({
  pipelineVersion,
  secondEngine,
  findSpeakers,
  speakerEngine,
  speakersExpected,
  enhance,
}: WorkWishes): Prisma.Sql {
  const twice = Prisma.sql`(item.task_data->>'pipelineVersion' in ('v3', 'v4')
    and ${secondEngine ?? ""} in ('', item.task_data->>'secondEngine'))`;
  const told = JSON.stringify(speakersExpected);
  const found = Prisma.sql`(item.task_data->'findSpeakers' = 'true'::jsonb
    and ${speakerEngine ?? ""} in ('', item.task_data->>'speakerEngine')
    and coalesce(item.task_data->'speakersExpected', 'null'::jsonb) = ${told}::jsonb)`;
  // By the same means: a text that the rules made better is none of a model's.
  const better = Prisma.sql`(item.task_data->'enhance' = ${JSON.stringify(enhance)}::jsonb)`;
  const yes = Prisma.sql`true`;
  return Prisma.sql`(${hearsTwice(pipelineVersion) ? twice : yes} and ${findSpeakers ? found : yes}
    and ${enhance ? better : yes})`;
}
