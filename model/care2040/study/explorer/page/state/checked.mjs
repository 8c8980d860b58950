// Whether what an address or a file says can be: what is right is kept, and what is not is named in plain words.
import { nearestName } from "./nearest.mjs";
import { SPREADS, plainSetting } from "./state.mjs";

export const has = (object, name) => Object.hasOwn(object, name);
const shown = (value) => String(value).slice(0, 60);

/** Return the sentence on a name that is not known. */
export function unknownName(kind, name, names) {
  const near = nearestName(name, names), did = near ? { nl: ` Bedoelt u ‘${near}’?`, en: ` Did you mean ‘${near}’?` } : { nl: "", en: "" };
  const kinds = { lever: ["maatregel", "measure"], scenario: ["toekomst", "future"], policy: ["beleidsvariant", "policy"], law: ["vergelijking", "equation"],
    quantity: ["grootheid", "quantity"], key: ["onderdeel", "part"], district: ["wijk", "district"] };
  const [nl, en] = kinds[kind];
  return { nl: `Onbekend (${nl}): ‘${shown(name)}’; dit is overgeslagen.${did.nl}`, en: `Unknown ${en}: ‘${shown(name)}’; this was left out.${did.en}` };
}

/** Return the sentence on a value that cannot be, with what was taken instead: nothing without it. */
export function outOfRange(what, value, low, high, taken = null) {
  const nl = taken === null ? "Dit is overgeslagen." : `Genomen is ${taken}.`, en = taken === null ? "This was left out." : `Taken: ${taken}.`;
  return { nl: `‘${shown(what)}’ is ${shown(value)}; het kan van ${low} tot ${high}. ${nl}`, en: `‘${shown(what)}’ is ${shown(value)}; it can be ${low} to ${high}. ${en}` };
}

function year(facts, name, key, value, notes) {
  if (value === undefined || value === null || value === "") return undefined;
  const { start, end } = facts.experiment, number = Number(value), latest = key === "from" ? end - 1 : end;
  if (!Number.isFinite(number)) { notes.push(outOfRange(`${name} ${key}`, value, start, latest)); return undefined; }
  const taken = number < start ? start : number < end || number === latest ? number : latest;
  if (taken !== number) notes.push(outOfRange(`${name} ${key}`, value, start, latest, taken));
  return taken;
}

/** Return the setting of a lever as far as it can be, or null; what is wrong is added to the notes. */
export function checkedSetting(facts, name, { effort, start, full_by, until, spread }, notes) {
  const number = Number(effort), lever = facts.levers[name];
  if (!Number.isFinite(number) || effort === "" || effort === null) { notes.push(outOfRange(name, effort, "0", "100 %", "0")); return null; }
  const taken = Math.min(1, Math.max(0, number));
  if (taken !== number) notes.push(outOfRange(name, `${Math.round(100 * number)} %`, "0", "100 %", `${100 * taken} %`));
  const found = { effort: taken, start: year(facts, name, "from", start, notes), full_by: year(facts, name, "full_by", full_by, notes), until: year(facts, name, "until", until, notes) };
  const begins = found.start ?? lever.start;
  if (found.full_by !== undefined && found.full_by < begins) { notes.push(outOfRange(`${name} full_by`, found.full_by, begins, facts.experiment.end, begins)); found.full_by = begins; }
  if (found.until !== undefined && found.until <= begins) { notes.push(outOfRange(`${name} until`, found.until, begins + 1, facts.experiment.end)); found.until = undefined; }
  if (found.until < found.full_by) { notes.push(outOfRange(`${name} until`, found.until, found.full_by, facts.experiment.end, found.full_by)); found.until = found.full_by; }
  if (SPREADS.includes(spread) && lever.aimed) found.spread = spread;
  if (found.spread && !facts.districts.length) notes.push({ nl: `‘${name}’: in een pagina zonder wijken valt er niets te verdelen; het doet overal evenveel.`, en: `‘${name}’: a page without districts has nothing to spread over; it does the same everywhere.` });
  return plainSetting(facts, name, found);
}
