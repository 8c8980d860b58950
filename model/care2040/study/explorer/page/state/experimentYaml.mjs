// The choice of the page as an experiment for the command line, and such a file back into a choice.
import { loadYaml } from "../vendor/yaml.mjs";
import { checkedSetting, has, unknownName } from "./checked.mjs";
import { firstState, isAt, settingsOf } from "./state.mjs";

const OWN = "eigen_keuze", LEAST = ["care_share_needed", "care_share_working", "shortage", "lever_cost", "net_benefit"];
const NOT_IN_A_PAGE = ["sweep", "choose", "pathways", "discovery", "robustness", "wedges"];
const ELSEWHERE = "een andere toekomst of andere vergelijkingen / another future or other equations";
const NAME = /^[a-z][a-z0-9_]*$/, LARGEST = 1e6;
const KEYS = ["title", "question", "reading", "scenarios", "policies", "draws", "seed", "start", "end", "resolution", "equations", "indicators", "figures", "figure_titles"];
/** What a page holds from the start, and a file may ask otherwise; a file without it asks for this. */
const FIXED = { resolution: "district", start: 2024, end: 2041, seed: 2040 };
const MOMENTS = ["effort", "from", "full_by", "until", "spread"];

/** Return the name of the file and of the policy in it. */
export function fileNameOf(state, facts) {
  const preset = Object.keys(facts.policies).find((policy) => isAt(state, facts, policy));
  return preset && preset !== facts.experiment.unchanged ? preset : OWN;
}

/** Return the commands that give the lines of the page, and its bands. */
export function commandOf(state, facts) {
  const file = `${fileNameOf(state, facts)}.yaml`, place = facts.experiment.resolution;
  return `care2040 run ${file} --resolution ${place} --draws 1\ncare2040 run ${file} --resolution ${place}`;
}

function effortText(lever, { effort, start, full_by, until, spread }) {
  const parts = [`effort: ${effort}`], from = start ?? (full_by === undefined ? undefined : lever.start);
  if (from !== undefined) parts.push(`from: ${from}`);
  if (full_by !== undefined) parts.push(`full_by: ${full_by}`);
  if (until !== undefined) parts.push(`until: ${until}`);
  if (spread) parts.push(`spread: ${spread}`);
  return `{${parts.join(", ")}}`;
}

/** Return the lines of a policy: first what no slider says, as it was written, and then the levers. */
function policyLines(facts, name, { policy, levers }) {
  const others = Object.entries(facts.policies[policy]?.others ?? {}).map(([key, own]) => `    ${key}: ${JSON.stringify(own)}`);
  const own = Object.entries(levers).map(([lever, setting]) => `    ${lever}: ${effortText(facts.levers[lever], setting)}`);
  return others.length + own.length ? [`  ${name}:`, ...others, ...own] : [`  ${name}: {}`];
}

function lawsOf(facts, laws) {
  const { equations } = facts.experiment;
  if (!Object.keys(laws).length) return equations;
  return { ...(equations === "drawn" ? Object.fromEntries(Object.keys(facts.laws).map((name) => [name, "drawn"])) : equations), ...laws };
}

/** Return the text of an experiment that gives the numbers of the state. */
export function toYaml(state, facts) {
  const { experiment } = facts, unchanged = { policy: experiment.unchanged, levers: settingsOf(facts, experiment.unchanged) };
  const isUnchanged = isAt(state, facts, experiment.unchanged), name = fileNameOf(state, facts);
  const runsAlong = (pin) => pin.scenario === state.scenario && ordered(pin.laws) === ordered(state.laws);
  const indicators = [...new Set([state.indicator, ...LEAST.filter((one) => has(facts.quantities, one))])];
  const equations = lawsOf(facts, state.laws);
  const lines = [
    `title: {nl: ${JSON.stringify(`Verkend: ${experiment.title.nl}`)}, en: ${JSON.stringify(`Explored: ${experiment.title.en}`)}}`,
    `question: {nl: ${JSON.stringify(experiment.question.nl)}, en: ${JSON.stringify(experiment.question.en)}}`,
    `resolution: ${experiment.resolution}`,
    `draws: ${experiment.draws}`, `seed: ${experiment.seed}`, `start: ${experiment.start}`, `end: ${experiment.end}`,
    ...(equations ? [`equations: ${typeof equations === "string" ? equations : JSON.stringify(equations)}`] : []),
    "scenarios:", `  ${state.scenario}: ${JSON.stringify(facts.scenarios[state.scenario].written)}`,
    "policies:", ...policyLines(facts, experiment.unchanged, unchanged),
    ...(isUnchanged ? [] : policyLines(facts, name, state)),
    ...state.pins.flatMap((pin, index) => runsAlong(pin) ? policyLines(facts, `vastgezet_${index + 1}`, pin) : [`  # vastgezet_${index + 1}: ${ELSEWHERE}`]),
    `indicators: [${indicators.join(", ")}]`,
  ];
  return `${lines.join("\n")}\n`;
}

const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** Return what is equal for what says the same, in whatever order it stands. */
const ordered = (value) => JSON.stringify(value, (_, part) => isMapping(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part);

/** Say whether something stands in more than one place, as aliases do: care2040 refuses them, and a few can be endless. */
function standsTwice(value, seen = new Set()) {
  if (typeof value !== "object" || value === null) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  return Object.values(value).some((part) => standsTwice(part, seen));
}

/** Read a text; what is no experiment is told with the reason. */
function readText(text) {
  if (text.length > LARGEST) throw new Error("the file is larger than 1 MB");
  const read = loadYaml(text);
  if (standsTwice(read)) throw new Error("aliases (& and *) are not used here");
  return read;
}

/** Return { state, notes, policies, choose }: the first policy that does something; choose(name) gives { state, notes } of another. */
export function fromYaml(text, facts) {
  const notes = [], told = (nl, en) => notes.push({ nl, en });
  const nothing = (found) => ({ state: null, policies: [], notes: found, choose: () => ({ state: null, notes: found }) });
  let read;
  try { read = readText(String(text ?? "")); } catch (error) {
    const { line, column } = error.mark ?? {}, where = line === undefined ? "" : ` (${line + 1}:${column + 1})`;
    return nothing([{ nl: `Dit is geen YAML${where}: ${error.reason ?? error.message}.`, en: `This is not YAML${where}: ${error.reason ?? error.message}.` }]);
  }
  const policies = isMapping(read?.policies) ? Object.keys(read.policies).filter((name) => isMapping(read.policies[name])) : [];
  if (!policies.length) {
    told("In dit bestand staat geen beleid: het mist ‘policies:’ met een naam en wat er verandert.", "This file holds no policy: it lacks ‘policies:’ with a name and what changes.");
    return nothing(notes);
  }
  for (const key of NOT_IN_A_PAGE) if (has(read, key)) told(`‘${key}’ kan deze pagina niet; care2040 run wel.`, `This page cannot do ‘${key}’; care2040 run can.`);
  for (const key of Object.keys(read)) if (!KEYS.includes(key) && !NOT_IN_A_PAGE.includes(key)) notes.push(unknownName("key", key, KEYS));
  const { experiment } = facts;
  for (const [key, usual] of Object.entries(FIXED)) if ((read[key] ?? usual) !== experiment[key])
    told(`‘${key}’ is ${read[key] ?? usual} in het bestand en ${experiment[key]} in deze pagina; dat van de pagina telt.`, `‘${key}’ is ${read[key] ?? usual} in the file and ${experiment[key]} in this page; that of the page counts.`);
  const first = firstState(facts), scenario = readScenario(facts, read.scenarios, first.scenario, notes), laws = readLaws(facts, read.equations, notes);
  const choose = (name) => {
    if (!policies.includes(name)) return { state: null, notes: [...notes, unknownName("policy", name, policies)] };
    const own = [], policy = readPolicy(facts, name, read.policies[name], own);
    return { state: { ...first, scenario, laws, ...policy }, notes: [...notes, ...own] };
  };
  const most = policies.find((name) => Object.keys(read.policies[name]).length) ?? policies[0];
  return { ...choose(most), policies, choose };
}

function readScenario(facts, written, otherwise, notes) {
  if (!isMapping(written)) return otherwise;
  const [name, ...more] = Object.keys(written);
  if (name === undefined) return otherwise;
  if (more.length) notes.push({ nl: `Van de toekomsten in het bestand is de eerste genomen: ‘${name}’.`, en: `Of the futures in the file the first was taken: ‘${name}’.` });
  if (!has(facts.scenarios, name)) { notes.push(unknownName("scenario", name, Object.keys(facts.scenarios))); return otherwise; }
  if (ordered(written[name] ?? {}) !== ordered(facts.scenarios[name].written)) notes.push({
    nl: `De toekomst ‘${name}’ is in het bestand anders dan in deze pagina; die van de pagina telt.`, en: `The future ‘${name}’ differs between the file and this page; that of the page counts.` });
  return name;
}

function readLaws(facts, written, notes) {
  const laws = {};
  for (const [quantity, law] of isMapping(written) ? Object.entries(written) : []) {
    if (law === "drawn" || law === quantity) continue;
    const options = has(facts.laws, quantity) ? facts.laws[quantity].options.map(({ name }) => name) : null;
    if (!options) notes.push(unknownName("quantity", quantity, Object.keys(facts.laws)));
    else if (options.includes(law)) laws[quantity] = law;
    else if (!isMapping(law)) notes.push(unknownName("law", law, options));
    else if (ordered(law) !== ordered(facts.experiment.equations?.[quantity])) notes.push({
      nl: `De kansen bij ‘${quantity}’ kan deze pagina niet; de vergelijking van het model telt.`, en: `This page cannot do the chances of ‘${quantity}’; the equation of the model counts.` });
  }
  return laws;
}

/** Return the policy of the page whose other changes a written one has, and the levers; what no slider does is named. */
function readPolicy(facts, name, written, notes) {
  const known = (key) => has(facts.levers, key) || has(facts.packages, key), others = Object.fromEntries(Object.entries(written).filter(([key]) => !known(key)));
  const twin = Object.keys(facts.policies).find((policy) => ordered(facts.policies[policy].others) === ordered(others));
  if (!twin) for (const key of Object.keys(others)) notes.push(NAME.test(key) && !key.includes(".") && !has(facts.run?.model?.places?.given ?? {}, key)
    ? unknownName("lever", key, [...Object.keys(facts.levers), ...Object.keys(facts.packages)])
    : { nl: `‘${key}’ in ‘${name}’ heeft geen schuif; deze pagina laat het weg. care2040 run doet het wel.`, en: `‘${key}’ in ‘${name}’ has no slider; this page leaves it out. care2040 run does not.` });
  const levers = {}, isLever = (key) => has(facts.levers, key);
  // a lever that is named itself has the last word over its package, in whatever order they stand
  for (const [key, own] of Object.entries(written).filter(([one]) => known(one)).sort(([one], [other]) => isLever(one) - isLever(other))) {
    const { effort, from, full_by, until, spread = !isLever(key) && effort < 1 && facts.districts.length ? "by_need" : undefined } = isMapping(own) ? own : {}, stray = isMapping(own) ? Object.keys(own).filter((one) => !MOMENTS.includes(one)) : [];
    for (const one of stray) notes.push(unknownName("key", one, MOMENTS));
    if (typeof effort !== "number") { notes.push({ nl: `Bij ‘${key}’ in ‘${name}’ staat geen inzet (effort, een getal van 0 tot 1); dit is overgeslagen.`, en: `‘${key}’ in ‘${name}’ has no effort (a number, 0 to 1); this was left out.` }); continue; }
    for (const lever of isLever(key) ? [key] : facts.packages[key].levers) {
      const found = checkedSetting(facts, lever, { effort, start: from, full_by, until, spread }, notes);
      if (found) levers[lever] = found; else delete levers[lever];
    }
  }
  const order = Object.keys(facts.levers).filter((lever) => levers[lever]);
  return { policy: twin ?? facts.experiment.unchanged, levers: Object.fromEntries(order.map((lever) => [lever, levers[lever]])) };
}
