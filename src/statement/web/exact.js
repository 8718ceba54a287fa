// Exact numbers and how figures are written for people: the same as the program's own pages write them.

"use strict";

const gcd = (a, b) => (b === 0n ? a : gcd(b, a % b));

/** A fraction in lowest terms. */
function exact(above, below = 1n) {
  const by = gcd(above < 0n ? -above : above, below);
  return { n: above / by, d: below / by };
}

/** `12`, `-3/8`, `0.035`; `null` where a text is no number. */
function readExact(text) {
  const parts = /^(-?)([0-9]{1,4000})(?:\/([0-9]{1,4000})|\.([0-9]{1,4000}))?$/.exec(text);
  if (!parts || /^0*$/.test(parts[3] ?? "1")) return null;
  const [, sign, whole, below, decimals] = parts;
  const number = exact(BigInt(whole + (decimals ?? "")), below ? BigInt(below) : 10n ** BigInt((decimals ?? "").length));
  return sign === "" ? number : { n: -number.n, d: number.d };
}

const product = (a, b) => exact(a.n * b.n, a.d * b.d);
const quotient = (a, b) => (b.n === 0n ? null : exact(b.n < 0n ? -a.n * b.d : a.n * b.d, a.d * (b.n < 0n ? -b.n : b.n)));
const isSame = (a, b) => a.n === b.n && a.d === b.d;
const floorOf = ({ n, d }) => (n >= 0n || n % d === 0n ? n / d : n / d - 1n);

/** As a decimal where it ends within so many places; else `null`. */
function decimalOf({ n, d }, places) {
  for (let used = 0; used <= places; used++) {
    const scaled = n * 10n ** BigInt(used);
    if (scaled % d !== 0n) continue;
    const whole = scaled / d;
    const digits = String(whole < 0n ? -whole : whole).padStart(used + 1, "0");
    const text = used === 0 ? digits : `${digits.slice(0, -used)}.${digits.slice(-used)}`;
    return whole < 0n ? `-${text}` : text;
  }
  return null;
}

/** A decimal text with a comma between thousands. */
function grouped(decimal) {
  const [, sign, whole, part] = /^(-?)([^.]*)(\.?.*)$/.exec(decimal);
  return sign + whole.replace(/\B(?=(.{3})+$)/g, ",") + part;
}

/** At least so many decimals. */
function paddedTo(decimal, places) {
  if (places === 0) return decimal;
  const [whole, part = ""] = decimal.split(".");
  return `${whole}.${part.padEnd(places, "0")}`;
}

/** In full where it ends within six decimals, else its first four and `…`. */
function figure(value, places) {
  const whole = decimalOf(value, 6);
  if (whole !== null) return grouped(paddedTo(whole, places));
  const cut = exact(floorOf(product(value, exact(10000n))), 10000n);
  return `${grouped(paddedTo(decimalOf(cut, 4), 4))}…`;
}

/** `{ n, d }` as `1/2`, or `12`. */
const written = ({ n, d }) => (d === 1n ? String(n) : `${n}/${d}`);

/** Registered areas and shares: without zeros at the end, but with two decimals. */
function shortFigure(text) {
  const [whole, part = ""] = text.split(".");
  return `${whole}.${part.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** `24000.00` is `24,000.00`, `1.6400` is `1.64`, `7/200` is `3.5%`, and `1100/1` of a unit `1,100.00`; what is no such figure stays. */
function pastFigure(text, inUnit = false) {
  const value = readExact(text);
  if (value !== null && text.includes("/")) {
    if (inUnit) return figure(value, 2);
    const part = decimalOf(product(value, exact(100n)), 6);
    return part === null ? text : `${part}%`;
  }
  return value !== null && text.includes(".") ? figure(value, 2) : text;
}
