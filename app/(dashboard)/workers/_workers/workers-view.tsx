"use client";

import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import Link from "next/link";
import { useLive } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { EmptyState } from "@/app/_ui/empty-state";
import { Notice } from "@/app/_ui/notice";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { WorkerCard } from "./worker-card";

/** A heartbeat is no change of status and is announced by nobody. */
const refetchInterval = 3_000;

export function WorkersView() {
  const trpc = useTrpc();
  useLive({ everything: true });
  const list = useQuery(trpc.workers.list.queryOptions(undefined, { refetchInterval, staleTime: 0 }));
  const workers = list.data?.workers ?? [];
  const isAnyAlive = workers.some(({ state }) => state === "alive");
  return (
    <Sheet className="max-w-4xl">
      <PageHead
        title="Workers"
        note="Processes that carry out the work, on this machine or others. They are listed for a day after they end."
      >
        <Link href="/settings" className="text-accent underline">
          Settings
        </Link>
      </PageHead>
      <QueryNotice query={list} className="mb-4" />
      {list.isPending && <Skeleton rows={3} />}
      {list.data && workers.length === 0 && (
        <EmptyState icon={<Cpu />} title="No worker has reported yet">
          Nothing is transcribed until one does. npm start brings one along; npm run worker starts one more.
        </EmptyState>
      )}
      {workers.length > 0 && !isAnyAlive && (
        <Notice tone="danger" className="mb-4">
          No worker is running, so nothing is transcribed. It is started again by itself; if this stays, stop
          Trax and start it anew with npm start.
        </Notice>
      )}
      <ul className="flex flex-col gap-3">
        {workers.map((worker) => (
          <WorkerCard key={worker.id} worker={worker} />
        ))}
      </ul>
    </Sheet>
  );
}
