/** ISO 639-2 (bibliographic, as Matroska has it) by ISO 639-1: the languages that speech models know. */
const codes = new Map(
  (
    "af:afr am:amh ar:ara as:asm az:aze ba:bak be:bel bg:bul bn:ben bo:tib br:bre bs:bos ca:cat cs:cze cy:wel da:dan " +
    "de:ger el:gre en:eng es:spa et:est eu:baq fa:per fi:fin fo:fao fr:fre gl:glg gu:guj ha:hau he:heb hi:hin hr:hrv " +
    "ht:hat hu:hun hy:arm id:ind is:ice it:ita ja:jpn jv:jav ka:geo kk:kaz km:khm kn:kan ko:kor la:lat lb:ltz ln:lin " +
    "lo:lao lt:lit lv:lav mg:mlg mi:mao mk:mac ml:mal mn:mon mr:mar ms:may mt:mlt my:bur ne:nep nl:dut nn:nno no:nor " +
    "oc:oci pa:pan pl:pol ps:pus pt:por ro:rum ru:rus sa:san sd:snd si:sin sk:slo sl:slv sn:sna so:som sq:alb sr:srp " +
    "su:sun sv:swe sw:swa ta:tam te:tel tg:tgk th:tha tk:tuk tl:tgl tr:tur tt:tat uk:ukr ur:urd uz:uzb vi:vie yi:yid " +
    "yo:yor zh:chi yue:chi haw:haw"
  )
    .split(" ")
    .map((pair): [string, string] => {
      const [short = "", long = ""] = pair.split(":");
      return [short, long];
    }),
);

/** What a video's track calls its language. Undetermined where nobody knows it.
 * @param tag as BCP 47 has it (`pt-BR`), null where it is not known */
export function toLanguageCode(tag: string | null): string {
  const [language = ""] = (tag ?? "").toLowerCase().split("-");
  return codes.get(language) ?? "und";
}
