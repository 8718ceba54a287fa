// A household's statement against the key of its ledger: everything that STATEMENT.md asks, with nothing but the file.

"use strict";

const STATEMENT_FORMAT = "coop-ledger/statement/v1";
const LONGEST_STATEMENT = 64 << 20;

// ---- 2 Parts, as in statement.v1.schema.json ----

const objectOf = (what, members, optional) => (value) => {
  checkMembers(what, value, members, optional);
  return true;
};
const isArea = (places) => spelled(new RegExp(`^(0|[1-9][0-9]{0,11})\\.[0-9]{${places}}$`));
const isSchemeId = spelled(/^[a-z0-9-]{1,40}$/);
const TERM = objectOf("term", { name: isText, unit: isText, value: isText });
const REASON_ROW = objectOf("row", { key: isText, register: isText, terms: isListOf(TERM), unit: isText, value: isExact });
const SHARE = objectOf("share", { of: isExact, pool: isMoney, unit: isText, weight: isExact });
const HOW = (value) => value === "rate" || objectOf("how", { share: SHARE })(value);
const REASON = objectOf("reason", {
  amount: isMoney, exact: isExact, how: HOW, line: isCount, rows: isListOf(REASON_ROW), step: isText,
});
const LINE = objectOf(
  "line",
  {
    date: isDay, entry: isCount, what: (value) => isText(value) && Object.keys(WHAT).includes(value), purpose: isShortText,
    amount: isAmount, open_after: isAmount, in_words: isText,
  },
  {
    tag: isShortText, payout: isPayoutCode, payout_total: isMoney, payout_lines: isCount, reasons: isListOf(REASON),
    clause: isText, names_en: (value) => isObject(value) && Object.values(value).every(isText),
    scheme: objectOf("scheme", { id: isSchemeId, title_zh: isShortText, title_en: isShortText }),
  },
);
const SHARES = isListOf(objectOf("shares", { class: spelled(/^[a-z0-9_]{1,32}$/), shares: isArea(6) }));
const BASES = ["first_roll", "born", "married", "adopted", "settled", "admitted", "merged", "guest"];
const PERSON = {
  person: spelled(/^[A-Z]{1,2}[0-9]{0,8}-[0-9]{1,3}$/), basis: (value) => BASES.includes(value), since: isDay,
};
const KEPT = { class: spelled(/^[a-z0-9_]{1,32}$/), shares: isArea(6), until: isDay };
const HOLDINGS = objectOf("holdings", {
  members: isCount,
  // no entry names a class, so no proof could show its name
  shares: SHARES,
  parcels: isListOf(
    objectOf(
      "parcel",
      { parcel: spelled(/^P[0-9]{0,8}$/), area_mu: isArea(4), area_m2: isArea(2) },
      { contract: isCode, entrusted_until: isDay, land_contract_end: isDay },
    ),
  ),
  houses: isListOf(objectOf("house", { house: isCode, floor_m2: isArea(2) }, { contract: isCode, until: isDay })),
  capital: isListOf(objectOf("capital", { contract: isCode, amount: isMoney }, { since: isDay })),
}, {
  persons: isListOf(objectOf("person", PERSON, { shares: SHARES })),
  kept: isListOf(objectOf("kept", KEPT)),
});
const COMPLETENESS = objectOf(
  "completeness",
  { items: isCount, digest: isHash, upto: isCount, root: isHash, not_yet_covered: isListOf(isCount) },
  { proof: objectOf("stated", { entry: isText, path: isListOf(isHash), place: isCount }) },
);
const STATEMENT = {
  format: (value) => value === STATEMENT_FORMAT,
  ledger: objectOf("ledger", { origin: isOrigin, name_zh: isShortText, name_en: isShortText }),
  household: isMemberCode,
  as_of: isDay,
  upto: objectOf("upto", { recorded_at: isInstant, root: isHash, size: isCount }),
  holdings: HOLDINGS,
  lines: isListOf(LINE),
  years: isListOf(
    objectOf("year", { year: isCount, credited: isAmount, paid: isAmount, set_off: isAmount, open: isAmount }),
  ),
  open: isListOf(objectOf("open", { purpose: isShortText, to_household: isMoney, from_household: isMoney })),
  concerns: isListOf(objectOf("concern", { index: isCount, kind: isText, date: isDay, item: isHash })),
  completeness: COMPLETENESS,
  opening: isText,
  chart: isText,
  proofs: isListOf(objectOf("proof", { payout: isPayoutCode, because: isText, text: isText })),
};
const REVISION = objectOf(
  "revised",
  { entry: isCount, date: isDay, from: isDay, mode: isText, register: isText, code: isShortText },
  { member: isText, was: isShortText, is: isShortText },
);
const MORE_OF_STATEMENT = {
  revised: isListOf(REVISION),
  past: (value) => PAST(value),
  group: isShortText,
  extensions: isListOf(objectOf("extension", { chart: isText, text: isText })),
  sheets: isListOf(isText),
  entries: isListOf(objectOf("entry", { entry: isCount, text: isText })),
};

/** A statement out of its JSON. */
function readStatement(text) {
  expect(text.length <= LONGEST_STATEMENT, "long", String(LONGEST_STATEMENT), String(text.length));
  const statement = parseJson(text);
  checkMembers("statement", statement, STATEMENT, MORE_OF_STATEMENT);
  return statement;
}

// ---- 4 What is proven by what ----

/**
 * Rule 10: what a line may have done, by the kind of its entry; `covered` where the same entry lowers the household's
 * claim, `owesLess` where it lowers its debt. Only a voucher leaves a choice.
 */
function whatOf(kind, line, covered, owesLess) {
  const raised = fen(line.amount) > 0n;
  const isMoney = ["receipt.recorded/1", "payment.recorded/1"].includes(kind);
  if (sideOf(line) === "to") {
    if (kind === "entry.corrected/1") return ["corrected"];
    if (kind === "household.merged/1") return [raised ? "moved_in" : "moved_out"];
    if (kind === "payout.returned/1" && raised) return ["returned"];
    if (kind === "payout.paid/1" && !raised) return ["paid", "paid_again"];
    if (raised) return isMoney || ["payout.declared/1", "opening.recorded/1"].includes(kind) ? ["credited"] : ["credited", "moved_in"];
    if (owesLess) return ["set_off"];
    return kind === "payment.recorded/1" ? ["paid"] : ["paid", "moved_out", "corrected"];
  }
  if (kind === "entry.corrected/1") return ["debt_corrected"];
  if (raised) return ["charged"];
  if (kind === "household.merged/1") return ["debt_corrected"];
  if (covered) return ["debt_set_off"];
  return isMoney || kind === "payout.declared/1" ? ["settled"] : ["settled", "debt_corrected"];
}

/** Checks one statement under one key; `findings` are `{ place, rule, expected, found }`, `told` what no proof shows. */
class StatementCheck {
  constructor(statement, key) {
    this.statement = statement;
    this.key = key;
    this.findings = [];
    this.told = [];
    this.concerns = new Map(statement.concerns.map((concern) => [concern.index, concern]));
    this.chart = null;
    this.sheets = new Map((statement.sheets || []).map((text) => [hex(sha256(utf8(text))), text]));
    this.read = new Map(); // sheets by hash, read once
    this.used = new Set();
    this.credited = new Map(); // by payout: fen by purpose
    this.asked = new Map(); // by payout that asks: fen
    this.schemes = new Map(); // by payout
    this.proven = new Map(); // by entry: what it says of money
    this.carried = []; // `{ entry, body }`
    this.newest = null;
    this.statedBy = 0;
    this.held = false; // holdings could be folded
    this.items = null; // how many entries there are, where the ledger stated it
    this.zone = null;
  }

  run() {
    const { statement } = this;
    const attempt = (place, check) => this.attempt(place, check);
    attempt(["origin"], () => expect(statement.ledger.origin === this.key.name, "ledger", this.key.name, statement.ledger.origin));
    checkLines(statement, attempt);
    attempt(["opening"], () => this.opening());
    this.each(statement.proofs, (proof) => ["payout", proof.payout], (proof, before) => this.payout(proof, before));
    attempt(["sheets"], () => {
      const right = [...this.used].sort();
      checkSame("sheets", right, (statement.sheets || []).map((text) => hex(sha256(utf8(text)))));
    });
    statement.lines.forEach((line, i) => attempt(["line", i + 1], () => this.words(line)));
    this.each(statement.entries || [], (proof) => ["entry", proof.entry], (proof, before) => this.entry(proof, before));
    attempt(["holdings"], () => this.holdings());
    attempt(["past"], () => this.past());
    for (const concern of statement.concerns) attempt(["entry", concern.index], () => this.amounts(concern));
    attempt(["kinds"], () => this.kinds());
    attempt(["complete"], () => this.complete());
    attempt(["upto"], () => this.reached());
    return this;
  }

  attempt(place, check) {
    try {
      check();
    } catch (error) {
      const wrong = error instanceof Wrong ? error : new Wrong("unread", "", String(error));
      const { rule, expected, found } = wrong;
      this.findings.push({ place, rule, expected: shownValue(expected), found: shownValue(found) });
    }
  }

  /** Each proof once, ascending by entry. */
  each(proofs, place, check) {
    let before = -1;
    for (const proof of proofs) this.attempt(place(proof), () => (before = check(proof, before)));
  }

  /** A proof of any kind; everything stands under the statement's one checkpoint. */
  prove(text) {
    const proof = readProof(text, this.key);
    const { size, root } = this.statement.upto;
    checkSame("checkpoint", [size, root], [proof.note.size, hex(proof.note.root)]);
    const { entry } = proof;
    if (this.newest === null || this.newest.index < entry.index) this.newest = entry;
    return proof;
  }

  /** Rule 1: whose ledger it is, and its chart. */
  opening() {
    const { statement } = this;
    const { entry, head } = this.prove(statement.opening);
    checkSame("opening", [0, "ledger.opened/1", ""], [entry.index, entry.kind, head]);
    const { names, chart, zone } = entry.body;
    checkSame("names", [names.zh, names.en], [statement.ledger.name_zh, statement.ledger.name_en]);
    const hash = hex(sha256(utf8(statement.chart)));
    expect(hash === chart.blob, "chart", chart.blob, hash);
    this.zone = zone;
    const added = [];
    let last = 0;
    for (const { chart: document, text } of statement.extensions || []) {
      const { entry: more, head: of } = this.prove(text);
      checkSame("extension", ["chart.extended/1", "", true], [more.kind, of, more.index > last]);
      const found = hex(sha256(utf8(document)));
      expect(found === more.body.chart.blob, "chart", more.body.chart.blob, found);
      last = more.index;
      added.push(document);
    }
    this.chart = new Chart(statement.chart, added);
  }

  /** Rule 2: the entry is listed as it is, and in its turn. */
  placed(entry, item, before) {
    expect(entry.index > before && !this.proven.has(entry.index), "once", "", String(entry.index));
    const listed = this.concerns.get(entry.index);
    expect(listed !== undefined, "listed", "", String(entry.index));
    checkSame("listed", { date: entry.effective_on, index: entry.index, item: hex(item), kind: entry.kind }, listed);
    return entry.index;
  }

  linesOf(index) {
    return this.statement.lines.filter((line) => line.entry === index);
  }

  /** Rule 3: a line of a payout. */
  payout(proof, before) {
    const { entry, head } = this.prove(proof.text);
    const { line, item } = readPayoutLine(head, entry);
    const index = this.placed(entry, item, before);
    expect(line.to === this.statement.household, "household", this.statement.household, line.to);
    expect(line.payout === proof.payout, "payout", line.payout, proof.payout);
    expect(line.because === reasonsHash(proof.because), "reasons", line.because, reasonsHash(proof.because));
    const [k, n] = entry.batch;
    this.statedBy = Math.max(this.statedBy, index - k + n - 1);
    this.proven.set(index, { total: ["paid", "asked"].includes(line.kind) ? -fen(line.amount) : fen(line.amount) });
    const lines = this.linesOf(index);
    for (const one of lines) expect(one.payout === line.payout, "payout", line.payout, one.payout || "");
    if (["declared", "asked"].includes(line.kind)) this.declared(entry, parseCanonical(proof.because), lines, line.kind);
    return index;
  }

  /** Rule 3: sheet, reasons, totals and words of a line that is declared or asked. */
  declared(entry, because, lines, kind) {
    const { sheet: hash, scheme, payout, lines: total } = entry.body;
    expect(this.sheets.has(hash), "sheets", hash, "");
    this.used.add(hash);
    if (!this.read.has(hash)) this.read.set(hash, new Sheet(this.sheets.get(hash)));
    const sheet = this.read.get(hash);
    const titles = sheet.titles(scheme);
    this.schemes.set(payout, { id: scheme, title_en: titles.en, title_zh: titles.zh });
    expect(isListOf(REASON)(because), "reasons", "", "");
    const sums = kind === "declared" && this.chart && sheet.credits(this.chart, because);
    if (sums) this.credited.set(payout, sums);
    const asked = kind === "asked" ? sheet.asks(because) : null;
    if (asked !== null) this.asked.set(payout, asked);
    const credits = lines.filter((line) => line.what === (kind === "asked" ? "charged" : "credited"));
    for (const credit of credits) {
      const { clause, names } = sheet.worded(credit.reasons || []);
      checkSame("clause", [clause, names], [credit.clause ?? "", credit.names_en ?? {}]);
      checkSame("payout_total", [total.total, total.count], [credit.payout_total ?? "", credit.payout_lines ?? ""]);
    }
    if (credits.length > 0) {
      const given = credits.flatMap((credit) => credit.reasons || []).map(canonical).sort();
      checkSame("reasons", because.map(canonical).sort(), given);
      for (const credit of credits) {
        // in the order in which the steps gave or asked them
        const own = (credit.reasons || []).map(canonical);
        let met = 0;
        for (const step of because) if (canonical(step) === own[met]) met += 1;
        expect(met === own.length, "reasons", String(own.length), String(met));
      }
    }
  }

  /** Rule 3, 9: what a line repeats of chart and sheet; what nothing shows may not stand there. */
  words(line) {
    const explained = ["reasons", "clause", "names_en", "payout_total", "payout_lines"];
    const isDeclared = line.payout !== undefined && (line.what === "credited" || (isAsked(line) && this.asked.has(line.payout)));
    if (!isDeclared) for (const name of explained) expect(!(name in line), "more", "", name);
    const scheme = this.schemes.get(line.payout ?? "");
    if (line.payout === undefined) {
      for (const name of ["scheme", "tag"]) expect(!(name in line), "more", "", name);
      return;
    }
    checkSame("scheme", scheme ?? {}, line.scheme ?? {});
    const tag = this.chart ? this.chart.wordOf(line.purpose) : null;
    checkSame("tag", tag ?? "", line.tag ?? "");
    const asked = this.asked.get(line.payout);
    if (asked !== undefined) {
      checkSame("purpose", ["charged", line.payout, yuanOf(asked)], [line.what, line.purpose, line.amount]);
      return;
    }
    const credited = this.credited.get(line.payout);
    if (!credited || sideOf(line) === "from") return;
    const amount = credited.get(line.purpose);
    expect(amount !== undefined, "purpose", [...credited.keys()].join(" "), line.purpose);
    if (line.what === "credited") expect(fen(line.amount) === amount, "amount", yuanOf(amount), line.amount);
  }

  /** Rules 2 and 4: an entry about the household, or its portion of one. */
  entry(proof, before) {
    const { household } = this.statement;
    const { entry, head } = this.prove(proof.text);
    expect(entry.index === proof.entry, "place", String(proof.entry), String(entry.index));
    let [body, item] = [entry.body, entry.leaf];
    if (head !== "") {
      const own = readPortion(head, entry);
      expect(own.portion.to === household, "household", household, own.portion.to);
      [body, item] = [ownBody(entry, own.portion), own.item];
    } else {
      expect(entry.about.includes(household), "household", household, entry.about.join(" "));
    }
    const index = this.placed(entry, item, before);
    this.proven.set(index, this.moneyOf(entry.kind, body));
    this.carried.push({ entry, body });
    return index;
  }

  /** Rule 4: what an entry says of the household's money. */
  moneyOf(kind, body) {
    const { household } = this.statement;
    const ours = (list) => (list || []).filter((one) => one.holder === household);
    const byPurpose = (amounts) => {
      const sums = new Map();
      for (const [purpose, amount] of amounts.filter((one) => one !== null)) {
        sums.set(purpose, (sums.get(purpose) || 0n) + amount);
      }
      return { byPurpose: sums };
    };
    expect(this.chart !== null, "chart", "", "");
    if (kind === "opening.recorded/1" || kind === "voucher.recorded/1") {
      return byPurpose(ours(body.lines).map((line) => this.chart.ofLine(line)));
    }
    if (kind === "receipt.recorded/1" || kind === "payment.recorded/1") {
      return byPurpose(ours(body.parts).map((part) => this.chart.ofPart(kind, body, part)));
    }
    if (kind === "claim.recorded/1") {
      return byPurpose(ours(body.parts || [body]).flatMap((part) => this.chart.ofClaim(part)));
    }
    if (kind === "holding.passed/1") return byPurpose(this.chart.ofPassing(body, household));
    if (kind === "organization.changed/1") {
      const taken = body.act.endsWith("_in");
      const sign = taken ? 1n : -1n;
      const codes = new Map((taken && body.codes ? body.codes : []).map((code) => [code.old, code.new]));
      const here = (body.lines || []).map((line) => ({ ...line, holder: codes.get(line.holder) ?? line.holder }));
      const told = ours(here).map((line) => this.chart.ofLine(line));
      return byPurpose(told.map((one) => (one === null ? null : [one[0], sign * one[1]])));
    }
    if (kind === "village.changed/1") return byPurpose([this.chart.ofVillage(body)]);
    if (kind === "debt.set.off/1") return { setOff: fen(body.amount), payout: body.payout };
    if (kind === "entry.corrected/1") return { reverses: body.corrects.index };
    if (kind === "household.merged/1") {
      const came = body.household !== household;
      return { merger: came ? "came" : "left", other: came ? body.household : body.into };
    }
    return { total: 0n };
  }

  toldOf(index) {
    const told = new Map();
    for (const line of this.linesOf(index)) told.set(line.purpose, (told.get(line.purpose) || 0n) + claimOf(line));
    return told;
  }

  /** Rules 4 and 5: an entry that is listed is proven, and told as it is. */
  amounts(concern) {
    const { index, kind, date } = concern;
    const said = this.proven.get(index);
    expect(said !== undefined, "proof", kind, "");
    const lines = this.linesOf(index);
    // a payout's own lines are compared with its proof
    for (const line of kind.startsWith("payout.") ? [] : lines) {
      expect(line.payout === said.payout, "payout", said.payout || "", line.payout || "");
    }
    if (said.merger) return this.merger(index, said, lines);
    // amounts after the day of the statement need not be told
    if (lines.length === 0 && date > this.statement.as_of) return undefined;
    const told = this.toldOf(index);
    const sum = [...told.values()].reduce((all, amount) => all + amount, 0n);
    if (said.total !== undefined) expect(sum === said.total, "amount", yuanOf(said.total), yuanOf(sum));
    if (said.setOff !== undefined) {
      const [covered, used] = [1n, -1n].map((sign) =>
        [...told.values()].filter((amount) => sign * amount > 0n).reduce((all, amount) => all + amount, 0n),
      );
      checkSame("amount", [yuanOf(said.setOff), yuanOf(-said.setOff)], [yuanOf(covered), yuanOf(used)]);
    }
    const inverse = (sums) => new Map([...sums].map(([purpose, amount]) => [purpose, -amount]));
    const right = said.byPurpose || (said.reverses !== undefined && inverse(this.toldOf(said.reverses)));
    if (right) {
      const written = (sums) => [...sums].filter(([, amount]) => amount !== 0n).map(([p, a]) => `${p} ${yuanOf(a)}`).sort();
      checkSame("amount", written(right), written(told));
    }
    return undefined;
  }

  /** Rule 4: a merger moves what is open and all of it; how much came, the other household's entries show. */
  merger(index, said, lines) {
    const moves = said.merger === "left" ? ["moved_out", "debt_corrected"] : ["moved_out", "debt_corrected", "moved_in", "charged"];
    for (const line of lines) expect(moves.includes(line.what), "what", moves.join(" "), line.what);
    if (said.merger === "came") {
      this.told.push({ what: "merged", entry: index, of: said.other });
      return;
    }
    const { statement } = this;
    if (statement.concerns.some((concern) => concern.index <= index && concern.date > statement.as_of)) return;
    const left = new Map();
    for (const line of statement.lines.filter((one) => one.entry <= index)) {
      const place = `${line.purpose} ${sideOf(line)}`;
      left.set(place, (left.get(place) || 0n) + fen(line.amount));
    }
    for (const [place, amount] of left) expect(amount === 0n, "left", "0.00", `${place} ${yuanOf(amount)}`);
  }

  /** Rule 10: each line did what an entry of its kind does; what is paid after it came back is paid again. */
  kinds() {
    const { lines } = this.statement;
    const lowers = (side) => new Set(lines.filter((line) => sideOf(line) === side && fen(line.amount) < 0n).map((line) => line.entry));
    const [covered, owesLess] = [lowers("to"), lowers("from")];
    const back = new Set();
    const paid = new Map();
    for (const line of lines) {
      expect(fen(line.amount) !== 0n, "amount", "≠ 0.00", line.amount);
      const { kind } = this.concerns.get(line.entry) || {};
      let allowed = whatOf(kind, line, covered.has(line.entry), owesLess.has(line.entry));
      if (line.what === "returned") back.add(line.payout);
      if (allowed.includes("paid_again")) {
        if (!paid.has(line.entry)) paid.set(line.entry, back.delete(line.payout) ? "paid_again" : "paid");
        allowed = [paid.get(line.entry)];
      }
      expect(allowed.includes(line.what), "what", allowed.join(" "), line.what);
    }
  }

  /** Rule 9: members, shares, areas, houses and capital follow from the entries; leases are told. */
  holdings() {
    const { statement } = this;
    const { holdings, as_of: day } = statement;
    const changing = statement.concerns.filter(({ kind }) => HOLDING_KINDS.has(kind) || BETWEEN_KINDS.has(kind));
    const here = new Set(this.carried.map(({ entry }) => entry.index));
    const shown = changing.every(({ index, kind }) => here.has(index) && !BETWEEN_KINDS.has(kind));
    const moved = (carried) => movesIn(statement.household, carried) || isBought(statement.household, carried) || isMoved(carried);
    const whole = shown && !this.carried.some((carried) => moved(carried) || isOfOthers(carried, here));
    const course = new LandCourse(statement.household, this.carried);
    const held = whole ? heldBy(statement.household, this.carried, day, course) : null;
    if (held === null) {
      this.told.push({ what: "holdings" });
      return;
    }
    this.held = true;
    expect((held.group ?? "") === (statement.group ?? ""), "group", held.group ?? "", statement.group ?? "");
    const said = heldLines(holdings, course);
    for (const part of Object.keys(said)) checkSame(part, held[part], said[part]);
    checkSame("revised", held.revised.map(revisionLine), (statement.revised || []).map(revisionLine));
    for (const { parcel, contract } of holdings.parcels) {
      if (course.isElsewhere(parcel)) this.tell({ what: "others_land", of: parcel });
      else this.lease("parcels", parcel, contract, course.line(parcel));
    }
    for (const house of holdings.houses) {
      expect(house.contract !== undefined || house.until === undefined, "more", "", house.until);
      this.lease("houses", house.house, house.contract);
    }
    for (const capital of holdings.capital) expect(capital.since === undefined || capital.since <= day, "later", day, capital.since);
    if (holdings.capital.length > 0) this.told.push({ what: "since" });
  }

  /** Rule 12: how all this came to be is what the entries say, step by step. */
  past() {
    const { household, as_of: day, past } = this.statement;
    if (past === undefined) {
      this.told.push({ what: "no_past" });
      return;
    }
    const right = pastOf(household, this.carried, day);
    for (const list of PAST_LISTS) checkSame(list, right[list].map(canonical), (past[list] || []).map(canonical));
  }

  /** The lease under which a parcel or house is said to stand is one that a carried contract gives. */
  lease(list, code, said, codes = [code]) {
    const given = this.carried.flatMap(({ entry, body }) => {
      const named = isArray(body[list]) && codes.some((one) => body[list].includes(one)) && isText(body.contract);
      const first = body.first_day ?? entry.effective_on;
      return named && first <= this.statement.as_of ? [{ contract: body.contract, last: body.last_day }] : [];
    });
    if (said !== undefined) {
      expect(given.some(({ contract }) => contract === said), "lease", given.map(({ contract }) => contract).join(" "), said);
      this.tell({ what: "lease_days" });
      return;
    }
    const runs = given.find(({ last }) => last === undefined || this.statement.as_of <= last);
    if (runs) this.tell({ what: "no_lease", of: code, contract: runs.contract });
  }

  tell(one) {
    if (!this.told.some((told) => told.what === one.what && told.of === one.of)) this.told.push(one);
  }

  /** Rules 6 and 7: the list is whole, as the ledger stated. */
  complete() {
    const { completeness: said, concerns, household } = this.statement;
    const indexes = concerns.map((concern) => concern.index);
    expect(indexes.every((index, i) => i === 0 || indexes[i - 1] < index), "once", "", indexes.join(" "));
    checkSame("not_yet_covered", indexes.filter((index) => index >= said.upto), said.not_yet_covered);
    let digest = new Uint8Array(32);
    let items = 0;
    for (const concern of concerns.filter(({ index }) => index < said.upto)) {
      digest = sha256(utf8("coop-ledger/household-item/v1\n"), digest, u64(concern.index), fromHex(concern.item));
      items++;
    }
    checkSame("items", [items, hex(digest)], [said.items, said.digest]);
    expect(said.upto >= this.statedBy, "stated", String(this.statedBy), String(said.upto));
    if (said.upto === 0) {
      expect(said.root === "0".repeat(64) && said.proof === undefined, "stated", "0", said.root);
      return;
    }
    expect(said.proof !== undefined, "proof", "households.stated/1", "");
    const { entry, head } = this.prove(said.proof.entry);
    const { count, root, size } = entry.body;
    checkSame("stated", ["households.stated/1", "", said.upto, said.root], [entry.kind, head, size, root]);
    const line = utf8(`${canonical({ digest: hex(digest), household, items })}\n`);
    const found = rootAbove(leafHash(line), said.proof.place, count, said.proof.path.map(fromHex));
    expect(hex(found) === root, "root", root, hex(found));
    this.items = items;
    this.stated = entry;
  }

  /** Rule 8: when the last entry was recorded, and until which day the record reaches. */
  reached() {
    const { upto, as_of: day } = this.statement;
    const { newest } = this;
    if (newest !== null && newest.index === upto.size - 1) {
      expect(upto.recorded_at === newest.recorded_at, "recorded_at", newest.recorded_at, upto.recorded_at);
    } else {
      expect(newest === null || upto.recorded_at >= newest.recorded_at, "recorded_at", newest && newest.recorded_at, upto.recorded_at);
      this.told.push({ what: "read_until" });
    }
    if (this.stated && this.zone) {
      const stated = dayAt(this.stated.recorded_at, this.zone);
      if (stated < day) this.told.push({ what: "until", stated });
    }
  }
}

/** The civil day of an instant at an offset such as `+08:00`. */
function dayAt(instant, zone) {
  const [, sign, hours, minutes] = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(zone) || [null, "+", "0", "0"];
  const shift = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return new Date(Date.parse(instant) + shift * 60000).toISOString().slice(0, 10);
}

/** The report on a statement's text under a verifier key. */
function checkStatement(text, vkey) {
  const failed = (error) => {
    const wrong = error instanceof Wrong ? error : new Wrong("unread", "", String(error));
    const { rule, expected, found } = wrong;
    return { findings: [{ place: ["file"], rule, expected: shownValue(expected), found: shownValue(found) }], told: [] };
  };
  try {
    return new StatementCheck(readStatement(text), readVerifierKey(vkey)).run();
  } catch (error) {
    return failed(error);
  }
}
