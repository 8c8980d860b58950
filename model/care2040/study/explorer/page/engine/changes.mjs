// What a choice (levers, future, laws) comes down to: changes of parameters, as `care2040.inputs.policies` makes them.

/** Return an effort spread over districts by need, for the same money as the same effort everywhere. */
export function spreadByNeed(effort, need, residents) {
  const all = residents.reduce((sum, one) => sum + one, 0), share = residents.map((one) => one / all);
  const full = need.map(() => false);
  while (full.some((one) => !one)) {
    const taken = share.reduce((sum, one, place) => sum + (full[place] ? one : 0), 0);
    const asked = share.reduce((sum, one, place) => sum + (full[place] ? 0 : one * need[place]), 0);
    const wanted = need.map((one, place) => (full[place] ? 1 : (effort - taken) / asked * one));
    if (wanted.every((one) => one <= 1)) return wanted;
    wanted.forEach((one, place) => { full[place] ||= one > 1; });
  }
  return need.map(() => 1);
}

/** Return an effort that is whole where the need is greatest, and less elsewhere in proportion. */
export function limitedByNeed(effort, need) {
  const most = Math.max(...need);
  return need.map((one) => effort * one / most);
}

/** Return what a lever does: its budget over a period, and the effort that it buys so many years later. */
export function leverChanges(lever, { effort, start, full_by, until, spread }, residents) {
  const from = start ?? lever.start, full = full_by ?? from + lever.ramp, ends = until ?? null;
  const unequal = (spread === "by_need" && effort < 1) || spread === "limited";
  const spreadOut = () => spread === "limited" ? limitedByNeed(effort, lever.need) : spreadByNeed(effort, lever.need, residents);
  const parts = unequal && lever.aimed && lever.need && residents.length > 1 ? spreadOut().map((one, place) => [[place], one]) : [[null, effort]];
  return parts.flatMap(([where, value]) => [
    { parameter: lever.budget, where, operation: "set", value, from, full, until: ends },
    { parameter: lever.effort, where, operation: "set", value, from: from + lever.delay, full: full + lever.delay,
      until: ends === null ? null : ends + lever.delay },
  ]);
}

/** Return all changes of a choice: the future first, then the policy, its levers, and the laws that were chosen. */
export function changesOf(facts, { scenario, policy, levers, laws }) {
  const { run } = facts;
  const chosen = Object.entries(levers).flatMap(([name, setting]) => leverChanges(run.levers[name], setting, run.residents));
  const others = Object.entries(laws ?? {}).map(([quantity, law]) => ({
    parameter: `law_of_${quantity}`, where: null, operation: "set", from: null, full: null, until: null,
    value: facts.laws[quantity].options.findIndex((option) => option.name === law) }));
  return [...run.scenarios[scenario], ...(run.policies[policy] ?? []), ...chosen, ...others];
}
