// What the page is and is not, of which model it is, and on what the levers stand.
import { html } from "../vendor/preact.mjs";
import { writeDay } from "../words/numbers.mjs";

const ENGINE_NAMES = { wasm: "WebAssembly", javascript: "JavaScript" };

/** Return what an engine is called, from its name or from the engine itself. */
export function engineName(engine) {
  return ENGINE_NAMES[engine?.name ?? engine] ?? "JavaScript";
}

/** Return a source as it stands in a list. */
export function sourceLine({ title, publisher, year }) {
  return [title, publisher, year].filter(Boolean).join(", ");
}

/** The view that tells what this is. */
export function AboutView({ facts, engine, language, say }) {
  const { experiment } = facts, span = { first: facts.years[0], last: facts.years.at(-1), draws: experiment.draws };
  const made = [["aboutVersion", facts.version], ["aboutPrint", facts.fingerprint], ["aboutDate", writeDay(facts.made, language)], ["aboutExperiment", `${experiment.title[language]} (${experiment.name})`],
    ["aboutDraws", `${experiment.draws}, ${experiment.seed}`], ["aboutEngine", engineName(engine)], ["aboutLicence", say("aboutLicenceText")]];
  return html`<section class="about" aria-labelledby="about-title"><h2 id="about-title">${say("aboutTitle")}</h2>
    ${["aboutNeed", "aboutThen", "aboutShare", "aboutJudged"].map((key) => html`<p>${say(key, span)}</p>`)}
    <h3>${say("aboutRead")}</h3><ul>${["aboutLines", "aboutBand", "aboutCompare"].map((key) => html`<li>${say(key, span)}</li>`)}</ul>
    <h3>${say("aboutMade")}</h3><dl class="made">${made.map(([key, value]) => html`<div><dt>${say(key)}</dt><dd>${value}</dd></div>`)}</dl>
    <h3>${say("aboutAccess")}</h3><p>${say("aboutAccessText")}</p>
    <h3>${say("aboutFaults")}</h3><p>${say("aboutFaultsText")}</p>
    <h3>${say("aboutSources")}</h3>
    ${Object.entries(facts.levers).map(([name, lever]) => html`<details key=${name}><summary>${say("aboutSourcesOf", { lever: lever.title[language], quality: lever.quality })}</summary>
      <p>${lever.says[language]}</p><ul>${lever.sources.map((one) => html`<li>${sourceLine(one)}</li>`)}</ul></details>`)}
  </section>`;
}
