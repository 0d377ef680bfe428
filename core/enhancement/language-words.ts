/** What the gates and the rules know of a language: closed lists of words, in lower case. */
export type LanguageWords = {
  /** So frequent, and so much its own, that they tell the language. */
  frequent: ReadonlySet<string>;
  negations: ReadonlySet<string>;
  /** Sounds that say nothing wherever they stand. */
  fillers: ReadonlySet<string>;
};

const list = (words: string) => new Set(words.split(" "));

export const languageWords: Readonly<Record<string, LanguageWords>> = {
  en: {
    frequent: list(
      "the and of to is was were are that it he she they we you i this with have had not but what from there would which their been will about when because could should who how did does here all my your his her our at by be has for on if so or an as can do then them him",
    ),
    negations: list(
      "not no never none nobody nothing nowhere neither nor without hardly barely scarcely aint n't",
    ),
    fillers: list("um uh uhm umm uhh er erm ah hmm hm mm mhm mmm eh huh"),
  },
  es: {
    frequent: list(
      "el los las una que y en por para con es era no pero muy más cuando está estaba hay como su sus mi yo nosotros ha he han hemos todo todos esta este eso porque del al se lo le ya tenemos quiere estoy desde",
    ),
    negations: list(
      "no ni nunca jamás nada nadie ninguno ninguna ningún ningunos ningunas sin tampoco apenas",
    ),
    fillers: list("eh em ehm mmm mm hm ah eeh"),
  },
  fr: {
    frequent: list(
      "le les des du une et est était que qui dans pour pas avec sur ce cette il elle nous vous je j ils au aux mais ne n plus très son sa ses leur ont a été c s l d qu tout tous fait être comme ça se y",
    ),
    negations: list("ne n pas jamais rien personne aucun aucune sans ni guère non nul nulle"),
    fillers: list("euh heu hum mmm mm hm ah bah"),
  },
  it: {
    frequent: list(
      "il lo gli della del di che e è era non per con una uno sono ma più molto quando come anche suo sua mio mia noi io ha ho hanno abbiamo questo questa perché dal nel alla al si ci l le i la aveva",
    ),
    negations: list("non no né mai niente nulla nessuno nessuna nessun senza neanche nemmeno neppure mica"),
    fillers: list("ehm eh mh mmm mm hm ah uhm"),
  },
  de: {
    frequent: list(
      "der die das und ist war nicht ein eine einen mit von für auf dem den des sich wir sie er es ich aber auch wie was hat haben wurde bei im zu aus noch nur so wenn dass schon alle als wird sind habe können mich uns nie",
    ),
    negations: list(
      "nicht kein keine keinen keinem keiner keines nie niemals niemand niemanden niemandem nichts ohne weder nein nirgends kaum",
    ),
    fillers: list("äh ähm öh öhm hm hmm mhm mm ehm"),
  },
  pt: {
    frequent: list(
      "o os as uma um que e em por para com é era não mas muito mais quando está estava há como seu sua meu minha eu nós foi tem temos isso porque do da dos das no na ao se já ele ela",
    ),
    negations: list("não nao nem nunca jamais nada ninguém nenhum nenhuma sem tampouco"),
    fillers: list("hum hã ahn eh mm hm ah"),
  },
  ru: {
    frequent: list("и в не на что он она мы вы я это как но с по из у к за то так же было были был все"),
    negations: list("не нет ни никто ничего никогда нигде никого никому без нельзя"),
    fillers: list("э эм ээ мм гм"),
  },
};

const unknown: LanguageWords = {
  frequent: new Set(),
  negations: new Set(),
  fillers: list("um uh uhm umm erm hmm hm mm euh äh ähm ehm"),
};

/** The words of a language; of one that is not known here, only what is a filler everywhere. */
export function findLanguageWords(language: string): LanguageWords {
  return Object.hasOwn(languageWords, language) ? (languageWords[language] as LanguageWords) : unknown;
}
