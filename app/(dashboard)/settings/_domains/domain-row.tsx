"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState } from "react";
import { When } from "@/app/_format/when";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { showToast } from "@/app/_ui/toast-store";
import type { DomainView } from "@/server/enhancement/schema";
import { DomainForm } from "./domain-form";

/** A kind of text; opened, it can be changed and led back. */
export function DomainRow({ domain }: { domain: DomainView }) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.enhancement.pathFilter()),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  const save = useMutation(trpc.enhancement.saveDomain.mutationOptions(options));
  const reset = useMutation(trpc.enhancement.resetDomain.mutationOptions(options));
  const { name, instructions, style, vocabulary } = domain;
  const isOwn = domain.version > 0;

  function lead() {
    reset.mutate(
      { name },
      {
        onSuccess: () =>
          showToast({
            text: domain.isBuiltIn ? `“${name}” is as it came.` : `Removed “${name}”.`,
            action: { label: "Undo", run: () => save.mutate({ name, instructions, style, vocabulary }) },
          }),
      },
    );
  }

  return (
    <li>
      <Collapsible.Root open={isOpen} onOpenChange={setOpen}>
        <div className="flex items-center gap-2 py-1">
          <Collapsible.Trigger className="group flex min-w-0 flex-1 items-center gap-1.5 rounded px-1 py-1 text-left hover:bg-sunken">
            <ChevronRight
              aria-hidden
              className="size-3.5 shrink-0 transition-transform group-data-[state=open]:rotate-90"
            />
            <bdi className="min-w-0 break-words font-medium">{name}</bdi>
            {domain.isBuiltIn && isOwn && <Badge tone="accent">Changed</Badge>}
            {!domain.isBuiltIn && <Badge>Yours</Badge>}
          </Collapsible.Trigger>
          {isOwn && (
            <Button
              size="sm"
              look="quiet"
              disabled={reset.isPending}
              aria-label={domain.isBuiltIn ? `Have ${name} as it came` : `Remove ${name}`}
              onClick={lead}
            >
              {domain.isBuiltIn ? "As it came" : "Remove"}
            </Button>
          )}
        </div>
        <Collapsible.Content className="flex flex-col gap-3 pb-3 pl-6">
          <DomainForm key={domain.version} domain={domain} onDone={() => setOpen(false)} />
          {isOwn && <DomainHistory name={name} onTake={(earlier) => save.mutate(earlier)} />}
        </Collapsible.Content>
      </Collapsible.Root>
    </li>
  );
}

interface DomainHistoryProps {
  name: string;
  onTake: (earlier: Pick<DomainView, "name" | "instructions" | "style" | "vocabulary">) => void;
}

function DomainHistory({ name, onTake }: DomainHistoryProps) {
  const trpc = useTrpc();
  const history = useQuery(trpc.enhancement.domainHistory.queryOptions({ name }));
  const versions = (history.data?.versions ?? []).filter(({ isRemoved }) => !isRemoved).slice(1);
  if (versions.length === 0) return <QueryNotice query={history} />;
  return (
    <div>
      <h3 className="text-muted text-xs">Earlier versions</h3>
      <ul aria-label={`Earlier versions of ${name}`}>
        {versions.map((each) => (
          <li key={each.version} className="flex items-center gap-2 text-xs">
            <span className="tabular-nums">
              {each.version === 0 ? "As it came" : `Version ${each.version}`}
            </span>
            {each.createdAt && (
              <span className="text-muted">
                <When at={each.createdAt} />
              </span>
            )}
            <Button
              size="sm"
              look="quiet"
              aria-label={`Take version ${each.version} of ${name} again`}
              onClick={() =>
                onTake({
                  name,
                  instructions: each.instructions,
                  style: each.style,
                  vocabulary: each.vocabulary,
                })
              }
            >
              Take again
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
