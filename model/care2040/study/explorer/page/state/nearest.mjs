// The name that was probably meant.

const FARTHEST = 0.45;

function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (one[i - 1] !== other[j - 1])));
    row = next;
  }
  return row[other.length];
}

/** Return the nearest of some names, or null where none is near. */
export function nearestName(name, names) {
  const text = String(name).slice(0, 80).toLowerCase();
  const [found] = names.map((one) => [one, distance(text, one.toLowerCase()) / Math.max(text.length, one.length, 1)]).sort((a, b) => a[1] - b[1]);
  return found && found[1] <= FARTHEST ? found[0] : null;
}
