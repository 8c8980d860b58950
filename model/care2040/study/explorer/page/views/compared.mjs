// Comparing numbers in words that hold whatever the numbers are.
import { roundPersons, writeNumber, writePercent } from "../words/numbers.mjs";

/** So near that we call it about as much, as a part of the larger. */
const AS_MUCH = 0.01;

/** Return Less, Same or More: how a number compares with another. */
export function compared(is, with_, margin = AS_MUCH) {
  const off = is - with_;
  return Math.abs(off) <= margin * Math.max(Math.abs(is), Math.abs(with_)) ? "Same" : off < 0 ? "Less" : "More";
}

/** Return a number of people as it stands in a sentence. */
export function people(value, language) {
  return writeNumber(roundPersons(Math.abs(value)), language, 0);
}

/** Return a share as it stands in a sentence. */
export function shareOf(value, language) {
  return writePercent(value, language, 1);
}

/** Return words in a row: a, b and c. */
export function listOf(words, language) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${language === "nl" ? "en" : "and"} ${words.at(-1)}`;
}

/** Return words with a capital in front. */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Return what keeps something for as long as the page is open, whatever view is shown. */
export function pageMemory() {
  return new WeakMap();
}
