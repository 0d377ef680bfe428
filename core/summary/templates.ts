import type { SummaryTemplate, SummaryTemplateId } from "./types";

const points = {
  id: "points",
  title: "Key points",
  instruction: "What a reader who was not there has to know: the main statements, one thought each.",
  search: "central",
} as const;

/** What a summary is made of, by what was recorded. */
export const summaryTemplates: readonly SummaryTemplate[] = [
  { id: "key-points", title: "Key points", sections: [{ ...points, most: 12 }] },
  {
    id: "minutes",
    title: "Meeting minutes",
    sections: [
      { ...points, id: "topics", title: "What was discussed", most: 10 },
      {
        ...{ id: "decisions", title: "Decisions", search: "decision", most: 10 },
        instruction: "What was decided or agreed on. Nothing that was only proposed.",
      },
      {
        ...{ id: "actions", title: "Actions", search: "action", most: 15 },
        instruction: "What somebody is to do: who, what, and until when, as far as that was said.",
      },
      {
        ...{ id: "questions", title: "Open questions", search: "question", most: 10 },
        instruction: "Questions that were raised and not answered.",
      },
    ],
  },
  {
    id: "interview",
    title: "Interview",
    sections: [
      { ...points, title: "What was said", most: 12 },
      {
        ...{ id: "questions", title: "Questions asked", search: "question", most: 15 },
        instruction: "The questions that the interviewer asked, shortened.",
      },
    ],
  },
  {
    id: "lecture",
    title: "Lecture notes",
    sections: [
      { ...points, title: "Main ideas", most: 12 },
      {
        ...{ id: "terms", title: "Terms explained", search: "definition", most: 12 },
        instruction: "Terms that were explained, each with its explanation.",
      },
      {
        ...{ id: "examples", title: "Examples", search: "example", most: 8 },
        instruction: "Examples that were given, and what they show.",
      },
    ],
  },
];

export function findTemplate(id: string): SummaryTemplate | null {
  return summaryTemplates.find((template) => template.id === id) ?? null;
}

export const summaryTemplateIds = [
  "key-points",
  "minutes",
  "interview",
  "lecture",
] as const satisfies readonly SummaryTemplateId[];
