"use client";

import { ArrowDown, ArrowUp, CaseSensitive, Regex, WholeWord } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { Tip } from "@/app/_ui/tip";
import { useEditor } from "../editor-context";
import { PanelFrame } from "../panels/panel-frame";
import type { FoundMatch } from "./find-store";
import { MatchList } from "./match-list";
import { useFindMarks } from "./use-find-marks";

const fieldClass =
  "h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 placeholder:text-muted";

export function FindPanel() {
  const { list, tools } = useEditor();
  const { find } = tools;
  const state = useSyncExternalStore(find.subscribe, find.getState, find.getState);
  const { query, replacement, isReplacing, count, current, failure, isSearching } = state;
  const field = useRef<HTMLInputElement>(null);
  const summaryId = useId();

  useEffect(() => find.follow(), [find]);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  useFindMarks();

  const show = (match: FoundMatch | null) => match && list.show(match.lineId);

  // A button that is of no use any more cannot keep the focus.
  async function replaceOne() {
    const next = await find.replaceOne();
    show(next);
    if (!next) field.current?.focus();
  }

  async function replaceAll() {
    await find.replaceAll();
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    show(find.step(event.shiftKey ? -1 : 1));
  }

  return (
    <PanelFrame
      title={isReplacing ? "Find and replace" : "Find"}
      buttons={
        <Button size="sm" look="quiet" onClick={() => find.setReplacing(!isReplacing)}>
          {isReplacing ? "Find only" : "Replace…"}
        </Button>
      }
      head={
        <div className="flex flex-col gap-2">
          <div className="flex items-center gap-1">
            <input
              ref={field}
              type="search"
              aria-label="Find"
              aria-describedby={summaryId}
              placeholder={query.isExpression ? "Regular expression" : "Words or part of a word"}
              dir="auto"
              maxLength={1_000}
              spellCheck={false}
              autoComplete="off"
              value={query.text}
              onChange={(event) => find.setQuery({ text: event.currentTarget.value })}
              onKeyDown={onKeyDown}
              className={fieldClass}
            />
            <Option
              label="Match case"
              isOn={query.matchesCase}
              onChange={(matchesCase) => find.setQuery({ matchesCase })}
            >
              <CaseSensitive aria-hidden />
            </Option>
            <Option
              label="Whole words"
              isOn={query.wholeWord}
              onChange={(wholeWord) => find.setQuery({ wholeWord })}
            >
              <WholeWord aria-hidden />
            </Option>
            <Option
              label="Regular expression"
              isOn={query.isExpression}
              onChange={(isExpression) => find.setQuery({ isExpression })}
            >
              <Regex aria-hidden />
            </Option>
          </div>
          {isReplacing && (
            <div className="flex flex-wrap items-center gap-1.5">
              <input
                type="text"
                aria-label="Replace with"
                placeholder={query.isExpression ? "Replace with, $1 for a group" : "Replace with"}
                dir="auto"
                maxLength={1_000}
                autoComplete="off"
                value={replacement}
                onChange={(event) => find.setReplacement(event.currentTarget.value)}
                onKeyDown={onKeyDown}
                className={cn(fieldClass, "flex-1 basis-40")}
              />
              <Button size="sm" disabled={count === 0} onClick={() => void replaceOne()}>
                Replace
              </Button>
              <Button size="sm" disabled={count === 0} onClick={() => void replaceAll()}>
                Replace all
              </Button>
            </div>
          )}
          <div className="flex min-h-7 items-center gap-1">
            <p
              id={summaryId}
              role="status"
              className={cn("mr-auto text-xs", failure ? "text-danger" : "text-muted tabular-nums")}
            >
              {failure ?? describeCount(query.text, count, current, isSearching)}
            </p>
            <IconButton
              label="Match before"
              keys="Shift+Enter"
              size="sm"
              disabled={count === 0}
              onClick={() => show(find.step(-1))}
            >
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton
              label="Next match"
              keys="Enter"
              size="sm"
              disabled={count === 0}
              onClick={() => show(find.step(1))}
            >
              <ArrowDown aria-hidden />
            </IconButton>
          </div>
        </div>
      }
    >
      <MatchList state={state} onChoose={(index) => show(find.goTo(index))} />
    </PanelFrame>
  );
}

function describeCount(text: string, count: number, current: number, isSearching: boolean): string {
  if (text === "") return "All of the transcript is looked through.";
  if (count === 0) return isSearching ? "Searching…" : "Nothing found.";
  const total = count === 1 ? "1 match" : `${count.toLocaleString("en")} matches`;
  return current < 0 ? total : `${(current + 1).toLocaleString("en")} of ${total}`;
}

interface OptionProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
}

function Option({ label, isOn, onChange, children }: OptionProps) {
  return (
    <Tip label={label}>
      <Button
        size="icon"
        look="quiet"
        aria-label={label}
        aria-pressed={isOn}
        className="aria-pressed:bg-accent-soft aria-pressed:text-accent aria-pressed:ring-1 aria-pressed:ring-accent aria-pressed:ring-inset"
        onClick={() => onChange(!isOn)}
      >
        {children}
      </Button>
    </Tip>
  );
}
