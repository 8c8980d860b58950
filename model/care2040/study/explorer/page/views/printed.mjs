// What is printed: two pages, the answer on the first, and what it stands on on the second.
import { html, useEffect, useMemo, useState } from "../vendor/preact.mjs";
import { LineChart } from "../charts/lines.mjs";
import { toAddress } from "../state/address.mjs";
import { nameOfPolicy } from "../state/state.mjs";
import { quantityWriter, writeDay, writeEuro, writePercent } from "../words/numbers.mjs";
import { altOf, linesOf } from "./explore.mjs";
import { headlineOf, rangeOf } from "./headline.mjs";
import { MeetingChart } from "./meetingChart.mjs";
import { capital } from "./compared.mjs";

const SETTLE = 300, MANY = 20, SHARE_NEEDED = "care_share_needed";

/** The printed pages. They wait until the sliders rest, so that they cost nothing while a hand moves. */
export function PrintedView(props) {
  const [shown, setShown] = useState(props);
  useEffect(() => {
    const now = () => setShown(props), wait = setTimeout(now, SETTLE);
    addEventListener("beforeprint", now);
    return () => { clearTimeout(wait); removeEventListener("beforeprint", now); };
  }, [props.state, props.answer, props.fan, props.language]);
  return useMemo(() => html`<${PrintedPages} ...${shown} />`, [shown]);
}

function PrintedPages(props) {
  const { facts, state, answer, fan, say, language, source, address } = props, { found, fear, does } = headlineOf(props);
  const lines = [...linesOf(props, (one) => one.city(SHARE_NEEDED), "need", say("need")), { name: "supply", label: say("supply"), values: answer.city("care_share_working"), kind: "supply" }];
  const quantity = facts.quantities[SHARE_NEEDED], { write } = quantityWriter(quantity, lines.flatMap((line) => line.values), language), band = fan?.stale ? null : fan?.bands?.[SHARE_NEEDED];
  const span = { first: facts.years[0], last: facts.years.at(-1), draws: facts.experiment.draws }, current = fan?.stale ? null : fan;
  return html`<div class="printed">
    <section class="sheet"><p class="sheet-title">${facts.title[language]}</p><h1>${facts.experiment.question[language]}</h1>
      <p class="sheet-found">${found} ${does}</p><p>${rangeOf({ ...props, fan: fan?.stale ? null : fan })} ${fear}</p>
      <${LineChart} id="afdruk_een_op_de_vier" title=${say("shareTitle")} subtitle=${`${span.first}–${span.last}`} alt=${altOf(say("shareTitle"), facts, lines, write)} years=${facts.years} lines=${lines}
        band=${band ? { ...band, stale: false } : null} marks=${[{ value: 0.25, label: say("visionMark") }]} quantity=${quantity} language=${language} source=${source} large />
      <h2>${say("printedGap")}</h2><${MeetingChart} ...${props} fan=${current} id="afdruk_tekort" name="shortage" /></section>
    <section class="sheet"><h2>${say("printedLevers")}</h2><${PrintedLevers} ...${props} />
      <div class="sheet-beside"><${PrintedMoney} ...${props} /><${PrintedDistricts} ...${props} /></div>
      <h2>${say("printedMind")}</h2><ul>${["aboutNeed", "aboutShare", "aboutJudged", "aboutBand"].map((key) => html`<li>${say(key, span)}</li>`)}</ul>
      <p class="sheet-made">${say("printedMade", { version: facts.version, fingerprint: facts.fingerprint, made: writeDay(facts.made, language),
        scenario: facts.scenarios[state.scenario].title[language], policy: nameOfPolicy(state, facts)[language] })}
        <br />${foundAgain(address, toAddress(state, facts), say)}</p></section>
  </div>`;
}

/** Return how a reader of the paper finds the choice again; where a file lies on somebody's disk helps nobody. */
function foundAgain(address, fragment, say) {
  const [page] = address.split("#");
  return page.startsWith("http") ? page + fragment : `${say("printedFind", { file: decodeURIComponent(page.split("/").at(-1)) })} ${fragment}`;
}

function PrintedLevers({ facts, state, say, language }) {
  const used = Object.entries(state.levers), policy = facts.policies[state.policy], changed = policy && Object.keys(policy.others).length > 0;
  const words = ["printedLever", "printedEffort", "printedWhen", "printedWho", "printedQuality"];
  return html`${used.length === 0 && html`<p>${say("printedNone")}</p>`}
    ${used.length > 0 && html`<table class=${`sheet-levers ${used.length > MANY ? "many" : ""}`}><thead><tr>${words.map((key) => html`<th scope="col">${say(key)}</th>`)}</tr></thead><tbody>${used.map(([name, { effort, start, full_by, until, spread }]) => {
      const lever = facts.levers[name], begins = start ?? lever.start;
      return html`<tr><th scope="row">${lever.title[language]}${spread ? `; ${say(spread).toLowerCase()}` : ""}</th><td>${writePercent(effort, language)}</td>
        <td>${begins}–${full_by ?? begins + lever.ramp}${until === undefined ? "" : `; ${say("until").toLowerCase()} ${until}`}</td><td>${facts.controls[lever.control][language]}</td><td>${lever.quality}</td></tr>`; })}</tbody></table><p>${say("printedKey")}</p>`}
    ${changed && html`<p>${say("printedOthers", { policy: policy.title[language] })}</p>`}`;
}

function PrintedMoney({ facts, money, say, language, place }) {
  const euro = (value) => writeEuro(value, language);
  return html`<div><h2>${say("printedMoney", { year: facts.years[place] })}</h2><table><thead><tr>${["printedPayer", "rolesLevers", "rolesCare", "rolesBenefit", "rolesNet"].map((key) =>
    html`<th scope="col">${say(key)}</th>`)}</tr></thead><tbody>${money.map((row) => html`<tr><th scope="row">${capital(row.label)}</th><td>${euro(row.lever)}</td><td>${euro(row.care)}</td>
      <td>${euro(row.benefit)}</td><td>${euro(row.net)}</td></tr>`)}</tbody></table></div>`;
}

function PrintedDistricts({ facts, state, answer, base, say, language, place }) {
  const name = [state.indicator, "care_share_needed_by_residents"].find((one) => facts.districts.length && facts.quantities[one] && answer.onDistricts(one));
  if (!name) return null;
  const quantity = facts.quantities[name], read = (from) => facts.districts.map((_, index) => from.district(name, index)[place]), [chosen, asIs] = [read(answer), read(base)];
  const { write } = quantityWriter(quantity, chosen, language);
  return html`<div><h2>${say("printedDistricts", { indicator: quantity.title[language], year: facts.years[place] })}</h2><table><thead><tr>${["printedDistrict", "printedChosen", "printedAsIs"].map((key) =>
    html`<th scope="col">${say(key)}</th>`)}</tr></thead><tbody>${facts.districts.map((one, index) => html`<tr><th scope="row">${one.title[language]}</th><td>${write(chosen[index])}</td><td>${write(asIs[index])}</td></tr>`)}</tbody></table></div>`;
}
