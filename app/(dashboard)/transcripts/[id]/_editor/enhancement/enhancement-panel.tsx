"use client";

import { useState } from "react";
import { TextWorkNotice } from "@/app/_enhancement/text-work-notice";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { Skeleton } from "@/app/_ui/skeleton";
import { PanelFrame } from "../panels/panel-frame";
import { ChangeList } from "./change-list";
import type { ChangeKindName } from "./describe-enhancement";
import { EnhanceForm } from "./enhance-form";
import { EnhancementFacts } from "./enhancement-facts";
import { RejectedList } from "./rejected-list";
import { TermOffers } from "./term-offers";
import { useEnhancement } from "./use-enhancement";

/** Makes the text of a machine read well, and shows each change it made, to be taken back or kept. */
export function EnhancementPanel() {
  const actions = useEnhancement();
  const { query } = actions;
  const [isAskedAgain, setAskedAgain] = useState(false);
  const [kind, setKind] = useState<ChangeKindName | null>(null);
  const { work, enhancement, earlier = null } = query.data ?? {};
  const isUnderWay = work != null && work.state !== "failed";
  const asks = query.data && !isUnderWay && (!enhancement || isAskedAgain);
  return (
    <PanelFrame title="Enhancement">
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain pb-4">
        <QueryNotice query={query} className="mx-4 my-2" />
        {query.isPending && <Skeleton rows={4} className="mx-4" />}
        {work && (
          <TextWorkNotice
            work={work}
            actions={actions}
            running="Enhancing the text"
            failed="The text was not enhanced."
            afterFailure="The text is as it was."
            hint="Go on correcting: what you wrote yourself stays as it is."
          />
        )}
        {asks && earlier && (
          <Notice className="mx-4 mb-3">
            The text was enhanced before the recording was transcribed again. This new text is as the machine
            heard it: enhance it, too, where you want that.
          </Notice>
        )}
        {asks && (
          <EnhanceForm
            actions={actions}
            isFirst={!enhancement && !earlier}
            earlier={earlier}
            onBegun={() => setAskedAgain(false)}
            onCancel={enhancement ? () => setAskedAgain(false) : null}
          />
        )}
        {enhancement && !asks && (
          <>
            <EnhancementFacts enhancement={enhancement} actions={actions} kind={kind} onKind={setKind} />
            {!isUnderWay && (
              <p className="px-4 pb-2">
                <Button size="sm" onClick={() => setAskedAgain(true)}>
                  Enhance again…
                </Button>
              </p>
            )}
            <RejectedList windows={enhancement.windows} />
            <ChangeList kind={kind} isOutdated={enhancement.isOutdated || isUnderWay} actions={actions} />
          </>
        )}
        <TermOffers />
      </div>
    </PanelFrame>
  );
}
