// The six steps of the story: what each sets, what it says of the numbers it finds, and what it shows.
import { moneyOf } from "../engine/book.mjs";
import { withPackage } from "../state/state.mjs";
import { peopleApart, writeEuro, writePercent } from "../words/numbers.mjs";
import { compared, listOf, people, shareOf } from "./compared.mjs";

const FOUR_MAKERS = ["financial_security", "affordable_roof", "promising_youth", "living_together_healthily"];
const ALL_MAKERS = [...FOUR_MAKERS, "care_and_digital"];

/** The steps: the packages at full effort, and the charts, the first of which is shown when presenting. */
export const STORY_STEPS = [
  { key: "fear", packages: [], charts: ["share"], indicator: "care_share_needed", tell: tellFear },
  { key: "why", packages: [], charts: ["shortage", "residents_75_plus"], indicator: "shortage", tell: tellWhy },
  { key: "home", packages: [], charts: ["waiting_for_care", "workload", "heavily_burdened_share", "informal_carers"],
    indicator: "waiting_for_care", tell: tellHome },
  { key: "four", packages: FOUR_MAKERS, charts: ["share", "shortage"], indicator: "care_share_needed", tell: tellFour },
  { key: "pay", packages: ALL_MAKERS, charts: ["payers", "shortage"], indicator: "shortage", tell: tellPay },
  { key: "sure", packages: ALL_MAKERS, charts: ["share"], indicator: "care_share_needed", tell: tellSure },
];

/** Return the choice that a step makes: evidence as the future, and packages at full effort. */
export function storyChoice(step, facts) {
  const scenario = facts.scenarios.evidence ? "evidence" : Object.keys(facts.scenarios)[0];
  const begun = { scenario, policy: facts.experiment.unchanged, levers: {}, laws: {} };
  return step.packages.filter((name) => facts.packages[name]).reduce((state, name) => withPackage(state, facts, name, 1), begun);
}

/** Return the state that a step sets, with all else as it was. */
export function storyState(number, state, facts) {
  const step = STORY_STEPS[number], indicator = facts.indicators.includes(step.indicator) ? step.indicator : state.indicator;
  return { ...state, ...storyChoice(step, facts), indicator, district: null, layer: false, step: number };
}

/** Return the sentences of a step, from answers of the running model; what cannot be told is left out. */
export function storyText(number, { facts, book, fan, language, say }) {
  const step = STORY_STEPS[number], last = facts.years.length - 1;
  const answer = book.answer(storyChoice(step, facts)), base = book.answer(storyChoice(STORY_STEPS[0], facts));
  if (answer.failed || base.failed) return [];
  const years = { first: facts.years[0], year: facts.years[last] }, said = [];
  const tell = (key, blanks = {}) => { if (Object.values(blanks).every((blank) => blank !== null)) said.push(say(key, { ...years, ...blanks })); };
  const write = (writer, value) => (Number.isFinite(value) ? writer(value, language) : null);
  step.tell({ facts, book, fan, language, last, answer, base, tell,
    now: (name, from = answer) => from.city(name)[last], begin: (name) => answer.city(name)[0],
    share: (value) => write(shareOf, value), count: (value) => write(people, value) });
  return said;
}

function tellFear({ tell, now, begin, share }) {
  const need = now("care_share_needed");
  tell("fearVision");
  tell("fearFound", { need: share(need), today: share(begin("care_share_needed")) });
  tell("fearOther");
}

function tellWhy({ facts, book, last, tell, now, begin, count, share }) {
  const grown = (name) => now(name) - begin(name), older = "residents_75_plus", short = now("shortage");
  tell("whyOlder", { from: count(begin(older)), to: count(now(older)) });
  tell(`why${compared(grown("care_share_needed"), grown("care_share_working"), 0.05)}`);
  if (short > 0) tell("whyShort", { from: count(Math.max(0, begin("shortage"))), to: count(short) }); else tell("whyEnough");
  // what was solved so that one in four comes out is no assumption of its own
  const futures = Object.keys(facts.scenarios).filter((name) => facts.scenarios[name].about && facts.scenarios[name].standing !== "calibrated");
  const needs = futures.map((scenario) => book.answer({ ...storyChoice(STORY_STEPS[0], facts), scenario })).filter((one) => !one.failed).map((one) => one.city("care_share_needed")[last]);
  if (needs.length > 1) tell("whyFutures", { low: share(Math.min(...needs)), high: share(Math.max(...needs)) });
}

function tellHome({ tell, now, begin, share, count, language }) {
  const change = now("workload") / begin("workload") - 1;
  tell("homeWaiting", { from: count(begin("waiting_for_care")), to: count(now("waiting_for_care")) });
  if (Number.isFinite(change)) tell(`homeWork${compared(now("workload"), begin("workload"))}`, { percent: writePercent(Math.abs(change), language, 0) });
  tell("homeBurdened", { from: share(begin("heavily_burdened_share")), to: share(now("heavily_burdened_share")) });
  if (now("need_caused_by_shortage") > 0) tell("homeCaused", { caused: count(now("need_caused_by_shortage")) });
}

function tellShort({ tell, count, without, left }) {
  if (left <= 0 && without > 0) tell("shortGone");
  else if (left > 0) tell(`short${compared(left, without)}`, { count: count(peopleApart(left, without)), left: count(left) });
}

function tellFour(told) {
  const { facts, language, base, tell, now, share } = told, need = "care_share_needed";
  const packages = FOUR_MAKERS.filter((name) => facts.packages[name]), levers = packages.flatMap((name) => facts.packages[name].levers);
  tell("fourAll", { count: new Set(levers).size, packages: listOf(packages.map((name) => `‘${facts.packages[name].title[language]}’`), language) });
  tell(`four${compared(now(need), now(need, base))}`, { need: share(now(need)), without: share(now(need, base)) });
  tellShort({ ...told, left: now("shortage"), without: now("shortage", base) });
  tell("fourMind");
}

function tellPay(told) {
  const { facts, book, language, last, answer, base, tell, now } = told, levers = Object.keys(storyChoice(STORY_STEPS[4], facts).levers);
  const before = book.answer(storyChoice(STORY_STEPS[3], facts)), decided = (control) => levers.filter((name) => facts.levers[name].control === control).length;
  if (facts.packages.care_and_digital) tell("payAdded", { package: facts.packages.care_and_digital.title[language] });
  if (!before.failed) tellShort({ ...told, left: now("shortage"), without: now("shortage", before) });
  tell("payControl", { count: levers.length, own: decided("own"), shared: decided("shared"), assisted: decided("assisted"), lobby: decided("lobby") });
  const money = moneyOf(facts, answer, base, last, language), most = money.reduce((one, other) => (other.lever > one.lever ? other : one));
  const cost = money.reduce((sum, row) => sum + row.lever, 0), euro = (value) => writeEuro(value, language);
  if (cost > 0) tell("payCost", { cost: euro(cost), payer: most.label, part: euro(most.lever) });
  tell("payBalance", { payers: money.length, paying: money.filter(isPaying).length, gaining: money.filter(isGaining).length });
}

function tellSure({ facts, book, fan, language, last, base, tell, now, share, count }) {
  const band = fan && !fan.stale && fan.bands?.care_share_needed;
  if (band) {
    const [low, high] = [band.low[last], band.high[last]];
    tell("sureBand", { low: share(low), high: share(high) });
    const more = fan.bands.shortage?.more;
    if (more) tell(more.high[last] <= 0 ? "sureLess" : "sureWide", { less: count(more.high[last]), more: count(more.low[last]) });
  } else tell("sureBusy");
  const { name, less } = bestOwnLever(facts, book, last, now("shortage", base));
  if (name) tell("sureOwn", { lever: facts.levers[name].title[language], count: count(less) }); else tell("sureNone");
  tell("sureChoose");
}

/** Less than this a year, in euros, is not called paying or gaining. */
const ABOUT_NOTHING = 5e5;
export const isPaying = (row) => row.net < -ABOUT_NOTHING;
export const isGaining = (row) => row.net > ABOUT_NOTHING;

/** Return the lever of the city's own that alone makes the shortage smallest, and by how many people; none where none does. */
export function bestOwnLever(facts, book, place, without) {
  const begun = storyChoice(STORY_STEPS[0], facts);
  return Object.keys(facts.levers).filter((name) => facts.levers[name].control === "own").reduce((best, name) => {
    const answer = book.answer({ ...begun, levers: { [name]: { effort: 1 } } }), less = answer.failed ? 0 : without - answer.city("shortage")[place];
    return less > best.less ? { name, less } : best;
  }, { name: null, less: 5 });
}
