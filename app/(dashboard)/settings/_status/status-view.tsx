"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { formatSize } from "@/app/_format/format-size";
import { BellToggle } from "@/app/_notify/bell-toggle";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Badge } from "@/app/_ui/badge";
import { Notice } from "@/app/_ui/notice";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import type { SystemStatus } from "@/server/workers/schema";
import { DomainsSection } from "../_domains/domains-section";
import { FeedsSection } from "../_feeds/feeds-section";
import { KeysSection } from "../_keys/keys-section";
import { ModelsSection } from "../_models/models-section";
import { LayoutsSection } from "../_subtitles/layouts-section";
import { VocabularySection } from "../_vocabulary/vocabulary-section";
import { BackupFacts } from "./backup-facts";
import { Fact, Facts } from "./facts";
import { WatchFacts } from "./watch-facts";
import { WorkerFacts } from "./worker-facts";
import { YtDlpFacts } from "./yt-dlp-facts";

const refetchInterval = 5_000;

export function StatusView() {
  const trpc = useTrpc();
  const status = useQuery(trpc.workers.status.queryOptions(undefined, { refetchInterval }));
  return (
    <Sheet className="max-w-4xl">
      <PageHead
        title="Settings"
        note="Settings are environment variables, read at the start. Here is what is in force, and how the machine stands."
      >
        <BellToggle />
        <Link href="/workers" className="text-accent underline">
          Workers
        </Link>
        <Link href="/quality" className="text-accent underline">
          Quality
        </Link>
        <Link href="/api-reference" className="text-accent underline">
          API for scripts
        </Link>
      </PageHead>
      <QueryNotice query={status} className="mb-4" />
      {status.isPending && <Skeleton rows={8} />}
      {status.data && <StatusFacts status={status.data} />}
      <div className="mt-4 flex flex-col gap-4">
        <VocabularySection />
        <DomainsSection />
        <LayoutsSection />
        <FeedsSection />
        <KeysSection />
      </div>
    </Sheet>
  );
}

function StatusFacts({ status }: { status: SystemStatus }) {
  const warnings = [status.ffmpeg.warning, status.ffprobe.warning, status.ytDlp.warning].filter(
    (text) => text !== null,
  );
  const { database, limits } = status;
  return (
    <div className="flex flex-col gap-4">
      {!status.workers.some(({ alive }) => alive) && (
        <Notice tone="danger">
          No worker is running, so nothing is transcribed. It is started again by itself; if this stays, stop
          Trax and start it anew with npm start.
        </Notice>
      )}
      {status.backups.failure && (
        <Notice tone="danger">The last nightly backup was not made. {status.backups.failure}</Notice>
      )}
      {[...new Set(warnings)].map((text) => (
        <Notice key={text} tone="warn">
          {text}
        </Notice>
      ))}
      <Facts title="This Trax">
        <Fact name="Version">{status.version}</Fact>
        <Fact name="Folder">{status.home}</Fact>
        <Fact name="Database">
          PostgreSQL {database.serverVersion},{" "}
          {database.kind === "embedded" ? "its own" : "a server of yours"}; schema {status.schemaVersion}
        </Fact>
        <Fact name="Limits">
          {formatSize(limits.maxUploadBytes)} a file, {limits.maxAudioHours} hours a recording
        </Fact>
      </Facts>
      <BackupFacts backups={status.backups} />
      {status.watch && <WatchFacts watch={status.watch} />}
      <DiskFacts freeBytes={status.freeBytes} />
      <Facts title="Speech engines" id="engines">
        {status.engines
          .filter(({ fetched }) => !fetched || fetched.isThere)
          .map((engine) => (
            <Fact key={engine.id} name={engine.name}>
              {engine.description} {engine.isDefault && <Badge>Default</Badge>}
            </Fact>
          ))}
      </Facts>
      <ModelsSection />
      <WorkerFacts workers={status.workers} />
      <Facts title="Media tools">
        {(["ffmpeg", "ffprobe"] as const).map((tool) => (
          <Fact key={tool} name={tool}>
            {status[tool].path
              ? `${status[tool].version ?? "unknown version"}, ${status[tool].path}`
              : "Not found"}
          </Fact>
        ))}
        <Fact name="Shut in">{describeConfinement(status.confinement)}</Fact>
      </Facts>
      <YtDlpFacts ytDlp={status.ytDlp} />
      <Facts title="Settings in force">
        {status.settings.map(({ name, value, isDefault }) => (
          <Fact key={name} name={<code className="text-xs">{name}</code>}>
            {value || "not set"} {!isDefault && <Badge tone="accent">Changed</Badge>}
          </Fact>
        ))}
      </Facts>
    </div>
  );
}

function DiskFacts({ freeBytes }: { freeBytes: number }) {
  const trpc = useTrpc();
  const use = useQuery(trpc.transcripts.diskUse.queryOptions(undefined, { staleTime: 30_000 }));
  return (
    <Facts title="Disk">
      {use.data && (
        <>
          <Fact name="Recordings">{formatSize(use.data.sourcesBytes)}</Fact>
          <Fact name="Prepared sound">{formatSize(use.data.derivedBytes)}</Fact>
          <Fact name="Downloads">{formatSize(use.data.exportsBytes)}</Fact>
          <Fact name="Unfinished uploads">{formatSize(use.data.uploadsBytes)}</Fact>
        </>
      )}
      <Fact name="Free">{formatSize(freeBytes)}</Fact>
    </Facts>
  );
}

/** Pure. What a recording that harms its reader could still reach. */
function describeConfinement({ network, account }: SystemStatus["confinement"]): string {
  if (network && account) return "Recordings are read without network and as an account that owns nothing";
  if (network) return "Recordings are read without network";
  if (account)
    return "Recordings are read as an account that owns nothing; this system gives no way to cut off the network";
  return "Recordings are read under limits only: this system gives no way to cut off the network";
}
