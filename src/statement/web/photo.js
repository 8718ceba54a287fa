// Codes of squares found in a picture: a photo of paper, or what a camera sees. No browser on a computer, and few on
// telephones, read them by themselves. Only what `code.js` draws is looked for; what is misread, the words of correction mend
// or the sum in the code's head refuses.

"use strict";

const LARGEST_SIDE = 2400; // of a picture; larger ones are made smaller first

/** The texts of all codes in a picture that can be drawn on a canvas. */
function codesIn(picture) {
  const [w, h] = [picture.width || picture.videoWidth, picture.height || picture.videoHeight];
  const scale = Math.min(1, LARGEST_SIDE / Math.max(w, h));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(w * scale));
  canvas.height = Math.max(1, Math.round(h * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return codesInPixels(context.getImageData(0, 0, canvas.width, canvas.height));
}

/** The texts of all codes in pixels of red, green, blue and opacity. */
function codesInPixels({ data, width, height }) {
  // bright light on one side of a sheet asks for a wide window, a shadow for a narrow one
  for (const part of [8, 24]) {
    const dark = darkIn(data, width, height, part);
    const texts = new Set();
    for (const corners of cornersOf(findersIn(dark))) {
      const text = textAt(dark, corners);
      if (text !== null) texts.add(text);
    }
    if (texts.size > 0) return [...texts];
  }
  return [];
}

/** Which pixels are darker than what lies around them. */
function darkIn(data, width, height, part) {
  const sums = new Float64Array((width + 1) * (height + 1));
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      grey[at] = (data[at * 4] * 3 + data[at * 4 + 1] * 6 + data[at * 4 + 2]) / 10;
      row += grey[at];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  const reach = Math.max(8, Math.round(Math.max(width, height) / part / 2));
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum = (a, b) => sums[a * (width + 1) + b];
      const mean = (sum(bottom, right) - sum(top, right) - sum(bottom, left) + sum(top, left)) / ((bottom - top) * (right - left));
      dark[y * width + x] = grey[y * width + x] < mean * 0.88 ? 1 : 0;
    }
  }
  const is = (x, y) => x >= 0 && y >= 0 && x < width && y < height && dark[Math.floor(y) * width + Math.floor(x)] === 1;
  return { width, height, dark, is };
}

// ---- The three large squares ----

/** The width of a module if five runs are 1:1:3:1:1; else 0. */
function moduleOf(runs) {
  const module = runs.reduce((a, b) => a + b) / 7;
  const isNear = (run, wanted) => Math.abs(run - wanted * module) <= Math.max(1, wanted * module * 0.5);
  return module >= 1 && runs.every((run, i) => isNear(run, i === 2 ? 3 : 1)) ? module : 0;
}

/** Runs of the pattern through a point along one axis, and its middle there; `null` where it is none. */
function across({ is }, x, y, dx, dy, most) {
  if (!is(x, y)) return null;
  const walk = (sign) => {
    const runs = [];
    let at = sign < 0 ? -1 : 1;
    for (const wanted of [true, false, true]) {
      let run = 0;
      while (is(x + dx * at, y + dy * at) === wanted && run <= most) {
        run++;
        at += sign;
      }
      runs.push(run);
    }
    return runs;
  };
  const [before, after] = [walk(-1), walk(1)];
  const runs = [before[2], before[1], before[0] + after[0] + 1, after[1], after[2]];
  const module = moduleOf(runs);
  return module === 0 ? null : { module, shift: (after[0] - before[0]) / 2 };
}

/** Middles of large squares, each seen on many rows, with the width of a module. */
function findersIn(picture) {
  const { width, height, dark } = picture;
  const found = [];
  for (let y = 0; y < height; y++) {
    let runs = [0, 0, 0, 0, 0];
    let last = 0;
    for (let x = 0; x <= width; x++) {
      const now = x < width ? dark[y * width + x] : 1 - last;
      if (x > 0 && now === last) {
        runs[4]++;
        continue;
      }
      if (x > 0 && last === 1 && moduleOf(runs) > 0) {
        const most = Math.max(...runs) * 2;
        const cx = x - runs[4] - runs[3] - runs[2] / 2;
        const down = across(picture, cx, y + 0.5, 0, 1, most);
        const cy = down && y + 0.5 + down.shift;
        const along = down && across(picture, cx, cy, 1, 0, most);
        if (along) addFinder(found, cx + along.shift, cy, (down.module + along.module) / 2);
      }
      runs = [...runs.slice(1), 1];
      last = now;
    }
  }
  return found.filter((one) => one.seen >= 2).sort((a, b) => b.seen - a.seen).slice(0, 18);
}

function addFinder(found, x, y, module) {
  const near = found.find((one) => Math.hypot(one.x - x, one.y - y) < module * 3);
  if (!near) {
    found.push({ x, y, module, seen: 1 });
    return;
  }
  const n = near.seen++;
  near.x = (near.x * n + x) / near.seen;
  near.y = (near.y * n + y) / near.seen;
  near.module = (near.module * n + module) / near.seen;
}

/** Triples that can be the corners of one code: `[first, right of it, below it]`. */
function* cornersOf(found) {
  for (const a of found) {
    for (const b of found) {
      for (const c of found) {
        if (b === a || c === a || c === b) continue;
        const [bx, by, cx, cy] = [b.x - a.x, b.y - a.y, c.x - a.x, c.y - a.y];
        const [ab, ac] = [Math.hypot(bx, by), Math.hypot(cx, cy)];
        const cross = (bx * cy - by * cx) / (ab * ac);
        const modules = [a, b, c].map((one) => one.module);
        const isEven = Math.max(...modules) < Math.min(...modules) * 1.6;
        // seen from in front the second lies clockwise before the third
        if (isEven && cross > 0.85 && ab < ac * 1.35 && ac < ab * 1.35) yield [a, b, c];
      }
    }
  }
}

// ---- From a triple to a text ----

function textAt(picture, [a, b, c]) {
  // between two large squares dark and light take turns, module by module: that counts them, and a chance triple has no such line
  const sides = [turnsBetween(picture, a, b, c), turnsBetween(picture, a, c, b)].map((turns) => turns + 16);
  const measured = [sideAlong(picture, a, b), sideAlong(picture, a, c)];
  if (sides.some((side, i) => Math.abs(side - measured[i]) > measured[i] * 0.25)) return null;
  const guess = Math.round(((sides[0] + sides[1]) / 2 - 17) / 4);
  for (const step of [0, 1, -1, 2, -2]) {
    const version = guess + step;
    if (version < 1 || version > VERSIONS) continue;
    const text = textOf(picture, [a, b, c], version);
    if (text !== null) return text;
  }
  return null;
}

/** How often dark and light change on the line of turns from `a` to `b`, which lies three modules toward `inside`. */
function turnsBetween(picture, a, b, inside) {
  const { is } = picture;
  const [ofA, ofB] = [moduleAlong(picture, a, a, inside), moduleAlong(picture, b, a, inside)];
  const long = Math.hypot(inside.x - a.x, inside.y - a.y);
  const [ix, iy] = [(inside.x - a.x) / long, (inside.y - a.y) / long];
  const start = [a.x + ix * 3 * ofA, a.y + iy * 3 * ofA];
  const end = [b.x + ix * 3 * ofB, b.y + iy * 3 * ofB];
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
  const all = Math.hypot(dx, dy);
  let turns = 0;
  let last = null;
  for (let at = 4.5 * ofA; at < all - 4.5 * ofB; at += 0.5) {
    const now = is(start[0] + (dx * at) / all, start[1] + (dy * at) / all);
    if (last !== null && now !== last) turns++;
    last = now;
  }
  return turns;
}

/** How many modules a side has by the size of the squares at its ends. */
function sideAlong(picture, from, to) {
  const long = Math.hypot(to.x - from.x, to.y - from.y);
  return long / ((moduleAlong(picture, from, from, to) + moduleAlong(picture, to, from, to)) / 2) + 7;
}

/** The width of a module in a large square, measured along the way between two others on five lines, half a pixel at a time. */
function moduleAlong(picture, of, from, to) {
  const long = Math.hypot(to.x - from.x, to.y - from.y) * 2;
  const [dx, dy] = [(to.x - from.x) / long, (to.y - from.y) / long];
  const measured = [-1, -0.5, 0, 0.5, 1].flatMap((line) => {
    const beside = line * of.module * 2;
    return across(picture, of.x - dy * beside, of.y + dx * beside, dx, dy, of.module * 16)?.module ?? [];
  });
  return measured.length === 0 ? of.module : measured.reduce((a, b) => a + b) / measured.length / 2;
}

function textOf(picture, [a, b, c], version) {
  const side = sideOfVersion(version);
  const known = [[3.5, 3.5, a.x, a.y], [side - 3.5, 3.5, b.x, b.y], [3.5, side - 3.5, c.x, c.y]];
  const near = side - 6.5;
  for (const corner of fourthCorners(picture, a, b, c)) {
    const plane = mapping([...known, [side - 3.5, side - 3.5, ...corner]]);
    if (plane === null) continue;
    const small = version > 1 ? smallSquareNear(picture, plane, near) : null;
    for (const place of [small && mapping([...known, [near, near, ...small]]), plane]) {
      const text = place && readModules((x, y) => isDarkModule(picture, place, x, y), version);
      if (text) return text;
    }
  }
  return null;
}

/**
 * Where a fourth large square may be, the likeliest first. What is farther from the eye is smaller across the way to it: that gives the weights
 * of the second and third corner, and in weighted places the four make a parallelogram. A square is too small to be measured
 * to the percent, so a sheet seen from straight above is tried, too.
 */
function fourthCorners(picture, a, b, c) {
  const wb = moduleAlong(picture, a, a, c) / moduleAlong(picture, b, a, c);
  const wc = moduleAlong(picture, a, a, b) / moduleAlong(picture, c, a, b);
  return [[wb, wc], [1, 1], [wb, 1], [1, wc]].map(([forB, forC]) => {
    const forD = Math.max(0.3, forB + forC - 1);
    return [(forB * b.x + forC * c.x - a.x) / forD, (forB * b.y + forC * c.y - a.y) / forD];
  });
}

/** A module is dark if most of nine points in it are. */
function isDarkModule({ is }, place, x, y) {
  let dark = 0;
  for (const dy of [0.3, 0.5, 0.7]) for (const dx of [0.3, 0.5, 0.7]) dark += is(...place(x + dx, y + dy)) ? 1 : 0;
  return dark >= 5;
}

const REACH = 7; // modules by which a view from the side can leave the fourth corner beside its place

/** The middle of the small square next to the fourth corner: where its rings fit best, near to where it should be. */
function smallSquareNear({ is }, plane, near) {
  let best = { score: 0, at: null };
  for (let dv = -REACH; dv <= REACH; dv += 0.25) {
    for (let du = -REACH; du <= REACH; du += 0.25) {
      let score = 0;
      for (let y = -2; y <= 2; y++) {
        for (let x = -2; x <= 2; x++) {
          const isDark = Math.max(Math.abs(x), Math.abs(y)) !== 1;
          score += is(...plane(near + du + x, near + dv + y)) === isDark ? 1 : 0;
        }
      }
      score -= Math.hypot(du, dv) / 100;
      if (score > best.score) best = { score, at: plane(near + du, near + dv) };
    }
  }
  return best.score > 22 ? best.at : null;
}

/** The perspective that takes four points `[u, v, x, y]` from one plane to the other; `null` where three lie on a line. */
function mapping(points) {
  const rows = points.flatMap(([u, v, x, y]) => [
    [u, v, 1, 0, 0, 0, -u * x, -v * x, x],
    [0, 0, 0, u, v, 1, -u * y, -v * y, y],
  ]);
  for (let i = 0; i < 8; i++) {
    const pivot = rows.slice(i).reduce((best, row, j) => (Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + j : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    if (Math.abs(rows[i][i]) < 1e-9) return null;
    for (let j = 0; j < 8; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      for (let k = i; k < 9; k++) rows[j][k] -= factor * rows[i][k];
    }
  }
  const [m0, m1, m2, m3, m4, m5, m6, m7] = rows.map((row, i) => row[8] / row[i]);
  return (u, v) => {
    const d = m6 * u + m7 * v + 1;
    return [(m0 * u + m1 * v + m2) / d, (m3 * u + m4 * v + m5) / d];
  };
}

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

const bitsIn = (number) => number.toString(2).replace(/0/g, "").length;

/** The text of a code whose modules are asked one by one; `null` where it cannot be read. */
function readModules(isDark, version) {
  const side = sideOfVersion(version);
  let format = 0;
  for (let i = 0; i < 15; i++) {
    const [x, y] = i < 6 ? [8, i] : i < 8 ? [8, i + 1] : i === 8 ? [7, 8] : [14 - i, 8];
    format |= isDark(x, y) ? 1 << i : 0;
  }
  let again = 0;
  for (let i = 0; i < 15; i++) again |= isDark(...(i < 8 ? [side - 1 - i, 8] : [8, side - 15 + i])) ? 1 << i : 0;
  const apart = (mask) => Math.min(bitsIn(format ^ formatBits(0, mask)), bitsIn(again ^ formatBits(0, mask)));
  const mask = MASKS.map((_, i) => i).sort((one, other) => apart(one) - apart(other))[0];
  if (apart(mask) > 3) return null;
  const places = dataPlaces(frameOf(version, 0));
  const stream = new Uint8Array(Math.floor(places.length / 8));
  places.slice(0, stream.length * 8).forEach(([x, y], i) => {
    if (isDark(x, y) !== (MASKS[mask](x, y) === 0)) stream[i >> 3] |= 128 >> (i & 7);
  });
  const sizes = blocksOf(version);
  const correction = CORRECTION[version - 1];
  const blocks = sizes.map((size) => new Uint8Array(size + correction));
  let at = 0;
  const longest = sizes[sizes.length - 1];
  for (let i = 0; i < longest; i++) blocks.forEach((block, j) => i < sizes[j] && (block[i] = stream[at++]));
  for (let i = 0; i < correction; i++) blocks.forEach((block, j) => (block[sizes[j] + i] = stream[at++]));
  if (!blocks.every((block) => mended(block, correction))) return null;
  return lettersOf(joined(blocks.map((block, i) => block.subarray(0, sizes[i]))), version);
}

/** Mends a block in place by its last words; false where more is wrong than they can mend. */
function mended(block, degree) {
  const valueAt = (polynomial, x) => polynomial.reduceRight((sum, factor) => timesInField(sum, x) ^ factor, 0);
  const syndromesOf = () => Array.from({ length: degree }, (_, i) => block.reduce((sum, word) => timesInField(sum, POWERS[i]) ^ word, 0));
  const syndromes = syndromesOf();
  if (syndromes.every((one) => one === 0)) return true;
  const inverse = (a) => POWERS[255 - LOGARITHMS[a]];
  // Berlekamp and Massey: the shortest recurrence that gives the syndromes; its factors lowest first
  let [locator, before, errors, shift, lastGap] = [[1], [1], 0, 1, 1];
  for (let n = 0; n < degree; n++) {
    let gap = syndromes[n];
    for (let i = 1; i <= errors; i++) gap ^= timesInField(locator[i] ?? 0, syndromes[n - i]);
    if (gap === 0) {
      shift++;
      continue;
    }
    const factor = timesInField(gap, inverse(lastGap));
    const next = locator.slice();
    before.forEach((one, i) => (next[i + shift] = (next[i + shift] ?? 0) ^ timesInField(factor, one)));
    for (let i = 0; i < next.length; i++) next[i] ??= 0;
    if (2 * errors <= n) [before, errors, lastGap, shift] = [locator, n + 1 - errors, gap, 1];
    else shift++;
    locator = next;
  }
  if (errors > degree / 2) return false;
  // Forney: at each place where the locator is zero, how much is wrong
  const evaluator = Array.from({ length: degree }, (_, i) =>
    locator.slice(0, i + 1).reduce((sum, factor, j) => sum ^ timesInField(factor, syndromes[i - j]), 0),
  );
  const slope = locator.map((factor, i) => (i % 2 === 1 ? factor : 0)).slice(1);
  let found = 0;
  for (let i = 0; i < block.length; i++) {
    const power = block.length - 1 - i;
    const x = POWERS[(255 - power) % 255];
    if (valueAt(locator, x) !== 0) continue;
    const below = valueAt(slope, x);
    if (below === 0) return false;
    block[i] ^= timesInField(POWERS[power], timesInField(valueAt(evaluator, x), inverse(below)));
    found++;
  }
  return found === errors && syndromesOf().every((one) => one === 0);
}

/** Letters of the one kind that our codes have; `null` where they are of another. */
function lettersOf(words, version) {
  let at = 0;
  const take = (n) => {
    let value = 0;
    for (let i = 0; i < n; i++, at++) value = (value << 1) | ((words[at >> 3] >> (7 - (at & 7))) & 1);
    return value;
  };
  if (take(4) !== 2) return null;
  const length = take(countBits(version));
  let text = "";
  while (text.length < length) {
    if (at + 11 > words.length * 8 + 5) return null;
    if (text.length + 1 === length) text += CODE_LETTERS[take(6)] ?? "";
    else {
      const pair = take(11);
      if (pair >= 45 * 45) return null;
      text += CODE_LETTERS[Math.floor(pair / 45)] + CODE_LETTERS[pair % 45];
    }
  }
  return text;
}

// ---- The camera ----

const LOOK_EVERY = 250; // milliseconds between two looks

/** A button and what the camera sees; `onCodes` is given what was read and says whether that was all. */
function cameraOf(onCodes, onNone) {
  const button = element("button");
  const video = element("video");
  button.type = "button";
  video.hidden = true;
  video.muted = true;
  video.playsInline = true;
  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.hidden = true;
    video.srcObject = null;
    button.setAttribute("aria-pressed", "false");
  };
  const look = () => {
    if (stream === null) return;
    if (video.videoWidth > 0 && onCodes(codesIn(video))) stop();
    else setTimeout(look, LOOK_EVERY);
  };
  button.addEventListener("click", async () => {
    if (stream !== null) {
      stop();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
      video.srcObject = stream;
      video.hidden = false;
      button.setAttribute("aria-pressed", "true");
      await video.play();
      look();
    } catch (error) {
      stop();
      onNone();
    }
  });
  return { button, video };
}
