"use client";

import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { describeError } from "./describe-error";

interface QueryNoticeProps {
  query: { error: unknown; refetch: () => unknown; isFetching: boolean };
  className?: string;
}

/** Says why something cannot be shown, or why what is shown may be old. Nothing while all is well. */
export function QueryNotice({ query, className }: QueryNoticeProps) {
  if (!query.error) return null;
  return (
    <div role="alert" className={className}>
      <Notice
        tone="danger"
        action={
          <Button size="sm" disabled={query.isFetching} onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      >
        {describeError(query.error)}
      </Notice>
    </div>
  );
}
