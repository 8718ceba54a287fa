// A household's page out of its data: the very markup that the program writes (`src/statement/html/household.rs`), so that
// what a reader sees can be compared with what was proven, down to the last word. Whoever changes one changes the other.

"use strict";

const escaped = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Nothing that a terminal or a browser would act upon. */
function plain(text, lines = false) {
  const shown = (sign) => (lines && sign === "\n" ? sign : "\uFFFD");
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g, shown);
}

/** The words of one language, as the program's own labels give them. */
class Said {
  constructor(lang) {
    this.lang = lang;
    this.labels = LABELS[lang];
  }

  text(key) {
    return this.labels[key] ?? key;
  }

  fill(key, values) {
    return this.text(key).replace(/\{([^}]*)\}/g, (whole, name) => (name in values ? values[name] : whole));
  }

  word(section, word) {
    return this.labels[`${section}.${word}`] ?? word;
  }

  pick(zh, en) {
    return this.lang === "en" ? en : zh;
  }
}

/** What stands within `main` of a household's page. */
class Page {
  /** `paper` has `codes`, the texts of its printed codes, and the `key` that they lead to. */
  constructor(statement, words, paper, lang) {
    this.s = statement;
    this.words = words;
    this.paper = paper;
    this.l = new Said(lang);
  }

  whole() {
    return [this.doubt(), this.head(), this.first(), this.holdings(), this.revised(), this.past(), this.lines(), this.moves(), this.complete(), this.slip(), this.wrong()].join("");
  }

  t(key, values) {
    return escaped(values ? this.l.fill(key, values) : this.l.text(key));
  }

  doubt() {
    const { doubt } = this.words;
    if (doubt === undefined) return "";
    const text = doubtText(doubt, this.l);
    return `<p class="note"><strong>${escaped(text)}</strong></p>`;
  }

  head() {
    const { s, words, l } = this;
    const name = words.name ? `<span class="name">${escaped(plain(words.name.value))}</span>` : "";
    const group = s.group === undefined ? "" : `<span>${escaped(plain(l.fill("page.group", { group: s.group })))}</span>`;
    return (
      `<header class="head"><div><p class="org">${escaped(plain(l.pick(s.ledger.name_zh, s.ledger.name_en)))}</p>` +
      `<h1>${this.t("page.household_title")}</h1><p class="who"><strong>${s.household}</strong>${name}${group}</p></div>` +
      `<div class="when"><p>${this.t("page.as_of", { day: this.longDay(s.as_of) })}</p>` +
      `<p class="small">${this.t("page.up_to_entry", { entry: String(Math.max(0, s.upto.size - 1)) })}</p></div></header>`
    );
  }

  longDay(day) {
    const [y, m, d] = day.split("-").map((part) => String(Number(part)));
    return this.l.fill("page.day", { y, m: this.l.lang === "en" ? this.l.word("months", m) : m, d });
  }

  money(amount) {
    return `<span class="fig">${grouped(yuanOf(amount))}</span> <span class="unit">${this.t("page.yuan")}</span>`;
  }

  capitals(amount) {
    return `<p class="words">${this.t("page.in_capitals")} ${signedCapitals(amount)}</p>`;
  }

  /** What a household looks for first: received this year, still open, and what for. */
  first() {
    const { s } = this;
    const year = s.as_of.slice(0, 4);
    const said = { year: String(Number(year)) };
    const sum = (amounts) => amounts.reduce((all, amount) => all + fen(amount), 0n);
    const open = sum(s.open.map((one) => one.to_household));
    const debts = sum(s.open.map((one) => one.from_household));
    const totals = s.years.find((one) => one.year === Number(year)) || { credited: "0.00", paid: "0.00", set_off: "0.00" };
    const parts = new Map();
    for (const line of s.lines) {
      if (line.date.slice(0, 4) !== year || !["credited", "corrected", "moved_in", "moved_out"].includes(line.what)) continue;
      const name = this.purpose(line.purpose);
      parts.set(name, (parts.get(name) ?? 0n) + fen(line.amount));
    }
    const aside = (label, amount) => (amount === 0n ? "" : `<p class="aside">${label} ${this.money(amount)}</p>`);
    const still =
      open === 0n
        ? `<p class="amount none">${this.t("glance.nothing_open")}</p>`
        : `<p class="amount">${this.money(open)}</p>${this.capitals(open)}`;
    const rows = [...parts].map(([name, amount]) => `<tr><td>${escaped(name)}</td><td class="n">${grouped(yuanOf(amount))}</td></tr>`);
    const table =
      `<section class="parts"><h3>${this.t("glance.what_for", said)}</h3><table class="sums"><tbody>${rows.join("")}</tbody>` +
      `<tfoot><tr class="total"><td>${this.t("glance.credited", said)}</td><td class="n">${grouped(totals.credited)}</td></tr></tfoot></table></section>`;
    return (
      `<section class="first"><div class="big"><p class="label">${this.t("glance.paid", said)}</p>` +
      `<p class="amount">${this.money(fen(totals.paid))}</p>${this.capitals(fen(totals.paid))}` +
      `${aside(this.t("glance.set_off", said), fen(totals.set_off))}</div>` +
      `<div class="big open"><p class="label">${this.t("glance.open")}</p>${still}` +
      `${aside(this.t("glance.debts"), debts)}</div></section>${rows.length > 0 ? table : ""}`
    );
  }

  /** What an amount is for, in the reader's language where the word is known. */
  purpose(word) {
    const known = this.l.word("purposes", word);
    return plain(known === word ? this.l.word("tags", word) : known);
  }

  /** The same of a line; of what is owed by a payout the title of its sheet, for its code stands beside it. */
  whatFor(line) {
    const isCode = line.scheme && line.payout === line.purpose;
    return isCode ? plain(this.l.pick(line.scheme.title_zh, line.scheme.title_en)) : this.purpose(line.purpose);
  }

  /** What is open is for: of what is owed by a payout its code, and what its sheet is called. */
  openFor(purpose) {
    const by = this.s.lines.find((line) => line.payout === purpose);
    if (!by || !by.scheme) return this.purpose(purpose);
    return `${purpose} · ${plain(this.l.pick(by.scheme.title_zh, by.scheme.title_en))}`;
  }

  holdings() {
    const { s, l } = this;
    const held = s.holdings;
    const elsewhere = (held.persons || []).some(({ person }) => person.split("-")[0] !== s.household);
    const told = elsewhere || s.concerns.some(({ kind }) => BETWEEN_KINDS.has(kind)) ? this.t("page.told") : "";
    const fact = (name, value) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`;
    const shares = held.shares.map((one) =>
      fact(l.word("classes", one.class), l.fill("holdings.shares_value", { shares: shortFigure(one.shares) })),
    );
    const mu = held.parcels.reduce((sum, one) => sum + BigInt(one.area_mu.replace(".", "")), 0n);
    const landOf = { n: String(held.parcels.length), mu: shortFigure(`${mu / 10000n}.${String(mu % 10000n).padStart(4, "0")}`) };
    const land = held.parcels.length > 0 ? fact(l.text("holdings.land"), l.fill("holdings.land_value", landOf)) : "";
    const tables = [this.parcels(), this.houses(), this.capital()].join("");
    return (
      `<section class="held"><h2>${this.t("holdings.title")}${told}</h2><dl class="facts">` +
      `${fact(l.text("holdings.members"), l.fill("holdings.members_value", { n: String(held.members) }))}` +
      `${shares.join("")}${land}</dl>${this.persons()}${this.kept()}${tables}${tables === "" ? "" : `<p class="note">${this.t("page.told_note")}</p>`}</section>`
    );
  }

  /** What was changed and put right: what stood there is struck through. */
  revised() {
    const { l } = this;
    const headings = ["date", "from", "mode", "what", "was", "is"].map((key) => [l.text(`revised.${key}`), false]);
    const rows = (this.s.revised || []).map((one) => {
      const value = (text) => text ?? (["account", "birth", "identity", "name", "official", "phone"].includes(one.member) ? l.text("revised.sealed") : "–");
      const what = one.member === undefined ? "" : ` · ${l.word("revised_members", one.member)}`;
      return [one.date, one.from, l.word("revised_modes", one.mode), one.code + what, value(one.was), value(one.is)];
    });
    const table = this.table(headings, rows, 4);
    return table === "" ? "" : `<section class="moves"><h2>${this.t("revised.title")}</h2>${table}</section>`;
  }

  /** How all this came to be: what one entry says of one thing is one row. */
  past() {
    const { l } = this;
    const rows = [];
    for (const list of PAST_LISTS) {
      let run = [];
      // what was paid for another is no capital of its own, though one entry may say both
      const apart = (one, other) => one.entry !== other.entry || one.code !== other.code || isForAnother(one) !== isForAnother(other);
      for (const step of (this.s.past || {})[list] || []) {
        if (run.length > 0 && apart(run[0], step)) this.came(rows, list, run.splice(0));
        run.push(step);
      }
      if (run.length > 0) this.came(rows, list, run);
    }
    const headings = ["date", "act", "code", "said"].map((key) => [l.text(`past.${key}`), false]);
    const table = this.table(headings, rows.map(({ date, act, code, said }) => [date, act, code, said]));
    return table === "" ? "" : `<section class="moves past"><h2>${this.t("past.title")}</h2>${table}</section>`;
  }

  came(rows, list, run) {
    const { l } = this;
    const [{ entry, date, act: done, code, undone, document }] = run;
    const word = l.word("past_acts", done);
    const back = undone === undefined ? word : l.fill("past.undone", { act: word, entry: String(undone) });
    const act = l.fill("past.of_list", { list: l.text(`past.${list}`), act: back });
    const told = run.map((step) => this.stepSays(list, step)).filter((text) => text !== "");
    if (document !== undefined) told.push(`${l.text("past.document")} ${document}`);
    const said = told.join(l.text("past.between"));
    const last = rows[rows.length - 1];
    // the same of several things: a row together
    if (last !== undefined && last.entry === entry && last.act === act && last.said === said) last.code += ` ${code}`;
    else rows.push({ entry, date, act, code, said });
  }

  /** What a step says beside what was done, of what, and by which paper. */
  stepSays(list, step) {
    const { l } = this;
    const named = (key, said) => (said === undefined || said === "" ? [] : [`${l.text(`past.${key}`)} ${said}`]);
    const figureOf = (text) => (text === undefined ? undefined : pastFigure(text));
    const codes = (all) => (all || []).join(" ");
    const why = (text) => (text === undefined ? undefined : l.word("past_whys", text));
    const isTerm = step.act === "term";
    const beside = (said) => (isTerm ? undefined : said);
    const much = step.quantity === undefined ? undefined : `${figureOf(step.quantity)} ${l.word("past_units", inWhat(list, step))}`;
    const unit = step.unit === undefined ? "" : ` ${l.word("past_units", step.unit)}`;
    const year = step.quantity === undefined ? "" : ` ${step.quantity}`;
    const termFigure = step.value === undefined ? undefined : pastFigure(step.value, step.unit !== undefined);
    const term = isTerm ? [`${l.word("past_terms", step.name ?? "")}${year} ${termFigure ?? ""}${unit}`] : [];
    const value = step.value !== undefined && why(step.value) !== step.value ? why(step.value) : figureOf(step.value);
    return [
      ...term, ...named("of", codes(step.of)), ...named("into", codes(step.into)), ...named("from", step.from), ...named("to", step.to),
      ...named("party", step.party), ...named("quantity", beside(much)), ...named("price", figureOf(step.price)),
      ...named("name", beside(step.name)), ...named("value", beside(value)), ...named("since", step.since), ...named("until", step.until),
      ...named("why", why(step.why)),
    ].join(" · ");
  }

  /** Headings are `[text, true for figures]`, rows are texts; what stands in one column may hold no longer. */
  table(headings, rows, struck) {
    if (rows.length === 0) return "";
    const side = (figures) => (figures ? ' class="n"' : "");
    const head = headings.map(([text, figures]) => `<th${side(figures)} scope="col">${escaped(plain(text))}</th>`);
    const shown = (text, i) => (i === struck ? `<s>${escaped(plain(text))}</s>` : escaped(plain(text)));
    const cell = (text, i) => `<td${side(headings[i][1])} data-is="${escaped(plain(headings[i][0]))}">${shown(text, i)}</td>`;
    const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`);
    return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  }

  toldHeading(key) {
    return this.l.text(key) + this.l.text("page.told");
  }

  contract(code) {
    const partner = (this.words.partners || {})[code];
    return code === undefined ? "–" : partner === undefined ? code : `${code} · ${partner}`;
  }

  persons() {
    const { l } = this;
    const persons = this.words.persons || {};
    const keys = ["holdings.person", "holdings.basis", "holdings.person_since", "holdings.lies"];
    const lies = (one) => `${l.word("classes", one.class)} ${shortFigure(one.shares)}`;
    const rows = (this.s.holdings.persons || []).map((one) => [
      persons[one.person] ? `${one.person} · ${persons[one.person].value}` : one.person, l.word("basis", one.basis), one.since, (one.shares || []).map(lies).join(" · ") || "–",
    ]);
    return this.table(keys.map((key) => [l.text(key), false]), rows);
  }

  kept() {
    const { l } = this;
    const headings = [[l.text("holdings.kept"), false], [l.text("holdings.kept_shares"), true], [l.text("holdings.kept_until"), false]];
    const rows = (this.s.holdings.kept || []).map((one) => [l.word("classes", one.class), shortFigure(one.shares), one.until]);
    return this.table(headings, rows);
  }

  parcels() {
    const { l, words } = this;
    const official = words.parcels || {};
    const headings = [
      [l.text("holdings.parcel"), false], [l.text("holdings.mu"), true], [l.text("holdings.m2"), true],
      [this.toldHeading("holdings.contract"), false], [l.text("holdings.entrusted_until"), false],
      [l.text("holdings.land_contract_end"), false],
    ];
    const rows = this.s.holdings.parcels.map((one) => [
      official[one.parcel] ? `${one.parcel} · ${official[one.parcel].value}` : one.parcel,
      shortFigure(one.area_mu), shortFigure(one.area_m2), this.contract(one.contract),
      one.entrusted_until ?? "–", one.land_contract_end ?? "–",
    ]);
    return this.table(headings, rows);
  }

  houses() {
    const { l } = this;
    const headings = [
      [l.text("holdings.house"), false], [l.text("holdings.floor_m2"), true],
      [this.toldHeading("holdings.contract"), false], [this.toldHeading("holdings.until"), false],
    ];
    const rows = this.s.holdings.houses.map((one) => [
      one.house, shortFigure(one.floor_m2), this.contract(one.contract), one.until ?? "–",
    ]);
    return this.table(headings, rows);
  }

  capital() {
    const { l } = this;
    const headings = [
      [l.text("holdings.capital"), false], [l.text("holdings.amount"), true], [this.toldHeading("holdings.since"), false],
    ];
    const rows = this.s.holdings.capital.map((one) => [this.contract(one.contract), grouped(one.amount), one.since ?? "–"]);
    return this.table(headings, rows);
  }

  lines() {
    const credits = this.s.lines.filter((line) => line.what === "credited");
    const asked = this.s.lines.filter((line) => isAsked(line));
    const none = credits.length === 0 ? `<p>${this.t("lines.none")}</p>` : "";
    const gave = credits.length > 0 || asked.length === 0 ? `<section><h2>${this.t("lines.title")}</h2>${none}${this.computed(credits)}</section>` : "";
    const owed = asked.length > 0 ? `<section><h2>${this.t("lines.asked")}</h2>${this.computed(asked)}</section>` : "";
    return `${gave}${owed}${this.clauses()}`;
  }

  /** Lines with their reasons, year by year. */
  computed(lines) {
    const yearOf = (line) => line.date.slice(0, 4);
    const all = lines.map((line, i) => {
      const begins = i === 0 || yearOf(lines[i - 1]) !== yearOf(line);
      const year = begins ? `<h3 class="year">${this.t("lines.year", { year: String(Number(yearOf(line))) })}</h3>` : "";
      return year + this.credit(line);
    });
    return all.join("");
  }

  sheetOf(line) {
    if (!line.scheme) return this.l.fill("page.entry", { entry: String(line.entry) });
    const title = this.l.pick(line.scheme.title_zh, line.scheme.title_en);
    return this.l.fill("lines.sheet", { title, id: line.scheme.id });
  }

  clauses() {
    const found = [];
    for (const line of this.s.lines) {
      if (!line.clause) continue;
      const one = `<div><dt>${escaped(plain(this.sheetOf(line)))}</dt><dd>${escaped(plain(line.clause, true))}</dd></div>`;
      if (!found.includes(one)) found.push(one);
    }
    return found.length === 0 ? "" : `<section class="clauses"><h3>${this.t("lines.clauses")}</h3><dl>${found.join("")}</dl></section>`;
  }

  credit(line) {
    const how = (text, code = "") => `<p class="row">${code}<span class="how">${escaped(text)}</span></p>`;
    const reasons = (line.reasons || []).map((reason) => {
      const told = new Sentences(reason, line, this.l);
      const step = line.reasons.length > 1 ? `<p class="step">${escaped(told.name(reason.step))}</p>` : "";
      const rows = reason.rows.map((row) => how(told.row(row), `<span class="code">${escaped(plain(row.key))}</span>`));
      const rest = [told.whole(), told.belowAFen()].filter((text) => text !== "").map((text) => how(text));
      return [step, ...rows, ...rest].join("");
    });
    const payout = line.payout === undefined ? "" : ` <span class="code">${line.payout}</span>`;
    const entry = this.l.fill("page.entry", { entry: String(line.entry) });
    const source = plain(line.scheme ? `${this.sheetOf(line)} · ${entry}` : entry);
    const hasTotal = line.payout_total !== undefined && line.payout_lines !== undefined;
    const total = { lines: String(line.payout_lines), total: grouped(line.payout_total ?? "") };
    return (
      `<article><div class="line"><span class="date">${line.date}</span><span class="what">${escaped(this.whatFor(line))}${payout}</span>` +
      `<span class="sum">${this.money(fen(line.amount))}</span></div><div class="rows">${reasons.join("")}` +
      `<p class="row words"><span class="how">${this.t("page.in_capitals")} ${escaped(plain(line.in_words))}</span></p></div>` +
      `<p class="source">${hasTotal ? `<span>${this.t("lines.whole_payout", total)}</span>` : ""}<span>${escaped(source)}</span></p></article>`
    );
  }

  moves() {
    const { s, l } = this;
    const titled = (key, table) => (table === "" ? "" : `<section class="moves"><h2>${this.t(key)}</h2>${table}</section>`);
    const debts = s.open.some((one) => fen(one.from_household) !== 0n) ? `<p class="note">${this.t("open.apart")}</p>` : "";
    const setOff = s.years.some((year) => fen(year.set_off) !== 0n);
    const heading = (key, figures) => [l.text(key), figures];
    const years = this.table(
      [heading("years.year", false), heading("years.credited", true), heading("years.paid", true)]
        .concat(setOff ? [heading("years.set_off", true)] : [])
        .concat([heading("years.open", true)]),
      s.years.map((year) =>
        [String(year.year), grouped(year.credited), grouped(year.paid)]
          .concat(setOff ? [grouped(year.set_off)] : [])
          .concat([grouped(year.open)]),
      ),
    );
    const open = this.table(
      [heading("open.purpose", false), heading("open.to_household", true), heading("open.from_household", true)],
      s.open.map((one) => [this.openFor(one.purpose), grouped(one.to_household), grouped(one.from_household)]),
    );
    return (
      titled("moves.title", this.movements("to", ["moves.in", "moves.out", "moves.open_after"])) +
      titled("moves.debts_title", this.movements("from", ["moves.charged", "moves.settled", "moves.owed_after"])) +
      titled("years.title", years) +
      titled("open.title", open) +
      debts
    );
  }

  movements(side, figures) {
    const { l } = this;
    const headings = ["moves.date", "moves.what", "moves.what_for", "moves.payout"].map((key) => [l.text(key), false]);
    const rows = this.s.lines.filter((line) => sideOf(line) === side).map((line) => {
      const amount = fen(line.amount);
      const size = grouped(yuanOf(amount < 0n ? -amount : amount));
      const [more, less] = amount < 0n ? ["", size] : [size, ""];
      return [line.date, l.word("kind", line.what), this.whatFor(line), line.payout ?? "", more, less, grouped(line.open_after)];
    });
    return this.table([...headings, ...figures.map((key) => [l.text(key), true])], rows);
  }

  complete() {
    const { s, l } = this;
    const said = s.completeness;
    const upto = String(Math.max(0, said.upto - 1));
    const found = s.concerns.filter(({ index }) => index < said.upto).length;
    const values = { n: String(said.items), upto, found: String(found) };
    const claim = said.upto === 0 ? "complete.not_stated" : found === said.items ? "complete.whole" : "complete.differs";
    const entries = said.not_yet_covered.join(l.text("reason.and"));
    const dated = s.concerns.filter(({ index, date }) => index < said.upto && date > s.as_of).length;
    const beyond = dated === 0 ? "" : `<p class="later">${this.t("complete.beyond", { n: String(dated), day: s.as_of })}</p>`;
    const later = entries === "" ? "" : `<p class="later">${this.t("complete.later", { upto, entries })}</p>`;
    return (
      `<section class="complete"><h2>${this.t("complete.title")}</h2><p class="claim">${this.t(claim, values)}</p>${beyond}${later}` +
      `<p>${this.t("complete.limit")}</p></section>`
    );
  }

  /** What makes the paper itself checkable. */
  slip() {
    const { codes, key } = this.paper;
    if (codes.length === 0) return "";
    const { size, root } = this.s.upto;
    const digits = (label, twelve) => `<span class="digits">${this.t(label)} <b>${twelve}</b></span>`;
    const figures = codes.map((text, i) => {
      const called = this.l.fill("slip.code", { n: String(i + 1), of: String(codes.length) });
      return `<figure>${pictureOf(text, called)}<figcaption>${escaped(called)}</figcaption></figure>`;
    });
    return (
      `<section class="slip"><h2>${this.t("slip.title")}</h2><p>${this.t("slip.how")}</p>` +
      `<p>${digits("bar.key", keyDigits(key))} ${digits("bar.checkpoint", checkpointDigits(key.name, size, fromHex(root)))}</p>` +
      `<div class="codes">${figures.join("")}</div></section>`
    );
  }

  wrong() {
    const all = ["wrong.compare", "wrong.register", "wrong.object", "wrong.check"].map((key) => `<li>${this.t(key)}</li>`);
    return `<section class="wrong"><h2>${this.t("wrong.title")}</h2><ol>${all.join("")}</ol></section>`;
  }
}

/** What its reader must know of the machine that wrote the page: `not_audited`, `{ audited_upto }`, `{ signed_elsewhere }`. */
function doubtText(doubt, l) {
  if (doubt.audited_upto !== undefined) return l.fill("page.audited_upto", { last: String(Math.max(0, doubt.audited_upto - 1)) });
  if (doubt.signed_elsewhere !== undefined) return l.fill("page.signed_elsewhere", { size: String(doubt.signed_elsewhere) });
  return l.text("page.not_audited");
}

/** Capitals of an amount that may be negative. */
function signedCapitals(amount) {
  return amount < 0n ? `负${inCapitals(-amount)}` : inCapitals(amount);
}
