import { Progress } from "radix-ui";
import { cn } from "./cn";

interface ProgressBarProps {
  /** 0..1, or null while nobody can say. */
  value: number | null;
  label: string;
  className?: string;
}

export function ProgressBar({ value, label, className }: ProgressBarProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Progress.Root
      value={percent}
      max={100}
      aria-label={label}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-sunken", className)}
    >
      <Progress.Indicator
        className={cn(
          "h-full rounded-full bg-accent transition-[width] duration-500 ease-out",
          percent === null && "w-1/3 animate-pulse",
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </Progress.Root>
  );
}
