import { describe, expect, test } from "vitest";
import { isBackupDue, listSuperfluous } from "./backup-schedule";

const at = (text: string) => new Date(text);

describe("a nightly backup", () => {
  const startedAt = at("2026-03-01T10:00:00");
  const due = (now: string, lastTryAt: string | null) =>
    isBackupDue({ now: at(now), hour: 3, lastTryAt: lastTryAt ? at(lastTryAt) : null, startedAt });

  test("is first made the night after the start, then every night, and once when a night was slept through", () => {
    expect(due("2026-03-01T23:00:00", null)).toBe(false);
    expect(due("2026-03-02T03:00:30", null)).toBe(true);
    expect(due("2026-03-02T03:10:00", "2026-03-02T03:00:30")).toBe(false);
    expect(due("2026-03-03T02:59:00", "2026-03-02T03:00:30")).toBe(false);
    expect(due("2026-03-05T12:00:00", "2026-03-02T03:00:30")).toBe(true);
    expect(due("2026-03-05T12:10:00", "2026-03-05T12:00:00")).toBe(false);
  });
});

describe("what is kept", () => {
  test("is every one of a week, then one a week, then one a month", () => {
    const now = at("2026-08-01T12:00:00Z");
    const nights = Array.from({ length: 300 }, (_, ago) => new Date(now.getTime() - ago * 86_400_000 - 1));
    const gone = new Set(listSuperfluous(nights, now).map((time) => time.getTime()));
    const stay = nights.filter((time) => !gone.has(time.getTime()));
    const daysAgo = stay.map((time) => Math.floor((now.getTime() - time.getTime()) / 86_400_000));
    expect(daysAgo.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(stay.length).toBeGreaterThanOrEqual(7 + 4 + 4);
    expect(stay.length).toBeLessThanOrEqual(7 + 4 + 6);
    expect(Math.max(...daysAgo)).toBeGreaterThan(120);
  });

  test("is everything while there is little", () => {
    expect(listSuperfluous([at("2026-01-01T00:00:00Z")], at("2026-08-01T00:00:00Z"))).toEqual([]);
    expect(listSuperfluous([], at("2026-08-01T00:00:00Z"))).toEqual([]);
  });
});
