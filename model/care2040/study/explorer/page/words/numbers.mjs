// Numbers as they are written, without the locale of the machine: as `care2040.wording.numbers` writes them.

const MARKS = { nl: { thousands: ".", decimal: "," }, en: { thousands: ",", decimal: "." } }, MINUS = "\u2212";
const COUNTS = { nl: ["twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"], en: ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] };
const ONE_IN = { nl: ["een op de {n}", "bijna {f}", "ruim {f}"], en: ["one in {n}", "almost {f}", "over {f}"] };
const MONTHS = {
  nl: ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
  en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
};
const COUNTED = ["person", "fte", "dwelling", "household", "place"];
const AS_GOOD_AS = 0.01, NEARLY = 0.05, MILLION = 1e6;
const MILLIONS = { nl: "€ {n} mln", en: "€{n}m" }, EUROS = { nl: "€ {n}", en: "€{n}" }, POINTS = { nl: "procentpunt", en: "percentage points" };

/** Return a number with its thousands apart, a true minus and so many digits. */
export function writeNumber(value, language, digits = 0) {
  if (!Number.isFinite(value)) return "–";
  const { thousands, decimal } = MARKS[language], [whole, part] = Math.abs(value).toFixed(digits).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (part ? decimal + part : "");
  return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
}

/** Return a share (1 is all) as a percentage. */
export function writePercent(share, language, digits = 0) {
  return `${writeNumber(100 * share, language, digits)}%`;
}

/** Return an amount of euros, in millions where it is large. */
export function writeEuro(value, language) {
  const large = Math.abs(value) >= MILLION / 20, size = Math.abs(value) / MILLION;
  const text = (large ? MILLIONS : EUROS)[language].replace("{n}", writeNumber(large ? size : Math.round(Math.abs(value) / 1000) * 1000, language, large && size < 100 ? 1 : 0));
  return (value < 0 ? MINUS : "") + text;
}

/** Return a number of persons with no more figures than a model can know. */
export function roundPersons(value) {
  const step = Math.abs(value) >= 1000 ? 100 : 10;
  return Math.round(value / step) * step;
}

/** Return by how many persons a number is less than another, so that it adds up with both as they are written. */
export function peopleApart(from, to) {
  return Math.abs(from - to) >= 1000 ? roundPersons(from) - roundPersons(to) : roundPersons(from - to);
}

/** Return a day, written YYYY-MM-DD, as it stands in a text. */
export function writeDay(day, language) {
  const [year, month, date] = day.split("-").map(Number), name = MONTHS[language][month - 1];
  return name ? `${date} ${name} ${year}` : day;
}

/** Return a share as one in so many, with almost or over where apt; null where that is not fair. */
export function oneIn(share, language) {
  const count = share > 0 ? Math.round(1 / share) : 0;
  if (count < 2 || count >= 2 + COUNTS[language].length) return null;
  const off = share * count - 1;
  if (Math.abs(off) > NEARLY + 1e-9) return null;
  const [plain, under, over] = ONE_IN[language], fraction = plain.replace("{n}", COUNTS[language][count - 2]);
  return Math.abs(off) <= AS_GOOD_AS ? fraction : (off < 0 ? under : over).replace("{f}", fraction);
}

const spanOf = (values) => { const own = values.filter(Number.isFinite); return own.length ? Math.max(...own) - Math.min(...own) : 0; };

/** Return to how many persons a number is written: to no more than a model can know, and so that differences are seen. */
const stepOfSpan = (span) => (span >= 1000 ? 100 : span >= 50 || span === 0 ? 10 : 1);

/** Return how values of a quantity are written, all alike: { write, change, unit, least }; least is the smallest that is not written as 0. */
export function quantityWriter(quantity, values, language) {
  const unit = quantity.unitWords[language], largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const signed = (write) => (value) => (value > 0 && /[1-9]/.test(write(value)) ? "+" : "") + write(value);
  if (quantity.percent) {
    const span = spanOf(values), digits = span >= 0.15 ? 0 : span >= 0.005 || largest === 0 ? 1 : 2;
    const write = (value) => writePercent(value, language, digits);
    return { write, unit, least: 10 ** -Math.max(1, digits) / 100, change: (value) => `${signed((one) => writeNumber(100 * one, language, Math.max(1, digits)))(value)} ${POINTS[language]}` };
  }
  if (quantity.unit.startsWith("euro")) {
    const write = (value) => writeEuro(value, language);
    return { write, unit, least: MILLION / 10, change: signed(write) };
  }
  const counted = COUNTED.includes(quantity.unit.replace("/year", "")), step = counted && largest >= 100 ? stepOfSpan(spanOf(values)) : 0;
  const digits = counted || largest >= 100 || largest === 0 ? 0 : largest >= 10 ? 1 : largest >= 0.1 ? 2 : 4;
  const write = (value) => writeNumber(step ? Math.round(value / step) * step : value, language, digits);
  return { write, unit, least: step || 10 ** -digits, change: signed(write) };
}

const MOST_DIGITS = 6;

/** Return how the marks of an axis are written: exactly, unlike values that a model knows only about. */
export function axisWriter(quantity, ticks, language) {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0]);
  const digitsOf = (size) => { let digits = 0; while (digits < MOST_DIGITS && Math.abs(Math.round(size * 10 ** digits) - size * 10 ** digits) > 1e-6) digits++; return digits; };
  if (quantity.percent) return (value) => writePercent(value, language, digitsOf(100 * step));
  if (!quantity.unit.startsWith("euro")) return (value) => writeNumber(value, language, digitsOf(step));
  const large = Math.max(...ticks.map(Math.abs)) >= MILLION / 20, size = large ? MILLION : 1, words = (large ? MILLIONS : EUROS)[language];
  return (value) => (value === 0 ? EUROS[language].replace("{n}", "0") : (value < 0 ? MINUS : "") + words.replace("{n}", writeNumber(Math.abs(value) / size, language, digitsOf(step / size))));
}
