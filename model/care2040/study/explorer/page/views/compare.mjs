// Two versions of the model beside each other, on the same engine and with the same choice.
import { html } from "../vendor/preact.mjs";
import { LineChart } from "../charts/lines.mjs";
import { altOf } from "./explore.mjs";
import { choiceOf } from "../engine/book.mjs";
import { quantityWriter } from "../words/numbers.mjs";

/** Return a choice as an older model can take it, and what it does not know of it. */
export function choiceForOlder(state, facts) {
  const { scenario, policy, levers, laws } = choiceOf(state), missing = [];
  const known = (name, names) => names[name] !== undefined || !missing.push(name);
  const some = (own, names) => Object.fromEntries(Object.entries(own).filter(([name]) => known(name, names)));
  return {
    choice: {
      scenario: known(scenario, facts.scenarios) ? scenario : Object.keys(facts.scenarios)[0],
      policy: facts.policies[policy] ? policy : facts.experiment.unchanged,
      levers: some(levers, facts.levers), laws: some(laws, facts.laws),
    }, missing,
  };
}

/** The view that compares. */
export function CompareView(props) {
  const { facts, state, change, answer, old, say, language, source, place } = props;
  const { choice, missing } = choiceForOlder(state, old.facts), before = old.book.answer(choice);
  const names = facts.indicators.filter((name) => facts.quantities[name].total);
  const both = names.filter((name) => old.facts.quantities[name] && before.city(name).length);
  const missed = [...missing, ...names.filter((name) => !both.includes(name)).map((name) => facts.quantities[name].title[language])];
  const said = (one) => `care2040 ${one.version} (${one.fingerprint}, ${one.made})`;
  const shown = both.includes(state.indicator) ? state.indicator : both[0], quantity = facts.quantities[shown];
  const lines = [{ name: "new", label: say("newOne"), values: answer.city(shown), kind: "need" }, { name: "old", label: say("oldOne"), values: before.city(shown), kind: "asis" }];
  const title = say("comparePicture", { indicator: quantity.title[language] });
  const { write } = quantityWriter(quantity, lines.flatMap((line) => line.values), language);
  return html`<section class="compare"><h2>${say("compareTitle")}</h2>
    <p>${say("compareAbout", { old: said(old.facts), now: said(facts) })}</p>
    ${before.failed && html`<p class="wrong" role="alert">${say("failed", { why: before.failed })}</p>`}
    ${missed.length > 0 && html`<p>${say("compareMissing", { names: missed.join(", ") })}</p>`}
    <${LineChart} id="oud_en_nieuw" title=${title} alt=${altOf(title, facts, lines, write)} years=${facts.years} lines=${lines} quantity=${quantity} language=${language} source=${source} large />
    <div class="wide" tabindex="0" role="region" aria-label=${say("table")}><table><thead><tr><th scope="col">${facts.years[place]}</th><th scope="col">${say("oldOne")}</th><th scope="col">${say("newOne")}</th><th scope="col">${say("difference")}</th></tr></thead>
      <tbody>${both.map((name) => {
        const [was, is] = [before, answer].map((one) => one.city(name)[place]), own = quantityWriter(facts.quantities[name], [was, is], language);
        return html`<tr><th scope="row"><button type="button" class="plain" onClick=${() => change({ ...state, indicator: name }, "view")}>${facts.quantities[name].title[language]}</button></th>
          <td>${own.write(was)}</td><td>${own.write(is)}</td><td>${own.change(is - was)}</td></tr>`;
      })}</tbody></table></div>
  </section>`;
}
