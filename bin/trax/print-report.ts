import { type CheckReport, type Finding, KEPT_OF_A_KIND } from "@/server/operations/verify/finding";
import { plain, printLine } from "./print";

const words: Record<CheckReport["state"], string> = {
  whole: "✓ whole      ",
  damaged: "✗ damaged    ",
  "not-checked": "- not checked",
};

/** A line for the check, then one for each finding that was kept. */
export function printReport({ check, state, said, counts, findings, notes }: CheckReport): void {
  printLine(`${words[state]}  ${check.padEnd(11)}  ${plain(said)}`);
  for (const [list, mark] of [
    [findings, "✗"],
    [notes, "·"],
  ] as const) {
    for (const kind of new Set(list.map((finding) => finding.kind))) {
      const kept = list.filter((finding) => finding.kind === kind);
      for (const finding of kept) printLine(`    ${mark} ${describeFinding(finding)}`);
      const more = (counts[kind] ?? 0) - kept.length;
      if (more > 0) printLine(`      and ${more} more of this kind (the first ${KEPT_OF_A_KIND} are shown)`);
      const wayOut = kept.find((finding) => finding.wayOut && !finding.mend)?.wayOut;
      if (wayOut) printLine(`      ${wayOut}`);
    }
  }
}

export function describeFinding({ subject, detail, mend }: Finding): string {
  return plain(`${subject} ${detail}${mend ? " (repair can mend this)" : ""}`);
}

/** For programs: without what repair would do. */
export function toJson({ findings, notes, ...report }: CheckReport) {
  const bare = ({ mend, isNote: _, ...finding }: Finding) => ({ ...finding, isMendable: mend !== undefined });
  return { ...report, findings: findings.map(bare), notes: notes.map(bare) };
}
