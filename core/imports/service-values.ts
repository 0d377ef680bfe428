import { z } from "zod";

const decimal = /^-?\d{1,12}(?:\.\d{1,20})?(?:e-?\d{1,2})?$/i;

function toMs(seconds: number): number | null {
  const ms = Math.round(seconds * 1_000);
  return Number.isSafeInteger(ms) ? ms : null;
}

/** Seconds as the services write them: a number, "1.5", "1.500s", or seconds and nanos apart. Becomes whole milliseconds,
 * null where it cannot be read. */
export const seconds = z
  .union([
    z.number(),
    z.string().max(40),
    z.looseObject({ seconds: z.unknown(), nanos: z.unknown() }),
    z.null(),
  ])
  .optional()
  .transform((value): number | null => {
    if (typeof value === "number") return toMs(value);
    if (typeof value === "string") {
      const text = value.trim().replace(/s$/, "");
      return decimal.test(text) ? toMs(Number(text)) : null;
    }
    if (value === null || value === undefined) return null;
    const whole = Number(value.seconds ?? 0);
    const nanos = Number(value.nanos ?? 0);
    return Number.isFinite(whole) && Number.isFinite(nanos) ? toMs(whole + nanos / 1e9) : null;
  });

/** 0..1, null where there is none. AWS writes it as text. */
export const confidence = z
  .union([z.number(), z.string().max(40), z.null()])
  .optional()
  .transform((value): number | null => {
    const share = value === null || value === undefined || value === "" ? Number.NaN : Number(value);
    return share >= 0 && share <= 1 ? share : null;
  });

/** A number or a name; services count their speakers from 0, or call them A, B, "spk_0", "Guest-1". */
export const speakerName = z
  .union([z.number(), z.string().max(1_000), z.null()])
  .optional()
  .transform((value): string | null =>
    value === null || value === undefined || value === "" ? null : String(value),
  );

export const words = z.string().max(1_000_000);

/** "Speaker 1" of what is only a number or a letter; a name that somebody gave stays. */
export function labelSpeakers(keys: Iterable<string | null>): { key: string; label: string }[] {
  const known = [...new Set(keys)].filter((key) => key !== null);
  const isBare = (key: string) => /^(?:\d{1,4}|[A-Z]|(?:spk|speaker|guest)[ _-]?\d{1,4})$/i.test(key);
  return known.map((key, index) => ({ key, label: isBare(key) ? `Speaker ${index + 1}` : key }));
}
