import {
  isTooMuch,
  type JudgedDocument,
  type JudgedStatement,
  judgeStatements,
  thinOut,
} from "@/core/summary/judge-answer";
import { serializeReduceInstructions, serializeReduceWindow } from "@/core/summary/summary-prompt";
import type { DroppedStatement, SummaryTemplate } from "@/core/summary/types";
import { hashQuestion } from "@/server/summaries/plan-summary";
import { joinedAnswer } from "../engines/enhancement/model-summarizer";
import { TextAnswerError } from "../engines/enhancement/text-answer";
import { estimateTokens, type TextUsage } from "../engines/enhancement/text-engine";
import type { StepContext } from "../step";
import { askOnce } from "./ask-once";
import type { ModelRun } from "./summarize-by-model";

/** Of what is to be done and of the answer. */
const otherTokens = 2_200;
const fewestTokens = 300;
const mostTokens = 6_000;
const mostRounds = 6;

/** As many statements as the template has room for. Where there are more, the model joins them, group by group in the
 * order of the document as long as they do not fit into one question; what it writes is judged against the sentences
 * that the joined statements rest on. Where it is of no use, statements are chosen evenly over the document.
 * @throws the reason of a signal; TraxError where the server is of no use */
export async function joinStatements(
  context: Pick<StepContext, "prisma" | "signal" | "softStop">,
  run: ModelRun,
  usage: TextUsage,
  given: { statements: JudgedStatement[]; document: JudgedDocument },
): Promise<{ statements: JudgedStatement[]; dropped: DroppedStatement[] }> {
  const { document } = given;
  const { template } = document;
  const room = Math.max(fewestTokens, Math.min(mostTokens, run.server.contextTokens - otherTokens));
  let { statements } = given;
  const dropped: DroppedStatement[] = [];
  for (let round = 0; round < mostRounds && isTooMuch(statements, template); round++) {
    const groups = groupStatements(statements, room);
    const joined: JudgedStatement[] = [];
    for (const group of groups) {
      context.softStop.throwIfAborted();
      const share = shareTemplate(template, group, statements);
      const answer = await joinGroup(context, run, usage, group, { ...document, template: share });
      joined.push(...answer.statements);
      dropped.push(...answer.dropped);
    }
    if (joined.length >= statements.length) break;
    statements = joined;
  }
  return { statements: thinOut(statements, template), dropped };
}

/** Of each section as many as the group has of all its statements. */
function shareTemplate(
  template: SummaryTemplate,
  group: readonly JudgedStatement[],
  all: readonly JudgedStatement[],
): SummaryTemplate {
  const count = (list: readonly JudgedStatement[], id: string) =>
    list.filter(({ section }) => section === id).length;
  const sections = template.sections.map((section) => {
    const { id, most } = section;
    const share = count(group, id) / Math.max(1, count(all, id));
    return { ...section, most: Math.max(1, Math.ceil(most * share)) };
  });
  return { ...template, sections };
}

function groupStatements(statements: readonly JudgedStatement[], room: number): JudgedStatement[][] {
  const groups: JudgedStatement[][] = [[]];
  let size = 0;
  for (const statement of statements) {
    const more = estimateTokens(statement.text) + 20;
    if (size > 0 && size + more > room) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(statement);
    size += more;
  }
  return groups;
}

async function joinGroup(
  context: Pick<StepContext, "prisma" | "signal" | "softStop">,
  run: ModelRun,
  usage: TextUsage,
  group: readonly JudgedStatement[],
  document: JudgedDocument,
): Promise<{ statements: JudgedStatement[]; dropped: DroppedStatement[] }> {
  const { template } = document;
  if (!isTooMuch(group, template)) return { statements: [...group], dropped: [] };
  const instructions = serializeReduceInstructions(template, run.plan.language);
  const data = serializeReduceWindow(group);
  const toStatements = (answer: { statements: { section: string; text: string; from: number[] }[] }) =>
    judgeStatements(
      answer.statements.map(({ section, text, from }) => ({
        ...{ section, text },
        sources: from.flatMap((n) => group[n]?.sources ?? [-1]),
      })),
      document,
    );
  try {
    const { value } = await askOnce(context, run, usage, {
      ...{ key: hashQuestion(run.server, instructions, data), schema: joinedAnswer },
      ask: (options) => run.summarizer.join(instructions, data, options),
      isWorthIt: (answer) => toStatements(answer).statements.length > 0,
    });
    const judged = toStatements(value);
    // An answer that leaves nothing, or nothing of a section, is worse than what there was.
    const lost = template.sections.filter(
      ({ id }) =>
        group.some(({ section }) => section === id) &&
        !judged.statements.some(({ section }) => section === id),
    );
    const kept = thinOut(
      group.filter(({ section }) => lost.some(({ id }) => id === section)),
      template,
    );
    return { statements: [...judged.statements, ...kept], dropped: judged.dropped };
  } catch (error) {
    if (!(error instanceof TextAnswerError)) throw error;
    return { statements: thinOut(group, template), dropped: [] };
  }
}
