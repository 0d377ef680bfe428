import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** What a list says while it has nothing to show: why, and what to do. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center rounded-xl border border-line border-dashed px-6 py-10 text-center">
      <span aria-hidden className="mb-3 text-muted [&_svg]:size-7 [&_svg]:stroke-[1.5]">
        {icon}
      </span>
      <p className="font-medium">{title}</p>
      <div className="mt-1 max-w-md text-pretty text-muted">{children}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
