// Codes of squares (QR, ISO/IEC 18004) as the program draws them: capital letters, medium correction, the first mask. The
// picture of a text is always the same, so a page's picture can be compared with what it should be.

"use strict";

const CODE_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const QUIET = 4; // light modules around a code

// at medium correction, by version from 1: words of correction in each block, and blocks
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21];
const VERSIONS = CORRECTION.length;

const sideOfVersion = (version) => version * 4 + 17;

/** Middles of the small squares on either axis. */
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((sideOfVersion(version) - 13) / (count * 2 - 2)) * 2;
  return Array.from({ length: count }, (_, i) => (i === 0 ? 6 : sideOfVersion(version) - 7 - (count - 1 - i) * step));
}

/** A number with its remainder behind it (BCH), for format and version. */
function withRemainder(value, generator, bits) {
  let rest = value;
  for (let i = 0; i < bits; i++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator);
  return (value << bits) | rest;
}

const FORMAT_MASK = 0x5412;
const formatBits = (level, mask) => withRemainder((level << 3) | mask, 0x537, 10) ^ FORMAT_MASK;

/** What every code of a version has in its place: `true` dark, `false` light, `undefined` where data stand. `format` are 15 bits. */
function frameOf(version, format) {
  const side = sideOfVersion(version);
  const frame = Array.from({ length: side }, () => new Array(side));
  const set = (x, y, dark) => {
    if (x >= 0 && y >= 0 && x < side && y < side) frame[y][x] = dark;
  };
  const square = (cx, cy, reach, isDark) => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) set(cx + x, cy + y, isDark(Math.max(Math.abs(x), Math.abs(y))));
    }
  };
  for (let i = 0; i < side; i++) {
    set(i, 6, i % 2 === 0);
    set(6, i, i % 2 === 0);
  }
  const middles = alignments(version);
  const last = middles.length - 1;
  middles.forEach((cx, i) => middles.forEach((cy, j) => {
    const isCorner = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
    if (!isCorner) square(cx, cy, 2, (ring) => ring !== 1);
  }));
  for (const [cx, cy] of [[3, 3], [side - 4, 3], [3, side - 4]]) square(cx, cy, 4, (ring) => ring !== 2 && ring !== 4);
  const bit = (i) => ((format >> i) & 1) === 1;
  for (let i = 0; i < 15; i++) {
    // twice: about the first corner, and divided between the two others
    const near = i < 6 ? [8, i] : i < 8 ? [8, i + 1] : i === 8 ? [7, 8] : [14 - i, 8];
    set(...near, bit(i));
    set(...(i < 8 ? [side - 1 - i, 8] : [8, side - 15 + i]), bit(i));
  }
  set(8, side - 8, true);
  if (version >= 7) {
    const bits = withRemainder(version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [side - 11 + (i % 3), Math.floor(i / 3)];
      set(a, b, ((bits >> i) & 1) === 1);
      set(b, a, ((bits >> i) & 1) === 1);
    }
  }
  return frame;
}

/** The places of data, in their order: two columns at a time from the right, upward and downward. */
function dataPlaces(frame) {
  const side = frame.length;
  const places = [];
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let i = 0; i < side; i++) {
      const y = isUpward ? side - 1 - i : i;
      for (const x of [right, right - 1]) if (frame[y][x] === undefined) places.push([x, y]);
    }
  }
  return places;
}

/** How the words of a version are divided: for each block, how many are data. The longer ones come last. */
function blocksOf(version) {
  const words = Math.floor(dataPlaces(frameOf(version, 0)).length / 8);
  const [count, correction] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const data = words - count * correction;
  const short = Math.floor(data / count);
  return Array.from({ length: count }, (_, i) => (i < count - (data % count) ? short : short + 1));
}

// ---- The field of 256 elements ----

const POWERS = new Uint8Array(510);
const LOGARITHMS = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  POWERS[i] = POWERS[i + 255] = value;
  LOGARITHMS[value] = i;
  value = value & 128 ? (value << 1) ^ 0x11d : value << 1;
}
const timesInField = (a, b) => (a === 0 || b === 0 ? 0 : POWERS[LOGARITHMS[a] + LOGARITHMS[b]]);

/** Words that make a block divisible by the generator of that degree (Reed and Solomon). */
function correctionOf(data, degree) {
  let generator = [1];
  for (let i = 0; i < degree; i++) {
    const next = [...generator, 0];
    generator.forEach((factor, j) => (next[j + 1] ^= timesInField(factor, POWERS[i])));
    generator = next;
  }
  const rest = new Uint8Array(data.length + degree);
  rest.set(data);
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i];
    for (let j = 0; j <= degree; j++) rest[i + j] ^= timesInField(generator[j], factor);
  }
  return rest.subarray(data.length);
}

// ---- Drawing ----

const countBits = (version) => (version < 10 ? 9 : 11);

/** The words of a text, before they are divided. */
function wordsOf(text, version, length) {
  const bits = [];
  const push = (value, n) => {
    for (let i = n - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  push(2, 4);
  push(text.length, countBits(version));
  for (let i = 0; i < text.length; i += 2) {
    const [a, b] = [CODE_LETTERS.indexOf(text[i]), CODE_LETTERS.indexOf(text[i + 1] ?? "")];
    if (i + 1 < text.length) push(a * 45 + b, 11);
    else push(a, 6);
  }
  push(0, Math.min(4, length * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < length * 8; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Uint8Array.from({ length }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((word, one) => (word << 1) | one, 0));
}

/** The code of a text: rows of `true` for dark. */
function codeOf(text) {
  expect([...text].every((letter) => CODE_LETTERS.includes(letter)), "code", CODE_LETTERS, text.slice(0, 40));
  const needed = (version) => 4 + countBits(version) + Math.ceil((text.length * 11) / 2);
  let version = 1;
  while (version <= VERSIONS && blocksOf(version).reduce((a, b) => a + b) * 8 < needed(version)) version++;
  expect(version <= VERSIONS, "code", "", String(text.length));
  const sizes = blocksOf(version);
  const words = wordsOf(text, version, sizes.reduce((a, b) => a + b));
  let at = 0;
  const data = sizes.map((size) => words.subarray(at, (at += size)));
  const correction = data.map((block) => correctionOf(block, CORRECTION[version - 1]));
  const stream = [];
  for (const blocks of [data, correction]) {
    const longest = Math.max(...blocks.map((block) => block.length));
    for (let i = 0; i < longest; i++) for (const block of blocks) if (i < block.length) stream.push(block[i]);
  }
  const frame = frameOf(version, formatBits(0, 0));
  dataPlaces(frame).forEach(([x, y], i) => {
    const bit = ((stream[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
    frame[y][x] = (bit === 1) !== ((x + y) % 2 === 0);
  });
  return frame;
}

/** The markup of its picture: each row is a stroke, broken where it is light. */
function pictureOf(text, called) {
  const code = codeOf(text);
  const side = code.length + 2 * QUIET;
  const rows = code.map((row, y) => {
    let path = `M${QUIET} ${y + QUIET}.5`;
    for (let x = 0; x < row.length; ) {
      let end = x;
      while (end < row.length && row[end] === row[x]) end++;
      path += row[x] ? `h${end - x}` : `m${end - x} 0`;
      x = end;
    }
    return path;
  });
  return `<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="${escaped(called)}"><path d="${rows.join("")}"></path></svg>`;
}
