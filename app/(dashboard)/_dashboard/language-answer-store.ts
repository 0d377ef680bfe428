import { z } from "zod";
import { createRememberedStore } from "./remembered-store";

/** Whether the question about the language of the recordings was answered in this browser. */
export const languageAnswerStore = createRememberedStore<{ answered: boolean }>(
  "trax.language-answered",
  z.object({ answered: z.boolean() }).partial(),
);
