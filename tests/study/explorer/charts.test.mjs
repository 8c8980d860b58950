// What charts work out before they draw: node --test charts.test.mjs
import assert from "node:assert";
import test from "node:test";

import { apartFrom, axisEnds, linePath, roundTicks, wrapped } from "../../../model/care2040/study/explorer/page/charts/scale.mjs";
import { asCsv } from "../../../model/care2040/study/explorer/page/charts/keep.mjs";
import { DistrictMap, stepOf } from "../../../model/care2040/study/explorer/page/charts/districtMap.mjs";
import { CHART_WORDS, chartSay } from "../../../model/care2040/study/explorer/page/words/chartWords.mjs";
import { axisWriter, oneIn, quantityWriter, roundPersons, writeEuro, writeNumber, writePercent } from "../../../model/care2040/study/explorer/page/words/numbers.mjs";

const of = (unit, percent = false) => ({ unit, percent, unitWords: { nl: "n", en: "e" } });
const SHARE = of("dimensionless", true), PERSONS = of("person"), EUROS = of("euro/year"), RATIO = of("dimensionless");
const marks = (quantity, ticks, language = "nl") => ticks.map(axisWriter(quantity, ticks, language));

test("numbers have the marks of their language and a true minus", () => {
  assert.strictEqual(writeNumber(-12345.64, "nl", 1), "\u221212.345,6");
  assert.strictEqual(writeNumber(-12345.64, "en", 1), "\u221212,345.6");
  assert.strictEqual(writeNumber(-0.04, "nl", 1), "0,0");
  assert.strictEqual(writeNumber(NaN, "nl"), "–");
  assert.strictEqual(writePercent(0.1234, "nl", 1), "12,3%");
});

test("money is in millions where it is large", () => {
  assert.strictEqual(writeEuro(12.34e6, "nl"), "€ 12,3 mln");
  assert.strictEqual(writeEuro(-12.34e6, "en"), "\u2212€12.3m");
  assert.strictEqual(writeEuro(231.4e6, "nl"), "€ 231 mln");
});

test("persons are no more exact than a model can know", () => {
  assert.deepStrictEqual([9123, 996, 44, -1260].map(roundPersons), [9100, 1000, 40, -1300]);
});

test("a share is one in so many only where that is fair", () => {
  assert.strictEqual(oneIn(0.25, "nl"), "een op de vier");
  assert.strictEqual(oneIn(0.199, "en"), "one in five");
  assert.strictEqual(oneIn(0.192, "nl"), "bijna een op de vijf");
  assert.strictEqual(oneIn(0.172, "en"), "over one in six");
  for (const share of [0, -0.2, 0.182, 0.05, 0.9]) assert.strictEqual(oneIn(share, "nl"), null);
});

test("people are whole, also where they are few", () => {
  assert.strictEqual(quantityWriter(PERSONS, [0, 8], "nl").write(7.6), "8");
  assert.strictEqual(quantityWriter(PERSONS, [0, 0], "nl").write(0), "0");
});

test("the least that is told of is never written as nought", () => {
  for (const [quantity, values] of [[SHARE, [0.15, 0.2]], [PERSONS, [9120, 6300]], [PERSONS, [3, 8]], [EUROS, [0, 9e7]], [RATIO, [1, 1.1]]])
    for (const language of ["nl", "en"]) {
      const { change, least } = quantityWriter(quantity, values, language);
      assert.match(change(least), /^\+.*[1-9]/);
    }
});

test("an axis says exactly where its marks stand, and no two alike", () => {
  assert.deepStrictEqual(marks(PERSONS, [1250, 1500, 1750]), ["1.250", "1.500", "1.750"]);
  assert.deepStrictEqual(marks(PERSONS, [0, 25, 50, 75, 100]), ["0", "25", "50", "75", "100"]);
  assert.deepStrictEqual(marks(EUROS, [-25e4, 0, 25e4]), ["\u2212€ 0,25 mln", "€ 0", "€ 0,25 mln"]);
  assert.deepStrictEqual(marks(EUROS, [0, 5e6], "en"), ["€0", "€5m"]);
  assert.deepStrictEqual(marks(SHARE, [0, 0.025, 0.05]), ["0,0%", "2,5%", "5,0%"]);
  for (const [low, high] of [[0, 0.13], [0.15, 0.1502], [0, 7], [1000, 1010], [1036, 1964], [0, 9e5], [-9e8, 4e7]])
    for (const quantity of [SHARE, PERSONS, EUROS, RATIO]) {
      const ticks = roundTicks(low, high);
      if (quantity === EUROS && high < 1000) continue;
      assert.strictEqual(new Set(marks(quantity, ticks)).size, ticks.length, `${quantity.unit} ${low} ${high}`);
    }
});

test("an axis begins at nought unless that hides what happens", () => {
  assert.strictEqual(axisEnds([2, 10])[0], 0);
  assert.ok(axisEnds([15, 18])[0] > 10);
  assert.deepStrictEqual(axisEnds([NaN]), [0, 1]);
});

test("labels of any height keep their order, within bounds, none over another", () => {
  for (const [places, heights, low, high] of [[[10, 190, 195, 198], [60, 30, 45, 30], 0, 200], [[50, 50, 50], [15, 45, 15], 0, 100], [[199, 1], [30, 30], 0, 200], [[5, 6, 7, 8], 15, 0, 60]]) {
    const found = apartFrom(places, heights, low, high), height = (index) => heights[index] ?? heights;
    const order = places.map((_, index) => index).sort((one, other) => places[one] - places[other]);
    let end = low;
    for (const index of order) { assert.ok(found[index] - height(index) / 2 >= end - 1e-9, `${found}`); end = found[index] + height(index) / 2; }
    assert.ok(end <= high + 1e-9, `${found}`);
  }
  assert.deepStrictEqual(apartFrom([20, 80], [10, 30], 0, 100), [20, 80]);
});

test("texts are broken at blanks and lines at what is no number", () => {
  assert.deepStrictEqual(wrapped("een twee drie", 10, 30), ["een", "twee", "drie"]);
  assert.strictEqual(linePath([[0, 1], [1, NaN], [2, 3]]), "M0.0,1.0M2.0,3.0");
});

test("a table is kept as spreadsheets of its language want it", () => {
  const table = { title: "Tekort; per jaar", source: "Bron", head: ["jaar", "=tekort"], rows: [[2024, 1830.5], ["x, y", NaN]] };
  assert.strictEqual(asCsv(table, "nl"), "jaar;\"'=tekort\"\r\n2024;1830,5\r\n\"x, y\";\r\n\"Tekort; per jaar\"\r\nBron\r\n");
  assert.ok(asCsv(table, "en").startsWith("jaar,\"'=tekort\"\r\n2024,1830.5\r\n"));
});

test("a district is on one of five steps", () => {
  assert.deepStrictEqual([0, 1, 5, 9, 10].map((value) => stepOf(value, [0, 10])), [0, 0, 2, 4, 4]);
  assert.strictEqual(stepOf(3, [3, 3]), 0);
});

test("every word is there in both languages with the same marks", () => {
  const blanks = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const { nl, en } of Object.values(CHART_WORDS)) { assert.ok(nl && en); assert.deepStrictEqual(blanks(nl), blanks(en)); }
  assert.strictEqual(chartSay("nl", "hatched", { label: "tekort" }), "gearceerd: tekort");
});

test("the map calls districts in the language of the page", () => {
  const districts = [{ name: "oost", title: { nl: "Oost", en: "East" }, row: 0, column: 0 }, { name: "west", title: { nl: "West", en: "West" }, row: 0, column: 1 }];
  const quantity = { percent: false, unitWords: { nl: "personen", en: "persons" }, unit: "person" };
  const shown = (language) => JSON.stringify(DistrictMap({ id: "map", title: "", districts, values: [1, 2], city: 3, chosen: null, onChoose() {}, quantity, language, source: "" }));
  assert.ok(shown("en").includes("East") && !shown("en").includes("Oost"));
  assert.ok(shown("nl").includes("Oost") && !shown("nl").includes("East"));
});
