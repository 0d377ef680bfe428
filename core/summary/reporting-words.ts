/** Words by which a summary tells what was said: they stand in none of it, and assert nothing. Lower case. */
const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const reportingWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: list(
    "speaker speakers participant participants group team meeting discussion conversation interview interviewer interviewee guest host lecturer lecture audience says said states stated explains explained describes described mentions mentioned discusses discussed asks asked notes noted reports reported argues argued suggests suggested proposes proposed agrees agreed decides decided confirms confirmed recommends recommended plans planned emphasizes emphasized emphasises emphasised introduces introduced adds added concludes concluded announces announced reminds reminded requests requested offers offered expects expected according",
  ),
  de: list(
    "sprecher sprecherin teilnehmer teilnehmende gruppe team besprechung sitzung gespräch interview gast sagt sagte erklärt erklärte beschreibt beschrieb erwähnt erwähnte fragt fragte berichtet berichtete schlägt vor stimmt zu beschließt beschloss bestätigt bestätigte empfiehlt betont betonte kündigt an laut",
  ),
  fr: list(
    "intervenant intervenante participants groupe équipe réunion discussion entretien invité dit explique décrit mentionne demande note rapporte propose décide confirme recommande souligne annonce selon",
  ),
  es: list(
    "hablante participantes grupo equipo reunión conversación entrevista invitado dice explica describe menciona pregunta señala informa propone decide confirma recomienda subraya anuncia según",
  ),
};
