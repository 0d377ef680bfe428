"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { LimitFields } from "@/app/_work/limit-fields";
import type { BatchLimits, BatchSettings } from "@/server/batches/schema";
import { limitsStore } from "./limits-store";
import { SettingFields } from "./setting-fields";
import { settingsStore } from "./settings-store";

interface MoreOptionsProps {
  settings: BatchSettings;
  limits: Partial<BatchLimits>;
  name: string;
  onName: (name: string) => void;
}

/** What few submissions need: what is known of the recordings, and how much of the machine they may take. */
export function MoreOptions({ settings, limits, name, onName }: MoreOptionsProps) {
  const trpc = useTrpc();
  const [open, setOpen] = useState(false);
  const defaults = useQuery(
    trpc.batches.defaultLimits.queryOptions(undefined, {
      enabled: open,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const { engine, language, ...shown } = settings;
  const changed = [...Object.values(limits), ...Object.values(shown)].filter(isChosen).length;
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
            onClick={() => {
              limitsStore.update({});
              settingsStore.update({ ...(engine && { engine }), ...(language && { language }) });
            }}
          >
            Back to the defaults
          </button>
        )}
      </div>
      <Collapsible.Content className="flex flex-col gap-4 pt-3 text-left">
        <SettingFields value={settings} name={name} onChange={settingsStore.update} onName={onName} />
        <LimitFields value={limits} defaults={defaults.data} onChange={limitsStore.update} />
      </Collapsible.Content>
    </Collapsible.Root>
  );
}

function isChosen(value: unknown): boolean {
  return value != null && !(Array.isArray(value) && value.length === 0);
}
