import { deriveSounds, measureSoundDistance } from "../quality/sound-distance";
import { currencies, type TextUnit } from "./read-units";
import type { EnhancementStyle } from "./types";

/** How a gap is looked at: free of charge, a change of wording that counts as drift, or nothing that an editor may do. */
export type GapVerdict = "free" | "wording" | "violation";

const list = (words: string) => new Set(words.split(","));

const phrases = (text: string) => text.split(",").map((phrase) => phrase.split(" "));

/** Phrases that only keep the floor, by language; longer ones first. */
const discourse: Readonly<Record<string, string[][]>> = {
  en: phrases(
    "you know what i mean,let 's see,okay then,you know,i mean,kind of,sort of,you see,well,so,okay,yes,actually,basically,literally,like,oh,and,right",
  ),
  es: phrases("o sea,bueno,pues,sabes"),
  fr: phrases("du coup,tu vois,voilà,ben,bah,alors"),
  it: phrases("cioè,insomma,allora,quindi"),
  de: phrases("naja,sozusagen,halt,eben,also"),
  pt: phrases("tipo,então,sabe"),
};
/** "It looked like rain": there it is no filler. */
const needsLike = list(
  "look,looks,looked,looking,feel,feels,felt,sound,sounds,sounded,seem,seems,seemed,would,'d,is,was,are,were,be,been,'s,i,we,you,they,not,do,does,did,something,just,taste,tastes,smell,smells",
);
const answers = list("yes,okay,right");
/** Behind one of these, or before anything but these, a word that may be a filler is none: "she sings well", "I think so". */
const goesOn = list(
  "i,you,he,she,it,we,they,there,that,this,these,the,a,my,your,our,his,her,their,let,if,when,what,where,how,why,who,then,now,and,but,so,well,okay,right,in,on,at,as,because,yes,no,today",
);
const takesAdverb = list(
  "is,are,was,were,be,been,am,'s,not,very,as,quite,do,does,did,went,go,feel,felt,sleep,slept,eat,ate,know,knew,think,thought,hope,said,say,or,pretty,really,all,ever",
);
const mayGo = list("a,an,the,that,and,so,well");
const mayCome = list(
  "a,an,the,that,and,of,to,in,on,at,for,is,are,was,were,be,been,have,has,had,do,does,did,it",
);
const mostAdded = 2;

const repairs = (
  "i mean,no wait,wait no,wait,or rather,rather,sorry,i meant,no sorry,let me start again,let me rephrase,scratch that,correction," +
  "perdón,quiero decir,digo,pardon,je veux dire,enfin,scusa,scusate,voglio dire,anzi,ich meine,entschuldigung,beziehungsweise,quer dizer,perdão"
)
  .split(",")
  .map((phrase) => phrase.split(" "));
/** A start ends on one of these: nothing whole was said yet. */
const unfinished = list(
  "a,an,the,to,of,in,on,at,for,with,by,and,but,or,so,i,we,you,he,she,they,it,that,is,are,was,were,'s,am,have,has,had,will,would,can,could,should,do,does,did,my,your,his,her,our,their,if,when,because,which,used,going,want,wanted",
);
const longestUnmarkedStart = 4;
const longestRepetition = 8;

/** What it means that units [from, to) of the machine text were left out. */
export function judgeOmission(
  units: readonly TextUnit[],
  from: number,
  to: number,
  style: EnhancementStyle,
  language: string,
): GapVerdict {
  let best: GapVerdict = "violation";
  for (const shift of listShifts(units, from, to)) {
    const verdict = judgeRun(units, from + shift, to + shift, style, language);
    if (verdict === "free") return "free";
    if (verdict === "wording") best = "wording";
  }
  return best;
}

function judgeRun(
  units: readonly TextUnit[],
  from: number,
  to: number,
  style: EnhancementStyle,
  language: string,
): GapVerdict {
  if (units.slice(from, to).every(({ isSoft, kind }) => isSoft || kind === "mark")) return "free";
  const mayRestart = style.falseStarts === "remove";
  if (mayRestart && (isRepetition(units, from, to) || isFalseStart(units, from, to))) return "free";
  let verdict: GapVerdict = "free";
  for (let at = from; at < to; ) {
    const unit = units[at] as TextUnit;
    const phrase =
      style.fillers === "remove"
        ? discourse[language]?.find((words) => at + words.length <= to && isAt(units, at, words))
        : undefined;
    if (unit.isSoft || unit.kind === "mark") at++;
    else if (phrase && isIdle(units, at, phrase)) at += phrase.length;
    else if (mayRestart && isRepetition(units, at, to)) at = to;
    else if (language === "en" && mayGo.has(unit.text) && to - from <= mostAdded) {
      verdict = "wording";
      at++;
    } else return "violation";
  }
  return verdict;
}

/** By how much a run may be moved and the text without it stays the same: of "I went, I mean, I took" either the first
 * or the last "I" is the one that was left out. */
function listShifts(units: readonly { key: string }[], from: number, to: number): number[] {
  const shifts = [0];
  for (let by = 1; by <= to - from && units[from - by] && units[from - by]?.key === units[to - by]?.key; by++)
    shifts.push(-by);
  for (let by = 0; by < to - from && units[to + by] && units[from + by]?.key === units[to + by]?.key; by++)
    shifts.push(by + 1);
  return shifts;
}

/** What it means that units [from, to) came that the machine text has not. */
export function judgeAddition(
  units: readonly TextUnit[],
  from: number,
  to: number,
  language: string,
): GapVerdict {
  const spoken = units.slice(from, to).filter(({ isSoft }) => !isSoft);
  if (spoken.length === 0) return "free";
  if (language !== "en" || spoken.length > mostAdded) return "violation";
  const next = units[to]?.text ?? "";
  const mayStand = ({ kind, text }: TextUnit) =>
    kind === "word" && (mayCome.has(text) || isAuxiliary(text, next));
  return spoken.every(mayStand) ? "wording" : "violation";
}

/** "he going" and "he is going", "I been" and "I have been": elsewhere an auxiliary turns the sense. */
function isAuxiliary(text: string, next: string): boolean {
  if (/^(?:is|are|was|were|am)$/.test(text)) return /.ing$/.test(next);
  return /^(?:have|has|had)$/.test(text) && /^(?:been|got)$/.test(next);
}

/** Shares of sounds that may differ between a term and what was heard for it. */
const likelySound = 0.25;

/** Whether a term of the glossary stands for words that sound nearly so. */
export function isHeardTerm(heard: readonly TextUnit[], put: readonly TextUnit[]): boolean {
  const [term] = put;
  if (put.length !== 1 || term?.kind !== "term" || heard.length === 0 || heard.length > 6) return false;
  if (heard.some(({ kind, isNegation }) => kind !== "word" || isNegation)) return false;
  const sounds = deriveSounds(heard.map(({ text }) => text).join(""));
  return sounds.length >= 3 && measureSoundDistance(sounds, deriveSounds(term.text)) <= likelySound;
}

/** So near a sum of money must stand for the next number to be one, and so alike they must be. */
const sameBreath = 6;
const mostTimes = 10;

/** "25 dollars each way or 40 return": the currency is said once and may be written twice.
 * @param at of the units behind the number that got a currency */
export function isSaidCurrency(units: readonly TextUnit[], at: number, put: readonly TextUnit[]): boolean {
  const [money] = put;
  const number = units[at - 1];
  if (put.length !== 1 || !money || !currencies.has(money.text) || number?.kind !== "number") return false;
  for (let before = at - 2; before >= 1 && before >= at - 2 - sameBreath; before--) {
    if (units[before]?.text !== money.text || units[before - 1]?.kind !== "number") continue;
    const times = Number(number.text) / Number(units[before - 1]?.text);
    return times <= mostTimes && times >= 1 / mostTimes;
  }
  return false;
}

function isAt(units: readonly TextUnit[], at: number, words: readonly string[]): boolean {
  return words.every((word, by) => units[at + by]?.text === word);
}

function isIdle(units: readonly TextUnit[], at: number, [word = "", ...more]: readonly string[]): boolean {
  if (more.length > 0) return true;
  const [before, after] = [units[at - 1]?.text ?? "", units[at + 1]?.text ?? ""];
  if (word === "like") return !needsLike.has(before) && at > 0;
  // An answer stays, unless it is given twice.
  if (word === "yes") return answers.has(before) || answers.has(after);
  if (word === "okay" || word === "right") return goesOn.has(after) || answers.has(before);
  if (word === "well") return goesOn.has(after) && !takesAdverb.has(before) && !/(?:s|ed|ing)$/.test(before);
  if (word === "so") return goesOn.has(after) && !takesAdverb.has(before);
  return true;
}

/** Every unit stands again beside the run, as far away as what was said twice is long. */
export function isRepetition(units: readonly { key: string }[], from: number, to: number): boolean {
  const most = Math.min(to - from, longestRepetition);
  for (let period = 1; period <= most; period++) {
    let isAll = true;
    for (let at = from; at < to && isAll; at++)
      isAll = staysBy(units, at, period, from, to) || staysBy(units, at, -period, from, to);
    if (isAll) return true;
  }
  return false;
}

function staysBy(
  units: readonly { key: string }[],
  at: number,
  step: number,
  from: number,
  to: number,
): boolean {
  for (let other = at + step; other >= 0 && other < units.length; other += step) {
    if (units[other]?.key !== units[at]?.key) return false;
    if (other < from || other >= to) return true;
  }
  return false;
}

/** "I went, I mean, I took": a start that its speaker took back, said so or began again with the same word. */
function isFalseStart(units: readonly TextUnit[], from: number, to: number): boolean {
  const next = units[to];
  const first = units[from];
  if (!next || !first) return false;
  const repair = repairs.find((words) => to - words.length >= from && isAt(units, to - words.length, words));
  if (repair) {
    const start = to - repair.length - from;
    const before = units[to - repair.length - 1];
    // "I am sorry", "I would rather", "please wait": said, not taken back.
    if (
      repair.length === 1 &&
      (start === 0 ||
        takesAdverb.has(before?.text ?? "") ||
        /^(?:would|'d|please|so)$/.test(before?.text ?? ""))
    )
      return false;
    if (start === 0 || first.key === next.key) return true;
    return repair.length > 1 && start <= longestUnmarkedStart && before?.kind === next.kind;
  }
  // Unmarked, nothing but words of grammar goes: "we could, we should".
  return (
    to - from > 1 &&
    to - from <= longestUnmarkedStart &&
    first.key === next.key &&
    units
      .slice(from, to)
      .every(({ kind, isNegation, text }) => kind === "word" && !isNegation && unfinished.has(text))
  );
}
