// What can be kept of a chart: as a drawing, as a picture, as a table.
import { writeNumber } from "../words/numbers.mjs";
import { wrapped } from "./scale.mjs";

const PAPER = "#FFFFFF", INK = "#1A1A1A", MUTED = "#595959", EDGE = 16, BOLD = 1.12, SCALE = 2, FONT = "Noto Sans, Segoe UI, Arial, sans-serif";
const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "fill-opacity", "font-size", "font-weight", "text-anchor", "paint-order"];

/** Let the reader keep a file; its name is readable. */
export function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Let the reader keep a text. */
export function saveText(name, text, type = "text/plain") {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

function plainCopy(node) {
  const copy = node.cloneNode(false);
  if (node.nodeType === 1) {
    const drawn = getComputedStyle(node);
    for (const name of [...copy.attributes].map((one) => one.name)) if (/^(class|style|tabindex|role|aria-|data-)/.test(name)) copy.removeAttribute(name);
    for (const name of DRAWN) { const value = drawn.getPropertyValue(name); if (value && value !== "normal" && value !== "auto") copy.setAttribute(name, value); }
  }
  for (const child of node.childNodes) if (!(child.nodeType === 1 && child.classList.contains("chart-cursor"))) copy.append(plainCopy(child));
  return copy;
}

/** Return a drawing as the text of an SVG file on white paper: with its title, its source, and what it says in words. */
export function chartAsSvg(svg, { title, subtitle = "", source = "", alt = "" }) {
  const root = document.documentElement, before = root.dataset.paper;
  root.dataset.paper = "white";
  const { width, height } = svg.viewBox.baseVal, copy = plainCopy(svg);
  if (before === undefined) delete root.dataset.paper; else root.dataset.paper = before;
  let down = EDGE;
  const block = (text, size, looks) => (text ? wrapped(text, size * BOLD, width) : []).map((line) => {
    down += Math.round(size * 1.3);
    return `<text x="${EDGE}" y="${down - 4}" font-size="${size}" ${looks}>${escaped(line)}</text>`;
  }).join("");
  const head = block(title, 17, `font-weight="700" fill="${INK}"`) + block(subtitle, 13, `fill="${MUTED}"`), top = down + 8;
  down = top + height + 4;
  const foot = block(source, 12, `fill="${MUTED}"`), whole = down + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width + 2 * EDGE} ${whole}" width="${width + 2 * EDGE}" height="${whole}" role="img" font-family="${FONT}"><title>${
    escaped(title)}</title><desc>${escaped(alt)}</desc><rect width="100%" height="100%" fill="${PAPER}"/>${head}<g transform="translate(${EDGE} ${top})">${copy.innerHTML}</g>${foot}</svg>`;
}

/** Let the reader keep a drawing as SVG. */
export function saveSvg(svg, words) {
  saveText(`${words.id}.svg`, chartAsSvg(svg, words), "image/svg+xml");
}

/** Let the reader keep a drawing as a picture of twice its size. */
export async function savePng(svg, words) {
  const text = chartAsSvg(svg, words), picture = new Image(), canvas = document.createElement("canvas");
  await new Promise((done, wrong) => { picture.onload = done; picture.onerror = wrong; picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`; });
  canvas.width = SCALE * picture.width;
  canvas.height = SCALE * picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  saveBlob(`${words.id}.png`, await new Promise((done) => canvas.toBlob(done, "image/png")));
}

/** Return a table as CSV: in Dutch with semicolons and decimal commas, as spreadsheets there want it. */
export function asCsv({ title, source, head, rows }, language) {
  const [mark, decimal] = language === "nl" ? [";", ","] : [",", "."];
  const cell = (value) => {
    if (typeof value === "number") return Number.isFinite(value) ? String(value).replace(".", decimal) : "";
    return /[",;\n\r]/.test(value) || /^[=+\-@\t]/.test(value) ? `"${value.replace(/"/g, '""').replace(/^([=+\-@\t])/, "'$1")}"` : value;
  };
  const lines = [head.map((one) => (typeof one === "number" ? String(one) : one)), ...rows, [title], [source]];
  return `${lines.map((line) => line.map(cell).join(mark)).join("\r\n")}\r\n`;
}

/** Let the reader keep a table. */
export function saveCsv(table, language) {
  saveText(`${table.id}.csv`, `\uFEFF${asCsv(table, language)}`, "text/csv");
}

/** Return a number as a table on the screen has it. */
export function tableNumber(value, language) {
  const size = Math.abs(value);
  return writeNumber(value, language, size >= 100 || value === 0 ? 0 : size >= 1 ? 2 : 4);
}
