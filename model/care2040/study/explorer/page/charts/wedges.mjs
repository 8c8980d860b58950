// From unchanged policy to the choice, step by step: what each lever adds, as a waterfall of lying bars.
import { html } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { quantityWriter } from "../words/numbers.mjs";
import { Chart } from "./frame.mjs";
import { textWidth, wrapped } from "./scale.mjs";

const ROW = 28, LETTER = 13, LINE = 13, MOST = 10, NONE = "\u2248 0";

/** The waterfall; it says whether every order was run, or how far a sample may be off. */
export function WedgeChart({ id, title, subtitle, start, end, wedges, exact, pairs, stale = false, quantity, language, source, alt, note = "" }) {
  const steps = [...wedges].sort((one, other) => (end < start ? one.value - other.value : other.value - one.value));
  const { write } = quantityWriter(quantity, [start, end, ...steps.map(({ value }) => start + value)], language);
  // the parts are smaller than the whole, so that they have digits of their own
  const { change, least } = quantityWriter(quantity, [0, ...steps.map(({ value }) => value)], language);
  const error = Math.max(0, ...steps.map((step) => step.error ?? 0));
  const how = exact ? chartSay(language, "exact") : chartSay(language, "sampled", { pairs, error: change(Math.max(error, least)).replace("+", "") });
  const rows = [], table = { head: [chartSay(language, "measure"), chartSay(language, "adds"), ...(exact ? [] : [chartSay(language, "error")])],
    rows: [...steps.map((step) => [step.label, step.value, ...(exact ? [] : [step.error])])] };
  const told = (value) => { const text = quantity.percent ? change(value).replace(/ .*/, "") : change(value); return /[1-9]/.test(text) ? text : NONE; };
  const large = [...steps].sort((one, other) => Math.abs(other.value) - Math.abs(one.value)).slice(0, steps.length > MOST + 1 ? MOST : steps.length);
  const rest = steps.filter((step) => !large.includes(step)), shown = steps.filter((step) => large.includes(step));
  if (rest.length) shown.push({ label: chartSay(language, "others", { count: rest.length }), value: rest.reduce((sum, step) => sum + step.value, 0) });
  let at = start;
  rows.push({ label: chartSay(language, "from"), from: null, to: start, text: write(start), kind: "whole" });
  for (const step of shown) { rows.push({ label: step.label, from: at, to: at + step.value, text: told(step.value), kind: !quantity.good ? "plain" : step.value > 0 === (quantity.good === "up") ? "less" : "more" }); at += step.value; }
  rows.push({ label: chartSay(language, "to"), from: null, to: end, text: write(end), kind: "whole chosen" });
  const draw = (width) => {
    const most = width * 0.42, size = width < 380 ? 12 : LETTER, names = rows.map((row) => wrapped(row.label, size, most));
    const left = Math.min(most, Math.max(...names.flat().map((name) => textWidth(name, size)))) + 10, right = width - Math.max(...rows.map((row) => textWidth(row.text, size))) - 12;
    const reached = rows.flatMap((row) => [row.to, row.from ?? row.to]), low = Math.min(...reached), high = low > 0 ? Math.max(...reached) : Math.max(0, ...reached);
    const base = low <= 0 || high - low > high / 3 || high === low ? Math.min(0, low) : low - (high - low) / 2, x = (value) => left + ((right - left) * (value - base)) / (high - base || 1), nought = Math.max(base, 0);
    const tall = names.map((own) => Math.max(ROW, own.length * LINE + 4)), tops = tall.map((_, number) => tall.slice(0, number).reduce((sum, one) => sum + one, 0));
    const height = tops.at(-1) + tall.at(-1) + 4, middle = (number) => tops[number] + tall[number] / 2;
    return { area: { left, right }, svg: html`<svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} aria-hidden="true" focusable="false" font-size=${size} class=${stale ? "stale" : ""}>
      ${rows.map((row, number) => { const from = row.from ?? nought, begin = x(Math.min(from, row.to)), long = Math.max(1.5, Math.abs(x(row.to) - x(from)));
        return html`${names[number].map((name, line) => html`<text class="chart-name" x=${left - 8} y=${middle(number) + 4 + (line - (names[number].length - 1) / 2) * LINE} text-anchor="end">${name}</text>`)}
          <rect class=${`chart-wedge ${row.kind}`} x=${begin} width=${long} y=${middle(number) - 9} height=${ROW - 10} />
          ${row.from === null && base > 0 && html`<path class="chart-cut" d=${`M${left + 8},${middle(number) + 11}l5,${6 - ROW}m4,0l-5,${ROW - 6}`} />`}
          <text class="chart-name" x=${begin + long + 6} y=${middle(number) + 4}>${row.text}</text>
          ${number < rows.length - 1 && html`<line class="chart-step" x1=${x(row.to)} x2=${x(row.to)} y1=${middle(number) + 9} y2=${middle(number + 1) - 9} />`}`; })}
    </svg>` };
  };
  const words = `${alt} ${steps.map((step) => `${step.label} ${change(step.value)}`).join("; ")}.`;
  return html`<${Chart} ...${{ id, title, subtitle, source, language, table, draw }} alt=${words} note=${[stale ? chartSay(language, "stale") : how, note].filter(Boolean).join(" ")} />`;
}
