// Beside the page: many draws and many coalitions of levers, stopped as soon as a newer question comes.
import { drawAll } from "./chance.mjs";
import { exactShares, estimatedShares, pairsOfOrders, percentile } from "./shares.mjs";
import { makeRunner, openModel } from "./runner.mjs";
import { makeAnswer } from "./answer.mjs";

/** Levers up to which every coalition is run, and pairs of orders that are drawn where there are more. */
export const EXACT_UP_TO = 8;
const PAIRS = 12;
const AT_ONCE = 4, LEAST_DRAWS = 2;
export const BANDS = [[0.05, 0.95], [0.2, 0.8], [0.35, 0.65]];

/** Answer questions { id, kind, ... } with { id, kind, ... }; the newest of a kind is the only one that counts. */
export function startWorker(port) {
  let opened = null;
  const newest = {};
  port.onmessage = ({ data }) => {
    newest[data.kind] = data.id;
    if (data.kind === "open") opened = open(data);
    opened.then((desk) => data.kind === "open" ? port.postMessage({ kind: "open", id: data.id })
      : answerQuestion(desk, data, () => newest[data.kind] !== data.id, (found) => port.postMessage({ ...found, id: data.id, kind: data.kind })),
    ).catch((error) => port.postMessage({ id: data.id, kind: data.kind, failed: String(error.message ?? error) }));
  };
}

async function open({ engine, facts, parameters }) {
  const model = await openModel({ ...engine, script: globalThis.care2040Model }, facts.run);
  return { facts, runner: makeRunner(model, facts.run, parameters), drawn: false };
}

/** Let what waits in the queue come in, so that a newer question stops an older one before it costs anything. */
const breathe = () => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { port1.close(); done(); };
  port2.postMessage(0);
});

async function answerQuestion(desk, data, overtaken, tell) {
  await breathe();
  if (overtaken()) return;
  if (data.kind === "fan") await fan(desk, data, overtaken, tell);
  else await wedges(desk, data, overtaken, tell);
}

function prepareDraws(desk) {
  if (desk.drawn) return;
  const { run, experiment } = desk.facts, drawn = drawAll(run.chance, experiment.draws);
  for (let draw = 0; draw < experiment.draws; draw++) {
    const values = Object.entries({ ...drawn, ...run.carriers }).map(([name, own]) => [name, own[draw]]);
    desk.runner.draw(draw, Object.fromEntries(values));
  }
  desk.drawn = true;
}

/** Return percentiles by year of the same quantity in many draws. */
function bandOf(runs) {
  const sorted = runs[0].map((_, year) => Float64Array.from(runs, (run) => run[year]).sort());
  const edge = (part) => sorted.map((own) => percentile(own, part));
  return { median: edge(0.5), bands: BANDS.map(([low, high]) => ({ low: edge(low), high: edge(high) })) };
}

/** Run many draws of a choice, each beside unchanged policy in the same draw; what unchanged policy gave is kept for the next choice. */
async function fan(desk, { changes, unchanged, names }, overtaken, tell) {
  const { facts, runner } = desk, found = Object.fromEntries(names.map((name) => [name, []])), more = Object.fromEntries(names.map((name) => [name, []]));
  const read = (own, draw) => { const answer = makeAnswer(facts, runner.run(own, draw)); return names.map((name) => answer.city(name)); };
  const key = JSON.stringify([unchanged, names]);
  if (desk.before?.key !== key) desk.before = { key, draws: new Map() };
  const before = (draw) => { const { draws } = desk.before; if (!draws.has(draw)) draws.set(draw, read(unchanged, draw)); return draws.get(draw); };
  const began = performance.now();
  prepareDraws(desk);
  let failed = facts.run.unmatched.length;
  for (let draw = 0; draw < facts.experiment.draws; draw++) {
    if (draw % AT_ONCE === 0) { await breathe(); if (overtaken()) return; }
    if (facts.run.unmatched.includes(draw)) continue;
    try {
      const own = read(changes, draw), other = unchanged ? before(draw) : null;
      names.forEach((name, place) => {
        found[name].push(own[place]);
        if (other) more[name].push(own[place].map((value, year) => value - other[place][year]));
      });
    } catch { failed += 1; }
  }
  const bands = {};
  for (const name of names) if (found[name].length >= LEAST_DRAWS) {
    const { median, bands: own } = bandOf(found[name]), other = more[name].length ? bandOf(more[name]) : null;
    bands[name] = { ...own[0], bands: own, median, last: found[name].map((run) => run.at(-1)), more: other && { ...other.bands[0], median: other.median } };
  }
  tell({ bands, draws: facts.experiment.draws, failed, time: performance.now() - began });
}

async function wedges(desk, { common, levers, indicator, district, place }, overtaken, tell) {
  const { facts, runner } = desk, players = levers.length, known = new Map();
  const worth = async (coalition) => {
    if (!known.has(coalition)) {
      if (known.size % AT_ONCE === 0) await breathe();
      if (overtaken()) throw new Error("overtaken");
      const changes = levers.flatMap((lever, player) => (coalition >> player & 1 ? lever.changes : []));
      const answer = makeAnswer(facts, runner.run([...common, ...changes]));
      known.set(coalition, (district === null ? answer.city(indicator) : answer.district(indicator, district))[place]);
    }
    return known.get(coalition);
  };
  try {
    const all = 2 ** players - 1, ends = { start: await worth(0), end: await worth(all) };
    const named = (values, errors) => levers.map(({ name }, player) => ({ name, value: values[player], error: errors?.[player] }));
    if (players <= EXACT_UP_TO) {
      const every = [];
      for (let coalition = 0; coalition <= all; coalition++) every.push(await worth(coalition));
      const alone = levers.reduce((sum, _, player) => sum + every[1 << player] - every[0], 0);
      tell({ ...ends, wedges: named(exactShares(every, players)), exact: true, alone, indicator, district, place });
      return;
    }
    const added = [];
    for (const orders of pairsOfOrders(players, PAIRS)) {
      const sums = new Array(players).fill(0);
      for (const order of orders) {
        let coalition = 0, before = ends.start;
        for (const player of order) {
          coalition += 2 ** player;
          const after = await worth(coalition);
          sums[player] += (after - before) / 2;
          before = after;
        }
      }
      added.push(sums);
      const { values, errors } = estimatedShares(added.length > 1 ? added : [sums, sums]);
      if (added.length > 2 && added.length % 3 === 0) tell({ ...ends, wedges: named(values, errors), exact: false, pairs: added.length, indicator, district, place });
    }
  } catch (error) { if (error.message !== "overtaken") throw error; }
}
