// What stands around every chart: its title, the year one points at, a table, what can be kept, the source.
import { html, useRef, useState } from "../vendor/preact.mjs";
import { chartSay } from "../words/chartWords.mjs";
import { saveCsv, savePng, saveSvg, tableNumber } from "./keep.mjs";
import { useWidth } from "./width.mjs";

const PAGE = 4;

/** A chart: `draw(width, place)` gives its drawing, `told(place)` what is read at a year. */
export function Chart({ id, title, subtitle = "", note = "", alt, source, language, table, years = null, told = null, draw, children = null }) {
  const [around, width] = useWidth(), [place, setPlace] = useState(null), stage = useRef(null);
  const drawing = draw(width, place), keepId = `keep-${id}`;
  const words = { id, title, subtitle, source, alt };
  const svg = () => stage.current.querySelector("svg");
  const move = (event) => {
    const last = years.length - 1, now = place ?? last;
    const next = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, Home: 0, End: last, PageDown: now - PAGE, PageUp: now + PAGE }[event.key];
    if (event.key === "Escape") setPlace(null);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(Math.min(last, Math.max(0, next)));
  };
  const point = (event) => {
    const box = svg().getBoundingClientRect(), { left, right } = drawing.area;
    const part = ((event.clientX - box.left) * (svg().viewBox.baseVal.width / box.width) - left) / (right - left);
    setPlace(Math.min(years.length - 1, Math.max(0, Math.round(part * (years.length - 1)))));
  };
  const at = place ?? (years ? years.length - 1 : 0);
  const slider = years && { role: "slider", tabindex: 0, "aria-label": chartSay(language, "pickYear", { title }), "aria-valuemin": years[0], "aria-valuemax": years.at(-1),
    "aria-valuenow": years[at], "aria-valuetext": `${years[at]}: ${told(at)}`, "aria-describedby": `alt-${id}`,
    onKeyDown: move, onPointerMove: point, onPointerDown: point, onPointerLeave: () => setPlace(null), onBlur: () => setPlace(null) };
  return html`<figure class="chart" id=${`chart-${id}`} aria-labelledby=${`title-${id}`}>
    <h3 class="chart-title" id=${`title-${id}`}>${title}</h3>
    ${subtitle && html`<p class="chart-subtitle">${subtitle}</p>`}
    <div ref=${around}><div class="chart-stage" ref=${stage} ...${slider ?? { role: "img", "aria-label": alt }}>${drawing.svg}</div></div>
    ${years && html`<p class="aside" id=${`alt-${id}`}>${alt}</p>
      <p class="chart-told" aria-hidden="true">${place === null ? "\u00a0" : `${years[at]}: ${told(at)}`}</p>`}
    ${children}
    ${note && html`<p class="chart-note">${note}</p>`}
    <div class="chart-more">
      <details><summary>${chartSay(language, "table")}</summary><div class="wide" tabindex="0" role="region" aria-label=${chartSay(language, "tableOf", { title })}>
        <table><caption class="aside">${title}</caption><thead><tr>${table.head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
          <tbody>${table.rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) =>
            html`<td>${typeof cell === "number" ? (table.write ? table.write(cell) : tableNumber(cell, language)) : cell}</td>`)}</tr>`)}</tbody></table></div></details>
      <details class="chart-keep"><summary id=${keepId}><span aria-hidden="true">${chartSay(language, "keep")}</span><span class="aside">${chartSay(language, "keepChart", { title })}</span></summary>
        <p class="row"><button type="button" onClick=${() => saveSvg(svg(), words)}>SVG</button>
          <button type="button" onClick=${() => savePng(svg(), words)}>PNG</button>
          <button type="button" onClick=${() => saveCsv({ ...words, title: table.unit ? `${title} (${table.unit})` : title, head: table.head, rows: table.rows }, language)}>CSV</button></p></details>
    </div>
    <p class="chart-source">${source}</p>
  </figure>`;
}
