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

/** Return the middles of labels, each as near to its place as may be and none over another, between two bounds.
 * Heights are one for all or one for each; where all of them together are too high, they go on past the upper bound. */
export function apartFrom(places, heights, low, high) {
  const order = places.map((place, index) => ({ place, index, height: heights[index] ?? heights })).sort((one, other) => one.place - other.place);
  const heightOf = (members) => members.reduce((sum, { height }) => sum + height, 0);
  const topOf = (members) => {
    let above = 0;
    const tops = members.map(({ place, height }) => { above += height; return place - above + height / 2; });
    return tops.reduce((sum, top) => sum + top, 0) / members.length;
  };
  const groups = [];
  for (const one of order) {
    let members = [one];
    while (groups.length && groups.at(-1).top + heightOf(groups.at(-1).members) > topOf(members)) members = [...groups.pop().members, ...members];
    groups.push({ members, top: topOf(members) });
  }
  let end = low;
  for (const group of groups) { group.top = Math.max(group.top, end); end = group.top + heightOf(group.members); }
  end = high;
  for (const group of groups.reverse()) { group.top = end = Math.min(group.top, end - heightOf(group.members)); }
  const found = new Array(places.length);
  for (const { members, top } of groups) {
    let at = top;
    for (const { index, height } of members) { found[index] = at + height / 2; at += height; }
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
