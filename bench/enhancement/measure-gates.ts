import { alignEnhanced } from "../../core/enhancement/align-enhanced";
import { builtInDomains } from "../../core/enhancement/built-in-domains";
import { judgeEnhancement } from "../../core/enhancement/judge-enhancement";
import type { ViolationClass } from "../../core/enhancement/types";
import type { WindowCase } from "./parse-windows";
import { timeWords } from "./time-words";

export interface GateFigures {
  planted: number;
  caught: number;
  good: number;
  refused: number;
  /** Of each planted class, how many there are, how many were refused, and how many of them by their own name. */
  byClass: Partial<Record<ViolationClass, { planted: number; caught: number; named: number }>>;
  missed: { window: string; planted: ViolationClass; answer: string }[];
  refusals: { window: string; answer: string; because: string }[];
}

/** What the gates make of answers whose faults are known. */
export function measureGates(windows: readonly WindowCase[]): GateFigures {
  const figures: GateFigures = {
    planted: 0,
    caught: 0,
    good: 0,
    refused: 0,
    byClass: {},
    missed: [],
    refusals: [],
  };
  for (const { name, domain, language, glossary, machine, answers } of windows) {
    const words = timeWords(machine);
    const { style } = builtInDomains[domain];
    for (const { planted, answer } of answers) {
      const verdict = judgeEnhancement(words, alignEnhanced(words, answer), { language, style, glossary });
      if (planted === null) {
        figures.good++;
        if (verdict.accepted) continue;
        figures.refused++;
        const because = verdict.violations
          .map((violation) => `${violation.class}: "${violation.before}" -> "${violation.after}"`)
          .join("; ");
        figures.refusals.push({ window: name, answer, because });
        continue;
      }
      const counts = figures.byClass[planted] ?? { planted: 0, caught: 0, named: 0 };
      figures.byClass[planted] = counts;
      figures.planted++;
      counts.planted++;
      if (verdict.accepted) figures.missed.push({ window: name, planted, answer });
      else {
        figures.caught++;
        counts.caught++;
        if (verdict.violations.some((violation) => violation.class === planted)) counts.named++;
      }
    }
  }
  return figures;
}
