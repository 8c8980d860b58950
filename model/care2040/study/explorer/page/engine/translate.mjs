// The programs of the model as JavaScript, from their WebAssembly, for browsers in which that is not allowed.

const BINARY = { 0xa0: "+", 0xa1: "-", 0xa2: "*", 0xa3: "/", 0x61: "===", 0x62: "!==", 0x63: "<", 0x64: ">", 0x65: "<=", 0x66: ">=", 0x6a: "+", 0x6c: "*", 0x48: "<" };
const CALLED = { 0x99: "Math.abs", 0x9a: "-", 0xa4: "Math.min", 0xa5: "Math.max" };
const PAIR_BINARY = { 0xf0: "+", 0xf1: "-", 0xf2: "*", 0xf3: "/", 0x47: "===", 0x48: "!==", 0x49: "<", 0x4a: ">", 0x4b: "<=", 0x4c: ">=" };
const PAIR_CALLED = { 0xec: "Math.abs", 0xed: "-", 0xf4: "Math.min", 0xf5: "Math.max" };
const NUMBERS = 0x7c, PAIRS = 0x7b, PAGE_OF_NUMBERS = 8192;

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); }
  byte() { return this.bytes[this.at++]; }
  unsigned() { for (let found = 0, shift = 0; ; shift += 7) { const one = this.byte(); found += (one & 127) * 2 ** shift; if (one < 128) return found; } }
  signed() { for (let found = 0, shift = 0; ;) { const one = this.byte(); found |= (one & 127) << shift; shift += 7; if (one < 128) return one & 64 && shift < 32 ? found | -1 << shift : found; } }
  number() { this.at += 8; return this.view.getFloat64(this.at - 8, true); }
  text() { const length = this.unsigned(); this.at += length; return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at)); }
  list(read) { return Array.from({ length: this.unsigned() }, () => read(this)); }
}

const written = (number) => (Object.is(number, -0) ? "-0" : String(number));
const place = (address, offset) => `m[${address === "0" ? offset / 8 : `(${address})/8+${offset / 8}`}]`;

/** Return what an instruction on two numbers does to the stack. */
function pairInstruction(reader, stack, lines) {
  const code = reader.unsigned(), pop = () => stack.pop(), memory = () => { reader.byte(); return reader.unsigned(); };
  if (code === 0x00) { const offset = memory(), address = pop(); stack.push([place(address, offset), place(address, offset + 8)]); return; }
  if (code === 0x0b) { const offset = memory(), [one, other] = pop(), address = pop(); lines.push(`${place(address, offset)}=${one};${place(address, offset + 8)}=${other};`); return; }
  if (code === 0x14) { const one = pop(); stack.push([one, one]); return; }
  if (code === 0x21) { const lane = reader.byte(); stack.push(pop()[lane]); return; }
  if (code === 0x22) { const lane = reader.byte(), one = pop(), pair = [...pop()]; pair[lane] = one; stack.push(pair); return; }
  if (code === 0x52) { const mask = pop(), no = pop(), yes = pop(); stack.push([0, 1].map((lane) => `(${mask[lane]}?${yes[lane]}:${no[lane]})`)); return; }
  if (code === 0x4e) { const one = pop(), mask = pop(); stack.push([0, 1].map((lane) => `(${mask[lane]}?${one[lane]}:0)`)); return; }
  if (PAIR_BINARY[code]) { const right = pop(), left = pop(); stack.push([0, 1].map((lane) => `(${left[lane]}${PAIR_BINARY[code]}${right[lane]})`)); return; }
  if (!PAIR_CALLED[code]) throw new Error(`instruction ${code} on pairs`);
  const last = pop(), first = code >= 0xf4 ? pop() : null;
  stack.push([0, 1].map((lane) => `${PAIR_CALLED[code]}(${first ? `${first[lane]},` : ""}${last[lane]})`));
}

/** Return the text of one function. */
function bodyOf(reader, types, names) {
  const end = reader.unsigned() + reader.at, kinds = reader.list((own) => [own.unsigned(), own.byte()]).flatMap(([count, kind]) => Array(count).fill(kind));
  const local = (number) => (kinds[number] === PAIRS ? [`l${number}a`, `l${number}b`] : `l${number}`), stack = [], lines = [];
  const pop = () => stack.pop(), declared = kinds.flatMap((_, number) => local(number));
  while (reader.at < end - 1) {
    const code = reader.byte();
    if (code === 0x20) stack.push(local(reader.unsigned()));
    else if (code === 0x21) { const to = local(reader.unsigned()), value = pop(); lines.push(Array.isArray(to) ? `const t${lines.length}=${value[1]};${to[0]}=${value[0]};${to[1]}=t${lines.length};` : `${to}=${value};`); }
    else if (code === 0x41) stack.push(String(reader.signed()));
    else if (code === 0x44) stack.push(written(reader.number()));
    else if (code === 0x2b) { reader.byte(); stack.push(place(pop(), reader.unsigned())); }
    else if (code === 0x39) { reader.byte(); const offset = reader.unsigned(), value = pop(); lines.push(`${place(pop(), offset)}=${value};`); }
    else if (code === 0x10) { const called = reader.unsigned(), takes = types[called] ?? 0, own = takes ? stack.splice(-takes) : []; if (takes) stack.push(`${names[called]}(${own})`); else lines.push(`${names[called]}();`); }
    else if (code === 0x03) { reader.byte(); lines.push("do{"); }
    else if (code === 0x0d) { reader.unsigned(); lines.push(`}while(${pop()});`); reader.byte(); }
    else if (code === 0x1b || code === 0x1c) {
      const wide = code === 0x1c && reader.unsigned() && reader.byte() === PAIRS, truth = pop(), no = pop(), yes = pop();
      stack.push(wide ? [0, 1].map((lane) => `(${truth}?${yes[lane]}:${no[lane]})`) : `(${truth}?${yes}:${no})`);
    } else if (code === 0xb8) stack.push(`+(${pop()})`);
    else if (code === 0xfd) pairInstruction(reader, stack, lines);
    else if (BINARY[code]) { const right = pop(); stack.push(`(${pop()}${BINARY[code]}${right})`); }
    else if (CALLED[code]) { const last = pop(); stack.push(`${CALLED[code]}(${code >= 0xa4 ? `${pop()},` : ""}${last})`); }
    else throw new Error(`instruction ${code}`);
  }
  reader.at = end;
  return `{${declared.length ? `let ${declared.map((name) => `${name}=0`)};` : ""}${lines.join("\n")}}`;
}

/** Return a script that puts the programs of a module where `loadScript` and the workers find them. */
export function scriptOf(bytes) {
  const reader = new Reader(bytes), names = [], takes = [], bodies = [], exported = [];
  let pages = 1, kinds = [];
  reader.at = 8;
  while (reader.at < bytes.length) {
    const section = reader.byte(), end = reader.unsigned() + reader.at;
    if (section === 1) kinds = reader.list((own) => { own.byte(); const count = own.list((one) => one.byte()).filter((one) => one === NUMBERS).length; own.list((one) => one.byte()); return count; });
    if (section === 2) reader.list((own) => { own.text(); names.push(`Math.${own.text()}`); own.byte(); takes.push(kinds[own.unsigned()]); });
    if (section === 3) reader.list((own) => { names.push(`f${names.length}`); return own.unsigned(); });
    if (section === 5) reader.list((own) => { own.byte(); pages = own.unsigned(); });
    if (section === 7) reader.list((own) => { const name = own.text(), kind = own.byte(), number = own.unsigned(); if (kind === 0) exported.push(`${name}:${names[number]}`); });
    if (section === 10) reader.list((own) => bodies.push(bodyOf(own, takes, names)));
    reader.at = end;
  }
  const functions = bodies.map((body, number) => `function ${names[takes.length + number]}()${body}`);
  return `globalThis.care2040Model={SIZE:${pages * PAGE_OF_NUMBERS},programs(m){\n${functions.join("\n")}\nreturn{${exported}};}};`;
}
