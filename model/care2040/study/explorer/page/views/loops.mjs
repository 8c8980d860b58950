// Which loop drives, per period: shares of the named loops, for the measured run that is nearest to the choice.
import { html } from "../vendor/preact.mjs";
import { isAt, nameOfPolicy } from "../state/state.mjs";
import { writePercent } from "../words/numbers.mjs";

const PERIODS = [[2024, 2030], [2030, 2035], [2035, 2040]];
const MOST_BARS = 7, REST = "rest";

/** Return the run that was measured and is nearest to the choice: { policy, scenario, exact, shares }. */
export function nearestRun(loops, state, facts) {
  const exactly = Object.keys(loops.runs).find((name) => facts.policies[name] && isAt(state, facts, name) && !Object.keys(state.laws).length);
  const policy = exactly ?? (loops.runs[facts.experiment.unchanged] ? facts.experiment.unchanged : Object.keys(loops.runs)[0]);
  const scenario = loops.runs[policy][state.scenario] ? state.scenario : Object.keys(loops.runs[policy])[0];
  return { policy, scenario, exact: exactly !== undefined && scenario === state.scenario, shares: loops.runs[policy][scenario] };
}

/** Return for each loop its mean share in each period, the largest first; what is left of the whole comes last. */
export function sharesByPeriod(loops, shares, periods = PERIODS) {
  const mean = (own, [first, last], end) => {
    const inside = own.filter((_, place) => loops.years[place] >= first && (loops.years[place] < last || (end && loops.years[place] === last)));
    return inside.length ? inside.reduce((sum, value) => sum + Math.abs(value), 0) / inside.length : 0;
  };
  const rows = Object.entries(shares).map(([name, own]) => ({ name, kind: loops.kinds[name], values: periods.map((period, place) => mean(own, period, place === periods.length - 1)) }));
  const size = ({ values }) => values.reduce((sum, value) => sum + value, 0);
  rows.sort((one, other) => size(other) - size(one));
  const rest = periods.map((_, place) => Math.max(0, 1 - rows.reduce((sum, row) => sum + row.values[place], 0)));
  return { rows, rest: { name: REST, kind: REST, values: rest } };
}

/** The view: for each period which loop does most, bars, and a table. */
export function LoopsView(props) {
  const { facts, state, say, language } = props, { loops } = facts;
  if (!loops) return html`<section class="loops" aria-labelledby="loops-title"><h2 id="loops-title">${say("loopsTitle")}</h2><p>${say("loopsNone")}</p></section>`;
  const run = nearestRun(loops, state, facts), { rows, rest } = sharesByPeriod(loops, run.shares), share = (value) => writePercent(value, language);
  const named = ({ name }) => (name === REST ? say("loopsRest") : loops.titles[name][language]), kindOf = ({ kind }) => (kind === REST ? "" : say(kind));
  const policy = facts.policies[run.policy]?.title[language] ?? run.policy, scenario = facts.scenarios[run.scenario]?.title[language] ?? run.scenario;
  const periods = PERIODS.map(([first, last]) => say("loopsPeriod", { first, last }));
  return html`<section class="loops" aria-labelledby="loops-title"><h2 id="loops-title">${say("loopsTitle")}</h2>
    <p>${say("loopsAbout")}</p><p>${say("loopsFor", { policy, scenario })}
      ${!run.exact && html`<strong> ${say("loopsOther", { policy: nameOfPolicy(state, facts)[language], scenario: facts.scenarios[state.scenario].title[language] })}</strong>`}</p>
    <div class="periods">${periods.map((period, place) => html`<${Period} ...${{ period, place, rows, rest, named, kindOf, share, say }} />`)}</div>
    <details open><summary>${say("loopsMeaning")}</summary><dl class="made">${rows.filter(({ name }) => loops.abouts?.[name]).map((row) =>
      html`<div><dt>${named(row)} (${kindOf(row)})</dt><dd>${loops.abouts[row.name][language]}</dd></div>`)}</dl></details>
    <details><summary>${say("loopsTable")}</summary><div class="wide" tabindex="0" role="region" aria-label=${say("loopsTable")}><table>
      <thead><tr><th scope="col">${say("loopsLoop")}</th><th scope="col">${say("loopsKind")}</th>${periods.map((period) => html`<th scope="col">${period}</th>`)}</tr></thead>
      <tbody>${[...rows, rest].map((row) => html`<tr><th scope="row">${named(row)}</th><td>${kindOf(row)}</td>${row.values.map((value) => html`<td>${share(value)}</td>`)}</tr>`)}</tbody></table></div></details>
  </section>`;
}

function Period({ period, place, rows, rest, named, kindOf, share, say }) {
  const order = [...rows].sort((one, other) => other.values[place] - one.values[place]), shown = order.slice(0, MOST_BARS);
  const left = rest.values[place] + order.slice(MOST_BARS).reduce((sum, row) => sum + row.values[place], 0), [most] = order;
  const side = (kind) => share(rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + row.values[place], 0)), id = `period-${place}`;
  return html`<section aria-labelledby=${id}><h3 id=${id}>${period}</h3>
    ${most && html`<p>${say("loopsMost", { loop: named(most), kind: kindOf(most), share: share(most.values[place]) })}
      ${` ${say("loopsSides", { up: side("reinforcing"), down: side("balancing") })}`}</p>`}
    <ul class="loop-bars">${[...shown, { ...rest, values: rest.values.map(() => left) }].map((row) => html`<li class=${`loop-${row.kind}`}>
      <span class="loop-name">${named(row)}${row.kind === REST ? "" : html` <small>${kindOf(row)}</small>`}</span><span class="loop-part">${share(row.values[place])}</span>
      <span class="loop-track" aria-hidden="true"><span style=${{ width: `${Math.min(100, 100 * row.values[place])}%` }}></span></span></li>`)}</ul>
  </section>`;
}
