import { describe, expect, it } from "vitest";
import { readUnits } from "./read-units";

const keys = (text: string, language = "en") =>
  readUnits(text.split(" "), language)
    .filter(({ kind }) => kind !== "filler")
    .map(({ key }) => key)
    .join(" ");

describe("readUnits", () => {
  it.each([
    ["twenty-one", "21"],
    ["fifteen hundred", "1,500"],
    ["a hundred and eighty", "180"],
    ["nineteen ninety eight", "1998"],
    ["nineteen oh five", "1905"],
    ["two thousand and eight", "2008"],
    ["one hundred and twelve thousand three hundred", "112,300"],
    ["one point five million", "1.5 million"],
    ["one point five million", "1,500,000"],
    ["two and a half", "2.5"],
    ["two and a half", "2½"],
    ["point zero five", "0.05"],
    ["thirty percent", "30%"],
    ["thirty per cent", "30 %"],
    ["eighteen thousand five hundred dollars", "$18,500"],
    ["two million dollars", "$2 million"],
    ["twenty five dollars and fifty cents", "$25.50"],
    ["three hundred milligrams", "300 mg"],
    ["sixteen gigabytes", "16GB"],
    ["nineteen nineties", "1990s"],
    ["the nineties", "the '90s"],
    ["three thirty", "3:30"],
    ["eleven oh five", "11:05"],
    ["march third", "March 3"],
    ["the ninth of march", "9 March"],
    ["the twenty first of november two thousand nineteen", "November 21, 2019"],
    ["five five five oh one two three", "5550123"],
    ["minus thirty", "-30"],
    ["can't", "cannot"],
    ["don't", "do not"],
    ["gonna", "going to"],
    ["no one", "nobody"],
    ["fifty four year old", "54-year-old"],
    ["twenty uh four", "24"],
    ["example dot com", "example.com"],
    ["mr meyer", "Mr. Meyer"],
    ["o.k.", "okay"],
  ])("reads %j as %j", (spoken, written) => {
    expect(keys(spoken)).toBe(keys(written));
  });

  it.each([
    ["es", "veinticinco mil euros", "25.000 euros"],
    ["es", "mil novecientos doce", "1912"],
    ["es", "cuarenta y cinco", "45"],
    ["fr", "quatre-vingt-dix-sept", "97"],
    ["fr", "soixante et onze", "71"],
    ["fr", "sept cent quatre-vingts", "780"],
    ["fr", "vingt et un", "21"],
    ["it", "centoventicinque", "125"],
    ["it", "millenovecentonovantotto", "1998"],
    ["de", "neunzehnhundertzwölf", "1912"],
    ["de", "vierhundertachtzigtausend", "480.000"],
    ["de", "einundzwanzig", "21"],
    ["pt", "mil novecentos e noventa e quatro", "1994"],
    ["de", "drei komma fünf", "3,5"],
  ])("reads numbers of %s: %j as %j", (language, spoken, written) => {
    expect(keys(spoken, language)).toBe(keys(written, language));
  });

  it.each([
    ["fifteen", "50"],
    ["1.5 mg", "15 mg"],
    ["300 mg", "300 g"],
    ["$950", "€950"],
    ["9 March", "9 May"],
    ["-30", "30"],
    ["can", "can't"],
    ["twenty one", "201"],
    ["two hundred five", "250"],
    ["1:15", "1:50"],
    ["first", "second"],
  ])("does not take %j for %j", (one, other) => {
    expect(keys(one)).not.toBe(keys(other));
  });
});
