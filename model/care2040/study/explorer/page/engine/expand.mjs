// What is packed as text: base 85 of a checksum and LZMA, which browsers have no name for and packs a fifth better.

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;,=.?@^_`{|}~";
// where the chances of each kind of bit begin, as the specification of LZMA names them
const IS_MATCH = 0, IS_REP = 192, IS_REP_0 = 204, IS_REP_1 = 216, IS_REP_2 = 228, IS_REP_0_LONG = 240;
const SLOT = 432, SPECIAL = 688, ALIGN = 803, LENGTH = 819, REP_LENGTH = 1333, LITERAL = 1847;
const HEAD = 4, PROPERTIES = 13, NO_MORE = 2 ** 32 - 1;

/** Return the bytes that were packed as text. */
export function unpackBytes(text) {
  const packed = bytesOf(text.trim());
  const found = expand(packed.subarray(HEAD));
  if (new DataView(packed.buffer).getUint32(0) !== checksum(found)) damaged();
  return found;
}

/** Return the bytes of a text of five letters for each four of them. */
export function bytesOf(text) {
  const digits = new Uint8Array(128).fill(255);
  for (let digit = 0; digit < LETTERS.length; digit++) digits[LETTERS.charCodeAt(digit)] = digit;
  const groups = Math.ceil(text.length / 5), lacking = 5 * groups - text.length, found = new DataView(new ArrayBuffer(4 * groups));
  for (let group = 0; group < groups; group++) {
    let number = 0;
    for (let at = 5 * group; at < 5 * group + 5; at++) {
      const digit = at < text.length ? digits[text.charCodeAt(at)] : 84;
      if (!(digit < 85)) damaged();
      number = number * 85 + digit;
    }
    found.setUint32(4 * group, number);
  }
  return new Uint8Array(found.buffer, 0, 4 * groups - lacking);
}

/** Return what LZMA made smaller: thirteen bytes that say how, then bits that are each written by their chance. */
function expand(packed) {
  const kind = packed[0];
  if (!(kind < 225)) damaged();
  const before = kind % 9, place = 2 ** (Math.floor(kind / 9) % 5) - 1, turn = 2 ** Math.floor(kind / 45) - 1;
  const chances = new Uint16Array(LITERAL + 0x300 * 2 ** before * (place + 1)).fill(1024);
  let at = PROPERTIES, range = NO_MORE, code = 0, found = new Uint8Array(2 ** 18), size = 0;
  let state = 0, back = [0, 0, 0, 0];

  function next() {
    if (at >= packed.length) damaged();
    return packed[at++];
  }

  function filled() {
    if (range < 2 ** 24) { range *= 256; code = code * 256 + next(); }
  }

  function bit(which) {
    const chance = chances[which], bound = (range >>> 11) * chance;
    const one = code >= bound;
    if (one) { range -= bound; code -= bound; chances[which] = chance - (chance >> 5); } else {
      range = bound;
      chances[which] = chance + ((2048 - chance) >> 5);
    }
    filled();
    return one ? 1 : 0;
  }

  function tree(first, bits) {
    let node = 1;
    for (let depth = 0; depth < bits; depth++) node = 2 * node + bit(first + node);
    return node - 2 ** bits;
  }

  function turnedTree(first, bits) {
    let node = 1, value = 0;
    for (let depth = 0; depth < bits; depth++) {
      const one = bit(first + node);
      node = 2 * node + one;
      value += one * 2 ** depth;
    }
    return value;
  }

  function even(bits) {
    let value = 0;
    for (let depth = 0; depth < bits; depth++) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      code -= one * range;
      value = 2 * value + one;
      filled();
    }
    return value;
  }

  function length(first, phase) {
    if (!bit(first)) return 2 + tree(first + 2 + 8 * phase, 3);
    if (!bit(first + 1)) return 10 + tree(first + 130 + 8 * phase, 3);
    return 18 + tree(first + 258, 8);
  }

  function distance(long) {
    const slot = tree(SLOT + 64 * Math.min(long - 2, 3), 6), bits = (slot >> 1) - 1;
    if (slot < 4) return slot;
    const first = (2 + slot % 2) * 2 ** bits;
    if (slot < 14) return first + turnedTree(SPECIAL + first - slot, bits);
    return first + even(bits - 4) * 16 + turnedTree(ALIGN, 4);
  }

  function put(byte) {
    if (size === found.length) { const more = new Uint8Array(2 * size); more.set(found); found = more; }
    found[size++] = byte;
  }

  function literal() {
    const previous = size ? found[size - 1] : 0;
    const first = LITERAL + 0x300 * ((size & place) * 2 ** before + (previous >> (8 - before)));
    let node = 1;
    if (state >= 7) {
      let matched = found[size - back[0] - 1];
      while (node < 256) {
        const expected = matched >> 7, one = bit(first + 256 * (1 + expected) + node);
        matched = matched * 2 & 255;
        node = 2 * node + one;
        if (one !== expected) break;
      }
    }
    while (node < 256) node = 2 * node + bit(first + node);
    put(node & 255);
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  function again(phase) {
    if (!bit(IS_REP_0 + state)) {
      if (bit(IS_REP_0_LONG + 16 * state + phase)) return length(REP_LENGTH, phase);
      state = state < 7 ? 9 : 11;
      return 1;
    }
    const which = !bit(IS_REP_1 + state) ? 1 : !bit(IS_REP_2 + state) ? 2 : 3;
    back = [back[which], ...back.filter((one, own) => own !== which)];
    return length(REP_LENGTH, phase);
  }

  for (let byte = 0; byte < 5; byte++) code = code * 256 + next();
  for (;;) {
    const phase = size & turn;
    if (!bit(IS_MATCH + 16 * state + phase)) { literal(); continue; }
    let long;
    if (bit(IS_REP + state)) {
      long = again(phase);
      if (long > 1) state = state < 7 ? 8 : 11;
    } else {
      long = length(LENGTH, phase);
      state = state < 7 ? 7 : 10;
      back = [distance(long), ...back.slice(0, 3)];
      if (back[0] === NO_MORE) return found.subarray(0, size);
    }
    if (back[0] >= size) damaged();
    for (let step = 0; step < long; step++) put(found[size - back[0] - 1]);
  }
}

/** Return the CRC-32 of bytes. */
function checksum(bytes) {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let step = 0; step < 8; step++) rest = rest & 1 ? (rest >>> 1) ^ 0xEDB88320 : rest >>> 1;
    return rest;
  });
  let sum = NO_MORE;
  for (const byte of bytes) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ NO_MORE) >>> 0;
}

function damaged() { throw new Error("the page is damaged"); }
