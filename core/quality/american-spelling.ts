/** British spellings as American ones, by the endings in which the two differ. Only what is spelling alone: a
 * lorry stays a lorry. A rule may reach words that both write alike ("treatise"): a reference and what is compared
 * with it change together. */

const anyOf = (list: string) => list.trim().split(/\s+/).join("|");

const ourStems = anyOf(`
  arb ard arm behavi cand clam col demean enam endeav fav ferv flav harb hon hum lab misdemean neighb od parl ranc
  rig rum sav savi splend succ tum val vap vig watercol`);

/** Words in -ise of both spellings; whatever else is long enough takes a z. */
const alwaysIse = anyOf(`
  adv advert appra arch ar bra bru chast cerv circumc compr comprom conc cru dem desp dev disgu enterpr exc exerc
  expert franch gu improv inc inexpert lia likew liquorm marqu mayonna merchand misadv no otherw parad po poi porpo
  pra prec prem prom rea reappra rev ra superv surm surpr telev tort treat turquo up val`);

const reStems = anyOf(`
  accout calib cent fib goit lit louv lust manoeuv meag met mit och reconnoit sab saltpet scept sepulch somb spect
  theat`);

const singleLStems = anyOf(`
  apparel barrel bedevil bevel cancel carol cavil channel chisel counsel cudgel dial dishevel drivel duel enamel
  equal fuel funnel gambol gravel grovel imperil initial jewel kennel label laurel level libel marshal marvel medal
  model panel parcel pedal pencil petal pistol quarrel ravel refuel relabel remodel revel rival rowel shovel shrivel
  signal snivel spiral stencil swivel symbol tassel tinsel total towel trammel travel trowel tunnel unravel victual
  yodel`);

const rules: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^((?:dis|multi|un)?(?:${ourStems}))our(?!c)`), "$1or"],
  [/^((?:psycho)?anal|breathal|catal|dial|electrol|hydrol|paral)ys(e|ed|er|ers|es|ing)$/, "$1yz$2"],
  [new RegExp(`^(?!(?:${alwaysIse})is)(\\p{L}{3,})is(e|ed|er|ers|es|ing|able)$`, "u"), "$1iz$2"],
  [/^(?!improvis|televis)(\p{L}{2,})is(ations?|ational)$/u, "$1iz$2"],
  [new RegExp(`^((?:amphi|centi|epi|hecto|kilo|micro|milli|nano)?(?:${reStems}))re([ds]?)$`), "$1er$2"],
  [/^centring$/, "centering"],
  [/^(def|off|pret)ence(s|less)?$/, "$1ense$2"],
  [/^licence([ds]?)$/, "license$1"],
  [new RegExp(`^((?:mis|re|un)?(?:${singleLStems}))l(ed|ers?|ery|ings?|ists?|ors?|ous|ously)$`), "$1$2"],
  [/^(kidnap|worship)p(ed|ers?|ing)$/, "$1$2"],
  [/^(appal|distil|enrol|enthral|fulfil|instil)(s|ments?)?$/, "$1l$2"],
  [/^instalment(s?)$/, "installment$1"],
  [/^(skil|wil)ful/, "$1lful"],
  [/^(anal|catal|dial|homol|monol|travel)ogue([ds]?)$/, "$1og$2"],
  [/^(abridg|acknowledg|judg)ement/, "$1ment"],
  [/^moul(d|t)/, "mol$1"],
  [/^smoulder/, "smolder"],
  [/^manoeuvr(?:e(?=d|s|r|$))?/, "maneuver"],
  [/^(an|hypoglyc|isch|leuk|septic|tox|ur)aemi/, "$1emi"],
  [/^(an)?aesth/, "$1esth"],
  [/^archaeo/, "archeo"],
  [/^(en)?cyclopaed/, "$1cycloped"],
  [/^(ortho)?paed/, "$1ped"],
  [/^haem/, "hem"],
  [/^gynaec/, "gynec"],
  [/^(medi|prim)aeval/, "$1eval"],
  [/^palaeo/, "paleo"],
  [/^caesarean/, "cesarean"],
  [/^diarrhoea/, "diarrhea"],
  [/^foet(al|us)/, "fet$1"],
  [/^oe(soph|str)/, "e$1"],
  [/^coeliac/, "celiac"],
  [/^(dis)?enquir/, "$1inquir"],
  [/^(dis|un)?chequer/, "$1checker"],
  [/^cheque(s?)$/, "check$1"],
  [/^plough/, "plow"],
  [/^sceptic/, "skeptic"],
  [/^draught/, "draft"],
  [/^grey(?!h)/, "gray"],
  [/^pyjama/, "pajama"],
  [/^sulph/, "sulf"],
  [/^(practi)s(e|ed|es|ing)$/, "$1c$2"],
  [/^specialit(y|ies)$/, "specialt$1"],
  [/^storey(s?)$/, "story$1"],
  [/^tyre(s?)$/, "tire$1"],
  [/^programme(s?)$/, "program$1"],
  [/^kerb(s?)$/, "curb$1"],
  [/^gaol/, "jail"],
  [/^cos(y|ier|iest|ily|iness)$/, "coz$1"],
];

const whole = new Map(
  Object.entries({
    aeroplane: "airplane",
    aeroplanes: "airplanes",
    ageing: "aging",
    aluminium: "aluminum",
    artefact: "artifact",
    artefacts: "artifacts",
    axe: "ax",
    furore: "furor",
    jewellery: "jewelry",
    liquorice: "licorice",
    moustache: "mustache",
    moustaches: "mustaches",
    mum: "mom",
    mums: "moms",
    omelette: "omelet",
    woollen: "woolen",
    yoghurt: "yogurt",
  }),
);

/** @param word lower case, letters only; anything else comes back as it is */
export function toAmericanSpelling(word: string): string {
  const known = whole.get(word);
  if (known !== undefined) return known;
  for (const [pattern, replacement] of rules) {
    if (pattern.test(word)) return word.replace(pattern, replacement);
  }
  return word;
}
