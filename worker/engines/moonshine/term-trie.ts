import llamaTokenizer from "llama-tokenizer-js";
import { deriveSounds } from "@/core/quality/sound-distance";
import { isCommonWord } from "./is-common-word";

/** A term as the model spells it. */
export interface SpelledTerm {
  text: string;
  /** What it sounds like, a character a sound. */
  sounds: string;
  tokens: readonly number[];
}

export interface TrieNode {
  children: Map<number, TrieNode>;
  /** Terms that end here. */
  ends: SpelledTerm[];
  /** Terms that end here or further down. */
  below: SpelledTerm[];
}

/** Terms by their tokens: those that begin a word, and the same inside one, as behind a bracket or a hyphen. */
export interface TermTrie {
  words: TrieNode;
  inner: TrieNode;
  terms: number;
}

/** Whoever gave the terms: more of them, and longer ones, lead nobody. */
export const leadLimits = { terms: 1_000, characters: 80, tokens: 24, letters: 4 };

const emptyNode = (): TrieNode => ({ children: new Map(), ends: [], below: [] });

/** Null where none of the terms can lead: what consists of common words alone needs no help, and what has hardly a letter
 * sounds like too much. */
export function buildTermTrie(terms: readonly string[]): TermTrie | null {
  const trie: TermTrie = { words: emptyNode(), inner: emptyNode(), terms: 0 };
  for (const text of new Set(terms.slice(0, leadLimits.terms))) {
    if (!canLead(text)) continue;
    const sounds = deriveSounds(text);
    const outside = llamaTokenizer.encode(text, false, true);
    const inside = llamaTokenizer.encode(text, false, false);
    if (outside.length > leadLimits.tokens || inside.length > leadLimits.tokens) continue;
    insert(trie.words, { text, sounds, tokens: outside });
    insert(trie.inner, { text, sounds, tokens: inside });
    trie.terms += 1;
  }
  return trie.terms === 0 ? null : trie;
}

function canLead(text: string): boolean {
  if (text.length > leadLimits.characters) return false;
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.join("").length < leadLimits.letters) return false;
  return words.some((word) => !isCommonWord(word.toLowerCase()));
}

function insert(root: TrieNode, term: SpelledTerm): void {
  let node = root;
  for (const token of term.tokens) {
    const child = node.children.get(token) ?? emptyNode();
    node.children.set(token, child);
    child.below.push(term);
    node = child;
  }
  node.ends.push(term);
}

/** Whether a token begins a word. */
export const beginsWord = (token: number): boolean =>
  llamaTokenizer.vocabById[token]?.startsWith("▁") ?? true;

/** Whether a token goes on with the word before it: it begins with a letter or a digit. */
export const continuesWord = (token: number): boolean =>
  /^([\p{L}\p{N}]|<0x)/u.test(llamaTokenizer.vocabById[token] ?? "");

/** Whether something can begin behind it that is written without a space. */
export const opensWord = (token: number): boolean =>
  /[("“‘[\-–—/]$/u.test(llamaTokenizer.vocabById[token] ?? "");

export function decodeTokens(tokens: readonly number[]): string {
  return llamaTokenizer.decode([...tokens], false, false).trim();
}
