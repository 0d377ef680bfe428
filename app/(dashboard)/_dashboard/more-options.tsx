"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { LimitFields } from "@/app/_work/limit-fields";
import type { BatchLimits } from "@/server/batches/schema";
import { limitsStore } from "./limits-store";

/** What few submissions need: how much of the machine the files may take. */
export function MoreOptions({ limits }: { limits: Partial<BatchLimits> }) {
  const trpc = useTrpc();
  const [open, setOpen] = useState(false);
  const defaults = useQuery(
    trpc.batches.defaultLimits.queryOptions(undefined, {
      enabled: open,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const changed = Object.values(limits).filter((value) => value !== undefined).length;
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className="mt-2">
      <div className="flex flex-wrap items-center justify-center gap-x-3 sm:justify-start">
        <Collapsible.Trigger className="group flex items-center gap-1 rounded text-muted text-xs hover:text-ink">
          <ChevronRight
            aria-hidden
            className="size-3.5 transition-transform group-data-[state=open]:rotate-90"
          />
          More options{changed > 0 && ` (${changed} changed)`}
        </Collapsible.Trigger>
        {changed > 0 && (
          <button
            type="button"
            className="rounded text-accent text-xs hover:underline"
            onClick={() => limitsStore.update({})}
          >
            Back to the defaults
          </button>
        )}
      </div>
      <Collapsible.Content className="pt-3">
        <LimitFields value={limits} defaults={defaults.data} onChange={limitsStore.update} />
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
