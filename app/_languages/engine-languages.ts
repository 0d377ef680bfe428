import { formatSize } from "@/app/_format/format-size";
import type { SpeechModelId } from "@/core/speech/speech-models";
import { nameLanguage } from "@/core/transcript/find-language";
import type { EngineFacts } from "@/server/workers/schema";

type Knowing = Pick<EngineFacts, "languages" | "sendsTo" | "fetched"> & { id: string };

/** Of the models that are not there yet, a fair middle between what is fetched and what it gets wrong. */
const middleModel: SpeechModelId = "whisper-small";

/** @param language BCP 47 primary tag */
export function knowsLanguage({ languages }: Pick<EngineFacts, "languages">, language: string): boolean {
  return languages.includes(language);
}

/** The engine to offer for a language, or for one that nobody knows: of those that know it, one that is ready and keeps
 * the sound here, then one whose model has to be fetched, then one that sends the sound away. */
export function findEngineFor<Engine extends Knowing>(
  engines: readonly Engine[],
  language: string | null,
): Engine | null {
  const knowing = engines.filter((engine) =>
    language === null ? engine.languages.length > 1 : knowsLanguage(engine, language),
  );
  const rank = ({ id, sendsTo, fetched }: Engine) => {
    if (sendsTo !== null) return 3;
    if (!fetched || fetched.isThere) return 0;
    return id === middleModel ? 1 : 2;
  };
  return knowing.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** What comes before it can begin; empty where nothing does. */
export function describeFetch({ fetched }: Pick<EngineFacts, "fetched">): string {
  if (!fetched || fetched.isThere) return "";
  return `Its model is fetched first, ${formatSize(fetched.sizeBytes)}, once.`;
}

/** Languages that many people record, the reader's own before them. */
const common = ["en", "es", "fr", "de", "it", "pt", "ru", "zh", "ja", "ar", "hi"];

export interface LanguageEntry {
  tag: string;
  name: string;
  /** What its speakers call it. */
  ownName: string;
  isCommon: boolean;
}

/** Every language, the common ones first, the others by name.
 * @param own tags as a browser gives them, "de-AT" */
export function listLanguages(tags: readonly string[], own: readonly string[]): LanguageEntry[] {
  const known = [...new Set(tags)];
  const first = [...new Set([...own.map(primaryTag), ...common])].filter((tag) => known.includes(tag));
  const others = known.filter((tag) => !first.includes(tag));
  const describe = (isCommon: boolean) => (tag: string) => ({
    tag,
    name: nameLanguage(tag),
    ownName: nameItself(tag),
    isCommon,
  });
  return [
    ...first.map(describe(true)),
    ...others.map(describe(false)).sort((a, b) => a.name.localeCompare(b.name, "en")),
  ];
}

/** Those whose name, own name or tag begins with what was typed, or has a word that does. */
export function filterLanguages(entries: readonly LanguageEntry[], typed: string): LanguageEntry[] {
  const plain = fold(typed.trim());
  if (plain === "") return [...entries];
  return entries.filter(({ tag, name, ownName }) =>
    [tag, ...fold(name).split(/\W+/), fold(name), fold(ownName)].some((word) => word.startsWith(plain)),
  );
}

export function primaryTag(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? "";
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function nameItself(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
