// The charts: need and work, the gap, what each lever adds, who pays, districts, and any indicator.
import { html } from "../vendor/preact.mjs";
import { LineChart } from "../charts/lines.mjs";
import { BarChart } from "../charts/bars.mjs";
import { WedgeChart } from "../charts/wedges.mjs";
import { PayerChart } from "../charts/payers.mjs";
import { DistrictMap } from "../charts/districtMap.mjs";
import { causedShare } from "../engine/book.mjs";
import { districtOf } from "./deskHook.mjs";
import { quantityWriter, writePercent } from "../words/numbers.mjs";

const VISION = 0.25;
const SHARE = "care_share_needed", GAP = "shortage";

/** Return the lines of a quantity: the choice, unchanged policy where it is another, and what was pinned. */
export function linesOf({ state, answer, base, pins, say }, read, kind = "need", label = say("chosen")) {
  const same = JSON.stringify(read(answer)) === JSON.stringify(read(base));
  return [
    { name: "chosen", label: same ? say("asIs") : label, values: read(answer), kind },
    ...(same ? [] : [{ name: "asIs", label: say("asIs"), values: read(base), kind: "asis" }]),
    ...pins.filter((pin) => !pin.answer.failed).map((pin, index) => ({ name: `pin${index}`, label: pin.name, values: read(pin.answer), kind: `pin${index + 1}` })),
  ].filter(({ values }) => values.length);
}

/** Return what a screen reader hears of lines: where each begins and ends. */
export function altOf(title, facts, lines, write) {
  return `${title}. ${lines.map((line) => `${line.label}: ${facts.years[0]} ${write(line.values[0])}, ${facts.years.at(-1)} ${write(line.values.at(-1))}`).join("; ")}.`;
}

/** The view with all charts. */
export function ExploreView(props) {
  const { facts, state, change, say, language } = props;
  return html`<h2 class="aside">${say("answers")}</h2>
    <${ShareChart} ...${props} large />
    <div class="panels">
      <${QuantityChart} ...${props} name=${GAP} title=${say("gapTitle")} />
      <${Wedges} ...${props} />
      <${Payers} ...${props} />
      <section class="picked" aria-label=${say("indicator")}>
        <label class="choice">${say("indicator")}
          <select onChange=${(event) => change({ ...state, indicator: event.target.value })}>
            ${facts.indicators.filter((name) => facts.quantities[name].total).map((name) =>
              html`<option value=${name} selected=${name === state.indicator}>${labelOf(facts, name, language)}</option>`)}
          </select></label>
        <p class="chart-note">${facts.quantities[state.indicator].about[language]}</p>
        ${state.indicator !== GAP && html`<${QuantityChart} ...${props} name=${state.indicator} id=${`gekozen_${state.indicator}`} title=${facts.quantities[state.indicator].title[language]} />`}
      </section>
      ${facts.districts.length > 0 && !state.fold && html`<${Districts} ...${props} />`}
    </div>`;
}

/** Return what an indicator is called in a list, with its unit where another one is called the same. */
function labelOf(facts, name, language) {
  const called = facts.quantities[name].title[language], twice = facts.indicators.some((other) => other !== name && facts.quantities[other].title[language] === called);
  return twice ? `${called} (${facts.quantities[name].unitWords[language]})` : called;
}

/** Need and work as a share of all who work in the city, with the band, unchanged policy and the line of the vision. */
export function ShareChart(props) {
  const { facts, state, change, answer, fan, say, language, source, large } = props;
  const need = linesOf(props, (one) => one.city(SHARE), "need", say("need"));
  const lines = [...need, { name: "supply", label: say("supply"), values: answer.city("care_share_working"), kind: "supply" }];
  const quantity = facts.quantities[SHARE], { write } = quantityWriter(quantity, lines.flatMap((line) => line.values), language);
  const band = fan?.bands?.[SHARE];
  return html`<section class="main-chart">
    <${LineChart} id="een_op_de_vier" title=${say("shareTitle")} subtitle=${`${facts.years[0]}–${facts.years.at(-1)}`} alt=${altOf(say("shareTitle"), facts, lines, write)}
      years=${facts.years} lines=${lines} band=${band ? { low: band.low, high: band.high, stale: fan.stale } : null}
      layer=${state.layer ? { from: answer.city(SHARE), to: causedShare(answer), label: say("caused") } : null}
      marks=${[{ value: VISION, label: say("visionMark") }]} quantity=${quantity} language=${language} source=${source} large=${large} />
    <p class="below"><label><input type="checkbox" checked=${state.layer} onChange=${(event) => change({ ...state, layer: event.target.checked }, "view")} /> ${say("layer")}</label>
      <${FanNote} ...${props} /></p>
  </section>`;
}

function FanNote({ facts, fan, say, language, place }) {
  if (fan?.failed && !fan.bands) return html`<span class="fan-note">${say("fanNone", { why: fan.failed })}</span>`;
  if (!fan || fan.stale) return html`<span class="fan-note" data-stale="true">${say("fanBusy")}</span>`;
  const failed = fan.failed ? say("fanFailed", { count: fan.failed }) : "";
  return html`<span class="fan-note" data-stale="false" data-time=${Math.round(fan.time)}>${say("fanNote", { draws: fan.draws, failed, year: facts.years[place], median: writePercent(fan.bands[SHARE].median[place], language, 1) })}</span>`;
}

function QuantityChart(props) {
  const { facts, state, fan, say, language, source, name, title, id = name } = props, quantity = facts.quantities[name];
  const district = state.district === null ? -1 : facts.axes.district.indexOf(state.district);
  const here = district >= 0 && facts.districts.length > 0 && props.answer.onDistricts(name);
  const lines = linesOf(props, (one) => (here ? one.district(name, district) : one.city(name)));
  if (!lines.length) return null;
  const { write, unit } = quantityWriter(quantity, lines.flatMap((line) => line.values), language);
  const band = here ? null : fan?.bands?.[name], where = here ? facts.districts[district].title[language] : say("city");
  return html`<${LineChart} id=${id} title=${title} subtitle=${`${where}, ${unit}`} alt=${altOf(`${title}, ${where}`, facts, lines, write)} years=${facts.years} lines=${lines}
    band=${band ? { low: band.low, high: band.high, stale: fan.stale } : null} quantity=${quantity} language=${language} source=${source} />`;
}

function Wedges({ facts, state, wedges, say, language, source, place }) {
  const quantity = facts.quantities[state.indicator], title = say("wedgesTitle", { indicator: quantity.title[language], year: facts.years[place] }), district = districtOf(facts, state);
  if (!wedges?.wedges || wedges.indicator !== state.indicator || wedges.district !== district) return html`<section class="empty"><h3>${title}</h3><p>${say(Object.keys(state.levers).length ? "fanBusy" : "wedgesNone")}</p></section>`;
  const { write, change } = quantityWriter(quantity, [wedges.start, wedges.end], language);
  const note = wedges.exact && wedges.wedges.length > 1 ? say("wedgesOverlap", { alone: change(wedges.alone), whole: change(wedges.end - wedges.start) }) : "";
  const called = (name) => { const { title: lever, quality, control } = facts.levers[name]; return say("wedgeName", { lever: lever[language], quality, who: say(`who${control}`) }); };
  return html`<${WedgeChart} id="maatregelen" title=${title} subtitle=${district === null ? say("city") : facts.districts[district].title[language]} start=${wedges.start} end=${wedges.end} exact=${wedges.exact} pairs=${wedges.pairs} stale=${wedges.stale}
    wedges=${wedges.wedges.map((one) => ({ ...one, label: called(one.name) }))} note=${[note, say("wedgesKey")].filter(Boolean).join(" ")} quantity=${quantity} language=${language} source=${source}
    alt=${`${title}. ${say("asIs")} ${write(wedges.start)}, ${say("chosen")} ${write(wedges.end)}.`} />`;
}

function Payers({ facts, money, say, language, source, place }) {
  const title = say("payersTitle", { year: facts.years[place] });
  if (!money.some((row) => row.lever || row.care || row.benefit)) return html`<section class="empty"><h3>${title}</h3><p>${say("payersNone")}</p></section>`;
  return html`<${PayerChart} id="wie_betaalt" title=${title} rows=${money} language=${language} source=${source} />`;
}

function Districts({ facts, state, change, answer, base, say, language, source, place }) {
  const shown = [state.indicator, ...facts.indicators].find((name) => answer.onDistricts(name));
  if (!shown) return null;
  const quantity = facts.quantities[shown], measure = quantity.title[language];
  const title = say("mapTitle", { indicator: measure, year: facts.years[place] });
  const values = facts.districts.map((_, index) => answer.district(shown, index)[place]);
  const before = facts.districts.map((_, index) => base.district(shown, index)[place]);
  return html`<section><${DistrictMap} id="wijken" title=${title} districts=${facts.districts} values=${values} city=${answer.city(shown)[place]} chosen=${state.district}
      onChoose=${(name) => change({ ...state, district: name }, "view")} quantity=${quantity} language=${language} source=${source} />
    ${shown !== state.indicator && html`<p class="chart-note">${say("mapNot", { indicator: facts.quantities[state.indicator].title[language] })}</p>`}
    <${BarChart} id="wijken_staven" title=${title} rows=${facts.districts.map((one, index) => ({ label: one.title[language], value: values[index], before: before[index] }))}
      quantity=${quantity} language=${language} source=${source} /></section>`;
}
