// What one run gives, by quantity: for the city, for its districts, and by part.

/** Return numbers with all axes added up but those that are kept, in their order. */
function foldTo(numbers, axes, lengths, keep) {
  const strides = axes.map(() => 0);
  let size = 1;
  for (let axis = axes.length - 1; axis >= 0; axis--) if (keep.includes(axes[axis])) { strides[axis] = size; size *= lengths[axis]; }
  const found = new Array(size).fill(0), at = axes.map(() => 0);
  for (const number of numbers) {
    found[at.reduce((place, one, axis) => place + one * strides[axis], 0)] += number;
    for (let axis = axes.length - 1; axis >= 0 && ++at[axis] === lengths[axis]; axis--) at[axis] = 0;
  }
  return found;
}

/** Return the answer of a run. */
export function makeAnswer(facts, { years, values }) {
  const { seen, state } = facts.run.model.places;
  const read = (name, keep) => {
    const { axes } = seen[name] ?? state[name], lengths = axes.map((axis) => facts.axes[axis].length);
    return values[name].map((numbers) => foldTo(numbers, axes, lengths, keep));
  };
  const inAll = (name) => (values[`${name}@city`] ? `${name}@city` : name);
  const onDistricts = (name) => facts.axes.district.length > 1 && (facts.quantities[name]?.axes ?? []).includes("district");
  return {
    years, failed: null, onDistricts,
    /** For each year its number for the city; what has payers or domains is added up. */
    city: (name) => (values[inAll(name)] ? read(inAll(name), []).map(([number]) => number) : []),
    /** For each year its numbers by part, for the city. */
    parts: (name) => (values[inAll(name)] ? read(inAll(name), facts.quantities[name].axes.filter((axis) => axis !== "district")) : []),
    /** For each year its number in a district, or for the city where it does not differ between districts. */
    district: (name, index) => (onDistricts(name) ? read(name, ["district"]).map((numbers) => numbers[index]) : read(inAll(name), []).map(([number]) => number)),
  };
}

/** Return the answer that says why there is none. */
export function failedAnswer(years, failed) {
  return { years, failed, city: () => [], parts: () => [], district: () => [], onDistricts: () => false };
}
