"use client";

import { CloudAlert } from "lucide-react";
import { Button } from "./_ui/button";
import { EmptyState } from "./_ui/empty-state";
import { Sheet } from "./_ui/sheet";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Sheet className="max-w-2xl">
      <h1 className="sr-only">This page could not be shown</h1>
      <EmptyState
        icon={<CloudAlert />}
        title="This page could not be shown"
        action={
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        <p>Nothing that was saved is lost. Try again; if it stays like this, look whether Trax still runs.</p>
        {error.digest && <p className="mt-2 text-xs">The log has more under {error.digest}.</p>}
      </EmptyState>
    </Sheet>
  );
}
