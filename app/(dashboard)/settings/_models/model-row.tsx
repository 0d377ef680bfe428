"use client";

import { formatSize } from "@/app/_format/format-size";
import { nameLanguages } from "@/app/_work/describe-model";
import type { ModelView } from "@/server/models/schema";
import { ModelPlaceRow } from "./model-place-row";

interface ModelRowProps {
  model: ModelView;
  /** There is more than one machine: each is named. */
  showsHost: boolean;
}

const fewLanguages = 5;

/** One model: what it is like, and how it stands on each machine. */
export function ModelRow({ model, showsHost }: ModelRowProps) {
  const { hearing, licence } = model;
  const languages = hearing?.languages ?? [];
  const facts = [
    formatSize(model.sizeBytes),
    `about ${formatSize(model.memoryMb * 1_000_000)} of memory`,
    hearing ? (hearing.times === "heard" ? "times heard" : "times estimated") : "tells speakers apart",
  ].join(" · ");
  return (
    <li aria-label={model.name} className="py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <p className="font-medium">{model.name}</p>
        <p className="text-muted text-xs tabular-nums">{facts}</p>
      </div>
      <p className="text-pretty text-muted text-xs">
        {model.description}{" "}
        <a href={licence.url} target="_blank" rel="noreferrer" className="text-accent underline">
          {licence.name}
        </a>
      </p>
      {languages.length <= fewLanguages ? (
        <p className="text-muted text-xs">{nameLanguages(languages)}</p>
      ) : (
        <details className="text-muted text-xs">
          <summary className="w-fit cursor-pointer rounded hover:text-ink">
            {languages.length} languages
          </summary>
          <p className="mt-1 text-pretty">{nameLanguages(languages)}</p>
        </details>
      )}
      {model.places.map((place) => (
        <ModelPlaceRow
          key={`${place.host} ${place.home}`}
          model={model}
          place={place}
          showsHost={showsHost}
        />
      ))}
    </li>
  );
}
