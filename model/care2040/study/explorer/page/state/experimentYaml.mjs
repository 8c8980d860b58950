// The choice of the page as an experiment for the command line, and such a file back into a choice.
import { loadYaml } from "../vendor/yaml.mjs";
import { checkedSetting, has, unknownName } from "./checked.mjs";
import { firstState, isAt, settingsOf } from "./state.mjs";

const OWN = "eigen_keuze", LEAST = ["care_share_needed", "care_share_working", "shortage", "lever_cost", "net_benefit"];
const NOT_IN_A_PAGE = ["sweep", "optimise", "discovery", "robustness", "wedges"];
const NAME = /^[a-z][a-z0-9_]*$/;

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
  const sameFuture = state.pins.filter((pin) => pin.scenario === state.scenario);
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
    ...sameFuture.flatMap((pin, index) => policyLines(facts, `vastgezet_${index + 1}`, pin)),
    `indicators: [${indicators.join(", ")}]`,
  ];
  return `${lines.join("\n")}\n`;
}

const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Return { state, notes, policies, choose }: the first policy that does something, and how to take another. */
export function fromYaml(text, facts) {
  const notes = [], told = (nl, en) => notes.push({ nl, en });
  let read;
  try { read = loadYaml(text); } catch (error) {
    const { line, column } = error.mark ?? {}, where = line === undefined ? "" : ` (${line + 1}:${column + 1})`;
    return { state: null, policies: [], choose: () => null, notes: [{ nl: `Dit is geen YAML${where}: ${error.reason ?? error.message}.`, en: `This is not YAML${where}: ${error.reason ?? error.message}.` }] };
  }
  const policies = isMapping(read?.policies) ? Object.keys(read.policies).filter((name) => isMapping(read.policies[name])) : [];
  if (!policies.length) {
    told("In dit bestand staat geen beleid: het mist ‘policies:’ met een naam en wat er verandert.", "This file holds no policy: it lacks ‘policies:’ with a name and what changes.");
    return { state: null, policies: [], choose: () => null, notes };
  }
  for (const key of NOT_IN_A_PAGE) if (has(read, key)) told(`‘${key}’ kan deze pagina niet; care2040 run wel.`, `This page cannot do ‘${key}’; care2040 run can.`);
  const first = firstState(facts), scenario = readScenario(facts, read.scenarios, first.scenario, notes), laws = readLaws(facts, read.equations, notes);
  const choose = (name) => ({ ...first, scenario, laws, ...readPolicy(facts, name, read.policies[name], notes) });
  const most = policies.find((name) => Object.keys(read.policies[name]).length) ?? policies[0];
  return { state: choose(most), notes, policies, choose };
}

function readScenario(facts, written, otherwise, notes) {
  if (!isMapping(written)) return otherwise;
  const [name] = Object.keys(written), own = JSON.stringify(written[name] ?? {});
  if (!has(facts.scenarios, name)) { notes.push(unknownName("scenario", name, Object.keys(facts.scenarios))); return otherwise; }
  if (own !== JSON.stringify(facts.scenarios[name].written)) notes.push({
    nl: `De toekomst ‘${name}’ is in het bestand anders dan in deze pagina; die van de pagina telt.`, en: `The future ‘${name}’ differs between the file and this page; that of the page counts.` });
  return name;
}

function readLaws(facts, written, notes) {
  const laws = {};
  for (const [quantity, law] of isMapping(written) ? Object.entries(written) : []) {
    if (law === "drawn" || law === quantity) continue;
    if (has(facts.laws, quantity) && facts.laws[quantity].options.some(({ name }) => name === law)) laws[quantity] = law;
    else notes.push(unknownName("law", isMapping(law) ? quantity : law, Object.keys(facts.laws)));
  }
  return laws;
}

/** Return the policy of the page whose other changes a written one has, and the levers; what no slider does is named. */
function readPolicy(facts, name, written, notes) {
  const known = (key) => has(facts.levers, key) || has(facts.packages, key), others = Object.fromEntries(Object.entries(written).filter(([key]) => !known(key)));
  const twin = Object.keys(facts.policies).find((policy) => JSON.stringify(facts.policies[policy].others) === JSON.stringify(others));
  if (!twin) for (const key of Object.keys(others)) notes.push(NAME.test(key) && !key.includes(".") && !has(facts.run?.model?.places?.given ?? {}, key)
    ? unknownName("lever", key, [...Object.keys(facts.levers), ...Object.keys(facts.packages)])
    : { nl: `‘${key}’ in ‘${name}’ heeft geen schuif; deze pagina laat het weg. care2040 run doet het wel.`, en: `‘${key}’ in ‘${name}’ has no slider; this page leaves it out. care2040 run does not.` });
  const levers = {};
  for (const [key, own] of Object.entries(written)) {
    if (!known(key)) continue;
    const { effort, from, full_by, until, spread } = isMapping(own) ? own : {};
    for (const lever of has(facts.levers, key) ? [key] : facts.packages[key].levers) {
      const found = checkedSetting(facts, lever, { effort, start: from, full_by, until, spread }, notes);
      if (found) levers[lever] = found; else delete levers[lever];
    }
  }
  const order = Object.keys(facts.levers).filter((lever) => levers[lever]);
  return { policy: twin ?? facts.experiment.unchanged, levers: Object.fromEntries(order.map((lever) => [lever, levers[lever]])) };
}
