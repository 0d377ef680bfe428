const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const weigh = (pairs: string): ReadonlyMap<string, number> =>
  new Map(pairs.split(",").map((pair) => [pair.split(" ")[0] ?? "", Number(pair.split(" ")[1])]));

const pronouns = "i you he she it we they";
const auxiliaries =
  "is are was were am be been do does did have has had can could will would shall should may might must isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shouldn't mustn't";
const prepositions =
  "of in on at by for from to with without about into onto over under through between among during against around as than per behind near off across toward towards upon within";
const determiners = "the a an my your his her its our their this these those every each some any no";
const joins =
  "and but or nor so because although though while when where which who that if unless until since whereas";

/** Closed classes of English words that punctuation hangs on. */
export const englishSyntax = {
  joins: list(joins),
  auxiliaries: list(auxiliaries),
  prepositions: list(prepositions),
  determiners: list(determiners),
  /** With the verb that may be part of them. */
  subjects: list(
    `${pronouns} there i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd we'll they're they've they'd they'll that's there's here's let's nobody somebody everybody anybody everyone someone nothing everything`,
  ),
  /** A subject and its verb in one word. */
  clauses: list(
    "i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd we'll they're they've they'd they'll that's there's here's let's",
  ),
  /** Nothing ends behind one of these. */
  unfinished: list(
    `the a an my your his our their its every each of in at by for from to with without into onto between among during against and but or nor so because although while which who if unless whereas as than i we he she they i'm i've i'd i'll he's she's it's we're we've they're they've you're there's that's is are was were am be been do does did have has had can could will would shall should may might must very really just quite too don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't when where how why what whose about over under through around these those mr mrs ms dr like used going want wanted some any only also always maybe perhaps`,
  ),
  /** Words of grammar: said twice in a row they are a stutter. */
  repeatable: list(
    `the a an my your his our their its i you he she it we they and but or so of in on at by for from to with is are was were am be do does did have has can could will would should if when what where how this these there who which because i'm it's we're they're he's she's used going like there's that's`,
  ),
  /** What follows is what is thought or said, not a new sentence. */
  clauseTakers: list(
    "think thinks thought know knows knew say says said hope hopes hoped believe believes believed mean means meant guess feel felt see saw told me him her us them sure afraid glad sorry that if when because what how where while who which whether and but or until before after since unless whenever wherever than as like where's what's everything anything something nothing all everywhere time way day thing person one ones place reason show asked ask shows wonder imagine remember suppose agree understand explain decided realized noticed",
  ),
  /** How much a word begins a sentence, where it may. */
  openers: weigh(
    "so 1.1,but 0.9,and 0.4,then 0.6,now 0.9,well 1.3,okay 1.4,ok 1.4,yes 1.4,yeah 1.4,no 0.6," +
      "however 1.8,anyway 1.5,also 0.2,first 0.9,second 0.7,third 0.5,finally 1.2,if 0.5,when 0.2," +
      "today 0.4,last 0.5,please 1.2,thank 1.4,thanks 1.4,hello 1.5,hi 1.5,what 0.5,why 0.9," +
      "how 0.5,who -0.2,where -0.2,let 0.9,nobody 1,everybody 0.8,somebody 0.8,maybe 0.6," +
      "actually 0.5,the 0.3,my 0.4,our 0.3,this 0.5,these 0.4,that 0,a -0.2,oh 1.2,right 0," +
      "for -0.6,in -0.2,at -0.4,by -0.6,under -0.3,after -0.2,before -0.8,because -0.6,which -2," +
      "than -4,of -3,to -2,or -0.8,with -1,from -1,as -0.8,while -0.5,until -1.5,unless -0.8," +
      "without -1,into -2,on -0.6,is -0.6,are -0.6,was -0.8,were -0.8,about -0.8",
  ),
  /** At the beginning of a sentence, these stand before a comma. */
  introductions: list(
    "well however yes yeah okay ok oh anyway finally unfortunately fortunately honestly actually meanwhile otherwise therefore nevertheless suddenly today yesterday tomorrow sir usually sometimes obviously basically eventually afterwards instead besides",
  ),
  /** A sentence that begins so has its main clause behind a comma. */
  subordinators: list(
    "if when while although though because since after before once whenever unless as until",
  ),
  /** A phrase that begins so may stand before the subject. */
  leads: list(
    "in at on by for during after before under within without since from inside outside behind near last next every",
  ),
  questionWords: list("what why how who whom where when which whose"),
  /** Not the first word of a question: what may stand before it. */
  beforeQuestion: list("and but so then now well okay ok oh or yes yeah no right um uh"),
};
