"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { When } from "@/app/_format/when";
import { describeEstimate, describeMeasurement, listSignals } from "@/app/_quality/describe-accuracy";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Notice } from "@/app/_ui/notice";
import { Skeleton } from "@/app/_ui/skeleton";
import type { QualityView } from "@/server/quality/schema";
import { PanelFrame } from "../panels/panel-frame";
import { ConfusionList } from "./confusion-list";
import { TruthActions } from "./truth-actions";
import { useQuality } from "./use-quality";
import { WarningList } from "./warning-list";

/** Of a machine that heard the same recording, hardly ever. */
const strangeWer = 0.8;

type Result = NonNullable<QualityView["result"]>;

/** How good the machine's text is: measured where somebody knows what was said, else estimated with a range. */
export function QualityPanel() {
  const actions = useQuality();
  const { query } = actions;
  const result = query.data?.result;
  return (
    <PanelFrame title="Quality">
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-4">
        <QueryNotice query={query} className="mx-4 my-2" />
        {query.isPending && <Skeleton rows={3} className="mx-4" />}
        {query.data && !result && (
          <p className="px-4 py-2 text-muted">
            No machine has written this text, so there is nothing to measure. Transcribe the recording to have
            it measured.
          </p>
        )}
        {query.data && result && (
          <>
            {result.measured ? <Measured result={result} /> : <Estimated result={result} />}
            <TruthActions quality={query.data} actions={actions} />
            {result.measured && <ConfusionList confusions={result.measured.confusions} />}
            <Part title="Noticed">
              <WarningList warnings={result.warnings} />
            </Part>
            <p className="px-4 pt-3 text-muted text-xs">
              <Link href="/quality" prefetch={false} className="text-accent underline">
                Everything that was measured
              </Link>
              , by engine.
            </p>
          </>
        )}
      </div>
    </PanelFrame>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-t pt-2">
      <h3 className="px-4 py-1 font-medium text-xs">{title}</h3>
      {children}
    </section>
  );
}

function Estimated({ result: { estimate, signals, engine } }: { result: Result }) {
  const told = estimate && describeEstimate(estimate);
  return (
    <div className="px-4 pb-1">
      {told ? (
        <>
          <p className="font-semibold text-base">{told.headline}</p>
          <p className="text-muted">
            {told.range.charAt(0).toUpperCase() + told.range.slice(1)}. Nine of ten recordings like this one
            were.
            {estimate?.basis === "agreement" &&
              " It goes by how far two hearings agree alone, for what these engines say of their own words was never held against known texts; so the range is wide."}
          </p>
        </>
      ) : (
        <>
          <p className="font-semibold text-base">Not estimated</p>
          <p className="text-pretty text-muted">
            What {engine} says of its own text was never held against texts that are known, so no figure would
            be honest
            {signals.passAgreement === null
              ? ""
              : ", and one engine that hears it twice makes its mistakes twice"}
            . Heard a second time by another engine, it is judged by how far both agree; or it can be measured
            here.
          </p>
        </>
      )}
      <Signals signals={signals} />
    </div>
  );
}

function Signals({ signals }: { signals: Result["signals"] }) {
  const told = listSignals(signals);
  if (told.length === 0) return null;
  return (
    <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs tabular-nums">
      {told.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Measured({ result: { measured, estimate } }: { result: Result }) {
  if (!measured) return null;
  const { headline, counts } = describeMeasurement(measured);
  return (
    <div className="px-4">
      <p className="font-semibold text-base">{headline}</p>
      <p className="text-pretty text-muted tabular-nums">
        {counts} Measured against{" "}
        {measured.basis === "reference" ? "your reference" : "your text as you marked it corrected"},{" "}
        <When at={measured.measuredAt} />.
      </p>
      {estimate && <p className="mt-1 text-muted text-xs">{describeHeld(estimate, measured.wer)}</p>}
      {measured.wer > strangeWer && measured.basis === "reference" && (
        <Notice tone="warn" className="mt-2">
          So little of it is alike that the reference may be the text of another recording, or of a part of
          it.
        </Notice>
      )}
    </div>
  );
}

function describeHeld(estimate: NonNullable<Result["estimate"]>, wer: number): string {
  const accuracy = Math.max(0, 1 - wer);
  const { range } = describeEstimate(estimate);
  const held = accuracy >= estimate.low - 1e-9 && accuracy <= estimate.high + 1e-9;
  return `It was estimated ${range}: ${held ? "that held" : "that did not hold"}.`;
}
