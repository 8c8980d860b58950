// The question first: what is found, what the vision fears, what the chosen policy does; in one sentence or two.
import { html } from "../vendor/preact.mjs";
import { isAt, nameOfPolicy } from "../state/state.mjs";
import { oneIn, roundPersons, writeNumber, writePercent } from "../words/numbers.mjs";

/** Return the sentences that say it, for the screen and for a screen reader. */
export function headlineOf({ facts, state, answer, base, say, language, place }) {
  const need = answer.city("care_share_needed"), work = answer.city("care_share_working"), short = answer.city("shortage");
  const share = (value) => writePercent(value, language, 1), people = (value) => writeNumber(roundPersons(Math.abs(value)), language, 0);
  const fraction = oneIn(need[place], language);
  const found = `${say("headline", { year: facts.years[place], share: share(need[place]) })} ${say("today", { year: facts.years[0], share: share(need[0]) })}${
    fraction ? say("oneInOf", { fraction }) : ""}. ${say(short[place] > 0 ? "working" : "workingEnough", { share: share(work[place]), count: people(short[place]) })}`;
  const without = base.city("shortage")[place], points = 100 * (need[place] - base.city("care_share_needed")[place]);
  const moved = Object.keys(state.levers).length || state.policy !== facts.experiment.unchanged;
  const preset = Object.keys(facts.policies).some((name) => isAt(state, facts, name));
  const policy = preset ? nameOfPolicy(state, facts)[language].toLowerCase() : say("ownPolicy");
  const does = !moved ? say("noPolicy") : say(short[place] <= without ? "policyLess" : "policyMore", {
    policy, count: people(short[place] - without), points: writeNumber(Math.abs(points), language, 1), needWord: say(points <= 0 ? "lower" : "higher") });
  return { found, fear: say("fear"), does };
}

/** The headline of the page. */
export function Headline(props) {
  const { facts, language } = props, { found, fear, does } = headlineOf(props);
  return html`<section class="headline" aria-labelledby="question">
    <h1 id="question">${facts.experiment.question[language]}</h1>
    <p class="found" role="status" aria-live="polite" aria-atomic="true"><strong>${found}</strong> <span>${does}</span></p>
    <p class="fear">${fear}</p>
  </section>`;
}
