// Where things lie in a chart: round ticks, straight lines, labels that do not overlap.

/** Return from four to seven round numbers that span two values. */
export function roundTicks(low, high, most = 6) {
  if (!(high > low)) return [low];
  const raw = (high - low) / (most - 1), power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= raw * 0.999);
  const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
}

const FROM_NOUGHT = 0.5;

/** Return the two ends of an axis for values: from nought unless that would hide what happens. */
export function axisEnds(values) {
  const own = values.filter(Number.isFinite);
  if (!own.length) return [0, 1];
  const low = Math.min(...own), high = Math.max(...own);
  if (low >= 0 && low < FROM_NOUGHT * high) return [0, high || 1];
  if (low === high) return low < 0 ? [low, 0] : [0, high || 1];
  return [low - 0.08 * (high - low), high + 0.08 * (high - low)];
}

/** Return where labels go, each as near to its place as may be and none over another, between two bounds. */
export function apartFrom(places, height, low, high) {
  const order = places.map((place, index) => ({ place, index })).sort((one, other) => one.place - other.place);
  const groups = [];
  for (const one of order) {
    groups.push({ members: [one], middle: one.place });
    for (;;) {
      const [before, last] = groups.slice(-2);
      if (!last || groups.length < 2) break;
      const reach = (group) => (group.members.length * height) / 2;
      if (last.middle - reach(last) >= before.middle + reach(before)) break;
      const members = [...before.members, ...last.members];
      groups.splice(-2, 2, { members, middle: members.reduce((sum, { place }) => sum + place, 0) / members.length });
    }
  }
  const found = new Array(places.length);
  for (const { members, middle } of groups) {
    const half = (members.length * height) / 2, at = Math.min(Math.max(middle, low + half), Math.max(low + half, high - half));
    members.forEach(({ index }, number) => { found[index] = at - half + (number + 0.5) * height; });
  }
  return found;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif';
let pen = null;

/** Return how wide a text is in so large letters: measured in a page, about right where there is none. */
export function textWidth(text, size) {
  if (typeof document !== "undefined") {
    pen ??= document.createElement("canvas").getContext("2d");
    pen.font = `${size}px ${FONT}`;
    return pen.measureText(text).width;
  }
  let width = 0;
  for (const letter of text) width += /[ilj.,:;'|! ]/.test(letter) ? 0.3 : /[mwMW%]/.test(letter) ? 0.86 : /[A-Z0-9]/.test(letter) ? 0.62 : 0.54;
  return width * size;
}

/** Return a text in lines that are no wider than so much. */
export function wrapped(text, size, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && textWidth(longer, size) > most) lines.push(word); else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Return the path of a line through points; what is no number is left out. */
export function linePath(points) {
  let stroke = "M";
  return points.map(([x, y]) => {
    if (!Number.isFinite(y)) { stroke = "M"; return ""; }
    const part = `${stroke}${x.toFixed(1)},${y.toFixed(1)}`;
    stroke = "L";
    return part;
  }).join("");
}
