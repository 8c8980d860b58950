// The facts and numbers of a model as they are packed in the page: numbers as whole numbers with so many decimals.
import { unpackBytes } from "./expand.mjs";

/** Return the object that was packed as text. */
export function unpackObject(text) {
  return JSON.parse(new TextDecoder().decode(unpackBytes(text)));
}

/** Return numbers whose bytes were laid apart: all first bytes, then all second ones. */
function together(bytes, count, width) {
  const found = new Uint8Array(count * width);
  for (let byte = 0; byte < width; byte++)
    for (let place = 0; place < count; place++) found[place * width + byte] = bytes[byte * count + place];
  return found.buffer;
}

/** Return parameters by name, as { values, years, factor, members }.
 *
 * Each row is [name, size, decimals or -1, length of the last axis, years, factor, members]; whole numbers are written
 * as the difference with the one before along that axis, as `care2040.study.explorer.packed` says. */
export function unpackParameters(rows, bytes) {
  const count = (exact) => rows.reduce((sum, [, size, decimals]) => sum + (exact === (decimals < 0) ? size : 0), 0);
  const wholes = count(false), floats = count(true);
  const whole = new Uint32Array(together(bytes.subarray(0, 4 * wholes), wholes, 4));
  const exact = new Float64Array(together(bytes.subarray(4 * wholes), floats, 8)), found = {};
  let [at, exactAt] = [0, 0];
  for (const [name, size, decimals, along, years, factor, members] of rows) {
    let values;
    if (decimals < 0) { values = exact.slice(exactAt, exactAt + size); exactAt += size; } else {
      values = new Float64Array(size);
      const runs = size / along;
      for (let run = 0; run < runs; run++)
        for (let step = 0, sum = 0; step < along; step++) {
          const one = whole[at + step * runs + run];
          sum += one % 2 ? -(one + 1) / 2 : one / 2;
          values[run * along + step] = sum / 10 ** decimals;
        }
      at += size;
    }
    found[name] = { values, years, factor, members };
  }
  return found;
}
