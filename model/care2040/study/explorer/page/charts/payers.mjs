// Who pays and who gains: for each payer what is added to its cost on the left, and what it saves or gains on the right.
import { html } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { writeEuro } from "../words/numbers.mjs";
import { Chart } from "./frame.mjs";
import { textWidth } from "./scale.mjs";

const ROW = 46, LETTER = 13;

/** Rows { payer, label, lever, care, benefit, net }, in euros a year, all more than with unchanged policy. */
export function PayerChart({ id, title, rows, language, source }) {
  const sides = rows.map((row) => ({ ...row, worse: Math.max(0, row.lever) + Math.max(0, row.care) + Math.max(0, -row.benefit), better: Math.max(0, row.benefit) + Math.max(0, -row.care) + Math.max(0, -row.lever) }));
  const euro = (value) => writeEuro(value, language);
  const table = { head: ["payer", "lever", "care", "benefit", "net"].map((key) => chartSay(language, key)), rows: rows.map((row) => [row.label, row.lever, row.care, row.benefit, row.net]), write: euro };
  const alt = `${title}. ${rows.map((row) => `${row.label}: ${chartSay(language, "lever")} ${euro(row.lever)}, ${chartSay(language, "care")} ${euro(row.care)}, ${chartSay(language, "benefit")} ${euro(row.benefit)}, ${chartSay(language, "net")} ${euro(row.net)}`).join("; ")}.`;
  const draw = (width) => {
    const room = Math.max(...sides.flatMap((row) => [row.worse, row.better]).map((value) => textWidth(euro(value), LETTER))) + 10;
    const largest = Math.max(...sides.map((row) => row.worse)) + Math.max(...sides.map((row) => row.better)) || 1;
    const scale = (width - 2 * room) / largest, middle = room + Math.max(...sides.map((row) => row.worse)) * scale, height = sides.length * ROW + 24;
    return { area: { left: 0, right: width }, svg: html`<svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} aria-hidden="true" focusable="false" font-size=${LETTER}>
      <text class="chart-label need" x="0" y="14">${chartSay(language, "costs")}</text><text class="chart-label supply" x=${width} y="14" text-anchor="end">${chartSay(language, "gains")}</text>
      ${sides.map((row, number) => { const top = 24 + number * ROW;
        return html`<text class="chart-name" x="0" y=${top + 13}>${row.label}</text>
          <rect class="chart-wedge more" x=${middle - row.worse * scale} width=${row.worse * scale} y=${top + 18} height="16" />
          <rect class="chart-wedge less" x=${middle} width=${row.better * scale} y=${top + 18} height="16" />
          ${row.worse > 0 && html`<text class="chart-name" x=${middle - row.worse * scale - 5} y=${top + 31} text-anchor="end">${euro(row.worse)}</text>`}
          ${row.better > 0 && html`<text class="chart-name" x=${middle + row.better * scale + 5} y=${top + 31}>${euro(row.better)}</text>`}
          ${Math.max(row.worse, row.better) > 0 && html`<path class="chart-net" d=${`M${middle + row.net * scale},${top + 19}l7,7l-7,7l-7,-7z`} />`}`; })}
      <line class="chart-now" x1=${middle} x2=${middle} y1="24" y2=${height} />
    </svg>` };
  };
  return html`<${Chart} ...${{ id, title, alt, source, language, table, draw }} note=${chartSay(language, "payersNote")} />`;
}
