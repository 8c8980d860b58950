// Runs a model that care2040 exported. In a page: const model = await load(bytes, manifest); run(model, "as_is").

/** Return a model that can be run, from the bytes of model.wasm and the contents of manifest.json. */
export async function load(bytes, manifest) {
  const { instance } = await WebAssembly.instantiate(bytes, { math: Math });
  return { ...manifest, programs: instance.exports, memory: new Float64Array(instance.exports.memory.buffer) };
}

/** The same from the JavaScript that stands in for model.wasm: loadScript(await import("./model.mjs"), manifest). */
export function loadScript(script, manifest) {
  const memory = new Float64Array(script.SIZE);
  return { ...manifest, memory, programs: script.programs(memory) };
}

/** Run a policy; return { years, values }, values[name] with for each year its numbers in the order of its axes.
 *
 * A policy is the name of one in the manifest, or { breaks, constant, varying } as those are; from is where `arrive`
 * came to, and nothing when a run begins at its first break. */
export function run(model, policy, from = null) {
  const years = [], values = Object.fromEntries([...model.readings, ...model.levels, ...model.flows].map((name) => [name, []]));
  const take = (kind, name) => values[name].push(numbersAt(model, kind, name));
  go(model, model.policies?.[policy] ?? policy, from, {
    look(year) { years.push(year); model.readings.forEach((name) => take("seen", name)); model.levels.forEach((name) => take("state", name)); },
    gathered() { model.flows.forEach((name) => take("state", name)); },
  });
  return { years, values };
}

/** Run to the last break and return where the model then stands, for runs that go on from there. */
export function arrive(model, paths) {
  go(model, paths, null, null);
  return model.memory.slice();
}

function numbersAt(model, kind, name) {
  const { first, size } = model.places[kind][name];
  return model.memory.slice(first, first + size);
}

function go(model, { breaks, constant, varying }, from, told) {
  const { memory, programs, places } = model;
  const put = (kind, name, values) => memory.set(values, places[kind][name].first);
  const length = (name, value) => { memory[places.length[name].first] = value; };
  const moment = (part) => { length("part", part); programs.moment(); programs.follow(); };
  const call = (...names) => names.forEach((name) => programs[name]());
  const checked = model.stocks.map((name) =>
    [places.lowest[name].first, places.total[name].first, name, model.signed.includes(name) ? -Infinity : -1e-9]);
  if (from) memory.set(from); else memory.fill(0);
  for (const [name, own] of Object.entries({ ...(from ? {} : model.constant), ...constant }))
    for (const kind of ["given", "before", "after"]) if (places[kind][name]) put(kind, name, own);
  for (let segment = 0; segment + 1 < breaks.length; segment++) {
    const [begin, end] = [breaks[segment], breaks[segment + 1]];
    for (const [name, own] of Object.entries(varying)) { put("before", name, own[segment][0]); put("after", name, own[segment][1]); }
    moment(0);
    if (segment === 0 && !from) { call("start", "still"); moment(0); }
    const tells = told && begin >= model.start;
    if (tells && Number.isInteger(begin)) { programs.look(); told.look(begin); }
    const steps = Math.max(1, Math.ceil((end - begin) / model.longest_step - 1e-9)), step = (end - begin) / steps;
    length("half", step / 2); length("whole", step); length("sixth", step / 6);
    for (let k = 0; k < steps; k++) {
      call("begin", "rates", "first");
      moment((k + 0.5) / steps); call("rates", "second", "rates", "third");
      moment((k + 1) / steps); call("rates", "leave", "check");
      for (const [low, sum, name, least] of checked) if (!Number.isFinite(memory[sum]) || memory[low] < least)
        throw new Error(`'${name}' is ${memory[sum]} in ${(begin + (k + 1) * step).toFixed(2)}, at the lowest ${memory[low]}`);
    }
    if (!Number.isInteger(end)) continue;
    if (tells) told.gathered();
    call("turn", "again");
    const counted = model.stocks.filter((name) => model.counted[name]?.includes(end));
    for (const name of [...counted, ...(end === model.start ? model.afresh : [])]) put("state", name, numbersAt(model, "again", name));
  }
}
