import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeEnglish } from "./normalize-english";

const table = (rows: [text: string, normalized: string][]) =>
  it.each(rows)("%s -> %s", (text, normalized) => {
    expect(normalizeEnglish(text)).toBe(normalized);
    expect(normalizeEnglish(normalized)).toBe(normalized);
  });

describe("normalizeEnglish drops what is not speech", () => {
  table([
    ["Hello, World!", "hello world"],
    ["[applause] Thank you (laughs) all", "thank you all"],
    ["<unk> well", "well"],
    ["Um, I, uh, think -- hmm -- so", "i think so"],
    ["it 's here", "it is here"],
    ["café naïve Łódź Straße", "cafe naive lodz strasse"],
    ["well-known “quote” … ok?", "well known quote ok"],
    ["  many \n spaces\t", "many spaces"],
    ["", ""],
  ]);
});

describe("normalizeEnglish writes short forms out", () => {
  table([
    ["Don’t, won't, can't, ain't", "do not will not can not aint"],
    [
      "I'm sure you're right, they've gone and we'll see",
      "i am sure you are right they have gone and we will see",
    ],
    ["She'd been there, he'd like it", "she had been there he would like it"],
    ["It's been long, it's got worse, it's late", "it has been long it has got worse it is late"],
    ["Let's go, y'all", "let us go you all"],
    ["I'm gonna, you wanna, we gotta", "i am going to you want to we got to"],
    ["shoulda woulda coulda", "should have would have could have"],
    ["Mr. and Mrs. Smith met Dr. Jones", "mister and missus smith met doctor jones"],
    ["St. John's Rev. Jr.", "saint john is reverend junior"],
  ]);
});

describe("normalizeEnglish writes numbers as digits", () => {
  table([
    ["twenty-one", "21"],
    ["one hundred and five", "105"],
    ["two thousand three hundred forty-five", "2345"],
    ["one million two hundred thousand", "1200000"],
    ["nineteen ninety nine", "1999"],
    ["twenty twenty four", "2024"],
    ["two thousand twenty", "2020"],
    ["one oh five", "105"],
    ["double oh seven", "007"],
    ["zero zero seven", "007"],
    ["five five five one two three four", "5551234"],
    ["three point one four", "3.14"],
    ["two and a half", "2.5"],
    ["an hour and a half", "an hour and a half"],
    ["2.5 million", "2500000"],
    ["1,234,567", "1234567"],
    ["minus five degrees, -5 and − 5", "-5 degrees -5 and 5"],
    ["I have one, and the ones", "i have one and the ones"],
    ["twenty and five", "20 and 5"],
    ["to the point", "to the point"],
    ["a double bed", "a double bed"],
    ["the 3 dogs and four cats", "the 3 dogs and 4 cats"],
    ["ten or eleven", "10 or 11"],
    ["fifteen hundred", "1500"],
    ["one hundred twelve", "112"],
    ["20 thousand", "20000"],
    ["5k mp3", "5 k mp 3"],
  ]);
});

describe("normalizeEnglish writes ordinals, decades, money and percentages", () => {
  table([
    ["the twenty-first of May", "the 21st of may"],
    ["the first, the 2nd and the third", "the 1st the 2nd and the 3rd"],
    ["one hundredth", "100th"],
    ["the nineteen nineties", "the 1990s"],
    ["the thirtieth", "the 30th"],
    ["ten thousand dollars", "$10000"],
    ["$10,000", "$10000"],
    ["two dollars and fifty cents", "$2.50"],
    ["$2.50", "$2.50"],
    ["five pounds or three euros", "£5 or €3"],
    ["fifty cents", "¢50"],
    ["$0.50", "¢50"],
    ["$2.5 million", "$2500000"],
    ["twenty percent, 20 per cent, 20%", "20% 20% 20%"],
    ["the dollar and the cent", "the dollar and the cent"],
    ["100 % sure.", "100 sure"],
  ]);
});

describe("normalizeEnglish writes American spelling", () => {
  table([
    ["The colour of our neighbour's harbour", "the color of our neighbor is harbor"],
    ["honourable behaviour, favourite flavours", "honorable behavior favorite flavors"],
    ["We realised the organisation analyses", "we realized the organization analyzes"],
    [
      "surprise, exercise, otherwise, promised, noise, rise",
      "surprise exercise otherwise promised noise rise",
    ],
    ["The centre of the theatre, a metre, two litres", "the center of the theater a meter 2 liters"],
    ["defence licence offences", "defense license offenses"],
    ["travelled, cancelling, modeller, marvellous", "traveled canceling modeler marvelous"],
    ["skilful, fulfil, enrolment, instalments", "skillful fulfill enrollment installments"],
    ["catalogue dialogue", "catalog dialog"],
    ["grey cheque programme plough tyre", "gray check program plow tire"],
    ["anaesthetic haemoglobin encyclopaedia", "anesthetic hemoglobin encyclopedia"],
    ["four hours of sour flour, your tour, resource", "4 hours of sour flour your tour resource"],
    ["called filling smaller controlled", "called filling smaller controlled"],
  ]);
});

describe("normalizeEnglish on anything", () => {
  const spoken = fc.constantFrom(
    ..."one two twelve twenty thirtieth nineties hundred thousand million zero oh and point double triple minus".split(
      " ",
    ),
    ..."plus dollars cents percent per cent a half $5 7 3.5 -2 . 0 1st the £ % ¢9".split(" "),
  );

  it("makes something of every row of number words, in letters, digits and signs of numbers only", () => {
    fc.assert(
      fc.property(fc.array(spoken, { maxLength: 9 }), (words) => {
        expect(normalizeEnglish(words.join(" "))).toMatch(/^[a-z0-9 .$£€¢%+-]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes any string, and leaves no capital, no double space and no space at an end", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        expect(normalizeEnglish(text)).not.toMatch(/[A-Z]|\s\s|^\s|\s$/);
      }),
    );
  });
});
