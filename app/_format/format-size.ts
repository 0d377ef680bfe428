const units = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in decimal units, as file managers show them: "0 bytes", "1.4 MB", "23 GB". */
export function formatSize(sizeBytes: number): string {
  let value = Math.max(0, sizeBytes);
  let unit = 0;
  // 999.5 would be rounded to 1000 of the smaller unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
