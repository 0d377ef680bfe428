/** Sound that becomes lines: two bars of a waveform, three lines of text. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6 shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <g className="stroke-on-accent" strokeWidth="2.6" strokeLinecap="round">
        <path d="M7 13.5v5M12 8.5v15" />
        <path d="M17 10h8M17 16h8M17 22h4.5" />
      </g>
    </svg>
  );
}
