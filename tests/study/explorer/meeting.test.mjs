// What the parts for a meeting work out: node --test meeting.test.mjs
import assert from "node:assert";
import test from "node:test";

const page = new URL("../../../model/care2040/study/explorer/page/", import.meta.url);
const from = (name) => import(new URL(name, page).href);
const { STORY_STEPS, bestOwnLever, storyChoice, storyState, storyText } = await from("views/storyText.mjs");
const { storyMove } = await from("views/story.mjs");
const { paidLevers, roleSentence } = await from("views/roles.mjs");
const { foundSentence, movedMost, nearestGroups, predictRange, predictedLine } = await from("views/predict.mjs");
const { nearestRun, sharesByPeriod } = await from("views/loops.mjs");
const { compared, listOf } = await from("views/compared.mjs");
const { STORY_WORDS } = await from("words/storyWords.mjs");
const { MEETING_WORDS } = await from("words/meetingWords.mjs");
const { APP_WORDS, makeSay } = await from("words/appWords.mjs");

const both = (text) => ({ en: text, nl: text });
const PAYERS = ["municipality", "health_insurer", "residents"];
const lever = (name, control, price) => ({ title: both(name), control, start: 2026, ramp: 4, aimed: false, price: { municipality: 0, health_insurer: 0, residents: 0, ...price } });
const quantity = (name, unit = "persons") => ({ title: both(name), unit, unitWords: both(unit), percent: unit === "dimensionless", total: true, axes: [] });
const facts = {
  experiment: { unchanged: "as_is", name: "explorer", title: both("Explore"), question: both("What?"), draws: 4, seed: 1 },
  years: [2024, 2032, 2040], axes: { payer: PAYERS, district: ["west"] }, districts: [],
  payers: { municipality: both("municipality"), health_insurer: both("insurers"), residents: both("residents") },
  levers: { outreach: lever("Outreach", "own", { municipality: 4e6 }), homes: lever("Homes", "shared", { municipality: 2e6 }), early: lever("Early", "own", { municipality: 1e6 }),
    group: lever("Group", "shared", { health_insurer: 3e6 }), digital: lever("Digital", "lobby", { health_insurer: 8e6 }) },
  packages: { financial_security: { title: both("Security"), levers: ["outreach"] }, affordable_roof: { title: both("Roof"), levers: ["homes"] },
    promising_youth: { title: both("Youth"), levers: ["early"] }, living_together_healthily: { title: both("Together"), levers: ["group"] },
    care_and_digital: { title: both("Care"), levers: ["digital"] }, all_together: { title: both("All"), levers: ["outreach", "homes", "early", "group", "digital"] } },
  scenarios: { evidence: { title: both("evidence") }, slump: { title: both("slump") } },
  policies: { as_is: { title: both("Unchanged"), levers: {}, others: {} }, all: { title: both("All"), levers: { outreach: { effort: 1 } }, others: {} } },
  indicators: ["care_share_needed", "shortage", "waiting_for_care", "heavily_burdened_share"],
  quantities: { care_share_needed: quantity("Need", "dimensionless"), shortage: quantity("Shortage"), waiting_for_care: quantity("Waiting"), heavily_burdened_share: quantity("Burdened", "dimensionless") },
};
const state = { language: "nl", scenario: "slump", policy: "as_is", levers: { homes: { effort: 0.5 } }, laws: {}, pins: [], indicator: "shortage", district: "west", layer: true, view: "story", presenter: false, step: 0 };

/** Answers in which each lever in use takes `each` off the shortage; what is not given has no numbers, as in an experiment that does not read it. */
const bookOf = (own, each = 0) => ({
  answer: ({ levers }) => {
    const used = Object.keys(levers).length;
    const all = { care_share_needed: [0.15, 0.17, 0.2 - 0.001 * used], care_share_working: [0.14, 0.15, 0.16], shortage: [2000, 5000, 9000 - each * used], ...own };
    return { years: facts.years, failed: null, city: (name) => all[name] ?? [], parts: (name) => (name === "lever_cost" ? facts.years.map(() => [2e6 * used, 1e6 * used, 0]) : []) };
  },
});
const told = (number, language, book = bookOf({}, 100), fan = null) => storyText(number, { facts, book, fan, language, say: makeSay(language, APP_WORDS, STORY_WORDS, MEETING_WORDS) });

test("there are six steps, and each sets levers and an indicator that exist, all else left alone", () => {
  assert.equal(STORY_STEPS.length, 6);
  STORY_STEPS.forEach((step, number) => {
    const next = storyState(number, state, facts);
    for (const [name, { effort }] of Object.entries(next.levers)) { assert.ok(facts.levers[name], name); assert.equal(effort, 1); }
    assert.ok(facts.scenarios[next.scenario] && facts.policies[next.policy] && facts.indicators.includes(next.indicator));
    assert.deepEqual([next.step, next.view, next.language, next.pins], [number, "story", "nl", []]);
  });
  assert.deepEqual(STORY_STEPS.map((step) => Object.keys(storyChoice(step, facts).levers).length), [0, 0, 0, 4, 5, 5]);
  assert.deepEqual(state.levers, { homes: { effort: 0.5 } });
});

test("a page without some package or without evidence still tells its story", () => {
  const fewer = { ...facts, scenarios: { slump: facts.scenarios.slump }, packages: { affordable_roof: facts.packages.affordable_roof } };
  assert.deepEqual(storyChoice(STORY_STEPS[5], fewer), { scenario: "slump", policy: "as_is", levers: { homes: { effort: 1 } }, laws: {} });
});

test("every step says something in both languages, with every mark filled in, and nothing that is no number", () => {
  for (const language of ["nl", "en"]) STORY_STEPS.forEach((_, number) => {
    const sentences = told(number, language);
    assert.ok(sentences.length >= (number === 2 ? 0 : 2), `step ${number}`);
    for (const sentence of sentences) assert.doesNotMatch(sentence, /[{}]|NaN|undefined|null|–/);
  });
});

test("sentences follow the numbers", () => {
  assert.ok(told(0, "en").some((one) => one.startsWith("That is another ratio")), "the city is not laid beside the national ratio");
  assert.ok(told(3, "en", bookOf({}, 0)).some((one) => one.includes("stays about as large")));
  assert.ok(told(3, "en", bookOf({}, -500)).some((one) => one.includes("people larger")));
  assert.ok(told(3, "en", bookOf({}, 500)).some((one) => one.includes("2,000 people smaller and is then 7,000")));
  assert.ok(told(3, "en", bookOf({}, 4000)).some((one) => one.includes("then gone")));
  assert.ok(told(1, "en", bookOf({ shortage: [100, 0, -50] })).some((one) => one.includes("enough people")));
  const band = (low, high, stale = false) => ({ bands: { care_share_needed: { low: [0, 0, low], high: [0, 0, high] } }, stale });
  assert.ok(told(5, "en", bookOf({}), band(0.15, 0.22)).some((one) => one.includes("between 15.0% and 22.0%")));
  assert.ok(told(5, "en", bookOf({}), band(0.15, 0.27, true)).some((one) => one.includes("not ready")));
  assert.ok(told(5, "en", bookOf({}, 0)).some((one) => one.startsWith("None of the measures")));
});

test("the best lever of the city's own is one that it decides on", () => {
  const { name, less } = bestOwnLever(facts, bookOf({}, 100), 2, 9000);
  assert.equal(facts.levers[name].control, "own");
  assert.equal(less, 100);
});

test("arrows turn the page, but not inside a slider, with a modifier, or by page keys unless presenting", () => {
  const press = (key, more = {}) => ({ key, target: { closest: () => null }, ...more });
  assert.equal(storyMove(press("ArrowRight"), false), 1);
  assert.equal(storyMove(press("ArrowLeft"), false), -1);
  assert.equal(storyMove(press("PageDown"), false), 0);
  assert.equal(storyMove(press("PageDown"), true), 1);
  assert.equal(storyMove(press("ArrowRight", { altKey: true }), false), 0);
  assert.equal(storyMove(press("ArrowRight", { target: { closest: () => ({}) } }), false), 0);
  assert.equal(storyMove(press("a"), true), 0);
});

test("both languages have every key and the same marks, and no key is another's", () => {
  const marks = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const words of [STORY_WORDS, MEETING_WORDS]) for (const [key, { nl, en }] of Object.entries(words)) {
    assert.ok(nl && en, key);
    assert.deepEqual(marks(nl), marks(en), key);
  }
  const keys = [APP_WORDS, STORY_WORDS, MEETING_WORDS].flatMap((words) => Object.keys(words));
  assert.deepEqual(keys.filter((key, place) => keys.indexOf(key) !== place), []);
});

test("a payer pays its price times the effort, the largest first", () => {
  const levers = { outreach: { effort: 0.25 }, homes: { effort: 1 }, digital: { effort: 1 } };
  assert.deepEqual(paidLevers("municipality", { levers }, facts), [{ name: "homes", effort: 1, amount: 2e6 }, { name: "outreach", effort: 0.25, amount: 1e6 }]);
  assert.deepEqual(paidLevers("residents", { levers }, facts), []);
});

test("the card says when who pays is not who gains, and nothing of gain that is not there", () => {
  const rows = (...nets) => nets.map((net, place) => ({ payer: PAYERS[place], label: PAYERS[place], net })), say = (key) => key;
  const said = (place, ...nets) => roleSentence(rows(...nets)[place], rows(...nets), "nl", say, 2040);
  assert.equal(said(0, -5e6, 0, 9e6), "rolesAlone");
  assert.equal(said(2, -5e6, 0, 9e6), "rolesWins");
  assert.equal(said(1, -5e6, 0, 9e6), "rolesEven");
  assert.equal(said(0, -5e6, -2e6, 0), "rolesAllPay");
  assert.equal(said(2, 0, 0, 9e6), "rolesAllWin");
});

test("a prediction runs straight from what is known through its points, in a range that holds what is found", () => {
  assert.deepEqual(predictedLine([2024, 2027, 2030, 2035, 2040], 10, [[2030, 16], [2035, 16], [2040, 6]]), [10, 13, 16, 16, 6]);
  for (const values of [[0.15, 0.2], [2000, 9237], [-300, 400], [0, 0], [7, 7]]) {
    const { low, high, step } = predictRange(values);
    assert.ok(values.every((value) => value >= low && value <= high) && step > 0, `${values}`);
  }
});

test("how far a group was off is said, and who was nearest", () => {
  const words = { say: (key, { off }) => `${key} ${off}`, write: String, change: String, year: 2040 };
  const group = (name, value) => ({ group: name, points: [[2040, value]] });
  assert.equal(foundSentence(group("A", 10), 20, words), "predictMore 10");
  assert.equal(foundSentence(group("A", 20), 10, words), "predictLess -10");
  assert.match(foundSentence(group("A", 20), 20.4, words), /predictSame/);
  assert.deepEqual(nearestGroups([group("A", 10), group("B", 14), group("C", 8)], 12), ["A", "B"]);
});

test("what moved most is told, but not what was asked", () => {
  const answer = (values) => ({ city: (name) => values[name] ?? [] });
  const base = answer({ care_share_needed: [0.2], shortage: [1000], waiting_for_care: [100] });
  const moved = movedMost(facts, answer({ care_share_needed: [0.1], shortage: [900], waiting_for_care: [100.1] }), base, 0, "care_share_needed");
  assert.deepEqual(moved.map(({ name }) => name), ["shortage"]);
});

const loops = { years: [2024, 2030, 2035, 2040], titles: {}, kinds: { R: "reinforcing", B: "balancing" },
  runs: { as_is: { evidence: { R: [0.2, 0.3, 0.5, 0.7], B: [-0.8, -0.6, -0.4, -0.2] } }, all: { evidence: { B: [-1, -1, -1, -1] } } } };

test("the measured run that is nearest is taken, and it says whether it is exact", () => {
  const at = (levers, scenario = "evidence", laws = {}) => nearestRun(loops, { ...state, levers, scenario, laws }, facts);
  const seen = ({ policy, scenario, exact }) => [policy, scenario, exact];
  assert.deepEqual(seen(at({})), ["as_is", "evidence", true]);
  assert.deepEqual(seen(at({ outreach: { effort: 1 } })), ["all", "evidence", true]);
  assert.deepEqual(seen(at({ outreach: { effort: 0.5 } })), ["as_is", "evidence", false]);
  assert.deepEqual(seen(at({}, "slump")), ["as_is", "evidence", false]);
  assert.deepEqual(seen(at({}, "evidence", { shortage: "other" })), ["as_is", "evidence", false]);
});

test("shares of loops are means over a period, without sign, and the rest makes the whole", () => {
  const { rows, rest } = sharesByPeriod(loops, loops.runs.as_is.evidence);
  const near = (own, expected) => own.forEach((value, place) => assert.ok(Math.abs(value - expected[place]) < 1e-12));
  assert.deepEqual(rows.map(({ name }) => name), ["B", "R"]);
  near(rows[0].values, [0.8, 0.6, 0.3]);
  near(rows[1].values, [0.2, 0.3, 0.6]);
  near(rest.values, [0, 0.1, 0.1]);
});

test("numbers are compared in words, and lists are read as one says them", () => {
  assert.deepEqual([compared(1, 2), compared(2, 2.01), compared(3, 2), compared(0, 0), compared(-1, 1)], ["Less", "Same", "More", "Same", "Less"]);
  assert.deepEqual([listOf([], "nl"), listOf(["a"], "nl"), listOf(["a", "b", "c"], "nl"), listOf(["a", "b"], "en")], ["", "a", "a, b en c", "a and b"]);
});
