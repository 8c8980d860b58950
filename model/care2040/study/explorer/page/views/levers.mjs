// What can be chosen: future, policy, and a slider for each lever, by the difference maker it belongs to.
import { html, useState } from "../vendor/preact.mjs";
import { SPREADS, isAt, withLaw, withLever, withPackage, withPin, withPolicy, withScenario, withoutPin, nameOfPolicy } from "../state/state.mjs";
import { writeEuro, writeNumber } from "../words/numbers.mjs";
import { SamePanel } from "./same.mjs";

const LATEST = 2039, EARLIEST = 2025;

/** Future, policy, sliders, pins, equations, and how to get the same numbers elsewhere. */
export function LeversPanel(props) {
  const { facts, state, change, say, language } = props, future = facts.scenarios[state.scenario];
  const makers = Object.keys(facts.packages).filter((maker) => Object.values(facts.levers).some((lever) => lever.maker === maker));
  const preset = Object.keys(facts.policies).find((policy) => isAt(state, facts, policy)) ?? "";
  return html`<section class="levers" id="levers" tabindex="-1" aria-labelledby="levers-title">
    <h2 id="levers-title">${say("levers")}</h2>
    <label class="choice">${say("future")}
      <select value=${state.scenario} onChange=${(event) => change(withScenario(state, facts, event.target.value))}>
        ${Object.entries(facts.scenarios).map(([name, { title }]) => html`<option value=${name} selected=${name === state.scenario}>${title[language]}</option>`)}
      </select></label>
    ${future.about && html`<details class="future"><summary>${say("futureAbout")}</summary><p>${future.about[language]} ${say("standing", { standing: say(`future${future.standing}`) })}</p></details>`}
    <label class="choice">${say("preset")}
      <select value=${preset} onChange=${(event) => event.target.value && change(withPolicy(state, facts, event.target.value))}>
        ${preset === "" && html`<option value="" selected>${say("own")}</option>`}
        ${Object.entries(facts.policies).map(([name, { title }]) => html`<option value=${name} selected=${name === preset}>${title[language]}</option>`)}
      </select></label>
    ${facts.districts.length > 0 && html`<${Area} ...${props} />`}
    ${makers.map((maker) => html`<${Maker} key=${maker} ...${props} maker=${maker} />`)}
    <${Pins} ...${props} />
    <${Laws} ...${props} />
    <${SamePanel} ...${props} />
  </section>`;
}

/** The city as one, or its districts, and which of them the charts show. */
function Area({ facts, state, change, say, language }) {
  return html`<div class="area"><p class="row" role="group" aria-label=${say("place")}>
      ${[true, false].map((fold) => html`<button type="button" aria-pressed=${state.fold === fold} onClick=${() => change({ ...state, fold, district: fold ? null : state.district }, "view")}>${say(fold ? "onlyCity" : "districts")}</button>`)}</p>
    ${!state.fold && html`<label class="choice">${say("shownFor")}<select onChange=${(event) => change({ ...state, district: event.target.value || null }, "view")}>
      <option value="" selected=${state.district === null}>${say("city")}</option>
      ${facts.districts.map(({ name, title }) => html`<option value=${name} selected=${state.district === name}>${title[language]}</option>`)}</select></label>`}<p class="area-note">${say("areaNote")}</p></div>`;
}

function Maker(props) {
  const { facts, state, change, say, language, maker } = props, { title } = facts.packages[maker];
  const own = Object.keys(facts.levers).filter((name) => facts.levers[name].maker === maker);
  return html`<fieldset class="maker"><legend>${title[language]}</legend>
    <p class="both"><button type="button" aria-label=${say("allOfPackage", { package: title[language] })} onClick=${() => change(withPackage(state, facts, maker, 1))}>${say("allOf")}</button>
      <button type="button" aria-label=${say("noneOfPackage", { package: title[language] })} onClick=${() => change(withPackage(state, facts, maker, 0))}>${say("noneOf")}</button></p>
    ${own.map((name) => html`<${Slider} key=${name} ...${props} name=${name} />`)}
  </fieldset>`;
}

function Slider(props) {
  const { facts, state, change, letGo, say, language, name } = props, lever = facts.levers[name], setting = state.levers[name];
  const [open, setOpen] = useState(false), percent = Math.round(100 * (setting?.effort ?? 0));
  const set = (event) => {
    const effort = Number(event.target.value) / 100;
    change(withLever(state, facts, name, effort ? { ...setting, effort } : null), `lever ${name}`);
  };
  return html`<div class=${`lever ${percent ? "used" : ""}`}>
    <label for=${`lever-${name}`}>${lever.title[language]}</label>
    <input type="range" id=${`lever-${name}`} min="0" max="100" step="5" value=${percent} onInput=${set} onChange=${letGo} style=${{ "--part": `${percent}%` }}
      aria-valuetext=${say("percentOf", { percent })} />
    <output for=${`lever-${name}`}>${percent} %</output>
    <button type="button" class="info" aria-expanded=${open} aria-controls=${`about-${name}`} aria-label=${say("about_lever", { lever: lever.title[language] })}
      onClick=${() => setOpen(!open)}>i</button>
    <div id=${`about-${name}`} class="about-lever" hidden=${!open}>${open && html`<${AboutLever} ...${props} lever=${lever} setting=${setting} />`}</div>
  </div>`;
}

function AboutLever({ facts, state, change, say, language, name, lever, setting }) {
  const paid = Object.entries(lever.price).filter(([, price]) => price > 0);
  const begins = setting?.start ?? lever.start;
  const year = (key) => (event) => {
    const { value } = event.target, next = { ...setting };
    if (value === "") delete next[key]; else next[key] = Math.min(LATEST + 1, Math.max(EARLIEST, Number(value)));
    change(withLever(state, facts, name, next), `${key} ${name}`);
  };
  const years = (key, hint) => html`<label>${say(key === "full_by" ? "fullBy" : key)}
    <input type="number" min=${EARLIEST} max=${LATEST} step="1" value=${setting?.[key] ?? ""} placeholder=${hint} disabled=${!setting} onChange=${year(key)} /></label>`;
  return html`<p>${lever.about[language]}</p>
    <p>${say("decides", { who: facts.controls[lever.control][language] })}. ${say("staff", { staff: writeNumber(lever.staff, language, 0) })}.</p>
    <p><strong>${say("quality", { quality: lever.quality })}</strong> (${say(`quality${lever.quality}`)}). ${lever.says[language]}</p>
    ${lever.exception && html`<p><strong>${say("exception")}:</strong> ${lever.exception[language]}</p>`}
    <p>${say("costs")}: ${paid.map(([payer, price]) => `${facts.payers[payer][language]} ${writeEuro(price, language)}`).join("; ")}.</p>
    <div class="times">${years("start", lever.start)} ${years("full_by", begins + lever.ramp)} ${years("until", "")}
      ${lever.aimed && facts.districts.length > 0 && html`<label>${say("spread")} <select disabled=${!setting} value=${setting?.spread ?? "evenly"}
        onChange=${(event) => change(withLever(state, facts, name, { ...setting, spread: event.target.value }))}>
        ${["evenly", ...SPREADS].map((one) => html`<option value=${one}>${say(one)}</option>`)}</select></label>`}</div>
    <p class="sources">${say("sources")}: ${lever.sources.map(({ title, publisher, year: of }) => [title, publisher, of].filter(Boolean).join(", ")).join("; ")}.</p>`;
}

function Pins({ facts, state, change, say, language }) {
  const usual = state.scenario === Object.keys(facts.scenarios)[0], future = facts.scenarios[state.scenario].title[language];
  const name = nameOfPolicy(state, facts)[language] + (usual ? "" : ` (${future})`);
  return html`<div class="pins"><h3>${say("pins")}</h3>
    <button type="button" onClick=${() => change(withPin(state, name))}>${say("pin")}</button>
    <ul>${state.pins.map((pin, index) => html`<li><span class=${`pin-${index + 1}`}>${pin.name}</span>
      <button type="button" onClick=${() => { const { name: _, ...choice } = pin; change({ ...state, ...choice }); }}>${say("takePin", { name: pin.name })}</button>
      <button type="button" onClick=${() => change(withoutPin(state, index))}>${say("unpin", { name: pin.name })}</button></li>`)}</ul>
  </div>`;
}

function Laws({ facts, state, change, say, language }) {
  const laws = Object.entries(facts.laws);
  if (!laws.length) return null;
  return html`<details class="laws"><summary>${say("laws")}</summary><p>${say("lawsAbout")}</p>
    ${laws.map(([quantity, { title, options }]) => html`<label class="choice">${title[language]}
      <select onChange=${(event) => change(withLaw(state, facts, quantity, event.target.value))}>
        ${options.map((law) => html`<option value=${law.name} selected=${(state.laws[quantity] ?? quantity) === law.name}>${law.title[language]}</option>`)}
      </select></label>`)}
  </details>`;
}
