"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { describeLayout, layoutNames } from "@/app/_subtitles/layout-names";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { cueProfileNames, cueProfiles } from "@/core/subtitles/cue-profile";
import { LayoutForm } from "./layout-form";
import { LayoutRow } from "./layout-row";

/** How subtitles are laid out: what is built in, and layouts of one's own. */
export function LayoutsSection() {
  const trpc = useTrpc();
  const list = useQuery(trpc.exports.subtitleProfiles.queryOptions({}));
  const [isAdding, setAdding] = useState(false);
  return (
    <section
      id="subtitles"
      aria-label="Layouts of subtitles"
      className="rounded-xl border border-line bg-surface"
    >
      <h2 className="rounded-t-xl border-line border-b bg-sunken/50 px-3 py-1.5 font-semibold text-xs">
        Layouts of subtitles
      </h2>
      <div className="flex flex-col gap-3 p-3">
        <p className="text-pretty text-muted text-xs">
          Each transcript has one, chosen in its menu of downloads. Its subtitles keep to it, and the review
          of the text warns by the same rules where that cannot be.
        </p>
        <QueryNotice query={list} />
        <ul aria-label="Layouts of subtitles" className="divide-y divide-line border-line border-y">
          {cueProfileNames.map((name) => (
            <li key={name} className="px-1 py-2">
              <span className="font-medium">{layoutNames[name]}</span>
              <span className="block text-muted text-xs tabular-nums">
                {describeLayout(cueProfiles[name])}
              </span>
            </li>
          ))}
          {list.data?.own.map((layout) => (
            <LayoutRow key={layout.id} layout={layout} />
          ))}
        </ul>
        {isAdding ? (
          <LayoutForm layout={null} onDone={() => setAdding(false)} />
        ) : (
          <Button size="sm" className="self-start" onClick={() => setAdding(true)}>
            <Plus aria-hidden />
            Add a layout
          </Button>
        )}
      </div>
    </section>
  );
}
