import { cn } from "./cn";

/** Grey lines where rows will be, with one word for a screen reader. */
export function Skeleton({ rows = 6, className }: { rows?: number; className?: string }) {
  const lines = Array.from({ length: rows }, (_, index) => `line-${index}`);
  return (
    <div role="status" className={cn("flex flex-col gap-2", className)}>
      <span className="sr-only">Loading…</span>
      {lines.map((line) => (
        <div key={line} className="h-11 animate-pulse rounded-lg bg-sunken" />
      ))}
    </div>
  );
}
