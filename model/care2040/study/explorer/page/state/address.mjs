// The state in the address of the page: short enough to read, and all of it.
import { checkedSetting, has, unknownName } from "./checked.mjs";
import { firstState, MOST_PINS, settingsOf } from "./state.mjs";

const FLAGS = ["layer", "presenter", "fold"], VIEWS = ["explore", "story", "roles", "predict", "loops", "about", "compare"];
const LONGEST = 8000, LONGEST_NAME = 60, STEPS = 6;

const LOOKED_AT = ["indicator", "district", "view", "step", ...FLAGS];

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const LETTERS = { by_need: "n", limited: "m" };

function settingText({ effort, start, full_by, until, spread }) {
  return [Math.round(100 * effort), start ?? "", full_by ?? "", until ?? "", LETTERS[spread] ?? ""].join(",").replace(/,+$/, "");
}

/** Return the parts of a choice that differ from what its policy is by itself. */
function choiceParts(facts, { scenario, policy, levers, laws }, first, before = "") {
  const parts = [], own = settingsOf(facts, policy);
  if (before || scenario !== first.scenario) parts.push([`${before}s`, scenario]);
  if (before || policy !== first.policy) parts.push([`${before}p`, policy]);
  for (const name of new Set([...Object.keys(own), ...Object.keys(levers)]))
    if (!same(own[name], levers[name])) parts.push([`${before}l.${name}`, levers[name] ? settingText(levers[name]) : "0"]);
  for (const [quantity, law] of Object.entries(laws)) parts.push([`${before}e.${quantity}`, law]);
  return parts;
}

/** Return the part of the address after and with '#', in which the whole state stands. */
export function toAddress(state, facts) {
  const first = firstState(facts, "nl"), parts = [["v", facts.fingerprint], ...choiceParts(facts, state, first)];
  state.pins.forEach((pin, index) => parts.push([`pin${index + 1}.n`, pin.name], ...choiceParts(facts, pin, first, `pin${index + 1}.`)));
  for (const key of LOOKED_AT.slice(0, -FLAGS.length)) if (state[key] !== first[key]) parts.push([key, state[key] ?? ""]);
  for (const key of FLAGS) if (state[key]) parts.push([key, 1]);
  parts.push(["lang", state.language]);
  return `#${parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2C/g, ",")}`).join("&")}`;
}

function decoded(text, notes) {
  try { return decodeURIComponent(text.replace(/\+/g, " ")); } catch {
    notes.push({ nl: "Een deel van het adres is beschadigd en overgeslagen.", en: "A part of the address is damaged and was left out." });
    return null;
  }
}

/** Return { state, notes } of an address; what it says that cannot be is named, and the rest is kept. */
export function fromAddress(hash, facts) {
  const notes = [], first = firstState(facts, "nl");
  let text = String(hash ?? "").replace(/^#/, "");
  if (text.length > LONGEST) {
    notes.push({ nl: "Het adres is te lang; het einde is overgeslagen.", en: "The address is too long; its end was left out." });
    text = text.slice(0, LONGEST).replace(/&?[^&]*$/, "");  // half of a part may say something else
  }
  const parts = new Map();
  for (const part of text.split("&").filter(Boolean)) {
    const at = part.indexOf("="), key = decoded(at < 0 ? part : part.slice(0, at), notes), value = at < 0 ? "" : decoded(part.slice(at + 1), notes);
    if (key !== null && value !== null) parts.set(key, value);
  }
  const state = { ...first, ...readChoice(facts, parts, "", first, notes), pins: [] };
  for (let pin = 1; pin <= MOST_PINS; pin++) {
    const before = `pin${pin}.`, name = parts.get(`${before}n`);
    if (name !== undefined) state.pins.push({ name: Array.from(name).slice(0, LONGEST_NAME).join("") || `${pin}`, ...readChoice(facts, parts, before, first, notes) });
    parts.delete(`${before}n`);
  }
  readLooking(facts, parts, state, notes);
  const version = parts.get("v");
  if (version !== undefined && version !== facts.fingerprint) notes.unshift({
    nl: "Deze link is gemaakt met andere cijfers dan die van deze pagina; de uitkomst kan anders zijn.", en: "This link was made with other numbers than those of this page; the outcome may differ." });
  const more = [...parts.keys()].filter((key) => /^pin\d+\.n$/.test(key)).map((key) => key.slice(0, -1));
  if (more.length) notes.push({ nl: `Er kunnen ${MOST_PINS} keuzes vaststaan; wat er meer in het adres staat, is overgeslagen.`, en: `${MOST_PINS} choices can be pinned; what more the address holds was left out.` });
  for (const key of parts.keys()) if (key !== "v" && !more.some((pin) => key.startsWith(pin))) notes.push(unknownName("key", key, ["s", "p", "v", "lang", ...LOOKED_AT]));
  return { state, notes };
}

function readChoice(facts, parts, before, first, notes) {
  const named = (key, kind, known, otherwise) => {
    const name = parts.get(before + key);
    parts.delete(before + key);
    if (name === undefined || has(known, name)) return name ?? otherwise;
    notes.push(unknownName(kind, name, Object.keys(known)));
    return otherwise;
  };
  const scenario = named("s", "scenario", facts.scenarios, first.scenario), policy = named("p", "policy", facts.policies, first.policy);
  const levers = settingsOf(facts, policy), laws = {};
  for (const [key, value] of [...parts]) {
    if (key.startsWith(`${before}l.`)) {
      const name = key.slice(before.length + 2), [effort, start, full_by, until, spread] = value.split(",");
      parts.delete(key);
      if (!has(facts.levers, name)) { notes.push(unknownName("lever", name, Object.keys(facts.levers))); continue; }
      const number = effort.trim() === "" ? NaN : Number(effort) / 100;
      const found = checkedSetting(facts, name, { effort: number, start, full_by, until, spread: Object.keys(LETTERS).find((one) => LETTERS[one] === spread) }, notes);
      if (found) levers[name] = found; else delete levers[name];
    } else if (key.startsWith(`${before}e.`)) {
      const quantity = key.slice(before.length + 2), options = has(facts.laws, quantity) ? facts.laws[quantity].options.map(({ name }) => name) : null;
      parts.delete(key);
      if (!options) notes.push(unknownName("quantity", quantity, Object.keys(facts.laws)));
      else if (!options.includes(value)) notes.push(unknownName("law", value, options));
      else if (value !== quantity) laws[quantity] = value;
    }
  }
  const order = Object.keys(facts.levers).filter((name) => levers[name]);
  return { scenario, policy, levers: Object.fromEntries(order.map((name) => [name, levers[name]])), laws };
}

function readLooking(facts, parts, state, notes) {
  const take = (key, known, kind) => {
    const value = parts.get(key);
    parts.delete(key);
    if (value === undefined || value === "") return;
    if (known.includes(value)) state[key] = value; else notes.push(unknownName(kind, value, known));
  };
  take("indicator", facts.indicators.filter((name) => facts.quantities[name].total), "quantity");
  take("district", facts.districts.map(({ name }) => name), "district");
  take("view", VIEWS, "key");
  const within = (key, known) => {
    const value = parts.get(key);
    parts.delete(key);
    if (value === undefined || known.includes(value)) return value;
    notes.push(unknownName("key", `${key}=${value}`, []));
    return undefined;
  };
  state.language = within("lang", ["nl", "en"]) ?? state.language;
  state.step = Number(within("step", Array.from({ length: STEPS }, (_, step) => `${step}`)) ?? state.step);
  for (const key of FLAGS) state[key] = within(key, ["0", "1"]) === "1";
}
