// The state of the page: one plain object that is never changed; every change gives a new one.

export const MOST_PINS = 2;

/** Return what one looks at first: the shortage, else what the experiment names first. */
function firstIndicator({ indicators, quantities }) {
  return indicators.includes("shortage") ? "shortage" : indicators.find((name) => quantities[name].total) ?? "care_share_needed";
}

/** Return what a page begins with: unchanged policy in the first future. */
export function firstState(facts, language = "nl") {
  const unchanged = facts.experiment.unchanged;
  return {
    language, scenario: Object.keys(facts.scenarios)[0], policy: unchanged, levers: settingsOf(facts, unchanged), laws: {}, pins: [],
    indicator: firstIndicator(facts), district: null, fold: false, layer: false,
    view: "explore", presenter: false, step: 0,
  };
}

/** How an effort can differ by district; without one it is the same in each. */
export const SPREADS = ["by_need", "limited"];

/** Return a setting without what is so by itself, so that two equal choices are equal objects; null where nothing is done. */
export function plainSetting(facts, name, setting) {
  const lever = facts.levers[name], effort = Math.round(100 * Math.min(1, Math.max(0, Number(setting?.effort) || 0))) / 100;
  if (!effort) return null;
  const found = { effort }, { start: first, end } = facts.experiment, { spread } = setting;
  const within = (year) => Number.isFinite(year) ? Math.min(end, Math.max(first, year)) : null;
  let start = within(setting.start);
  if (start === end) start = end - 1;  // nothing can begin when the run is over
  const begins = start ?? lever.start, full_by = within(setting.full_by), until = within(setting.until);
  if (begins !== lever.start) found.start = begins;
  if (full_by !== null && Math.max(full_by, begins) !== begins + lever.ramp) found.full_by = Math.max(full_by, begins);
  if (until !== null && until > begins) found.until = Math.max(until, found.full_by ?? until);
  if (SPREADS.includes(spread) && lever.aimed && facts.districts.length) found.spread = spread;
  return found;
}

/** Return settings by lever, in the order of the levers. */
function settingsIn(facts, settings) {
  const pairs = Object.keys(facts.levers).map((name) => [name, plainSetting(facts, name, settings[name])]);
  return Object.fromEntries(pairs.filter(([, setting]) => setting));
}

/** Return what a policy sets the sliders to. */
export function settingsOf(facts, policy) {
  return settingsIn(facts, facts.policies[policy]?.levers ?? {});
}

/** Return the state with a lever at a setting; null lets go of it. */
export function withLever(state, facts, name, setting) {
  return { ...state, levers: settingsIn(facts, { ...state.levers, [name]: setting }) };
}

/** Return the state with the sliders where a policy has them. */
export function withPolicy(state, facts, policy) {
  return { ...state, policy, levers: settingsOf(facts, policy) };
}

/** Return the state with every lever of a package at an effort, at the moments of each. */
export function withPackage(state, facts, name, effort) {
  const own = Object.fromEntries(facts.packages[name].levers.map((lever) => [lever, { ...state.levers[lever], effort }]));
  return { ...state, levers: settingsIn(facts, { ...state.levers, ...own }) };
}

/** Return the state in another future. */
export function withScenario(state, facts, scenario) {
  return { ...state, scenario };
}

/** Return the state with a law for a quantity; the model's own bears the name of the quantity. */
export function withLaw(state, facts, quantity, law) {
  const { [quantity]: _, ...others } = state.laws;
  return { ...state, laws: law === quantity ? others : { ...others, [quantity]: law } };
}

/** Return the state with its choice pinned under a name; of three the oldest goes. */
export function withPin(state, name) {
  const { scenario, policy, levers, laws } = state, number = state.pins.filter((pin) => pin.name.replace(/ \d+$/, "") === name).length;
  return { ...state, pins: [...state.pins, { name: number ? `${name} ${number + 1}` : name, scenario, policy, levers, laws }].slice(-MOST_PINS) };
}

/** Return the state without one of its pins. */
export function withoutPin(state, index) {
  return { ...state, pins: state.pins.filter((_, place) => place !== index) };
}

/** Return the state as it began, but for how one looks at it. */
export function reset(state, facts) {
  const { language, view, presenter, pins } = state;
  return { ...firstState(facts, language), view, presenter, pins };
}

const sorted = (object) => JSON.stringify(Object.entries(object).sort());

/** Say whether the sliders stand where a policy has them, with what else it changes. */
export function isAt(state, facts, policy) {
  const settings = settingsOf(facts, policy);
  // asked of every policy at every move of a slider, and most have another number of levers
  if (Object.keys(settings).length !== Object.keys(state.levers).length) return false;
  const others = (name) => JSON.stringify(facts.policies[name]?.others ?? {});
  return sorted(state.levers) === sorted(settings) && others(state.policy) === others(policy);
}

/** Return what the choice is called: the policy it is, or one's own. */
export function nameOfPolicy(state, facts) {
  const found = Object.keys(facts.policies).find((policy) => isAt(state, facts, policy));
  return found ? facts.policies[found].title : { nl: "eigen keuze", en: "own mix" };
}

const FEW = 4;

/** Return what was chosen as it stands below a picture: the policy, or the sliders where they are few. */
export function choiceWords(state, facts, language, say) {
  const levers = Object.entries(state.levers), known = Object.keys(facts.policies).some((policy) => isAt(state, facts, policy));
  if (known) return nameOfPolicy(state, facts)[language];
  if (levers.length > FEW) return say("ownMany", { count: levers.length });
  return levers.map(([name, { effort }]) => `${facts.levers[name].title[language]} ${Math.round(100 * effort)}%`).join(", ") || nameOfPolicy(state, facts)[language];
}
