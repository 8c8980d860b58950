// What stands in a page, in one file or apart: facts, numbers and programs of the model, and maybe of an older one.
import { unpackBytes } from "./expand.mjs";
import { scriptOf } from "./translate.mjs";
import { unpackObject, unpackParameters } from "./unpack.mjs";

/** Say whether WebAssembly may be used here: some browsers and settings forbid it. */
export function mayCompile() {
  try { return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))); } catch { return false; }
}

/** Return { now, old, worker }: the model of the page, an older one to compare with, and what starts a worker. */
export async function readPage(document) {
  const { code, model, integrity } = document.getElementById("page").dataset;
  const apart = model ? await (await fetch(model, { integrity })).json() : {};
  const held = (name) => apart[name] ?? document.getElementById(`packed-${name}`)?.textContent;
  const now = openPacked(held, ""), old = held("old-facts") ? openPacked(held, "old-") : null;
  return { now, old, worker: () => new Worker(code ?? blobOf(document, now.engine)) };
}

function openPacked(held, before) {
  const plain = held(`${before}plain`);
  const facts = plain ? JSON.parse(plain) : unpackObject(held(`${before}facts`));
  const { model, rows } = facts.run;
  for (const own of Object.values(model.places)) {
    let next = 0;
    for (const [name, [first, size, axes]] of Object.entries(own)) {
      own[name] = { first: first || next, size, axes };
      next = own[name].first + size;
    }
  }
  const parameters = plain ? plainParameters(rows, facts.numbers) : unpackParameters(rows, unpackBytes(held(`${before}numbers`)));
  const engine = { name: "javascript", script: globalThis.care2040Model };
  if (plain) return { facts, parameters, engine };
  const bytes = unpackBytes(held(`${before}wasm`));
  if (mayCompile()) Object.assign(engine, { name: "wasm", bytes }); else runScript(scriptOf(bytes), engine);
  return { facts, parameters, engine };
}

function plainParameters(rows, numbers) {
  return Object.fromEntries(rows.map(([name, , , , years, factor, members]) =>
    [name, { values: Float64Array.from(numbers[name]), years, factor, members }]));
}

function runScript(text, engine) {
  const script = document.createElement("script");
  script.textContent = text;
  document.head.append(script);
  Object.assign(engine, { script: globalThis.care2040Model, text });
}

/** Return the address of the code of this page for a worker: with the model in front where that is a script. */
function blobOf(document, engine) {
  const script = engine.text ?? document.getElementById("model-script")?.textContent ?? "";
  return URL.createObjectURL(new Blob([script, document.getElementById("code").textContent], { type: "text/javascript" }));
}
