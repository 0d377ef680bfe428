"use client";

import { useState } from "react";
import { TextWorkNotice } from "@/app/_enhancement/text-work-notice";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import { PanelFrame } from "../panels/panel-frame";
import { ChapterList } from "./chapter-list";
import { LeftOut } from "./left-out";
import { SectionList } from "./section-list";
import { SummaryCopy } from "./summary-copy";
import { SummaryFacts } from "./summary-facts";
import { SummaryForm } from "./summary-form";
import { useSummary } from "./use-summary";

/** What was said in short, each statement with the place that it rests on, and where the subject changes. */
export function SummaryPanel() {
  const actions = useSummary();
  const { query } = actions;
  const [isAskedAgain, setAskedAgain] = useState(false);
  const { work, summary, made = [] } = query.data ?? {};
  const isUnderWay = work != null && work.state !== "failed";
  const asks = query.data && !isUnderWay && (!summary || isAskedAgain);
  return (
    <PanelFrame title="Summary and chapters" buttons={summary && !asks && <SummaryCopy summary={summary} />}>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain pb-4">
        <QueryNotice query={query} className="mx-4 my-2" />
        {query.isPending && <Skeleton rows={4} className="mx-4" />}
        {work && (
          <TextWorkNotice
            work={work}
            actions={actions}
            running="Summarising the text"
            failed="The text was not summarised. Try again."
          />
        )}
        {asks && (
          <SummaryForm
            actions={actions}
            isFirst={!summary}
            onBegun={() => setAskedAgain(false)}
            onCancel={summary ? () => setAskedAgain(false) : null}
          />
        )}
        {summary && !asks && (
          <>
            <SummaryFacts summary={summary} made={made} onChoose={actions.choose} />
            {!isUnderWay && (
              <p className="px-4 pb-3">
                <Button size="sm" onClick={() => setAskedAgain(true)}>
                  Summarise again…
                </Button>
              </p>
            )}
            <SectionList sections={summary.sections} />
            <ChapterList chapters={summary.chapters} />
            <LeftOut dropped={summary.dropped} gaps={summary.gaps} />
          </>
        )}
      </div>
    </PanelFrame>
  );
}
