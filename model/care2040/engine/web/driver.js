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

/** Run a policy; return { years, values }, values[name] with for each year its numbers in the order of its axes. */
export function run(model, policy) {
  const { memory, programs, places } = model, { breaks, constant, varying } = model.policies[policy];
  const slice = (kind, name) => memory.slice(places[kind][name].first, places[kind][name].first + places[kind][name].size);
  const put = (kind, name, values) => memory.set(values, places[kind][name].first);
  const length = (name, value) => put("length", name, [value]);
  const moment = (part) => { length("part", part); programs.moment(); programs.follow(); };
  const call = (...names) => names.forEach((name) => programs[name]());
  const years = [], values = Object.fromEntries([...model.readings, ...model.flows].map((name) => [name, []]));
  memory.fill(0);
  for (const [name, own] of Object.entries({ ...model.constant, ...constant }))
    for (const kind of ["given", "before", "after"]) put(kind, name, own);
  for (let segment = 0; segment + 1 < breaks.length; segment++) {
    const [begin, end] = [breaks[segment], breaks[segment + 1]];
    for (const [name, own] of Object.entries(varying)) { put("before", name, own[segment][0]); put("after", name, own[segment][1]); }
    moment(0);
    if (segment === 0) { call("start", "still"); moment(0); }
    if (begin >= model.start && Number.isInteger(begin)) {
      programs.look();
      years.push(begin);
      for (const name of model.readings) values[name].push(slice("seen", name));
    }
    const steps = Math.max(1, Math.ceil((end - begin) / model.longest_step - 1e-9)), step = (end - begin) / steps;
    length("half", step / 2); length("whole", step); length("sixth", step / 6);
    for (let k = 0; k < steps; k++) {
      call("begin", "rates", "first");
      moment((k + 0.5) / steps); call("rates", "second", "rates", "third");
      moment((k + 1) / steps); call("rates", "leave", "check");
      for (const name of model.stocks) {
        const [lowest, total] = [slice("lowest", name)[0], slice("total", name)[0]];
        if (!Number.isFinite(total) || (lowest < -1e-9 && !model.signed.includes(name)))
          throw new Error(`'${name}' is ${total} in ${(begin + (k + 1) * step).toFixed(2)}, at the lowest ${lowest}`);
      }
    }
    if (!Number.isInteger(end)) continue;
    if (end > model.start) for (const name of model.flows) values[name].push(slice("state", name));
    call("turn", "again");
    const counted = model.stocks.filter((name) => model.counted[name]?.includes(end));
    for (const name of [...counted, ...(end === model.start ? model.afresh : [])]) put("state", name, slice("again", name));
  }
  return { years, values };
}
