// What is said in and around a chart.

/** The words of charts, in both languages. */
export const CHART_WORDS = {
  keep: { nl: "Bewaar", en: "Keep" },
  keepChart: { nl: "Bewaar figuur: {title}", en: "Keep figure: {title}" },
  table: { nl: "Tabel", en: "Table" },
  tableOf: { nl: "Tabel bij: {title}", en: "Table of: {title}" },
  year: { nl: "jaar", en: "year" },
  notFromNought: { nl: "de as begint niet bij 0", en: "the axis does not begin at 0" },
  stale: { nl: "wordt herberekend", en: "being recomputed" },
  band: { nl: "band: 90 van de 100 trekkingen", en: "band: 90 in 100 draws" },
  hatched: { nl: "gearceerd: {label}", en: "hatched: {label}" },
  bandLow: { nl: "band, onder", en: "band, low" },
  bandHigh: { nl: "band, boven", en: "band, high" },
  pickYear: { nl: "{title}: pijltjes kiezen een jaar", en: "{title}: arrow keys choose a year" },
  exact: { nl: "Elke volgorde van maatregelen is doorgerekend (Shapley).", en: "Every order of measures was run (Shapley)." },
  sampled: { nl: "Geschat uit {pairs} paren van volgordes (Shapley); standaardfout van die steekproef hoogstens {error}. Hoe onzeker de maatregelen zelf zijn, staat bovenaan.", en: "Estimated from {pairs} pairs of orders (Shapley); standard error of that sample at most {error}. How uncertain the measures themselves are stands at the top." },
  from: { nl: "ongewijzigd beleid", en: "unchanged policy" },
  to: { nl: "uw keuze", en: "your choice" },
  others: { nl: "andere maatregelen ({count})", en: "other measures ({count})" },
  measure: { nl: "maatregel", en: "measure" },
  adds: { nl: "voegt toe", en: "adds" },
  error: { nl: "standaardfout", en: "standard error" },
  lever: { nl: "maatregelen", en: "measures" },
  care: { nl: "zorg", en: "care" },
  benefit: { nl: "baten", en: "benefits" },
  net: { nl: "saldo", en: "balance" },
  payer: { nl: "wie", en: "who" },
  costs: { nl: "kosten erbij", en: "more cost" },
  gains: { nl: "baten en bespaarde kosten", en: "benefits and savings" },
  payersNote: { nl: "Links wat erbij komt aan kosten, rechts wat het oplevert of scheelt; de ruit is het saldo. Euro's per jaar. Baten van inwoners zijn vooral zorg die niet meer tekortkomt, omgerekend in euro's; het is geen geld dat iemand ontvangt.",
    en: "Left what is added to cost, right what it brings or saves; the diamond is the balance. Euros a year. Benefits of residents are mostly care that is no longer short, put in euros; it is no money that anybody receives." },
  whole: { nl: "CITY_IN_DUTCH", en: "CITY_IN_ENGLISH" },
  chooseDistrict: { nl: "Kies een wijk; nog eens klikken geeft weer de stad.", en: "Choose a district; once more gives the city again." },
  legend: { nl: "licht is laag, donker is hoog", en: "light is low, dark is high" },
  before: { nl: "ongewijzigd", en: "unchanged" },
  now: { nl: "nu gekozen", en: "chosen" },
  district: { nl: "wijk", en: "district" },
};

/** Return a text of a chart with its marks filled in. */
export function chartSay(language, key, blanks = {}) {
  return CHART_WORDS[key][language].replace(/\{(\w+)\}/g, (mark, name) => (name in blanks ? String(blanks[name]) : mark));
}
