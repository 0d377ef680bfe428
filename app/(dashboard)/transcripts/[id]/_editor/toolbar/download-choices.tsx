"use client";

import { MenuCheckItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "@/app/_ui/menu";
import type { ExportSource } from "@/server/exports/schema";
import { type DownloadChoice, type LayoutName, layoutNames } from "./download-choice";

const sourceNames: Record<ExportSource, string> = {
  edited: "As it is edited",
  machine: "As the machine heard it",
  enhanced: "Enhanced",
};

interface DownloadChoicesProps {
  choice: DownloadChoice;
  onChange: (choice: DownloadChoice) => void;
}

/** How the next file is made. The menu stays open for these. */
export function DownloadChoices({ choice, onChange }: DownloadChoicesProps) {
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
      <MenuRadioGroup
        value={choice.layout}
        onValueChange={(layout) => onChange({ ...choice, layout: layout as LayoutName })}
      >
        {Object.entries(layoutNames).map(([layout, name]) => (
          <MenuRadioItem key={layout} value={layout} onSelect={stay}>
            {name}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </>
  );
}
