// Predict first, then look: a group puts down what it expects, and only then sees what the model gives.
import { html, useEffect, useRef, useState } from "../vendor/preact.mjs";
import { settingsOf } from "../state/state.mjs";
import { quantityWriter, writeNumber } from "../words/numbers.mjs";
import { MeetingChart } from "./meetingChart.mjs";
import { compared, listOf, pageMemory } from "./compared.mjs";

const CAN_PREDICT = ["care_share_needed", "shortage", "waiting_for_care", "heavily_burdened_share"];
const POINTS_AT = [2030, 2035, 2040];
const MOST_GROUPS = 8, STEPS = 100, NEAR = 0.05, TOLD_MOST = 5, HARDLY = 0.005;
const TALLIES = pageMemory();

/** Return from where to where one can predict, and in which steps: round, and wide enough to be wrong in. */
export function predictRange(values) {
  const largest = 2 * Math.max(...values.map(Math.abs)) || 1, power = 10 ** Math.floor(Math.log10(largest));
  const high = [1, 2, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= largest * 0.999);
  return { low: Math.min(...values) < 0 ? -high : 0, high, step: high / STEPS };
}

/** Return a value for each year: the first year as it is, then straight from point to point. */
export function predictedLine(years, first, points) {
  const known = [[years[0], first], ...points];
  return years.map((year) => {
    const after = known.findIndex(([at]) => at >= year);
    if (after < 0) return known.at(-1)[1];
    if (after === 0) return known[0][1];
    const [[from, low], [to, high]] = [known[after - 1], known[after]];
    return low + ((high - low) * (year - from)) / (to - from);
  });
}

/** Return the quantities that a policy moves most, each as a part of what it was, largest first. */
export function movedMost(facts, answer, base, place, except) {
  return facts.indicators.filter((name) => name !== except && facts.quantities[name].total && !facts.quantities[name].unit.startsWith("euro"))
    .map((name) => ({ name, from: base.city(name)[place], to: answer.city(name)[place] })).filter(({ from }) => Math.abs(from) > 0)
    .map((one) => ({ ...one, part: one.to / one.from - 1 })).filter(({ part }) => Math.abs(part) >= HARDLY)
    .sort((one, other) => Math.abs(other.part) - Math.abs(one.part)).slice(0, TOLD_MOST);
}

/** Return which of some predictions end nearest to what was found; all that are as near. */
export function nearestGroups(tally, found) {
  const off = tally.map(({ points }) => Math.abs(points.at(-1)[1] - found)), least = Math.min(...off);
  return tally.filter((_, place) => off[place] <= least + 1e-12).map(({ group }) => group);
}

/** The view: question, prediction, and then what the model says. */
export function PredictView(props) {
  const { facts, state, book, say, language, place } = props;
  const names = CAN_PREDICT.filter((name) => facts.quantities[name]), policies = Object.keys(facts.policies);
  const [asked, setAsked] = useState({ indicator: names[0], policy: policies.includes("difference_makers") ? "difference_makers" : policies.at(-1) });
  const [tally, setTallyHere] = useState(TALLIES.get(book) ?? []), [revealed, setRevealed] = useState(false), [guesses, setGuesses] = useState({}), [group, setGroup] = useState("");
  const heading = useRef(null);
  useEffect(() => { if (revealed) heading.current?.focus(); }, [revealed]);  // the button that was pressed is gone
  const setTally = (next) => { TALLIES.set(book, next); setTallyHere(next); };
  const ask = (next) => { setAsked(next); setRevealed(false); setGuesses({}); };
  const choice = { scenario: state.scenario, policy: asked.policy, levers: settingsOf(facts, asked.policy), laws: state.laws };
  const answer = book.answer(choice), base = book.answer({ ...choice, policy: facts.experiment.unchanged, levers: {} });
  if (!names.length || answer.failed || base.failed) return html`<p class="wrong">${say("predictFailed", { why: answer.failed ?? base.failed ?? "" })}</p>`;
  const quantity = facts.quantities[asked.indicator], found = answer.city(asked.indicator), without = base.city(asked.indicator);
  const range = predictRange([...found, ...without]), writer = quantityWriter(quantity, [range.low, range.high], language), write = quantity.percent ? quantityWriter(quantity, [0, 0.1], language).write : writer.write;
  const years = POINTS_AT.filter((year) => year > facts.years[0] && year <= facts.years.at(-1)), start = Math.round(found[0] / range.step) * range.step;
  const points = years.map((year) => [year, guesses[year] ?? start]), key = JSON.stringify([asked, state.scenario, state.laws]);
  const here = tally.filter((one) => one.key === key), shown = revealed && here.length > 0, full = tally.length >= MOST_GROUPS, named = group.trim() || say("predictGroupNumber", { number: tally.length + 1 });
  const put = () => { setTally([...tally, { key, ...asked, group: named, points, found: found[place] }]); setGroup(""); };
  const look = () => { setTally(tally.map((one) => (one.key === key ? { ...one, seen: true } : one))); setRevealed(true); };
  const line = (one) => ({ name: "yours", label: one.group, values: predictedLine(facts.years, found[0], one.points), kind: "third" });
  const own = { name: "yours", label: say("predictYours"), values: predictedLine(facts.years, found[0], points), kind: "third" };
  const policyTitle = (name) => facts.policies[name].title[language];
  const shared = { ...props, name: asked.indicator, fan: null, id: "voorspelling", large: true };
  const change = quantity.percent ? quantityWriter(quantity, [0, 0.1], language).change : writer.change;
  return html`<section class="predict" aria-labelledby="predict-title"><h1 id="predict-title">${say("predictTitle")}</h1><p>${say("predictAbout")}</p>
    <fieldset><legend><h2>${say("predictQuestion")}</h2></legend>
      <label class="choice">${say("predictIndicator")}<select onChange=${(event) => ask({ ...asked, indicator: event.target.value })}>
        ${names.map((name) => html`<option value=${name} selected=${name === asked.indicator}>${facts.quantities[name].title[language]} (${facts.quantities[name].unitWords[language]})</option>`)}</select></label>
      <label class="choice">${say("predictPolicy")}<select onChange=${(event) => ask({ ...asked, policy: event.target.value })}>
        ${policies.map((name) => html`<option value=${name} selected=${name === asked.policy}>${policyTitle(name)}</option>`)}</select></label>
      <p>${say("predictFuture", { scenario: facts.scenarios[state.scenario].title[language], year: facts.years[0], value: write(found[0]) })}</p></fieldset>
    ${!shown && html`<fieldset><legend><h2>${say("predictGuess")}</h2></legend>
      ${points.map(([year, value]) => html`<p class="guess"><label for=${`guess-${year}`}>${year}</label>
        <input type="range" id=${`guess-${year}`} min=${range.low} max=${range.high} step=${range.step} value=${value} aria-valuetext=${`${write(value)}, ${writer.unit}`}
          style=${{ "--part": `${(100 * (value - range.low)) / (range.high - range.low)}%` }} onInput=${(event) => setGuesses({ ...guesses, [year]: Number(event.target.value) })} />
        <output for=${`guess-${year}`}>${write(value)}</output></p>`)}
      <${MeetingChart} ...${shared} lines=${[own]} large=${false} marks=${[range.low, range.high].map((value) => ({ value, label: "" }))} />
      <p class="row"><label>${say("predictGroup")} <input type="text" maxlength="30" value=${group} placeholder=${named} onInput=${(event) => setGroup(event.target.value)} /></label>
        <button type="button" disabled=${full} onClick=${put}>${say("predictPut")}</button>
        <button type="button" disabled=${!here.length} onClick=${look}>${say("predictReveal")}</button></p>
      <p role="status">${full ? say("predictFull") : here.length ? "" : say("predictFirst")}</p></fieldset>`}
    ${shown && html`<section class="found" aria-labelledby="found-title"><h2 id="found-title" tabindex="-1" ref=${heading}>${say("predictFound")}</h2>
      <p role="status">${foundSentence(here.at(-1), found[place], { say, write, change, year: facts.years[place] })}
        ${here.length > 1 ? ` ${say("predictNearest", { group: listOf(nearestGroups(here, found[place]), language) })}` : ""}</p>
      <${MeetingChart} ...${shared} lines=${[{ name: "model", label: policyTitle(asked.policy), values: found, kind: "need" },
        ...(asked.policy === facts.experiment.unchanged ? [] : [{ name: "asIs", label: say("asIs"), values: without, kind: "asis" }]), line(here.at(-1))]} />
      <h3>${say("predictLeftOut")}</h3><${LeftOut} ...${props} answer=${answer} base=${base} except=${asked.indicator} />
      <p class="row"><button type="button" onClick=${() => ask({ ...asked })}>${say("predictNext")}</button></p></section>`}
    ${tally.length > 0 && html`<h2 id="tally-title">${say("predictTally")}</h2><${Tally} ...${props} tally=${tally} />
      <p class="row"><button type="button" onClick=${() => { setTally([]); setRevealed(false); }}>${say("predictClear")}</button></p>`}
  </section>`;
}

/** Return how a prediction compares with what was found, in words. */
export function foundSentence({ group, points }, found, { say, write, change, year }) {
  const guess = points.at(-1)[1];
  return say(`predict${compared(found, guess, NEAR)}`, { group, year, guess: write(guess), found: write(found), off: change(found - guess) });
}

function LeftOut({ facts, answer, base, place, except, say, language }) {
  const moved = movedMost(facts, answer, base, place, except);
  if (!moved.length) return html`<p>${say("predictStill")}</p>`;
  return html`<p>${say("predictMoved", { year: facts.years[place] })}</p><ul>${moved.map(({ name, from, to, part }) => {
    const { write, unit } = quantityWriter(facts.quantities[name], [from, to], language);
    return html`<li>${say("predictMovedOne", { name: facts.quantities[name].title[language], from: write(from), to: write(to), unit: facts.quantities[name].percent ? "" : ` ${unit}`,
      percent: `${part > 0 ? "+" : ""}${writeNumber(100 * part, language, 0)}%` })}</li>`; })}</ul>`;
}

function Tally({ facts, tally, say, language, place }) {
  const year = facts.years[place];
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="tally-title"><table><thead><tr>${["predictGroup", "predictAsked", "predictIn", "predictModel", "predictOff"].map((word) =>
      html`<th scope="col">${say(word, { year })}</th>`)}</tr></thead>
    <tbody>${tally.map((one) => { const quantity = facts.quantities[one.indicator], guess = one.points.at(-1)[1];
      const { write, change } = quantityWriter(quantity, quantity.percent ? [0, 0.1] : [one.found, guess], language);
      return html`<tr><th scope="row">${one.group}</th><td>${quantity.title[language]}; ${facts.policies[one.policy].title[language]}</td><td>${write(guess)}</td>
        <td>${one.seen ? write(one.found) : say("predictHidden")}</td><td>${one.seen ? change(one.found - guess) : ""}</td></tr>`; })}</tbody></table></div>`;
}
