// Above and below: title, parts of the page, language, steps back, links, notes.
import { html, useState } from "../vendor/preact.mjs";
import { canRedo, canUndo, redo, undo } from "../state/history.mjs";
import { toAddress } from "../state/address.mjs";
import { reset } from "../state/state.mjs";
import { writeDay } from "../words/numbers.mjs";

const PARTS = ["explore", "story", "roles", "predict", "loops", "about"];

/** The bar above the page. */
export function Bar({ facts, state, change, history, show, say, language, announce, old }) {
  const [link, setLink] = useState("");
  const parts = old ? [...PARTS.slice(0, -1), "compare", "about"] : PARTS;
  const copy = async () => {
    const address = location.href.split("#")[0] + toAddress(state, facts);
    try { await navigator.clipboard.writeText(address); setLink(""); announce(say("copied")); } catch { setLink(address); }
  };
  const other = language === "nl" ? "en" : "nl";
  return html`<header class="bar">
    <p class="title">${facts.title[language]}</p>
    <nav aria-label=${say("views")}>${parts.map((view) => html`<button type="button" aria-current=${state.view === view ? "page" : null}
      onClick=${() => change({ ...state, view }, "view")}>${say(view)}</button>`)}</nav>
    <div class="tools">
      <button type="button" disabled=${!canUndo(history)} onClick=${() => show(undo(history))} aria-label=${say("undo")} title=${say("undo")}>↶</button>
      <button type="button" disabled=${!canRedo(history)} onClick=${() => show(redo(history))} aria-label=${say("redo")} title=${say("redo")}>↷</button>
      <button type="button" onClick=${() => change(reset(state, facts))}>${say("reset")}</button>
      <button type="button" onClick=${copy}>${say("copy")}</button>
      <button type="button" aria-pressed=${state.presenter} onClick=${() => change({ ...state, presenter: !state.presenter }, "view")}>
        ${say(state.presenter ? "presentOff" : "present")}</button>
      <button type="button" onClick=${() => print()}>${say("print")}</button>
      <button type="button" lang=${other} onClick=${() => change({ ...state, language: other }, "view")}>${say("language")}</button>
    </div>
    ${link && html`<p class="link"><label>${say("copyThis")} <input type="text" readonly value=${link} onFocus=${(event) => event.target.select()} /></label></p>`}
  </header>`;
}

/** What was wrong with an address or a file, until it is put away. */
export function Notes({ facts, notes, setNotes, say, language, engine }) {
  const own = facts.notAnswered.length ? [say("notAnswered", { keys: facts.notAnswered.join(", ") })] : [];
  if (engine.text) own.push(say("engineScript"));
  const all = [...own, ...notes.map((note) => note[language])];
  if (!all.length) return null;
  return html`<section class="notes" role="alert" aria-label=${say("notes")}>
    <ul>${all.map((note) => html`<li>${note}</li>`)}</ul>
    ${notes.length > 0 && html`<button type="button" onClick=${() => setNotes([])}>${say("close")}</button>`}
  </section>`;
}

/** Below the page: what it is, and of which model. */
export function Footer({ facts, say, language, engine }) {
  return html`<footer class="foot"><p>${say("footer", { version: facts.version, fingerprint: facts.fingerprint, made: writeDay(facts.made, language),
    engine: engine.name === "wasm" ? "WebAssembly" : "JavaScript" })}${facts.borrows ? ` ${say("borrowed")}` : ""}</p></footer>`;
}
