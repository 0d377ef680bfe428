"use client";

import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import Link from "next/link";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { QualityTable } from "./quality-table";

/** What was measured of all transcripts, by model, engine and domain. */
export function QualityView() {
  const trpc = useTrpc();
  const table = useQuery(trpc.quality.table.queryOptions(undefined, { staleTime: 0 }));
  const rows = table.data?.rows ?? [];
  return (
    <Sheet className="max-w-5xl">
      <PageHead
        title="Quality"
        note="Word error rates of transcripts that were held against a reference or were corrected by hand."
      >
        <Link href="/settings" className="text-accent underline">
          Settings
        </Link>
      </PageHead>
      <QueryNotice query={table} className="mb-4" />
      {table.isPending && <Skeleton rows={3} />}
      {table.data && rows.length === 0 && (
        <EmptyState
          icon={<Gauge />}
          title="Nothing has been measured yet"
          action={
            <Button asChild>
              <Link href="/transcripts">Go to the transcripts</Link>
            </Button>
          }
        >
          Open a transcript and its Quality panel. Compare the text with a reference, or correct all of it and
          say so there: then it is counted here.
        </EmptyState>
      )}
      {rows.length > 0 && <QualityTable rows={rows} />}
    </Sheet>
  );
}
