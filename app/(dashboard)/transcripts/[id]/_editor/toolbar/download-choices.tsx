"use client";

import type { useLayoutChoice } from "@/app/_subtitles/use-layout-choice";
import { MenuCheckItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "@/app/_ui/menu";
import type { ExportSource } from "@/server/exports/schema";
import { type DownloadChoice, sourceNames } from "./download-choice";

interface DownloadChoicesProps {
  choice: DownloadChoice;
  layout: ReturnType<typeof useLayoutChoice>;
  onChange: (choice: DownloadChoice) => void;
}

/** How the next file is made. The menu stays open for these. */
export function DownloadChoices({ choice, layout, onChange }: DownloadChoicesProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <>
      <MenuSeparator />
      <MenuCheckItem
        checked={choice.speakers ?? true}
        onCheckedChange={(speakers) => onChange({ ...choice, speakers })}
      >
        Names of speakers
      </MenuCheckItem>
      <MenuCheckItem
        checked={choice.times ?? false}
        onCheckedChange={(times) => onChange({ ...choice, times })}
      >
        Times in texts
      </MenuCheckItem>
      <MenuLabel>Text</MenuLabel>
      <MenuRadioGroup
        value={choice.source}
        onValueChange={(source) => onChange({ ...choice, source: source as ExportSource })}
      >
        {Object.entries(sourceNames).map(([source, name]) => (
          <MenuRadioItem key={source} value={source} onSelect={stay}>
            {name}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuLabel>Layout of subtitles</MenuLabel>
      <MenuRadioGroup value={layout.value} onValueChange={layout.choose}>
        {layout.layouts.map(({ id, name }) => (
          <MenuRadioItem key={id} value={id} onSelect={stay}>
            <bdi className="max-w-56 truncate">{name}</bdi>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}
