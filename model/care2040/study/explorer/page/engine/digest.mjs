// SHA-256 of a short text (FIPS 180-4), by which every name has a stream of chance of its own.

const primes = (count) => { const found = []; for (let one = 2; found.length < count; one++) if (found.every((prime) => one % prime)) found.push(one); return found; };
const fraction = (root) => (prime) => Math.floor((prime ** (1 / root) % 1) * 2 ** 32) | 0;
const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** Return the 32 bytes of the digest of a text. */
export function digest(text) {
  const bytes = new TextEncoder().encode(text), size = (((bytes.length + 8) >> 6) + 1) << 6, padded = new DataView(new ArrayBuffer(size));
  bytes.forEach((byte, place) => padded.setUint8(place, byte));
  padded.setUint8(bytes.length, 128);
  padded.setUint32(size - 4, 8 * bytes.length);
  const state = Int32Array.from(primes(8), fraction(2)), rounds = Int32Array.from(primes(64), fraction(3)), words = new Int32Array(64);
  for (let block = 0; block < size; block += 64) {
    for (let place = 0; place < 64; place++) {
      if (place < 16) { words[place] = padded.getInt32(block + 4 * place); continue; }
      const early = words[place - 15], late = words[place - 2];
      words[place] = words[place - 16] + (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) + words[place - 7] + (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let place = 0; place < 64; place++) {
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + rounds[place] + words[place]) | 0;
      const other = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + other) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] += word; });
  }
  const found = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => found.setInt32(4 * place, word));
  return new Uint8Array(found.buffer);
}
