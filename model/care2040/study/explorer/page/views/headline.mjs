// The question first: what is found, what the vision fears, what the chosen policy does; and how sure that is.
import { html } from "../vendor/preact.mjs";
import { choiceOf, unchangedChoice } from "../engine/book.mjs";
import { isAt, nameOfPolicy } from "../state/state.mjs";
import { oneIn, peopleApart, roundPersons, writeNumber, writePercent } from "../words/numbers.mjs";

const HARDLY = 0.05;

/** Return the sentences that say it, for the screen and for a screen reader. */
export function headlineOf({ facts, state, answer, base, say, language, place }) {
  const need = answer.city("care_share_needed"), work = answer.city("care_share_working"), short = answer.city("shortage");
  const share = (value) => writePercent(value, language, 1), people = (value) => writeNumber(Math.abs(value), language, 0);
  const fraction = oneIn(need[place], language), count = people(roundPersons(short[place]));
  const found = `${say("headline", { year: facts.years[place], share: share(need[place]) })} ${say("today", { year: facts.years[0], share: share(need[0]) })}${
    fraction ? say("oneInOf", { fraction }) : ""}. ${say(short[place] > 0 ? "working" : "workingEnough", { share: share(work[place]), count })}`;
  const without = base.city("shortage")[place], less = peopleApart(without, short[place]), points = 100 * (need[place] - base.city("care_share_needed")[place]);
  const moved = JSON.stringify(choiceOf(state)) !== JSON.stringify(unchangedChoice(state, facts));
  const preset = Object.keys(facts.policies).some((name) => isAt(state, facts, name));
  const policy = preset ? nameOfPolicy(state, facts)[language].toLowerCase() : say("ownPolicy");
  const needs = Math.abs(points) < HARDLY ? say("needSame") : say("needMoves", { points: writeNumber(Math.abs(points), language, 1), needWord: say(points <= 0 ? "lower" : "higher") });
  const does = !moved ? say("noPolicy") : say(less >= 0 ? "policyLess" : "policyMore", { policy, count: people(less), need: needs });
  const compact = say("compact", { year: facts.years[place], need: share(need[place]), work: share(work[place]), count }) + (moved ? ` (${less > 0 ? "\u2212" : "+"}${people(less)})` : "");
  return { found, fear: say("fear"), does, compact };
}

/** Return how sure the sentences are: where most draws lie, and what the choice does in each of them; nothing while that is not known. */
export function rangeOf({ facts, fan, say, language, place }) {
  const band = fan?.bands?.shortage, need = fan?.bands?.care_share_needed;
  if (!band) return "";
  const people = (value) => writeNumber(roundPersons(value), language, 0), size = (value) => people(Math.abs(value));
  const said = [say("rangeLevel", { year: facts.years[place], low: people(band.low[place]), high: people(band.high[place]), median: people(band.median[place]) })];
  const { more } = band;
  if (more) {
    const low = more.low[place], high = more.high[place], key = high <= 0 ? "rangeLess" : low >= 0 ? "rangeMore" : "rangeMixed";
    const [near, far] = key === "rangeLess" ? [high, low] : [low, high];
    said.push(say(key, { low: size(near), high: size(far), median: size(more.median[place]) }));
  }
  if (need?.more) {
    const write = (value) => writeNumber(100 * value, language, 1);
    said.push(say("rangeNeed", { low: write(need.more.low[place]), high: write(need.more.high[place]) }));
  }
  return said.join(" ");
}

/** The headline of the page. */
export function Headline(props) {
  const { facts, language, fan } = props, { found, fear, does, compact } = headlineOf(props), range = rangeOf(props);
  return html`<section class="headline" aria-labelledby="question">
    <h1 id="question">${facts.experiment.question[language]}</h1>
    <p class="found" role="status" aria-live="polite" aria-atomic="true"><strong>${found}</strong> <span>${does}</span></p>
    <p class="compact" aria-hidden="true">${compact}</p>
    <p class=${`range ${fan?.stale ? "stale" : ""}`}>${range || "\u00a0"}</p>
    <p class="fear">${fear}</p>
  </section>`;
}
