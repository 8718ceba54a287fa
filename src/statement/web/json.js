// JSON as the ledger writes it (FORMAT.md, section 3), and as a statement is written (STATEMENT.md, section 1): no name
// twice in an object, no number but integers. JavaScript's own reader keeps the last of two equal names and rounds large
// numbers, so this page reads for itself.

"use strict";

/** A MUST that is not kept: `rule` is a word of the labels' section `fault`, the others are data and no sentences. */
class Wrong extends Error {
  constructor(rule, expected, found) {
    super(`${rule}: expected ${shownValue(expected)}, found ${shownValue(found)}`);
    this.rule = rule;
    this.expected = expected;
    this.found = found;
  }
}

function shownValue(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}` : v));
  return (text === undefined ? "" : text).slice(0, 300);
}

/** Throws [`Wrong`] unless it is good. */
function expect(good, rule, expected, found) {
  if (!good) throw new Wrong(rule, expected, found);
}

const DEEPEST = 64; // of a statement; entries are held to 8 by `parseCanonical`

/** The value of a JSON text. Objects have no prototype, so that no name means anything but itself. */
function parseJson(text) {
  let at = 0;
  const fail = () => {
    throw new Wrong("json", `JSON, character ${at}`, text.slice(at, at + 20));
  };
  const blank = () => {
    while (" \t\n\r".includes(text[at]) && at < text.length) at++;
  };
  const take = (sign) => (text[at] === sign ? at++ : fail());
  const string = () => {
    const from = at;
    take('"');
    while (text[at] !== '"') {
      if (at >= text.length || text.charCodeAt(at) < 32) fail();
      at += text[at] === "\\" ? 2 : 1;
    }
    at++;
    let read;
    try {
      read = JSON.parse(text.slice(from, at));
    } catch (error) {
      fail();
    }
    return /[\uD800-\uDFFF]/u.test(read) ? fail() : read; // half a character is none
  };
  const integer = () => {
    const digits = /^(0|[1-9][0-9]{0,15})(?![0-9.eE])/.exec(text.slice(at, at + 18));
    if (!digits || !Number.isSafeInteger(Number(digits[1]))) return fail();
    at += digits[1].length;
    return Number(digits[1]);
  };
  const list = (open, close, one) => {
    take(open);
    blank();
    if (text[at] === close) return void at++;
    for (;;) {
      blank();
      one();
      blank();
      if (text[at] === close) return void at++;
      take(",");
    }
  };
  const value = (depth) => {
    if (depth > DEEPEST) fail();
    const sign = text[at];
    if (sign === "{") {
      const members = Object.create(null);
      list("{", "}", () => {
        const name = string();
        if (name in members) fail();
        blank();
        take(":");
        blank();
        members[name] = value(depth + 1);
      });
      return members;
    }
    if (sign === "[") {
      const items = [];
      list("[", "]", () => items.push(value(depth + 1)));
      return items;
    }
    if (sign === '"') return string();
    for (const [word, meant] of [["true", true], ["false", false]]) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meant;
      }
    }
    return integer();
  };
  blank();
  const whole = value(1);
  blank();
  if (at !== text.length) fail();
  return whole;
}

// ---- Canonical form (FORMAT.md, section 3) ----

/** FORMAT.md 3.1: the characters that may stand in the record. */
const IN_TABLE = new RegExp(
  "^[\\u0020-\\u007E\\u00A7\\u00B0-\\u00B3\\u00B7\\u00C0-\\u024F\\u2013\\u2014\\u2018\\u2019\\u201C\\u201D\\u2026" +
    "\\u2030\\u2160-\\u216B\\u2460-\\u2473\\u3001-\\u3003\\u3005\\u3007-\\u3011\\u3014-\\u301B\\u33A1\\u3400-\\u4DBF" +
    "\\u4E00-\\u9FFF\\uFF01-\\uFF5E\\uFFE5\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2EBEF}\\u{30000}-\\u{323AF}]*$",
  "u",
);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** FORMAT.md 3: the one spelling of a value; names ascending by their bytes, which are ASCII. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&")}"`;
  return String(value);
}

function checkRecorded(value, depth) {
  expect(depth <= 8 || !(typeof value === "object"), "json", "8", String(depth));
  if (typeof value === "string") expect(IN_TABLE.test(value), "characters", "", value);
  else if (Array.isArray(value)) value.forEach((item) => checkRecorded(item, depth + 1));
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      expect(/^[a-z][a-z0-9_]*$/.test(name), "json", "[a-z][a-z0-9_]*", name);
      checkRecorded(member, depth + 1);
    }
  }
}

/** FORMAT.md 3: the value of a canonical text, refused if parsing and writing it anew does not give the same text. */
function parseCanonical(text) {
  const value = parseJson(text);
  checkRecorded(value, 1);
  expect(canonical(value) === text, "spelling", canonical(value), text);
  return value;
}

const LONGEST_LINE = 65535;

/** FORMAT.md 5, 12: the value of a line, canonical JSON with its newline. */
function parseLine(bytes) {
  expect(bytes.length <= LONGEST_LINE && bytes[bytes.length - 1] === 10, "line", String(LONGEST_LINE), String(bytes.length));
  const text = fromUtf8(bytes.subarray(0, bytes.length - 1));
  expect(text !== null, "utf8", "", "");
  return parseCanonical(text);
}

// ---- Values (FORMAT.md, section 4) ----

const spelled = (pattern) => (value) => typeof value === "string" && pattern.test(value);

const isText = (value) => typeof value === "string";
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isArray = Array.isArray;
const isMoney = spelled(/^(0|[1-9][0-9]{0,13})\.[0-9]{2}$/);
const isAmount = spelled(/^-?(0|[1-9][0-9]{0,13})\.[0-9]{2}$/);
const isHash = spelled(/^[0-9a-f]{64}$/);
const isMemberCode = spelled(/^[A-Z]{1,2}[0-9]{0,8}$/);
const isPayoutCode = spelled(/^[A-Za-z0-9-]{1,32}$/);
const isCode = spelled(/^[A-Z][A-Z0-9-]{0,23}$/);
const isShortText = (value) => isText(value) && value.length > 0 && [...value].length <= 200 && IN_TABLE.test(value);
const isExact = spelled(/^-?[0-9]+(\/[1-9][0-9]*)?$/);
const isListOf = (test) => (value) => isArray(value) && value.every((item) => test(item));

const isDay = (value) => {
  const parts = isText(value) && /^((?:19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})$/.exec(value);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
};

const isInstant = (value) =>
  isText(value) && /^.{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/.test(value) && isDay(value.slice(0, 10));

/** An object with these members, each of its shape, others where they are optional, and none beside unless `more`. */
function checkMembers(what, value, members, optional = {}, more = false) {
  expect(isObject(value), "shape", what, value);
  for (const [name, test] of Object.entries(members)) expect(name in value && test(value[name]), "shape", `${what}.${name}`, value[name]);
  for (const [name, test] of Object.entries(optional)) if (name in value) expect(test(value[name]), "shape", `${what}.${name}`, value[name]);
  if (!more) for (const name of Object.keys(value)) expect(name in members || name in optional, "shape", what, name);
}

/** Yuan with two decimals in fen. */
function fen(amount) {
  return BigInt(amount.replace(".", ""));
}

/** Fen as yuan with two decimals. */
function yuanOf(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
