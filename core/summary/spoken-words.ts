/** Words that speech is full of and that tell no subject, beside the words of grammar in `language-words`. Lower case. */
const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const spokenWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: list(
    "just like really know think going get got want thing things lot lots kind sort yeah yes okay ok well right mean actually gonna wanna let's lets say said says see look maybe also even still much more most very quite one ones way something anything everything someone everyone people time back now today good great make made take took come came go goes went put tell told bit little big new many any some other another same than too only into over after before up down out off again while where why whom whose am been being might must shall may each every both few own such until because through during between against us me him its ours yours theirs myself itself themselves don't doesn't didn't isn't aren't wasn't weren't can't couldn't won't wouldn't shouldn't i'm i've i'll i'd you're you've you'll we're we've we'll they're they've it's that's there's what's he's she's these those two three first last next in near around behind below above along across upon within without since till though although however rather almost enough ever never always already soon yet thank thanks please sure",
  ),
  de: list(
    "ja doch mal halt eben also dann da hier jetzt schon ganz sehr gut genau okay eigentlich vielleicht einfach machen macht gemacht sagen sagt gesagt gehen geht kommt kommen gibt geben weil man mein meine dein deine sein seine ihr ihre unser unsere diese dieser dieses jetzt immer wieder mehr viel viele etwas sowas sache sachen leute zeit müssen muss soll sollen will wollen kann können könnte würde hätte wäre war waren sind bin bist seid euch ihm ihn über unter nach vor durch gegen zwei drei am vom zum zur ins beim denn ob oder",
  ),
  fr: list(
    "oui donc alors voilà bon bien là ici juste vraiment quoi ouais faire fais faut peut peux dire dit va vais aller chose choses gens temps très trop aussi encore déjà toujours jamais comment quand où deux trois mon ma mes ton ta tes notre nos votre vos leur leurs même autre autres ces cet ici après avant entre sans sous être avoir suis es sommes êtes sont avez avons ok",
  ),
  es: list(
    "sí pues bueno entonces vale así aquí ahí ahora ya muy bien hacer hace hacen decir dice digo va vamos ir cosa cosas gente tiempo también todavía siempre donde dónde quién cual cuál dos tres mi mis tu tus nuestro nuestra ese esa esos esas aquel otro otra otros otras mismo misma puede pueden puedo tener tiene tengo ser estar soy eres somos son fue eran sobre entre hasta claro creo sea o u e",
  ),
};
