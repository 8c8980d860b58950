// The same numbers elsewhere: the experiment as a file, the command that runs it, a file that is opened, all numbers.
import { html, useState } from "../vendor/preact.mjs";
import { commandOf, fileNameOf, fromYaml, toYaml } from "../state/experimentYaml.mjs";
import { saveCsv, saveText } from "../charts/keep.mjs";

/** What gives the numbers of the page from the command line, and back. */
export function SamePanel({ facts, state, change, answer, say, language, source, setNotes, announce }) {
  const [waiting, setWaiting] = useState(null);
  const take = (found, name) => {
    if (!found.state) return;
    change({ ...found.state, language: state.language, view: state.view, pins: state.pins, presenter: state.presenter });
    announce(say("opened", { policy: name ?? found.state.policy }));
  };
  const open = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const found = fromYaml(await file.text(), facts);
    event.target.value = "";
    setNotes(found.notes);
    take(found);
    if (found.policies.length > 1) setWaiting(found);
  };
  const numbers = () => {
    const names = facts.indicators.filter((name) => facts.quantities[name].total);
    const rows = names.map((name) => [facts.quantities[name].title[language], facts.quantities[name].unit, ...answer.city(name)]);
    saveCsv({ id: "care2040", title: facts.title[language], source, head: ["", "", ...facts.years], rows }, language);
  };
  return html`<details class="same"><summary>${say("same")}</summary>
    <p>${say("sameAbout", { version: facts.version, draws: facts.experiment.draws })}</p>
    <pre tabindex="0"><code>${commandOf(state, facts)}</code></pre>
    <pre tabindex="0" class="yaml"><code>${toYaml(state, facts)}</code></pre>
    <p class="row"><button type="button" onClick=${() => saveText(`${fileNameOf(state, facts)}.yaml`, toYaml(state, facts), "application/yaml")}>${say("saveYaml")}</button>
      <button type="button" onClick=${numbers}>${say("tables")}</button></p>
    <label class="file">${say("openYaml")} <input type="file" accept=".yaml,.yml,text/yaml" onChange=${open} /></label>
    ${waiting && html`<fieldset><legend>${say("openWhich")}</legend>${waiting.policies.map((name) =>
      html`<button type="button" onClick=${() => { const chosen = waiting.choose(name); setNotes(chosen.notes); take(chosen, name); }}>${name}</button>`)}</fieldset>`}
  </details>`;
}
