// One quantity over the years, for the city: the choice beside unchanged policy.
import { html } from "../vendor/preact.mjs";
import { LineChart } from "../charts/lines.mjs";
import { quantityWriter } from "../words/numbers.mjs";
import { altOf, linesOf } from "./explore.mjs";

/** A chart of a quantity; `lines` are those of the choice where they are not given. */
export function MeetingChart(props) {
  const { facts, fan, say, language, source, name, lines = linesOf(props, (one) => one.city(name)), id = name, marks = [], large = false } = props;
  const quantity = facts.quantities[name];
  if (!quantity || !lines.length) return null;
  const title = quantity.title[language], { write, unit } = quantityWriter(quantity, lines.flatMap((line) => line.values), language);
  const band = fan?.bands?.[name];
  return html`<${LineChart} id=${id} title=${title} subtitle=${`${say("city")}, ${unit}`} alt=${altOf(title, facts, lines, write)} years=${facts.years} lines=${lines}
    band=${band ? { low: band.low, high: band.high, stale: fan.stale } : null} marks=${marks} quantity=${quantity} language=${language} source=${source} large=${large} />`;
}
