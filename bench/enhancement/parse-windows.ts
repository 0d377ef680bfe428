import type { DomainName, GlossaryTerm, ViolationClass } from "../../core/enhancement/types";

export interface AnswerCase {
  /** Null: a good answer. */
  planted: ViolationClass | null;
  answer: string;
}

export interface WindowCase {
  name: string;
  domain: DomainName;
  language: string;
  glossary: GlossaryTerm[];
  machine: string;
  answers: AnswerCase[];
}

/** The windows of a file: how it is written stands in its head.
 * @throws Error where a place to be changed stands not once in the answer */
export function parseWindows(text: string): WindowCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => parseWindow(block));
}

function parseWindow(block: string): WindowCase {
  const [head = "", ...lines] = block
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [name = "", domain = "general", language = "en"] = head.split("|").map((part) => part.trim());
  const found: WindowCase = {
    name,
    domain: domain as DomainName,
    language,
    glossary: [],
    machine: "",
    answers: [],
  };
  let base = "";
  for (const line of lines) {
    const [, key = "", value = ""] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    const [kind = "", label = ""] = key.split(" ");
    if (kind === "machine") found.machine = value;
    else if (kind === "glossary") found.glossary = parseGlossary(value);
    else if (kind === "good" && base === "") {
      base = value;
      found.answers.push({ planted: null, answer: writeAnswer(value) });
    } else if (kind === "good" || kind === "bad") {
      const planted = kind === "good" ? null : (label as ViolationClass);
      found.answers.push({ planted, answer: writeAnswer(changeAnswer(base, value, name)) });
    } else if (kind === "answer") {
      found.answers.push({
        planted: label === "good" ? null : (label as ViolationClass),
        answer: writeAnswer(value),
      });
    } else throw new Error(`${name}: what is "${line}"?`);
  }
  return found;
}

function parseGlossary(value: string): GlossaryTerm[] {
  return value.split(";").map((entry) => {
    const [text = "", sounds = ""] = entry.split("=").map((part) => part.trim());
    return { text, soundsLike: sounds === "" ? [] : sounds.split(",").map((sound) => sound.trim()) };
  });
}

function changeAnswer(base: string, changes: string, name: string): string {
  return changes.split(";;").reduce((answer, change) => {
    const [from = "", to = ""] = change.split("=>").map((part) => part.trim());
    if (answer.split(from).length !== 2) throw new Error(`${name}: "${from}" does not stand there once.`);
    return answer.replace(from, () => to);
  }, base);
}

function writeAnswer(answer: string): string {
  return answer
    .replace(/\s*¶\s*/g, "\n\n")
    .replace(/ {2,}/g, " ")
    .trim();
}
