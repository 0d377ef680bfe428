import { formatKey } from "./format-key";
import { isMac } from "./is-mac";

/** One way to press a key, as on the keyboard. */
export function KeyCap({ name }: { name: string }) {
  return (
    <kbd className="whitespace-nowrap rounded border border-line bg-sunken px-1.5 py-px font-sans text-ink text-xs tabular-nums">
      {formatKey(name, isMac()).join(" + ")}
    </kbd>
  );
}
