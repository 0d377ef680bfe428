"use client";

import { When } from "@/app/_format/when";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { changeKind, type EnhancementView } from "@/server/enhancement/schema";
import { type ChangeKindName, describeKind, describeMaking, kindNames } from "./describe-enhancement";
import type { EnhancementActions } from "./use-enhancement";

interface EnhancementFactsProps {
  enhancement: EnhancementView;
  actions: EnhancementActions;
  /** The kind whose changes are listed; null: all. */
  kind: ChangeKindName | null;
  onKind: (kind: ChangeKindName | null) => void;
}

/** What was done to the text, by kind. */
export function EnhancementFacts({ enhancement, actions, kind, onKind }: EnhancementFactsProps) {
  const { enhancedAt, isOutdated, kinds, windows } = enhancement;
  const kept = windows.total - windows.rejected.length;
  return (
    <div className="flex flex-col gap-2 px-4 pb-3">
      <p className="text-pretty">
        {describeMaking(enhancement)}
        {windows.total > 1 &&
          ` ${kept.toLocaleString("en")} of ${windows.total.toLocaleString("en")} parts were accepted.`}
        {windows.cached > 0 && ` ${windows.cached.toLocaleString("en")} had been answered before.`}
        {enhancedAt && (
          <span className="text-muted text-xs">
            {" "}
            <When at={enhancedAt} />
          </span>
        )}
      </p>
      {isOutdated && (
        <Notice>
          The recording was transcribed again since. Enhance the new text to have its changes listed here.
        </Notice>
      )}
      {kinds.length === 0 && <p className="text-muted">Nothing had to be changed.</p>}
      {kinds.length > 0 && (
        <ul aria-label="Kinds of changes" className="divide-y divide-line border-line border-y">
          {kinds.map((each) => {
            const known = changeKind.safeParse(each.kind).data;
            if (!known) return null;
            const name = kindNames[known];
            const isShown = kind === known;
            const stands = each.undone < each.count;
            return (
              <li key={known} className="flex items-center gap-2 py-1">
                <button
                  type="button"
                  aria-pressed={isShown}
                  className="min-w-0 flex-1 rounded px-1 py-1 text-left hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:text-accent"
                  onClick={() => onKind(isShown ? null : known)}
                >
                  {name} <span className="text-muted text-xs tabular-nums">{describeKind(each)}</span>
                </button>
                <Button
                  size="sm"
                  look="quiet"
                  disabled={actions.isSettling || isOutdated}
                  aria-label={stands ? `Undo all of: ${name}` : `Make again all of: ${name}`}
                  onClick={() => void actions.settle({ kinds: [known] }, stands ? "undone" : "accepted")}
                >
                  {stands ? "Undo all" : "Make again"}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
