import type { ReactNode } from "react";

/** A titled table of names and values. */
export function Facts({ title, id, children }: { title: string; id?: string; children: ReactNode }) {
  return (
    <section id={id} aria-label={title} className="overflow-hidden rounded-xl border border-line bg-surface">
      <h2 className="border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">{title}</h2>
      <dl className="divide-y divide-line">{children}</dl>
    </section>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-0.5 px-3 py-1.5">
      <dt className="w-40 shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 flex-1 basis-48 tabular-nums">{children}</dd>
    </div>
  );
}
