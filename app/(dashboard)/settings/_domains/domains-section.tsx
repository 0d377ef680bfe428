"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import { DomainForm } from "./domain-form";
import { DomainRow } from "./domain-row";
import { KeptAnswers } from "./kept-answers";

/** How texts of a field are written: what an enhancement goes by. */
export function DomainsSection() {
  const trpc = useTrpc();
  const list = useQuery(trpc.enhancement.domains.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const domains = list.data?.domains ?? [];
  return (
    <section id="domains" aria-label="Kinds of text" className="rounded-xl border border-line bg-surface">
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Kinds of text
      </h2>
      <div className="flex flex-col gap-3 p-3">
        <p className="text-pretty text-muted text-xs">
          A lecture is written otherwise than a hearing in court. What is said here goes for every text that
          is enhanced from now on; earlier versions are kept, because texts name the one they were made by.
        </p>
        <QueryNotice query={list} />
        {list.isPending && <Skeleton rows={4} />}
        {domains.length > 0 && (
          <ul aria-label="Kinds of text" className="divide-y divide-line border-line border-y">
            {domains.map((domain) => (
              <DomainRow key={domain.name} domain={domain} />
            ))}
          </ul>
        )}
        {isAdding ? (
          <DomainForm domain={null} onDone={() => setAdding(false)} />
        ) : (
          <Button size="sm" className="self-start" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add a kind of text
          </Button>
        )}
        <KeptAnswers />
      </div>
    </section>
  );
}
