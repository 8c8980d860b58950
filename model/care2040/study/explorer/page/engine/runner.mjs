// Runs choices: the years before the start once for each draw, and from there as often as a slider moves.
import { load, loadScript, arrive, run } from "../../../../engine/web/driver.js";
import { drawnParameters, makePaths } from "./paths.mjs";

/** Return the programs of the model from WebAssembly bytes, or from what a script of the model exported. */
export async function openModel(engine, run) {
  return engine.bytes ? load(engine.bytes, run.model) : loadScript(engine.script, run.model);
}

/** Return what runs changes with central values, or with those of a draw. */
export function makeRunner(model, { model: { start, end }, runIn, felt }, parameters) {
  const begun = new Map(), drawn = new Map([[null, parameters]]);
  const feltOf = (changes) => changes.filter(({ parameter }) => felt.includes(parameter))
    .map((change) => ({ ...change, from: null, full: null, until: null }));
  return {
    /** Say with which numbers a draw goes. */
    draw(name, values) { drawn.set(name, drawnParameters(parameters, values)); },
    /** Run changes; return { years, values }, or throw with the stock that went wrong, and when. */
    run(changes, name = null) {
      const own = drawn.get(name), first = feltOf(changes), key = JSON.stringify([name, first]);
      if (!begun.has(key)) begun.set(key, runIn < start ? arrive(model, makePaths(own, first, runIn, start, true)) : null);
      const from = begun.get(key);
      return run(model, makePaths(own, changes, start, end, !from), from);
    },
  };
}
