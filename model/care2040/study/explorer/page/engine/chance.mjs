// Numbers drawn by chance, the same as those of `care2040 run`: a stream of its own for every name.

import { digest } from "./digest.mjs";

const MASK = (1n << 64n) - 1n;
const MULTIPLIERS = [0xd2e7470ee14c6c93n, 0xca5a826395121157n], STEPS = [0x9e3779b97f4a7c15n, 0xbb67ae8584caa73bn];

/** Return so many numbers from 0 to 1 from the stream of a name and a seed: Philox (Salmon and others 2011), as NumPy. */
export function chanceStream(name, seed, count) {
  const words = new DataView(digest(`${seed}:${name}`).buffer), found = new Float64Array(count);
  for (let begin = 0; begin < count; begin += 4) {
    let [low, high] = [words.getBigUint64(0, true), words.getBigUint64(8, true)];
    let [first, second, third, fourth] = [BigInt(begin / 4 + 1), 0n, 0n, 0n];
    for (let round = 0; round < 10; round++) {
      const one = MULTIPLIERS[0] * first, other = MULTIPLIERS[1] * third;
      [first, second, third, fourth] = [(other >> 64n) ^ second ^ low, other & MASK, (one >> 64n) ^ fourth ^ high, one & MASK];
      [low, high] = [(low + STEPS[0]) & MASK, (high + STEPS[1]) & MASK];
    }
    [first, second, third, fourth].forEach((word, place) => {
      if (begin + place < count) found[begin + place] = Number(word >> 11n) / 2 ** 53;
    });
  }
  return found;
}

const polynomial = (coefficients, x) => coefficients.reduceRight((sum, one) => sum * x + one, 0);

/** Return the standard normal value below which a part of all lies (Wichura 1988, algorithm AS 241). */
export function normalQuantile(share) {
  const away = share - 0.5;
  if (Math.abs(away) <= 0.425) {
    const x = 0.180625 - away * away;
    return away * polynomial([3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
      45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727], x)
      / polynomial([1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
        39307.89580009271061, 28729.085735721942674, 5226.495278852854561], x);
  }
  const tail = Math.sqrt(-Math.log(away < 0 ? share : 1 - share)), sign = away < 0 ? -1 : 1;
  if (tail <= 5) {
    const x = tail - 1.6;
    return sign * polynomial([1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
      1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4], x)
      / polynomial([1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
        0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9], x);
  }
  const x = tail - 5;
  return sign * polynomial([6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7], x)
    / polynomial([1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
      1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15], x);
}

/** Return the part of all that lies below a standard normal value (the series of Marsaglia 2004). */
export function normalShare(value) {
  if (Math.abs(value) > 8) return value > 0 ? 1 : 0;
  let sum = value, term = value;
  for (let k = 3; sum + term !== sum; k += 2) { term *= value * value / k; sum += term; }
  return 0.5 + sum * Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
}

/** Return the part of a beta distribution below x, by its continued fraction (Abramowitz and Stegun 26.5.8). */
function betaShare(a, b, logBeta, x) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(b, a, logBeta, 1 - x);
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), sum = d;
  for (let m = 1; m < 1000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d); c = 1 + even / c; sum *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d); c = 1 + odd / c; sum *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) * sum / a;
}

function betaQuantile(a, b, logBeta, share) {
  let low = 0, high = 1, x = a / (a + b);
  for (let step = 0; step < 200; step++) {
    const miss = betaShare(a, b, logBeta, x) - share;
    if (miss > 0) high = x; else low = x;
    const slope = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta);
    let next = x - miss / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 2e-16 * x) return next;
    x = next;
  }
  return x;
}

const OUTERMOST = 0.0005, LOW = 0.05, HIGH = 0.95;
const QUANTILES = {
  uniform: (inside, [low, high]) => low + (high - low) * (inside - LOW) / (HIGH - LOW),
  triangular: (inside, [start, end], mode) => inside < (mode - start) / (end - start)
    ? start + Math.sqrt(inside * (end - start) * (mode - start)) : end - Math.sqrt((1 - inside) * (end - start) * (end - mode)),
  normal: (inside, [low, high]) => (low + high) / 2 + (high - low) / 2 * (normalQuantile(inside) / normalQuantile(HIGH)),
  lognormal: (inside, [low, high]) => Math.sqrt(low * high) * (high / low) ** (normalQuantile(inside) / normalQuantile(HIGH) / 2),
  beta: (inside, [a, b, logBeta]) => betaQuantile(a, b, logBeta, inside),
};

/** Return the ends of a triangle from its 5th and 95th percentile and its mode; as `distributions.triangle` finds them. */
function triangleEnds([low, high, mode]) {
  const below = mode - low, above = high - mode;
  const toEnd = (distance, width) => { const half = distance + LOW * width / 2; return half + Math.sqrt((half - distance) * (half + distance)); };
  let width = 2 * (below + above);
  for (let step = 0; step < 40; step++) width = toEnd(below, width) + toEnd(above, width);
  return [mode - toEnd(below, width), mode + toEnd(above, width)];
}

/** Return which law a chance stands for: the first whose bound lies above it, and at most the last that is drawn at all. */
function lawAt(share, [last, ...bounds]) {
  const place = bounds.findIndex((bound) => share < bound);
  return Math.min(place < 0 ? bounds.length : place, last);
}

/** Return, by name, what is drawn in each of so many draws. */
export function drawAll({ seed, drawn, groups }, count) {
  const normal = (name) => chanceStream(name, seed, count).map((share) => normalQuantile(Math.max(share, 2 ** -53)));
  const common = groups.map((name) => normal(`group ${name}`)), found = {};
  for (const { name, spread, numbers, group } of drawn) {
    let shares = chanceStream(name, seed, count);
    if (group) {
      const [place, weight, rest] = group, own = normal(name);
      shares = own.map((value, draw) => normalShare(weight * common[place][draw] + rest * value));
    }
    const shape = spread === "triangular" ? triangleEnds(numbers) : numbers;
    found[name] = shares.map((share) => spread === "laws"
      ? lawAt(share, numbers) : QUANTILES[spread](OUTERMOST + (1 - 2 * OUTERMOST) * share, shape, numbers[2]));
  }
  return found;
}
