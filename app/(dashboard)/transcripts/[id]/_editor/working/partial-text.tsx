"use client";

import { useEffect, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import type { PartialOutput } from "@/server/transcripts/schema";

interface PartialTextProps {
  partial: PartialOutput | undefined;
  isAtWork: boolean;
}

/** How near to the end of the page a reader is who wants to see what comes next. */
const nearEndPx = 160;

export function PartialText({ partial, isAtWork }: PartialTextProps) {
  const chunks = (partial?.chunks ?? []).filter(({ text }) => text.trim() !== "");
  useStayAtEnd(chunks.length);
  if (chunks.length === 0) {
    return isAtWork ? <p className="mt-4 text-muted">The first words appear in a moment.</p> : null;
  }
  return (
    <section aria-label="Heard so far" className="mt-5">
      <ol className="flex flex-col gap-2">
        {chunks.map(({ index, startMs, text }) => (
          <li
            key={index}
            className="flex items-baseline gap-3 text-[0.9375rem] leading-6 motion-safe:animate-[rise_240ms_ease-out]"
          >
            <span className="w-13 shrink-0 text-right text-muted text-xs tabular-nums">
              {formatClock(startMs)}
            </span>
            <p className="min-w-0">{text}</p>
          </li>
        ))}
      </ol>
      {isAtWork && (
        <p className="mt-3 pl-16 text-muted text-xs">It goes on. You can correct it when all is there.</p>
      )}
    </section>
  );
}

function useStayAtEnd(count: number) {
  const wasAtEnd = useRef(false);
  useEffect(() => {
    const look = () => {
      const { scrollHeight } = document.documentElement;
      wasAtEnd.current = window.scrollY > 0 && scrollHeight - window.innerHeight - window.scrollY < nearEndPx;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    if (count > 0 && wasAtEnd.current) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [count]);
}
