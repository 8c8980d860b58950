// A policy as the path of each parameter over time, as `care2040.inputs.policies.path_maker` makes them.

/** Return what a parameter is at a moment, by year or not: a straight line between its years, flat outside them. */
function valuesAt({ years, values }, moment) {
  if (!years) return values;
  const size = values.length / years.length, found = new Float64Array(size);
  let before = 0;
  while (before < years.length - 1 && years[before + 1] <= moment) before++;
  const after = Math.min(before + 1, years.length - 1);
  const share = after === before || moment <= years[before] ? 0 : (moment - years[before]) / (years[after] - years[before]);
  for (let place = 0; place < size; place++) {
    const at = place * years.length;
    found[place] = (1 - share) * values[at + before] + share * values[at + after];
  }
  return found;
}

/** Return the parameters of a draw: the central ones, but for what was drawn. */
export function drawnParameters(parameters, drawn) {
  const found = { ...parameters };
  for (const [name, value] of Object.entries(drawn)) {
    const [whole, member] = parameters[name] ? [name, null] : name.split(".");
    const own = found[whole];
    const times = own.factor ? own.values.map((one) => one * value) : Float64Array.from(own.values);
    if (!own.factor) times[member === null ? 0 : own.members.indexOf(member)] = value;
    found[whole] = { ...own, values: times };
  }
  return found;
}

function atStrength({ operation, value }, before, strength) {
  if (operation === "set") return (1 - strength) * before + strength * value;
  return operation === "multiply" ? before * (1 - strength + strength * value) : before + strength * value;
}

const isNeutral = ({ operation, value }) => (operation === "multiply" && value === 1) || (operation === "add" && value === 0);

function placesOf({ where }, size) {
  return where ?? Array.from({ length: size }, (_, place) => place);
}

function alters(change, { years, values }) {
  const length = years ? years.length : 1;
  return placesOf(change, values.length / length).some((place) => {
    for (let year = 0; year < length; year++)
      if (atStrength(change, values[place * length + year], 1) !== values[place * length + year]) return true;
    return false;
  });
}

/** Return, by parameter, the changes that alter anything, in their order. */
function thatMatter(parameters, changes) {
  const kept = new Map();
  for (const change of changes) {
    const { parameter } = change;
    if (isNeutral(change) || !(kept.has(parameter) || alters(change, parameters[parameter]))) continue;
    kept.set(parameter, [...(kept.get(parameter) ?? []), change]);
  }
  return kept;
}

function breaksOf(start, end, changes) {
  const moments = new Set();
  for (let year = Math.ceil(start); year <= end; year++) moments.add(year);
  for (const own of changes.values())
    for (const { from, full, until } of own)
      for (const moment of [from, full, until]) if (moment != null && moment > start && moment < end) moments.add(moment);
  moments.add(start).add(end);
  return [...moments].sort((one, other) => one - other);
}

function apply(change, segments, breaks) {
  const from = change.from ?? breaks[0], until = Math.min(change.until ?? Infinity, breaks.at(-1));
  segments.forEach((ends, segment) => {
    if (breaks[segment] < from || breaks[segment] >= until) return;
    ends.forEach((values, side) => {
      const { full } = change;
      const strength = full != null && full > from ? Math.min(1, Math.max(0, (breaks[segment + side] - from) / (full - from))) : 1;
      for (const place of placesOf(change, values.length)) values[place] = atStrength(change, values[place], strength);
    });
  });
}

/** Return { breaks, constant, varying } for a run from start to end.
 *
 * Constant holds what the changes alter and never moves, and with all also every other parameter that keeps one value;
 * varying holds, for each segment between two breaks, the numbers at its begin and at its end. */
export function makePaths(parameters, changes, start, end, all = false) {
  const matter = thatMatter(parameters, changes), breaks = breaksOf(start, end, matter);
  const constant = {}, varying = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const own = matter.get(name);
    if (!own && !parameter.years) { if (all) constant[name] = parameter.values; continue; }
    const at = breaks.map((moment) => valuesAt(parameter, moment));
    const segments = breaks.slice(1).map((_, segment) => [at[segment], at[segment + 1]].map((values) => own ? Float64Array.from(values) : values));
    own?.forEach((change) => apply(change, segments, breaks));
    varying[name] = segments;
  }
  return { breaks, constant, varying };
}
