"use client";

import { useSyncExternalStore } from "react";
import { EngineHint } from "@/app/_languages/engine-hint";
import { describeFetch, findEngineFor, knowsLanguage, primaryTag } from "@/app/_languages/engine-languages";
import { useReaderLanguages } from "@/app/_languages/use-reader-languages";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { useEngine } from "@/app/_work/use-engine";
import { nameLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import { languageAnswerStore } from "./language-answer-store";
import { settingsStore } from "./settings-store";

/** Asks a newcomer whose browser speaks another language than the engine about the recordings: once, before an hour is
 * wasted. */
export function LanguageNotice() {
  const [own = ""] = useReaderLanguages();
  const settings = useSyncExternalStore(
    settingsStore.subscribe,
    settingsStore.getSnapshot,
    settingsStore.getServerSnapshot,
  );
  const { answered } = useSyncExternalStore(
    languageAnswerStore.subscribe,
    languageAnswerStore.getSnapshot,
    languageAnswerStore.getServerSnapshot,
  );
  const { engines, chosen } = useEngine(settings.engine);
  const tag = primaryTag(own);
  const isAsked = answered || settings.language !== undefined;
  if (isAsked || !chosen || !spokenLanguages.includes(tag) || knowsLanguage(chosen, tag)) return null;
  const language = nameLanguage(tag);
  const other = findEngineFor(engines, tag);

  function answer(change: Partial<typeof settings>) {
    settingsStore.update({ ...settings, ...change });
    languageAnswerStore.update({ answered: true });
  }

  return (
    <Notice
      className="mt-4"
      action={
        <>
          {other && (
            <Button size="sm" look="primary" onClick={() => answer({ engine: other.id, language: tag })}>
              Use {other.name} for {language}
            </Button>
          )}
          <Button size="sm" onClick={() => answer({ language: "en" })}>
            My recordings are English
          </Button>
          {!other && (
            <Button size="sm" look="quiet" onClick={() => answer({})}>
              Not now
            </Button>
          )}
        </>
      }
    >
      <p className="font-medium">Are your recordings in {language}?</p>
      <p className="mt-0.5 text-muted">
        {chosen.name} understands{" "}
        {chosen.languages.length === 1
          ? `only ${nameLanguage(chosen.languages[0] ?? "en")}`
          : "other languages"}
        .{" "}
        {other ? (
          <>
            {other.name} knows {language}.{" "}
            {other.sendsTo
              ? `The sound of your recordings is sent to ${other.sendsTo}.`
              : "The sound stays on this machine."}{" "}
            {describeFetch(other)}
          </>
        ) : (
          <EngineHint language={language} />
        )}
      </p>
    </Notice>
  );
}
