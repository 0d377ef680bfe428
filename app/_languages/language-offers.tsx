"use client";

import { Button } from "@/app/_ui/button";
import { describePrice } from "@/app/_work/describe-engine";
import { useEngine } from "@/app/_work/use-engine";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { EngineHint } from "./engine-hint";
import { describeFetch, findEngineFor } from "./engine-languages";

interface LanguageOffersProps {
  batchId: string;
  sourceIndex: number;
}

/** Where a recording goes on that an engine of one language stopped at, as it did not sound like that. */
export function LanguageOffers({ batchId, sourceIndex }: LanguageOffersProps) {
  const { engines } = useEngine(undefined);
  const { changeSource } = useWorkActions();
  const other = findEngineFor(engines, null);
  const price = other && describePrice(other);
  return (
    <div className="mt-1.5 flex flex-col gap-1.5">
      <div className="flex flex-wrap gap-2">
        {other && (
          <Button
            size="sm"
            look="primary"
            disabled={changeSource.isPending}
            onClick={() => changeSource.mutate({ batchId, sourceIndex, engine: other.id })}
          >
            Transcribe with {other.name}
          </Button>
        )}
        <Button
          size="sm"
          disabled={changeSource.isPending}
          onClick={() => changeSource.mutate({ batchId, sourceIndex, language: "en" })}
        >
          It is English: go on
        </Button>
      </div>
      <p className="text-pretty text-muted text-xs">
        {other ? (
          <>
            {other.name}: {other.description} {describeFetch(other)}
            {price && ` It costs ${price}.`}
          </>
        ) : (
          engines.length > 0 && <EngineHint language={null} />
        )}
      </p>
    </div>
  );
}
