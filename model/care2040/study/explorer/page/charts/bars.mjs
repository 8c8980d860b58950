// Lying bars: districts or parts beside each other, with what they were as an outline.
import { html } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { quantityWriter } from "../words/numbers.mjs";
import { Chart } from "./frame.mjs";
import { textWidth, wrapped } from "./scale.mjs";

const ROW = 26, LETTER = 13;

/** Bars of rows { label, value, before }, from nought. */
export function BarChart({ id, title, subtitle = "", rows, quantity, language, source, note = "", alt = title }) {
  const { write } = quantityWriter(quantity, rows.map((row) => row.value), language), some = rows.some((row) => row.before !== undefined);
  const table = { head: [chartSay(language, "district"), chartSay(language, "now"), ...(some ? [chartSay(language, "before")] : [])], rows: rows.map((row) => [row.label, row.value, ...(some ? [row.before] : [])]), write };
  const words = `${alt}. ${rows.map((row) => `${row.label} ${write(row.value)}`).join("; ")}.`;
  const draw = (width) => {
    const names = rows.map((row) => wrapped(row.label, LETTER, 0.5 * width)), left = Math.max(...names.flat().map((name) => textWidth(name, LETTER))) + 10, right = width - Math.max(...rows.map((row) => textWidth(write(row.value), LETTER))) - 14;
    const all = rows.flatMap((row) => [row.value, row.before ?? 0, 0]), low = Math.min(...all), high = Math.max(...all, low + 1e-12), x = (value) => left + ((right - left) * (value - low)) / (high - low);
    const height = rows.length * ROW + 6;
    return { area: { left, right }, svg: html`<svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} aria-hidden="true" focusable="false" font-size=${LETTER}>
      ${rows.map((row, number) => html`${names[number].map((name, line) => html`<text class="chart-name" x=${left - 8} y=${number * ROW + 18 + (line - (names[number].length - 1) / 2) * 12} text-anchor="end">${name}</text>`)}
        <rect class="chart-bar" x=${Math.min(x(0), x(row.value))} width=${Math.max(1, Math.abs(x(row.value) - x(0)))} y=${number * ROW + 5} height=${ROW - 9} />
        ${row.before !== undefined && html`<rect class="chart-before" x=${Math.min(x(0), x(row.before))} width=${Math.max(1, Math.abs(x(row.before) - x(0)))} y=${number * ROW + 5} height=${ROW - 9} />`}
        <text class="chart-name" x=${Math.max(x(0), x(row.value), x(row.before ?? 0)) + 6} y=${number * ROW + 18}>${write(row.value)}</text>`)}
    </svg>` };
  };
  return html`<${Chart} ...${{ id, title, subtitle, source, language, table, draw, note }} alt=${words} />`;
}
