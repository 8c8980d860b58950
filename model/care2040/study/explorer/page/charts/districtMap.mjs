// Districts as tiles about in their place, in five steps from low to high; a tile can be chosen.
import { html } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { quantityWriter } from "../words/numbers.mjs";
import { saveCsv } from "./keep.mjs";

const STEPS = 5, SOFT = "\u00AD";

/** Return which of the five steps a value is on. */
export function stepOf(value, values) {
  const low = Math.min(...values), high = Math.max(...values);
  return high > low ? Math.min(STEPS - 1, Math.floor((STEPS * (value - low)) / (high - low))) : 0;
}

// a long name breaks between its parts where the tile is narrow
const breakable = (name) => name.replace(/\u00A0/g, " ").replace(/(\p{L}{3})(stad|west|oost|vecht|sche)(?!\p{L})/giu, `$1${SOFT}$2`);

/** Return row and column for the city itself: the first free tile of the last row, or a row of its own. */
export function placeOfCity(districts) {
  const last = Math.max(...districts.map((one) => one.row)), widest = Math.max(...districts.map((one) => one.column));
  const taken = new Set(districts.filter((one) => one.row === last).map((one) => one.column));
  for (let column = 0; column <= widest; column += 1) if (!taken.has(column)) return [last, column];
  return [last + 1, 0];
}

/** The map of tiles; values are those of the districts, in their order. */
export function DistrictMap({ id, title, districts, values, city, chosen, onChoose, quantity, language, source }) {
  const { write } = quantityWriter(quantity, [...values, city], language);
  const tile = (name, label, value, row, column, step) => html`<button type="button" key=${name ?? "city"} class=${`tile step-${step}`} aria-pressed=${chosen === name}
    style=${{ gridRow: row + 1, gridColumn: column + 1 }} onClick=${() => onChoose(chosen === name ? null : name)}><span>${breakable(label)}</span><strong>${write(value)}</strong></button>`;
  return html`<figure class="chart" aria-labelledby=${`title-${id}`}><h3 class="chart-title" id=${`title-${id}`}>${title}</h3>
    <p class="chart-subtitle">${chartSay(language, "chooseDistrict")} (${chartSay(language, "legend")})</p>
    <div class="tiles" style=${{ gridTemplateColumns: `repeat(${1 + Math.max(...districts.map((one) => one.column))}, minmax(0, 1fr))` }}>${districts.map((one, index) => tile(one.name, one.title[language], values[index], one.row, one.column, stepOf(values[index], values)))}
      ${tile(null, chartSay(language, "whole"), city, ...placeOfCity(districts), "city")}</div>
    <div class="chart-more"><button type="button" onClick=${() => saveCsv({ id, title, source, head: [chartSay(language, "district"), title], rows: districts.map((one, index) => [one.title[language], values[index]]) }, language)}>CSV</button></div>
    <p class="chart-source">${source}</p></figure>`;
}
