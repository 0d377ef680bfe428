import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const looks = {
  info: { box: "border-line bg-sunken", icon: <Info className="text-muted" aria-hidden /> },
  warn: { box: "border-warn/30 bg-warn-soft", icon: <TriangleAlert className="text-warn" aria-hidden /> },
  danger: {
    box: "border-danger/30 bg-danger-soft",
    icon: <CircleAlert className="text-danger" aria-hidden />,
  },
};

interface NoticeProps {
  tone?: keyof typeof looks;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function Notice({ tone = "info", children, action, className }: NoticeProps) {
  const look = looks[tone];
  return (
    <div
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3 py-2 [&_svg]:size-4 [&_svg]:shrink-0",
        look.box,
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-56 items-start gap-2">
        <span className="flex h-[1lh] items-center">{look.icon}</span>
        <div className="min-w-0 text-pretty">{children}</div>
      </div>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
