import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import { When } from "@/app/_format/when";
import { WorkLine } from "@/app/_work/work-line";
import type { DocumentSummary } from "@/server/transcripts/schema";

export function RecentTranscripts({ documents }: { documents: DocumentSummary[] }) {
  return (
    <section aria-labelledby="recent">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 id="recent" className="font-semibold">
          Recent transcripts
        </h2>
        <Link href="/transcripts" className="rounded text-accent text-xs hover:underline">
          See all
        </Link>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {documents.map((document) => (
          <li
            key={document.id}
            className="relative flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-sunken/60"
          >
            <Link
              href={`/transcripts/${document.id}`}
              className="min-w-0 flex-1 basis-48 truncate rounded font-medium after:absolute after:inset-0"
            >
              {document.title}
            </Link>
            {document.work ? (
              <WorkLine work={document.work} name={document.title} />
            ) : (
              <span className="text-muted text-xs tabular-nums">
                {document.durationSeconds !== null && formatClock(document.durationSeconds * 1_000)}
              </span>
            )}
            <span className="text-muted text-xs tabular-nums sm:w-28 sm:text-right">
              <When at={document.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
