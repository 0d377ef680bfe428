const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** English words that are written with a capital wherever they stand. No word that is a common one as well. */
export const englishNames = {
  days: list(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays",
  ),
  months: list("january february april june july august september october november december"),
  /** Months that are verbs as well. */
  doubtfulMonths: list("may march"),
  /** Before a doubtful month, these tell. */
  beforeMonth: list("in of since until till last next early late mid by every this during"),
  peoples: list(
    "english french german spanish italian portuguese russian chinese japanese dutch greek latin arabic hebrew hindi korean american americans british european europeans african africans asian irish scottish welsh swedish norwegian danish finnish polish czech hungarian austrian swiss belgian canadian mexican brazilian australian indian pakistani egyptian israeli iranian iraqi ukrainian christian christians christmas jewish muslim muslims islam catholic protestant buddhist easter thanksgiving halloween ramadan bible",
  ),
  places: list(
    "england scotland wales ireland britain france germany spain italy portugal russia china japan greece netherlands holland belgium switzerland austria poland hungary sweden norway denmark finland iceland ukraine america canada mexico brazil argentina chile peru colombia cuba australia india pakistan egypt israel iran iraq syria africa asia europe nigeria kenya ethiopia morocco vietnam thailand indonesia singapore korea london paris berlin madrid rome lisbon vienna amsterdam brussels dublin edinburgh glasgow manchester liverpool birmingham oxford cambridge boston chicago philadelphia washington seattle houston dallas denver atlanta miami detroit california texas florida virginia hawaii alaska toronto montreal vancouver sydney melbourne tokyo beijing shanghai moscow kiev kyiv warsaw prague budapest stockholm oslo copenhagen helsinki barcelona seville valencia milan naples venice florence munich hamburg cologne frankfurt leipzig zurich geneva marseille lyon athens istanbul cairo jerusalem delhi mumbai bangkok atlantic mediterranean thames danube rhine amazon alps himalayas manhattan brooklyn hollywood sevilla cádiz roma milano napoli torino venezia köln münchen wien",
  ),
  given: list(
    "james john robert michael david richard joseph thomas charles christopher daniel matthew anthony donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick jack dennis jerry tyler aaron jose henry adam peter nathan zachary walter kyle harold carl jeremy keith roger gerald ethan arthur terry christian sean austin noah jesse joe bryan billy jordan albert dylan bruce willie gabriel alan juan logan wayne ralph roy eugene randy vincent russell louis philip bobby johnny bradley mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia denise marilyn beverly charlotte marie diana brittany isabella lucy oliver harry simon martin hans klaus pierre jean pedro carlos ahmed mohammed ivan olga natasha giulia marco luca",
  ),
  titles: list("mr mrs ms dr doctor professor sir saint president king queen captain"),
  acronyms: new Map(
    "usa uk eu un nasa fbi cia bbc mri ecg ekg ct dna rna hiv api url html css sql cpu gpu usb pdf gps ceo cto cfo phd tv pc id hr llc atm faq gdp vpn http https ssh json xml aws"
      .split(" ")
      .map((word) => [word, word === "phd" ? "PhD" : word.toUpperCase()]),
  ),
};
