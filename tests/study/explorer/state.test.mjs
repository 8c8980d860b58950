// The state of the page, its address, its steps back, and the experiment that says the same.
import assert from "node:assert";
import test from "node:test";

const from = (name) => import(`../../../model/care2040/study/explorer/page/${name}.mjs`);
const { firstState, isAt, nameOfPolicy, reset, withLaw, withLever, withPackage, withPin, withPolicy, withScenario, withoutPin } = await from("state/state");
const { fromAddress, toAddress } = await from("state/address");
const { canRedo, canUndo, closed, did, firstHistory, LOOKING, redo, undo } = await from("state/history");
const { commandOf, fromYaml, toYaml } = await from("state/experimentYaml");
const { nearestName } = await from("state/nearest");
const { spreadByNeed, leverChanges } = await from("engine/changes");
const { exactShares, estimatedShares, pairsOfOrders, percentile } = await from("engine/shares");
const { apartFrom, axisEnds, roundTicks, wrapped } = await from("charts/scale");
const { asCsv } = await from("charts/keep");
const { oneIn, quantityWriter, roundPersons, writeEuro, writeNumber, writePercent } = await from("words/numbers");

const title = (text) => ({ nl: text, en: text });
const lever = (maker, more = {}) => ({ title: title("lever"), maker, control: "own", aimed: false, start: 2026, ramp: 4, delay: 1, ...more });
const facts = {
  version: "0.1.0", fingerprint: "9f31c2ab7d10", years: Array.from({ length: 17 }, (_, year) => 2024 + year), axes: { district: ["west", "oost"] },
  experiment: { name: "explorer", title: title("Verkennen: \"zelf\""), question: title("Wat: nu?"), start: 2024, end: 2041, resolution: "district", draws: 64, seed: 2040, equations: "drawn", unchanged: "as_is" },
  districts: [{ name: "west", title: { nl: "West", en: "West" }, row: 0, column: 0 }, { name: "oost", title: { nl: "Oost", en: "East" }, row: 0, column: 1 }],
  quantities: { care_share_needed: { total: true }, shortage: { total: true }, shares: { total: false } }, indicators: ["care_share_needed", "shortage", "shares"],
  levers: { retention: lever("care"), technology: lever("care", { start: 2027, ramp: 2 }), community_building: lever("home", { aimed: true }), prevention: lever("home", { aimed: true, ramp: 0 }) },
  packages: { care: { title: title("care"), levers: ["retention", "technology"] }, home: { title: title("home"), levers: ["community_building", "prevention"] } },
  scenarios: { evidence: { title: title("evidence"), written: {} }, slump: { title: title("slump"), written: { construction_capacity: { multiply: 0.7, from: 2026 } } } },
  policies: { as_is: { title: title("as is"), levers: {}, others: {} }, mine: { title: title("mine"), levers: { retention: { effort: 1 } }, others: { quit_rate: { multiply: 0.9 } } } },
  laws: { quit_effect: { title: title("quits"), options: [{ name: "quit_effect" }, { name: "quit_effect_threshold" }] } },
};

let seed = 7;
const chance = () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
const one = (list) => list[Math.floor(chance() * list.length)];
function randomState() {
  let state = firstState(facts, one(["nl", "en"]));
  state = withScenario(state, facts, one(["evidence", "slump"]));
  state = withPolicy(state, facts, one(["as_is", "mine"]));
  for (const name of Object.keys(facts.levers)) if (chance() < 0.6) {
    const setting = { effort: Math.round(100 * chance()) / 100 };
    if (chance() < 0.4) setting.start = 2025 + Math.floor(chance() * 6);
    if (chance() < 0.4) setting.full_by = (setting.start ?? facts.levers[name].start) + Math.floor(chance() * 8);
    if (chance() < 0.2) setting.until = 2039;
    if (chance() < 0.4) setting.spread = chance() < 0.5 ? "by_need" : "limited";
    state = withLever(state, facts, name, setting);
  }
  if (chance() < 0.4) state = withLaw(state, facts, "quit_effect", "quit_effect_threshold");
  if (chance() < 0.4) state = withPin(state, one(["a", "b & c = d", "é,x", "100 %"]));
  return { ...state, indicator: one(["care_share_needed", "shortage"]), district: one([null, "oost"]), layer: chance() < 0.5, fold: chance() < 0.3, view: one(["explore", "roles"]) };
}

test("an address holds the whole state", () => {
  for (let round = 0; round < 400; round++) {
    const state = randomState(), { state: again, notes } = fromAddress(toAddress(state, facts), facts);
    assert.deepStrictEqual(again, state);
    assert.deepStrictEqual(notes, []);
  }
});

test("an experiment holds the whole choice", () => {
  for (let round = 0; round < 400; round++) {
    const state = randomState(), { choose, policies, notes } = fromYaml(toYaml(state, facts), facts);
    const name = policies.find((one) => ["eigen_keuze", "mine"].includes(one)) ?? "as_is", again = choose(name).state;
    for (const key of ["scenario", "policy", "levers", "laws"]) assert.deepStrictEqual(again[key], state[key], `${key}\n${toYaml(state, facts)}`);
    assert.deepStrictEqual(notes, []);
  }
});

test("an address that cannot be is never a fault, and always told", () => {
  for (const hash of ["", "#", "#%", "#l.retention=", "#l.retention=NaN", "#l.retention=1e999", "#l.retention=-5", "#l.__proto__=3&e.__proto__=x", "#s=toString", "#pin1.n=&pin1.l.retention=abc",
    `#s=${"x".repeat(20000)}`, "#l.retention=50,1800,9999", "#l.retention=50,2030,2028", "#=&&&=", "#district=nowhere", "#step=99", "#lang=fr", "#layer=yes", "#view=compare"]) {
    const { state, notes } = fromAddress(hash, facts);
    assert.ok(state.scenario in facts.scenarios && state.policy in facts.policies, hash);
    for (const own of Object.values(state.levers)) assert.ok(own.effort > 0 && own.effort <= 1, hash);
    if (hash.length > 2 && !/view|^#=/.test(hash)) assert.ok(notes.length, hash);
    for (const note of notes) assert.ok(note.nl && note.en);
  }
  assert.match(fromAddress("#l.retentoin=5", facts).notes[0].en, /retention/);
  assert.match(fromAddress("#v=abc", facts).notes[0].en, /other numbers/);
  assert.strictEqual(fromAddress("#l.retention=500", facts).state.levers.retention.effort, 1);
  assert.strictEqual({}.x, undefined);
  const cut = fromAddress(`#${"a".repeat(7986)}&l.retention=60`, facts);
  assert.deepStrictEqual(cut.state.levers, {}, "half of a number is another number");
  assert.match(fromAddress("#pin1.n=a&pin2.n=b&pin3.n=c&pin3.l.retention=5", facts).notes[0].en, /2 choices/);
});

test("a name that is cut in the middle of a sign still gives an address", () => {
  const { state } = fromAddress(`#pin1.n=${"a".repeat(59)}%F0%9F%98%80${"b".repeat(9)}`, facts);
  assert.deepStrictEqual(fromAddress(toAddress(state, facts), facts).state, state);
});

test("what a slider is set to is what an experiment can hold", () => {
  const set = (setting) => withLever(firstState(facts), facts, "retention", { effort: 0.5, ...setting }).levers.retention;
  assert.deepStrictEqual(set({ until: 2025 }), { effort: 0.5 }, "it does not end before it begins");
  assert.deepStrictEqual(set({ full_by: 2035, until: 2030 }), { effort: 0.5, full_by: 2035, until: 2035 });
  assert.deepStrictEqual(set({ start: 2041 }), { effort: 0.5, start: 2040 });
  assert.deepStrictEqual(set({ start: null, full_by: NaN, until: undefined }), { effort: 0.5 });
  assert.deepStrictEqual(withLever(firstState(facts), facts, "prevention", { effort: 1, start: 2030, full_by: 2028 }).levers.prevention, { effort: 1, start: 2030 });
  for (const hash of ["#l.retention=50,2041", "#l.retention=50,,2035,2030"]) assert.strictEqual(fromAddress(hash, facts).notes.length, 1, hash);
});

test("a pin that other equations or another future hold is no policy of the file", () => {
  const pinned = withPin(withLever(firstState(facts), facts, "retention", { effort: 0.5 }), "a");
  for (const [state, along] of [[pinned, true], [withLaw(pinned, facts, "quit_effect", "quit_effect_threshold"), false], [withScenario(pinned, facts, "slump"), false]])
    assert.strictEqual(/^  vastgezet_1:/m.test(toYaml(state, facts)), along);
});

test("what a file says wrong is told in words", () => {
  const told = (text) => fromYaml(text, facts).notes.map((note) => note.en).join(" ");
  assert.match(told("a: ["), /not YAML \(\d+:\d+\)/);
  assert.match(told("[1, 2]"), /no policy/);
  assert.match(told("policies: {x: {retentoin: {effort: 1}}}"), /retention/);
  assert.match(told("sweep: {}\npolicies: {x: {retention: {effort: 1}}}"), /sweep/);
  assert.match(told("policies: {x: {retention: {effort: 3}}}"), /100 %/);
  assert.match(told("scenarios: {flood: {}}\npolicies: {x: {retention: {effort: 1}}}"), /flood/);
  assert.match(told("policies: {x: {retention.west: {effort: 1}}}"), /no slider/);
  assert.strictEqual(fromYaml("policies: {x: {care: {effort: 0.5}}}", facts).state.levers.technology.effort, 0.5);
  assert.match(told("policies: {x: &a {foo: *a}}"), /aliases/);
  assert.match(told(`policies: {x: ${"[".repeat(9000)}`), /not YAML/);
  assert.match(told("policies: {x: {retention: {efort: 1}}}"), /effort.*no effort/);
  assert.match(told("equations: {quit_effect: {quit_effect: 1, quit_effect_threshold: 3}}\npolicies: {x: {}}"), /chances/);
  assert.match(told("equations: {quit_effect: quit_effect_treshold}\npolicies: {x: {}}"), /Did you mean ‘quit_effect_threshold’/);
  for (const [asked, name] of [["resolution: city", "resolution"], ["end: 2035", "end"], ["seed: 3", "seed"], ["scenarois: {}", "scenarios"], ["scenarios: {evidence: {}, slump: {}}", "futures"]])
    assert.match(told(`${asked}\npolicies: {x: {}}`), new RegExp(name));
  assert.strictEqual(told("scenarios: {slump: {construction_capacity: {from: 2026, multiply: 0.7}}}\npolicies: {x: {}}"), "");
});

test("a lever that is named itself has the last word over its package", () => {
  for (const text of ["{retention: {effort: 1}, care: {effort: 0.5}}", "{care: {effort: 0.5}, retention: {effort: 1}}"])
    assert.deepStrictEqual(fromYaml(`policies: {x: ${text}}`, facts).state.levers, { retention: { effort: 1 }, technology: { effort: 0.5 } });
});

test("each policy of a file tells its own notes, once", () => {
  const { choose, notes } = fromYaml("policies: {x: {retention: {effort: 1}}, y: {retentoin: {effort: 1}}}", facts);
  assert.strictEqual(notes.length, 0);
  for (let time = 0; time < 2; time++) assert.strictEqual(choose("y").notes.length, 1);
  assert.strictEqual(choose("z").state, null);
});

test("steps of one slider are one step, and looking is none", () => {
  const state = firstState(facts);
  let history = firstHistory(state);
  for (const effort of [0.1, 0.2, 0.3]) history = did(history, withLever(history.now, facts, "retention", { effort }), "lever retention");
  history = did(history, { ...history.now, language: "en" }, LOOKING);
  history = did(history, withLever(history.now, facts, "technology", { effort: 1 }), "lever technology");
  assert.ok(canUndo(history) && !canRedo(history));
  const twice = did(closed(history), withLever(history.now, facts, "technology", { effort: 0.5 }), "lever technology");
  assert.strictEqual(undo(twice).now.levers.technology.effort, 1, "a slider that was let go begins a step");
  history = undo(history);
  assert.deepStrictEqual(Object.keys(history.now.levers), ["retention"]);
  assert.strictEqual(history.now.language, "en");
  history = undo(history);
  assert.deepStrictEqual(history.now.levers, {});
  assert.ok(!canUndo(history));
  assert.strictEqual(undo(history).now, history.now);
  history = redo(redo(history));
  assert.deepStrictEqual(Object.keys(history.now.levers), ["retention", "technology"]);
});

test("a page without districts spreads nothing, and says so", () => {
  const city = { ...facts, districts: [], experiment: { ...facts.experiment, resolution: "city" } };
  const { state, notes } = fromAddress("#l.prevention=40,,,,n", city);
  assert.deepStrictEqual(state.levers, { prevention: { effort: 0.4 } });
  assert.match(notes[0].en, /nothing to spread/);
  assert.ok(!toYaml(state, city).includes("spread"));
});

test("presets move the sliders, and three pins are two", () => {
  let state = withPolicy(firstState(facts), facts, "mine");
  assert.ok(isAt(state, facts, "mine") && !isAt(state, facts, "as_is"));
  assert.strictEqual(nameOfPolicy(state, facts).en, "mine");
  state = withLever(state, facts, "retention", { effort: 0.5 });
  assert.strictEqual(nameOfPolicy(state, facts).en, "own mix");
  state = withPackage(state, facts, "home", 1);
  assert.strictEqual(state.levers.prevention.effort, 1);
  state = withPin(withPin(withPin(state, "a"), "a"), "b");
  assert.deepStrictEqual(state.pins.map((pin) => pin.name), ["a 2", "b"]);
  assert.strictEqual(withoutPin(state, 0).pins.length, 1);
  assert.deepStrictEqual(reset(state, facts).levers, {});
  assert.strictEqual(withLever(state, facts, "retention", null).levers.retention, undefined);
  assert.match(commandOf(state, facts), /care2040 run eigen_keuze\.yaml --resolution district --draws 1/);
});

test("an effort by need costs what it costs evenly", () => {
  for (const effort of [0.1, 0.5, 0.9, 1]) {
    const need = [0.2, 0.1, 0.4], residents = [10, 30, 20], found = spreadByNeed(effort, need, residents);
    assert.ok(Math.abs(found.reduce((sum, part, place) => sum + part * residents[place], 0) / 60 - effort) < 1e-12);
    assert.ok(found.every((part) => part >= 0 && part <= 1));
  }
  const [budget, works] = leverChanges({ budget: "b", effort: "e", start: 2026, ramp: 4, delay: 1, aimed: false }, { effort: 0.5, until: 2035 }, [1]);
  assert.deepStrictEqual([budget.from, budget.full, budget.until, works.from, works.full, works.until], [2026, 2030, 2035, 2027, 2031, 2036]);
});

test("shares add up to the whole, exactly and in a sample", () => {
  const worth = [0, 4, 3, 9, 1, 6, 5, 12], shares = exactShares(worth, 3);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 12) < 1e-12);
  const orders = pairsOfOrders(3, 40), added = orders.map((pair) => { const sums = [0, 0, 0]; for (const order of pair) { let have = 0; for (const player of order) { sums[player] += (worth[have | 1 << player] - worth[have]) / 2; have |= 1 << player; } } return sums; });
  const { values, errors } = estimatedShares(added);
  assert.ok(Math.abs(values.reduce((sum, share) => sum + share, 0) - 12) < 1e-12);
  values.forEach((value, player) => assert.ok(Math.abs(value - shares[player]) < 4 * errors[player] + 1e-9));
  assert.strictEqual(percentile([1, 2, 3, 4, 5], 0.05), 1.2);
});

test("numbers are written as in the figures", () => {
  assert.strictEqual(writeNumber(12345.67, "nl", 1), "12.345,7");
  assert.strictEqual(writeNumber(-1234, "en"), "\u22121,234");
  assert.strictEqual(writeNumber(-0.04, "nl", 1), "0,0");
  assert.strictEqual(writePercent(0.198, "nl", 1), "19,8%");
  assert.strictEqual(writeEuro(12.34e6, "nl"), "€ 12,3 mln");
  assert.strictEqual(writeEuro(-250e6, "en"), "\u2212€250m");
  assert.strictEqual(oneIn(0.25, "nl"), "een op de vier");
  assert.strictEqual(oneIn(0.24, "en"), "almost one in four");
  assert.strictEqual(oneIn(0.22, "en"), null);
  assert.strictEqual(roundPersons(9237), 9200);
  const share = quantityWriter({ unit: "dimensionless", unitWords: title("%"), percent: true }, [0.15, 0.2], "nl");
  assert.strictEqual(share.write(0.1512), "15,1%");
  assert.strictEqual(share.change(0.012), "+1,2 procentpunt");
});

test("ticks are round and labels keep apart", () => {
  assert.deepStrictEqual(roundTicks(0, 0.25, 6), [0, 0.05, 0.1, 0.15, 0.2, 0.25]);
  for (const [low, high] of [[0, 9137], [-3, 8], [0.151, 0.198], [0, 1e-7], [1e6, 4e8]]) {
    const ticks = roundTicks(low, high);
    assert.ok(ticks[0] <= low && ticks.at(-1) >= high && ticks.length >= 3 && ticks.length <= 9, `${ticks}`);
  }
  assert.deepStrictEqual(axisEnds([3, 10]), [0, 10]);
  assert.ok(axisEnds([9, 10])[0] > 0);
  const places = apartFrom([10, 11, 12, 100], 15, 0, 120), sorted = [...places].sort((a, b) => a - b);
  for (let number = 1; number < sorted.length; number++) assert.ok(sorted[number] - sorted[number - 1] >= 15 - 1e-9);
  assert.ok(wrapped("een heel lange naam van een maatregel", 13, 90).length > 2);
});

test("a table in Dutch opens in a Dutch spreadsheet, and runs nothing", () => {
  const table = { title: "T", source: "S", head: ["jaar", "x; y"], rows: [[2024, 0.5], ["=cmd()", -1]] };
  assert.strictEqual(asCsv(table, "nl"), "jaar;\"x; y\"\r\n2024;0,5\r\n\"'=cmd()\";-1\r\nT\r\nS\r\n");
  assert.match(asCsv(table, "en"), /2024,0\.5/);
});

test("the nearest name is near", () => {
  assert.strictEqual(nearestName("retentoin", ["retention", "technology"]), "retention");
  assert.strictEqual(nearestName("xyz", ["retention", "technology"]), null);
});
