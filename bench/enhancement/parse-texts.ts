import type { DomainName } from "../../core/enhancement/types";

export interface TextCase {
  name: string;
  domain: DomainName;
  language: string;
  /** As an engine without punctuation writes it, with pauses and turns. */
  heard: string;
  /** As an engine with punctuation writes it; null where that is not there. */
  punctuated: string | null;
  reference: string;
}

/** The texts of a file: how it is written stands in the head of texts-english-1.txt. */
export function parseTexts(text: string): TextCase[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [head = "", ...lines] = block.split("\n");
      const [name = "", domain = "general", language = "en"] = head.split("|").map((part) => part.trim());
      const find = (key: string) =>
        lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2) ?? null;
      const [heard, reference] = [find("heard"), find("reference")];
      if (heard === null || reference === null) throw new Error(`${name} lacks a text.`);
      return {
        name,
        domain: domain as DomainName,
        language,
        heard,
        punctuated: find("punctuated"),
        reference,
      };
    });
}
