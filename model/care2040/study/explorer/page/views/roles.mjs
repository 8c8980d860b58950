// Role cards: what each payer pays for the choice, what its care then costs, what it gains, and who decides.
import { html } from "../vendor/preact.mjs";
import { writeEuro, writePercent } from "../words/numbers.mjs";
import { capital, listOf } from "./compared.mjs";
import { isGaining, isPaying } from "./storyText.mjs";

const CONTROLS = ["own", "shared", "assisted", "lobby"];
/** So many lines stand open by themselves. */
const FEW = 4;

/** Return what a payer pays for each lever in use, in euros a year at its effort, the largest first. */
export function paidLevers(payer, state, facts) {
  return Object.entries(state.levers).map(([name, { effort }]) => ({ name, effort, amount: effort * (facts.levers[name].price[payer] ?? 0) }))
    .filter(({ amount }) => amount).sort((one, other) => other.amount - one.amount);
}

/** Return the sentence that says whether who pays is also who gains. */
export function roleSentence(row, money, language, say, year) {
  const others = money.filter((other) => other.payer !== row.payer && (isPaying(row) ? isGaining(other) : isPaying(other)));
  const blanks = { year, amount: writeEuro(Math.abs(row.net), language), others: listOf(others.map((other) => other.label), language),
    sum: writeEuro(Math.abs(others.reduce((sum, other) => sum + other.net, 0)), language) };
  if (isPaying(row)) return say(others.length ? "rolesAlone" : "rolesAllPay", blanks);
  if (isGaining(row)) return say(others.length ? "rolesWins" : "rolesAllWin", blanks);
  return say("rolesEven");
}

/** The cards, or what to do to get them. */
export function RolesView(props) {
  const { facts, state, money, say, language, place } = props;
  const empty = !Object.keys(state.levers).length && state.policy === facts.experiment.unchanged;
  return html`<section class="roles" aria-labelledby="roles-title"><h2 id="roles-title">${say("rolesTitle")}</h2>
    ${empty ? html`<p class="empty">${say("rolesEmpty")}</p>` : html`<p>${say("rolesAbout")}</p><p><strong>${say("rolesSum", { year: facts.years[place], amount: writeEuro(money.reduce((sum, row) => sum + row.net, 0), language) })}</strong></p>
      <div class="role-cards">${money.map((row) => html`<${RoleCard} key=${row.payer} ...${props} row=${row} />`)}<${RoleCard} ...${props} row=${allOf(money, say)} /></div>`}
  </section>`;
}

/** Return what all parties pay and gain together. */
function allOf(money, say) {
  const sum = (read) => money.reduce((so, row) => so + read(row), 0), keys = ["lever", "care", "benefit", "net"];
  return { payer: "all", label: say("rolesAll"), ...Object.fromEntries(keys.map((key) => [key, sum((row) => row[key])])),
    over: Object.fromEntries(["cost", "benefit", "net"].map((key) => [key, sum((row) => row.over[key])])) };
}

function RoleCard({ facts, state, money, row, language, say, place }) {
  const signed = (value) => (value > 0 ? "+" : "") + writeEuro(value, language), paid = paidLevers(row.payer, state, facts);
  const line = (key, now, over) => html`<tr><th scope="row">${say(key)}</th><td>${signed(now)}</td><td>${over === null ? "" : signed(over)}</td></tr>`;
  const city = row.payer === "municipality", every = row.payer === "all", asked = city ? Object.keys(state.levers) : paid.map(({ name }) => name), id = `role-${row.payer}`;
  return html`<article class="role-card" aria-labelledby=${id}><h3 id=${id}>${capital(row.label)}</h3>
    ${!every && html`<p class="role-says">${roleSentence(row, money, language, say, facts.years[place])}</p>`}
    <div class="wide" tabindex="0" role="region" aria-label=${say("rolesOf", { payer: row.label })}><table><thead><tr><td></td>
      <th scope="col">${say("rolesIn", { year: facts.years[place] })}</th><th scope="col">${say("rolesOver", { first: facts.years[0], last: facts.years.at(-1) })}</th></tr></thead>
      <tbody>${line("rolesLevers", row.lever, null)}${line("rolesCare", row.care, null)}${line("rolesCost", row.lever + row.care, row.over.cost)}
        ${line("rolesBenefit", row.benefit, row.over.benefit)}</tbody><tfoot>${line("rolesNet", row.net, row.over.net)}</tfoot></table></div>
    ${paid.length ? html`<details open=${paid.length <= FEW}><summary>${say("rolesPerLever")}</summary><ul>${paid.map(({ name, effort, amount }) => html`<li>${say("rolesLever", {
      lever: facts.levers[name].title[language], amount: writeEuro(amount, language), percent: writePercent(effort, language) })}</li>`)}</ul></details>` : !every && html`<p>${say("rolesNothing")}</p>`}
    ${asked.length > 0 && html`<details open=${asked.length <= FEW}><summary>${say(city ? "rolesWho" : "rolesWhoPaid")}</summary>
      <dl>${CONTROLS.map((control) => [control, asked.filter((name) => facts.levers[name].control === control)]).filter(([, names]) => names.length).map(([control, names]) =>
        html`<div><dt>${capital(facts.controls[control][language])} (${names.length})</dt><dd>${names.map((name) => facts.levers[name].title[language]).join(", ")}</dd></div>`)}</dl></details>`}
  </article>`;
}
