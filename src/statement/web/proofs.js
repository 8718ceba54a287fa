// Keys, checkpoints and proofs (FORMAT.md, sections 5, 8, 9 and 12): what shows that an entry, a line of a payout or a
// household's portion stands in the ledger whose key signed.

"use strict";

// ---- 5 Entries, 8 origin ----

const isOrigin = (value) => {
  const parts = isText(value) && /^([a-z0-9.-]+\/[a-z0-9.-]+\/[0-9a-f]{16})(?:\/([1-9][0-9]{0,9}))?$/.exec(value);
  if (!parts || /^(coop-ledger|cosignature)\//.test(value) || parts[1].length > 109) return false;
  return parts[2] === undefined || (Number(parts[2]) >= 2 && Number(parts[2]) < 2 ** 32);
};

/** True where an origin is another one, or an earlier epoch of it. */
function isSameOrEarlier(one, other) {
  const [[a, epochA], [b, epochB]] = [one, other].map((origin) => {
    const parts = origin.split("/");
    return [parts.slice(0, 3).join("/"), Number(parts[3] || 1)];
  });
  return a === b && epochA <= epochB;
}

const isAbout = (value) =>
  isArray(value) && value.length <= 4096 && value.every((code, i) => isMemberCode(code) && (i === 0 || value[i - 1] < code));
const isBatch = (value) =>
  isArray(value) && value.length === 2 && value.every(isCount) && value[0] < value[1] && value[1] <= 1000000;
const isKind = (value) => {
  const parts = isText(value) && value.length <= 64 && /^[a-z]+(?:\.[a-z]+)*\/([1-9][0-9]{0,9})$/.exec(value);
  return Boolean(parts) && Number(parts[1]) < 2 ** 32;
};

const ENTRY = {
  about: isAbout,
  batch: isBatch,
  body: isObject,
  effective_on: isDay,
  format: (value) => value === 1,
  id: spelled(/^[A-Za-z0-9._:-]{1,64}$/),
  index: isCount,
  key: spelled(/^[0-9a-f]{32}$/),
  kind: isKind,
  origin: isOrigin,
  prev: isHash,
  recorded_at: isInstant,
  sig: spelled(/^[0-9a-f]{128}$/),
};

/** An entry out of its line, with its leaf hash. Its author's own signature is not looked at: a proof does not show who had the key. */
function readEntry(line) {
  const entry = parseLine(line);
  checkMembers("entry", entry, ENTRY);
  entry.leaf = leafHash(line);
  return entry;
}

const leafHash = (line) => sha256(Uint8Array.of(0), line);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/** FORMAT.md 5.4: the siblings on the way from a leaf upward: on which side each lies, and how many leaves it stands for. */
function siblingsOf(index, size) {
  expect(index < size, "place", `< ${size}`, String(index));
  const siblings = [];
  let [at, of] = [index, size];
  while (of > 1) {
    let left = 1; // the largest power of two below `of`
    while (left * 2 < of) left *= 2;
    siblings.unshift({ onLeft: at >= left, leaves: at < left ? of - left : left });
    [at, of] = at < left ? [at, left] : [at - left, of - left];
  }
  return siblings;
}

/** The root to which the siblings of a leaf lead in a tree of this size. */
function rootAbove(leaf, index, size, hashes) {
  const siblings = siblingsOf(index, size);
  expect(hashes.length === siblings.length, "path", String(siblings.length), String(hashes.length));
  return siblings.reduce((root, { onLeft }, i) => (onLeft ? nodeHash(hashes[i], root) : nodeHash(root, hashes[i])), leaf);
}

// ---- 9 Checkpoints and proofs ----

function bytesOf(text, length) {
  const bytes = fromBase64(text);
  expect(bytes !== null && (length === undefined || bytes.length === length), "base64", String(length || ""), text);
  return bytes;
}

function decimal(text, digits = 16) {
  expect(text.length <= digits && /^(0|[1-9][0-9]*)$/.test(text), "number", "", text);
  return BigInt(text);
}

function smallDecimal(text) {
  const number = Number(decimal(text));
  expect(isCount(number), "number", "", text);
  return number;
}

/** FORMAT.md 9.1: `<name>+<8 hex digits>+<base64>`; the digits are computed anew, and a weak key is refused. */
function readVerifierKey(text) {
  const [name, id, key, ...more] = text.trim().split("+").length >= 3 ? splitKey(text.trim()) : [];
  expect(name !== undefined && more.length === 0 && isOrigin(name), "key", "name+id+key", text);
  const bytes = bytesOf(key, 33);
  expect(bytes[0] === 1, "key", "01", String(bytes[0]));
  const right = hex(sha256(utf8(`${name}\n`), bytes).subarray(0, 4));
  expect(id === right, "key", right, id);
  const point = bytes.subarray(1);
  expect(isStrongKey(point), "weak_key", "", hex(point));
  return { text: text.trim(), name, id, public: point };
}

/** Base64 may hold `+`, too: only the first two part name, digits and key. */
function splitKey(text) {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

/** FORMAT.md 9.2: a signed note in its one spelling; no signature is looked at yet. */
function readNote(text) {
  const lines = text.split("\n");
  expect(lines.length >= 6 && lines[3] === "" && lines[lines.length - 1] === "", "note", "", text.slice(0, 80));
  const [origin, size, root] = lines;
  expect(isOrigin(origin) && size !== "0", "note", "", `${origin} ${size}`);
  const signatures = lines.slice(4, -1).map((line) => {
    const parts = line.split(" ");
    expect(parts.length === 3 && parts[0] === "\u2014" && /^[^\s+]+$/.test(parts[1]), "note", "", line);
    const bytes = bytesOf(parts[2]);
    expect(bytes.length > 4, "note", "", line);
    return { name: parts[1], id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
  });
  const own = signatures.filter((line) => line.name === origin);
  expect(signatures.slice(0, own.length).every((line) => line.name === origin), "note", "", text.slice(0, 80));
  return {
    origin,
    size: smallDecimal(size),
    root: bytesOf(root, 32),
    signed: `${lines.slice(0, 3).join("\n")}\n`,
    own,
    witnesses: signatures.slice(own.length).map((line) => line.name),
  };
}

// a statement stands under one checkpoint, and its signature costs more than all its hashes
const judged = new Map();

/** FORMAT.md 9.2, 9.3: the note has one line of the ledger's, and it is the key's. */
function checkNote(note, key) {
  expect(note.origin === key.name, "ledger", key.name, note.origin);
  expect(note.own.length === 1 && note.own[0].id === key.id, "signature", key.id, note.own.map((line) => line.id).join(" "));
  const said = `${key.text}\n${note.signed}${hex(note.own[0].signature)}`;
  if (!judged.has(said)) judged.set(said, isSignature(key.public, note.own[0].signature, utf8(note.signed)));
  expect(judged.get(said), "signature", key.id, note.signed);
}

/** FORMAT.md 9.2: a checkpoint by itself, as it stands in a ledger's folder and on paper: no line beside the ledger's own. */
function readCheckpoint(text, key) {
  const note = readNote(text);
  expect(note.witnesses.length === 0, "note", "", note.witnesses.join(" "));
  checkNote(note, key);
  return note;
}

/** FORMAT.md 9.3, 12.4, 12.6: title, bytes, an index, then one line for each sibling. */
function readHead(head, title, name) {
  const lines = head.split("\n");
  expect(lines[0] === title, "proof", title, lines[0]);
  expect(lines.length >= 3 && lines[1].startsWith(`${name} `) && lines[2].startsWith("index "), "proof", name, lines[1] || "");
  return { bytes: bytesOf(lines[1].slice(name.length + 1)), index: smallDecimal(lines[2].slice(6)), siblings: lines.slice(3) };
}

const LONGEST_PROOF = 1 << 20;

/**
 * A proof of any kind under the ledger's key: the entry that it proves, the note that it stands under, and `head`, what
 * a line of a payout or a portion has before it.
 */
function readProof(text, key) {
  expect(text.length <= LONGEST_PROOF, "long", String(LONGEST_PROOF), String(text.length));
  let head = "";
  let rest = text;
  if (text.startsWith("coop-ledger/")) {
    const cut = text.indexOf("\n\n");
    expect(cut > 0, "proof", "", text.slice(0, 80));
    [head, rest] = [text.slice(0, cut), text.slice(cut + 2)];
  }
  const blank = rest.indexOf("\n\n");
  expect(blank > 0, "proof", "", rest.slice(0, 80));
  const proof = readHead(rest.slice(0, blank), "c2sp.org/tlog-proof@v1", "extra");
  const note = readNote(rest.slice(blank + 2));
  checkNote(note, key);
  const entry = readEntry(proof.bytes);
  const hashes = proof.siblings.map((line) => bytesOf(line, 32));
  expect(entry.index === proof.index, "place", String(proof.index), String(entry.index));
  expect(sameBytes(rootAbove(entry.leaf, proof.index, note.size, hashes), note.root), "root", hex(note.root), `entry ${proof.index}`);
  expect(isSameOrEarlier(entry.origin, note.origin), "ledger", note.origin, entry.origin);
  const [k, n] = entry.batch;
  expect(entry.index >= k && entry.index - k + n <= note.size, "batch", String(note.size), entry.batch);
  const before = entry.index === 0 ? "0".repeat(64) : entry.index % 2 === 1 ? hex(hashes[0]) : entry.prev;
  expect(entry.prev === before, "prev", before, entry.prev);
  checkParted(entry);
  return { entry, note, head };
}

// ---- 12 Lines of payouts and portions ----

const LINE_KINDS = { "payout.declared/1": "declared", "payout.paid/1": "paid", "payout.returned/1": "returned" };
const SUM_MOST = 2n ** 63n;

/** FORMAT.md 12.1: the kind of the lines of an entry. */
const lineKindOf = (entry) => (LINE_KINDS[entry.kind] === "declared" && entry.body.asks === true ? "asked" : LINE_KINDS[entry.kind]);

const SUM_LINE = {
  amount: isMoney,
  because: isHash,
  digest: isHash,
  items: isCount,
  kind: (value) => ["declared", "paid", "returned", "asked"].includes(value),
  on: isDay,
  payout: isPayoutCode,
  to: (value) => isText(value) && value.length > 0 && [...value].length <= 200 && value === value.replace(/^ +| +$/g, ""),
};

function sumLeaf(line, amount) {
  return { count: 1, sum: fen(amount), hash: sha256(utf8("coop-ledger/sum-leaf/v1\n"), line) };
}

function sumNode(left, right) {
  const sum = left.sum + right.sum;
  expect(sum < SUM_MOST, "sum", "2^63", String(sum));
  const framed = (node) => joined([u64(node.count), u64(node.sum), node.hash]);
  return { count: left.count + right.count, sum, hash: sha256(utf8("coop-ledger/sum-node/v1\n"), framed(left), framed(right)) };
}

/** FORMAT.md 12.4: the line that a proof shows in its entry, and what the household's digest takes of it. */
function readPayoutLine(head, entry) {
  const proof = readHead(head, "coop-ledger/sum-proof/v1", "line");
  expect(entry.kind in LINE_KINDS, "kind", Object.keys(LINE_KINDS).join(" "), entry.kind);
  checkMembers("body", entry.body, { lines: isObject, payout: isPayoutCode, reasons: isObject }, {}, true);
  const total = entry.body.lines;
  checkMembers("lines", total, { blob: isHash, bytes: isCount, count: isCount, root: isHash, total: isMoney });
  const line = parseLine(proof.bytes);
  checkMembers("line", line, SUM_LINE);
  const said = [line.kind, line.on, line.payout].join(" ");
  const right = [lineKindOf(entry), entry.effective_on, entry.body.payout].join(" ");
  expect(said === right, "line_of_entry", right, said);
  const leaf = sumLeaf(proof.bytes, line.amount);
  const shape = siblingsOf(proof.index, total.count);
  expect(proof.siblings.length === shape.length, "path", String(shape.length), String(proof.siblings.length));
  const root = shape.reduce((node, { onLeft, leaves }, i) => {
    const parts = proof.siblings[i].split(" ");
    expect(parts.length === 3, "proof", "", proof.siblings[i]);
    const sibling = { count: smallDecimal(parts[0]), sum: decimal(parts[1], 19), hash: bytesOf(parts[2], 32) };
    expect(sibling.count === leaves && sibling.sum < SUM_MOST, "sum", String(leaves), parts[0]);
    return onLeft ? sumNode(sibling, node) : sumNode(node, sibling);
  }, leaf);
  const found = [root.count, yuanOf(root.sum), hex(root.hash)].join(" ");
  const wanted = [total.count, total.total, total.root].join(" ");
  expect(found === wanted, "total", wanted, found);
  return { line, item: leaf.hash };
}

/** FORMAT.md 12.5: the lists of a kind's body that may be taken apart. */
const PARTED = {
  "claim.recorded/1": ["parts"],
  "contract.amended/1": ["areas", "parcels"],
  "contract.ended/1": [],
  "contract.signed/1": ["houses", "parcels"],
  "entry.corrected/1": [],
  "holding.passed/1": ["lines"],
  "land.changed/1": ["into", "parcels"],
  "opening.recorded/1": ["lines"],
  "organization.changed/1": ["codes", "lines"],
  "payment.recorded/1": ["parts"],
  "receipt.recorded/1": ["parts"],
  "series.recorded/1": ["rows"],
  "subscription.recorded/1": ["lines"],
  "voucher.recorded/1": ["lines"],
  "work.recorded/1": ["lines"],
};

/** FORMAT.md 12.5 rules 1 to 3: nobody is shown what is another's. */
function checkParted(entry) {
  const lists = PARTED[entry.kind];
  if (!lists) return;
  const { portions } = entry.body;
  expect(entry.about.length <= (portions === undefined ? 1 : 0), "several", "", entry.about.join(" "));
  if (portions === undefined) return;
  for (const name of lists) expect(!(name in entry.body), "several", "", name);
  checkMembers("portions", portions, { blob: isHash, bytes: isCount, count: isCount, root: isHash });
}

/** FORMAT.md 12.6: the portion that a proof shows of its entry, and what the household's digest takes of it. */
function readPortion(head, entry) {
  const proof = readHead(head, "coop-ledger/portion-proof/v1", "portion");
  const lists = PARTED[entry.kind];
  expect(lists !== undefined && entry.body.portions !== undefined, "kind", Object.keys(PARTED).join(" "), entry.kind);
  const portion = parseLine(proof.bytes);
  checkMembers("portion", portion, { lists: isObject, salt: isHash, to: isMemberCode });
  for (const [name, things] of Object.entries(portion.lists)) {
    expect(lists.includes(name) && isArray(things) && things.length > 0, "portion", lists.join(" "), name);
    things.forEach((thing, i) => {
      checkMembers(name, thing, { at: isCount, is: () => true });
      expect(i === 0 || things[i - 1].at < thing.at, "portion", name, String(thing.at));
    });
  }
  expect(proof.index >= 1, "place", ">= 1", String(proof.index));
  const leaf = sha256(utf8("coop-ledger/portion/v1\n"), proof.bytes);
  const hashes = proof.siblings.map((line) => bytesOf(line, 32));
  const { count, root } = entry.body.portions;
  expect(hex(rootAbove(leaf, proof.index, count, hashes)) === root, "root", root, `portion ${proof.index}`);
  return { portion, item: leaf };
}

/** FORMAT.md 12.5 rule 5: the body with a household's own things in place of the portions. */
function ownBody(entry, portion) {
  const body = { ...entry.body };
  delete body.portions;
  for (const [name, things] of Object.entries(portion.lists)) body[name] = things.map((thing) => thing.is);
  return body;
}

/** FORMAT.md 12.1: the hash that a line has of its reasons. */
function reasonsHash(because) {
  return hex(sha256(utf8("coop-ledger/reasons/v1\n"), utf8(`${because}\n`)));
}
