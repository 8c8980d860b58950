// The page: opens what is packed in it, and from then on shows one state.
import { html, render } from "./vendor/preact.mjs";
import { openModel, makeRunner } from "./engine/runner.mjs";
import { readPage } from "./engine/open.mjs";
import { startWorker } from "./engine/worker.mjs";
import { makeBook } from "./engine/book.mjs";
import { Explorer } from "./views/explorer.mjs";

/** Open the model and show the page; what goes wrong is said in plain words. */
async function startPage() {
  const waiting = document.getElementById("waiting");
  try {
    const page = await readPage(document), { facts, parameters } = page.now;
    const engine = page.now.engine, model = await openModel(engine, facts.run);
    const book = makeBook(facts, makeRunner(model, facts.run, parameters));
    let old = null;
    if (page.old) {
      const before = page.old, runner = makeRunner(await openModel(before.engine, before.facts.run), before.facts.run, before.parameters);
      old = { facts: before.facts, book: makeBook(before.facts, runner) };
    }
    const root = document.getElementById("page");
    root.replaceChildren();
    render(html`<${Explorer} facts=${facts} parameters=${parameters} book=${book} engine=${engine} old=${old} worker=${page.worker} />`, root);
  } catch (error) {
    waiting.className = "wrong";
    waiting.textContent = `Deze pagina kan het model niet openen: ${error.message}. / This page cannot open the model: ${error.message}.`;
  }
}

if (typeof document === "undefined") startWorker(globalThis); else startPage();
