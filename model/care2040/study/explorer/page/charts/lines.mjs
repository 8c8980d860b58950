// Lines over the years, with labels at their ends, a band of draws, and what one fears as a line across.
import { html } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { axisWriter, quantityWriter } from "../words/numbers.mjs";
import { Chart } from "./frame.mjs";
import { apartFrom, axisEnds, linePath, roundTicks, textWidth, wrapped } from "./scale.mjs";

const SMALL = 430, LETTER = 13, LINE_HEIGHT = 15, BOLD = 1.12;

/** Need and supply, unchanged policy, pins: each line has a colour, a dash and a label. */
export function LineChart({ id, title, subtitle = "", alt, years, lines, band = null, layer = null, marks = [], quantity, language, source, large = false, note = "" }) {
  const values = [...lines.flatMap((line) => line.values), ...(band ? [...band.low, ...band.high] : []), ...(layer ? layer.to : []), ...marks.map((mark) => mark.value)];
  const ends = axisEnds(values), { write } = quantityWriter(quantity, lines.flatMap((line) => line.values), language);
  const ticks = roundTicks(...ends, large ? 6 : 5).filter((tick) => tick >= ends[0] - 1e-9 && tick <= ends[1] * 1.0001 + 1e-9);
  const axis = axisWriter(quantity, ticks, language);
  const under = [subtitle, ends[0] > 0 || ends[1] < 0 ? chartSay(language, "notFromNought") : "", band ? chartSay(language, "band") : "", layer ? chartSay(language, "hatched", layer) : ""].filter(Boolean).join("; ");
  const told = (place) => lines.map((line) => `${line.label} ${write(line.values[place])}`).join("; ");
  const table = { head: [chartSay(language, "year"), ...lines.map((line) => line.label), ...(band && !band.stale ? [chartSay(language, "bandLow"), chartSay(language, "bandHigh")] : [])],
    rows: years.map((year, place) => [year, ...lines.map((line) => line.values[place]), ...(band && !band.stale ? [band.low[place], band.high[place]] : [])]), write: quantity.percent || quantity.unit.startsWith("euro") ? write : null, unit: quantity.unit };
  const draw = (width, place) => drawLines({ id, width, place, large, years, lines, band, layer, marks, ends, ticks, axis, write, language });
  return html`<${Chart} ...${{ id, title, alt, source, language, table, years, told, draw, note }} subtitle=${under} />`;
}

function drawLines({ id, width, place, large, years, lines, band, layer, marks, ends, ticks, axis, write, language }) {
  const small = width < SMALL;
  const size = small ? 12 : LETTER, most = Math.round(width * (small ? 0.33 : 0.27));
  const texts = lines.map((line) => wrapped(`${line.label} ${write(line.values.at(-1))}`, size * BOLD, most));
  const wide = Math.max(...texts.flat().map((text) => textWidth(text, size * BOLD))) + 10;
  const tall = texts.map((text) => text.length * LINE_HEIGHT), allLabels = tall.reduce((sum, one) => sum + one, 0);
  // many labels on a narrow screen make the picture higher, so that none falls out of it
  const height = Math.max(Math.round(Math.min(large ? 460 : 300, Math.max(200, width * (large ? 0.46 : 0.56)))), allLabels + 64);
  const left = Math.max(...ticks.map((tick) => textWidth(axis(tick), size))) + 10, right = width - wide - 8;
  const called = marks.map((mark) => wrapped(mark.label, size, right - left - 4)), top = marks.length ? 7 + LINE_HEIGHT * Math.max(...called.map((own) => own.length)) : 12, bottom = height - 24;
  const x = (at) => left + ((right - left) * at) / (years.length - 1), y = (value) => bottom - ((bottom - top) * (value - ends[0])) / (ends[1] - ends[0]);
  const path = (own) => linePath(own.map((value, at) => [x(at), y(value)]));
  const area = (low, high) => `${linePath(high.map((value, at) => [x(at), y(value)]))}${linePath([...low].map((value, at) => [x(at), y(value)]).reverse()).replace(/^M/, "L")}Z`;
  const middles = apartFrom(lines.map((line) => y(line.values.at(-1))), tall, 0, bottom + 4);
  const step = small || right - left < 260 ? 8 : 4;
  const svg = html`<svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} aria-hidden="true" focusable="false" font-size=${size}>
    <defs><pattern id=${`hatch-${id}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="chart-hatch" /></pattern></defs>
    ${ticks.map((tick) => html`<line class="chart-grid" x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)} /><text class="chart-tick" x=${left - 6} y=${y(tick) + 4} text-anchor="end">${axis(tick)}</text>`)}
    ${years.map((year, at) => year % step === 0 && html`<text class="chart-tick" x=${x(at)} y=${height - 6} text-anchor="middle">${year}</text>`)}
    ${band && html`<path class=${`chart-band ${band.stale ? "stale" : ""}`} d=${area(band.low, band.high)} />`}
    ${layer && html`<path fill=${`url(#hatch-${id})`} d=${area(layer.from, layer.to)} />`}
    ${marks.map((mark, number) => html`<line class="chart-mark" x1=${left} x2=${right} y1=${y(mark.value)} y2=${y(mark.value)} />${called[number].map((text, row) =>
      html`<text class="chart-mark-text" x=${left + 4} y=${y(mark.value) - 5 - (called[number].length - 1 - row) * LINE_HEIGHT}>${text}</text>`)}`)}
    ${[...lines].reverse().map((line) => html`<path class=${`chart-line ${line.kind}`} d=${path(line.values)} />`)}
    ${lines.map((line, number) => html`<g class=${`chart-label ${line.kind}`}>${texts[number].map((text, row) =>
      html`<text x=${right + 8} y=${middles[number] + (row - (texts[number].length - 1) / 2) * LINE_HEIGHT + 4}>${text}</text>`)}</g>`)}
    ${place !== null && html`<g class="chart-cursor"><line class="chart-now" x1=${x(place)} x2=${x(place)} y1=${top} y2=${bottom} />
      ${lines.map((line) => Number.isFinite(line.values[place]) && html`<circle class=${`chart-dot ${line.kind}`} cx=${x(place)} cy=${y(line.values[place])} r="4.5" />`)}</g>`}
    ${band?.stale && html`<text class="chart-tick" x=${right - 4} y=${bottom - 6} text-anchor="end">${chartSay(language, "stale")}</text>`}
  </svg>`;
  return { svg, area: { left, right } };
}
