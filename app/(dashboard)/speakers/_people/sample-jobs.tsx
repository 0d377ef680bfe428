"use client";

import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { SpeakersList } from "@/server/speakers/schema";
import type { usePeopleActions } from "./use-people";

interface SampleJobsProps {
  jobs: SpeakersList["sampleJobs"];
  remove: ReturnType<typeof usePeopleActions>["removeSample"];
}

/** Samples that are being heard, and those that were refused, with the reason. */
export function SampleJobs({ jobs, remove }: SampleJobsProps) {
  if (jobs.length === 0) return null;
  return (
    <ul aria-label="Samples" className="mb-4 flex flex-col gap-2">
      {jobs.map(({ jobId, name, fileName, state, error }) => (
        <li key={jobId}>
          <Notice
            tone={state === "failed" ? "danger" : "info"}
            action={
              <Button
                size="sm"
                look="quiet"
                disabled={remove.isPending}
                aria-label={`${state === "failed" ? "Dismiss" : "Cancel"} the sample of ${name}`}
                onClick={() => remove.mutate({ jobId })}
              >
                {state === "failed" ? "Dismiss" : "Cancel"}
              </Button>
            }
          >
            {state === "failed" ? (
              <>
                The sample of <bdi className="font-medium">{name}</bdi> ({fileName}) was not added. {error}
              </>
            ) : (
              <>
                Listening to the sample of <bdi className="font-medium">{name}</bdi>…{error && ` ${error}`}
              </>
            )}
          </Notice>
        </li>
      ))}
    </ul>
  );
}
