import type { QualityRow } from "@/server/quality/schema";

const number = (value: number) => value.toLocaleString("en");
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** Scrolls sideways where the page is narrow: figures below each other are what a table is for. */
export function QualityTable({ rows }: { rows: readonly QualityRow[] }) {
  return (
    <section
      aria-label="Measured error rates"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line"
    >
      <table className="w-full min-w-[44rem] border-collapse text-left tabular-nums">
        <thead className="bg-sunken text-muted text-xs">
          <tr className="[&>th]:whitespace-nowrap [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">Engine and model</th>
            <th scope="col">Domain</th>
            <th scope="col" className="text-right">
              Transcripts
            </th>
            <th scope="col" className="text-right">
              Words
            </th>
            <th scope="col" className="text-right">
              Error rate
            </th>
            <th scope="col" className="text-right">
              Wrong
            </th>
            <th scope="col" className="text-right">
              Left out
            </th>
            <th scope="col" className="text-right">
              Too many
            </th>
            <th scope="col" className="text-right">
              Estimate held
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={`${row.engine}\n${row.model}\n${row.domain}\n${row.unit}`}
              className="border-line border-t [&>*]:px-3 [&>*]:py-2"
            >
              <th scope="row" className="font-medium [overflow-wrap:anywhere]">
                {row.engine}
                {row.model && <span className="block font-normal text-muted text-xs">{row.model}</span>}
              </th>
              <td className="text-muted">{row.domain ?? "any"}</td>
              <td className="text-right">{number(row.documents)}</td>
              <td className="text-right">
                {number(row.words)}
                {row.unit === "character" && <span className="block text-muted text-xs">characters</span>}
              </td>
              <td className="text-right font-medium">{percent(row.wer)}</td>
              <td className="text-right">{number(row.substitutions)}</td>
              <td className="text-right">{number(row.deletions)}</td>
              <td className="text-right">{number(row.insertions)}</td>
              <td className="text-right">{row.estimated === 0 ? "–" : `${row.held} of ${row.estimated}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
