"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { Comparison } from "./comparison";
import { HistoryList } from "./history-list";
import { listChoices } from "./list-choices";
import { NamedVersions } from "./named-versions";
import { VersionPicker } from "./version-picker";

/** The texts a document has had: two of them side by side, the named ones, and everything that was done. */
export function VersionsView({ documentId }: { documentId: string }) {
  const trpc = useTrpc();
  const document = useQuery(trpc.transcripts.get.queryOptions({ documentId }));
  const versions = useQuery(trpc.transcripts.versions.queryOptions({ documentId }));
  const [picked, setPicked] = useState<{ left?: string; right?: string }>({});
  const choices = versions.data ? listChoices(versions.data) : [];
  const find = (key: string | undefined) => choices.find((choice) => choice.key === key);
  const right = find(picked.right) ?? find("now");
  const left = find(picked.left) ?? choices.find(({ ref }) => ref.kind === "machine") ?? right;

  return (
    <Sheet>
      <PageHead title="Versions" note={document.data?.title}>
        <Button asChild>
          <Link href={`/transcripts/${documentId}`}>
            <ArrowLeft aria-hidden />
            Back to the transcript
          </Link>
        </Button>
      </PageHead>
      <QueryNotice query={versions} />
      {versions.isPending && <Skeleton rows={4} />}
      {versions.data && (
        <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
          <section aria-label="Comparison" className="min-w-0">
            <div className="mb-3 flex flex-wrap items-end gap-3">
              <VersionPicker
                label="From"
                choices={choices}
                value={left?.key ?? ""}
                onChange={(key) => setPicked({ ...picked, left: key })}
              />
              <VersionPicker
                label="To"
                choices={choices}
                value={right?.key ?? ""}
                onChange={(key) => setPicked({ ...picked, right: key })}
              />
            </div>
            {left && right && <Comparison documentId={documentId} left={left} right={right} />}
          </section>
          <div className="flex min-w-0 flex-col gap-8">
            <NamedVersions documentId={documentId} versions={versions.data.versions} />
            <HistoryList documentId={documentId} />
          </div>
        </div>
      )}
    </Sheet>
  );
}
