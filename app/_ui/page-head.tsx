import type { ReactNode } from "react";

interface PageHeadProps {
  title: ReactNode;
  note?: ReactNode;
  children?: ReactNode;
}

export function PageHead({ title, note, children }: PageHeadProps) {
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-balance font-semibold text-xl tracking-tight">{title}</h1>
        {note && <div className="mt-0.5 text-muted">{note}</div>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
