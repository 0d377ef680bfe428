import type { SystemStatus } from "@/server/workers/schema";
import { Fact, Facts } from "./facts";

const origins = {
  setting: "named by TRAX_YTDLP",
  tools: "fetched by trax ytdlp update",
  system: "the system's",
} as const;

/** What fetches from links, and how it is brought up to date. */
export function YtDlpFacts({ ytDlp }: { ytDlp: SystemStatus["ytDlp"] }) {
  const { path, version, ageDays, origin } = ytDlp;
  return (
    <Facts title="Links">
      <Fact name="yt-dlp">
        {version ?? "Not found"}
        {ageDays !== null && `, ${ageDays} ${ageDays === 1 ? "day" : "days"} old`}
      </Fact>
      {path && (
        <Fact name="Where">
          <span className="break-all">{path}</span>
          {origin && `, ${origins[origin]}`}
        </Fact>
      )}
      <Fact name="Update">
        <code className="text-xs">npm run trax -- ytdlp update</code>
      </Fact>
    </Facts>
  );
}
