// The text of printed codes (STATEMENT.md, section 8): a household's own money lines, or no household's, with all that leads
// from them to the ledger's signature.

"use strict";

const CODE_MARK = "COOP1-";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MOST_PARTS = 32;

/** Bytes in the one spelling without padding; `null` where it is another. */
function fromBase32(text) {
  let [bits, value] = [0, 0];
  const bytes = [];
  for (const letter of text) {
    const digit = BASE32.indexOf(letter);
    if (digit < 0) return null;
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) bytes.push((value >> (bits -= 8)) & 255);
  }
  const rest = value & ((1 << bits) - 1);
  return bits < 5 && rest === 0 ? Uint8Array.from(bytes) : null;
}

/** True where a text has a code in it. */
const isSlip = (text) => text.trimStart().slice(0, CODE_MARK.length).toUpperCase() === CODE_MARK;

/** The codes of a text, in their order, each once; `of` says how many there are, and so what is missing. */
function partsOf(text) {
  const [before, ...parts] = text.replace(/\s/g, "").toUpperCase().split(CODE_MARK);
  expect(before === "" && parts.length > 0, "code", CODE_MARK, text.slice(0, 40));
  const found = new Map();
  let head = null;
  for (const part of parts) {
    const read = /^([1-9][0-9]?)-([1-9][0-9]?)-([0-9A-F]{8}):([A-Z2-7]*)$/.exec(part);
    expect(read !== null, "code", "part-of-sum:letters", part.slice(0, 40));
    const [, n, of, sum, letters] = read;
    expect(Number(n) <= Number(of) && Number(of) <= MOST_PARTS, "code", of, n);
    head ??= { of, sum };
    const same = head.of === of && head.sum === sum && (found.get(n) ?? letters) === letters;
    expect(same, "codes_mixed", `${head.of} ${head.sum}`, `${of} ${sum}`);
    found.set(n, letters);
  }
  return { of: Number(head.of), sum: head.sum, found };
}

/** The bytes that all codes of a print have together. */
function bytesOfCodes(text) {
  const { of, sum, found } = partsOf(text);
  const letters = Array.from({ length: of }, (_, i) => found.get(String(i + 1)));
  const missing = letters.indexOf(undefined);
  expect(missing < 0, "code_missing", String(of), String(missing + 1));
  const bytes = fromBase32(letters.join(""));
  expect(bytes !== null, "code", "base32", letters.join("").slice(0, 40));
  const found8 = hex(sha256(bytes).subarray(0, 4)).toUpperCase();
  expect(found8 === sum, "code_sum", sum, found8);
  return bytes;
}

class Unpacked {
  constructor(bytes) {
    this.rest = bytes;
  }

  bytes(n) {
    expect(this.rest.length >= n, "code", String(n), String(this.rest.length));
    const taken = this.rest.subarray(0, n);
    this.rest = this.rest.subarray(n);
    return taken;
  }

  /** Seven bits a byte, the lowest first, in as few bytes as it takes. */
  number() {
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const [byte] = this.bytes(1);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        expect(byte !== 0 || shift === 0n, "code", "number", String(byte));
        return value;
      }
    }
    throw new Wrong("code", "number", "");
  }

  count() {
    const number = Number(this.number());
    expect(isCount(number), "code", "number", String(number));
    return number;
  }

  text(is) {
    const length = this.count();
    expect(length <= 200, "code", "200", String(length));
    const text = fromUtf8(this.bytes(length));
    expect(text !== null && is(text), "code", "", text ?? "");
    return text;
  }

  day() {
    const [y, m, d] = [this.count(), this.count(), this.count()];
    const day = [String(y).padStart(4, "0"), ...[m, d].map((n) => String(n).padStart(2, "0"))].join("-");
    expect(isDay(day), "code", "day", day);
    return day;
  }

  hashes() {
    const count = this.count();
    expect(count <= 64, "code", "64", String(count));
    return Array.from({ length: count }, () => this.bytes(32));
  }
}

const NO_REASONS = "[]";
const SLIP_KINDS = ["declared", "paid", "returned", "asked"];

/** What the codes say, and the root to which it leads; no signature is looked at yet. */
function readSlip(text) {
  const from = new Unpacked(bytesOfCodes(text));
  const version = from.count();
  expect(version === 1 || version === 2, "code", "1 2", String(version));
  const slip = { origin: from.text(isOrigin), key: from.bytes(32), size: from.count(), own: null };
  if (version === 1) {
    slip.own = readOwn(from);
    slip.root = rootOfOwn(slip);
  } else {
    slip.root = from.bytes(32);
  }
  slip.signature = from.bytes(64);
  expect(from.rest.length === 0, "code", "0", String(from.rest.length));
  return slip;
}

function readOwn(from) {
  const own = { household: from.text(isMemberCode), before: { items: from.count(), digest: from.bytes(32) }, items: [] };
  let last = null;
  for (let left = from.count(); left > 0; left--) {
    const step = from.count();
    expect(last === null || step > 0, "code", "> 0", String(step));
    const index = (last ?? 0) + step;
    expect(isCount(index), "code", "", String(index));
    last = index;
    const what = from.count();
    expect(what <= SLIP_KINDS.length, "code", SLIP_KINDS.join(" "), String(what));
    if (what === 0) {
      own.items.push({ index, item: from.bytes(32) });
      continue;
    }
    const kind = SLIP_KINDS[what - 1];
    const [payout, on, amount] = [from.text(isPayoutCode), from.day(), yuanOf(from.number())];
    expect(isMoney(amount), "code", "", amount);
    own.items.push({ index, line: { kind, payout, on, amount, because: kind === "paid" ? reasonsHash(NO_REASONS) : hex(from.bytes(32)) } });
  }
  own.place = from.count();
  own.path = from.hashes();
  own.stated = {
    batch: [from.count(), from.count()],
    count: from.count(),
    size: from.count(),
    effective_on: from.day(),
    id: from.text(ENTRY.id),
    index: from.count(),
    key: hex(from.bytes(16)),
    prev: hex(from.bytes(32)),
    recorded_at: from.text(isInstant),
    sig: hex(from.bytes(64)),
  };
  own.above = from.hashes();
  return own;
}

/** FORMAT.md 13.1, 13.3, 5.4: items, digest, the household's line, the entry that states its root, the root of the state. */
function rootOfOwn({ origin, size, own }) {
  const { household, before, stated } = own;
  let { digest, items } = before;
  for (const one of own.items) {
    const line = one.line && { ...one.line, digest: hex(digest), items, to: household };
    const item = one.item ?? sumLeaf(utf8(`${canonical(line)}\n`), line.amount).hash;
    digest = sha256(utf8("coop-ledger/household-item/v1\n"), digest, u64(one.index), item);
    items++;
  }
  const leaf = leafHash(utf8(`${canonical({ digest: hex(digest), household, items })}\n`));
  const root = rootAbove(leaf, own.place, stated.count, own.path);
  const { count, size: of, ...rest } = stated;
  const body = { count, root: hex(root), size: of };
  const entry = readEntry(utf8(`${canonical({ about: [], body, format: 1, kind: "households.stated/1", origin, ...rest })}\n`));
  const [k, n] = entry.batch;
  expect(entry.index >= k && entry.index - k + n <= size, "batch", String(size), entry.batch);
  expect(entry.index % 2 === 0 || entry.prev === hex(own.above[0] ?? new Uint8Array(0)), "prev", entry.prev, "");
  const last = own.items.length === 0 ? 0 : own.items[own.items.length - 1].index + 1;
  expect(last <= of && of <= entry.index, "code", String(of), String(last));
  return rootAbove(entry.leaf, entry.index, size, own.above);
}

/** A verifier key in its spelling, out of name and bytes. */
function verifierKeyText(name, bytes) {
  const typed = joined([Uint8Array.of(1), bytes]);
  return `${name}+${hex(sha256(utf8(`${name}\n`), typed).subarray(0, 4))}+${toBase64(typed)}`;
}

/** A slip under a key: throws where it does not lead to the key's signature. */
function checkSlip(text, key) {
  const slip = readSlip(text);
  const own = verifierKeyText(slip.origin, slip.key);
  expect(own === key.text, "ledger", key.text, own);
  const signed = `${slip.origin}\n${slip.size}\n${toBase64(slip.root)}\n`;
  expect(slip.size > 0, "note", "> 0", "0");
  checkNote({ origin: slip.origin, signed, own: [{ id: key.id, signature: slip.signature }] }, key);
  return slip;
}

/** The codes on a statement's page are those of its household, under its checkpoint, from the first item of its year on. */
function checkCodes(codes, { statement, key }) {
  const { completeness, upto, as_of: asOf } = statement;
  const covered = statement.concerns.filter(({ index }) => index < completeness.upto);
  const proof = completeness.proof;
  const isDue = proof !== undefined && readProof(proof.entry, key).entry.origin === key.name && covered.every((one) => one.item);
  checkSame("codes", isDue, codes.length > 0);
  if (!isDue) return;
  const slip = checkSlip(codes.join(""), key);
  const year = (day) => Number(day.slice(0, 4));
  const first = covered.findIndex(({ date }) => year(date) >= year(asOf));
  const before = first < 0 ? covered.length : first;
  const found = [slip.own?.household, slip.size, hex(slip.root), slip.own?.before.items].join(" ");
  // of a year with more than eight codes hold, the first items are left out
  const from = codes.length >= 8 ? Math.max(before, slip.own?.before.items ?? 0) : before;
  const right = [statement.household, upto.size, upto.root, from].join(" ");
  expect(found === right, "page", right, found);
}
