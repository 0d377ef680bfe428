const DAY_MS = 24 * 3_600_000;

/** What stays of the nightly backups: all of the last week, and of those before the newest of each of the last four
 * weeks and of each of the last six months. */
export const kept = { days: 7, weeks: 4, months: 6 } as const;

interface DueInput {
  now: Date;
  /** Of the clock of this machine, 0 to 23. */
  hour: number;
  /** When the last try began, well or not; null: never. */
  lastTryAt: Date | null;
  /** When Trax started: without a backup before, the first is made the night after. */
  startedAt: Date;
}

/** Whether the last time the clock stood at `hour` passed without a backup. A machine that slept through it makes up
 * for it when it wakes. */
export function isBackupDue({ now, hour, lastTryAt, startedAt }: DueInput): boolean {
  const slot = new Date(now);
  slot.setHours(hour, 0, 0, 0);
  if (slot > now) slot.setDate(slot.getDate() - 1);
  return (lastTryAt ?? startedAt) < slot;
}

/** Which backups may go by the rule of `kept`; times in any order. */
export function listSuperfluous(times: readonly Date[], now: Date): Date[] {
  const newestFirst = [...times].sort((a, b) => b.getTime() - a.getTime());
  const weeks = new Set<number>();
  const months = new Set<string>();
  return newestFirst.filter((time) => {
    if (now.getTime() - time.getTime() < kept.days * DAY_MS) return false;
    const week = Math.floor(time.getTime() / (7 * DAY_MS));
    const month = time.toISOString().slice(0, 7);
    const isNewestOfWeek = !weeks.has(week) && weeks.size < kept.weeks;
    const isNewestOfMonth = !months.has(month) && months.size < kept.months;
    weeks.add(week);
    months.add(month);
    return !isNewestOfWeek && !isNewestOfMonth;
  });
}
