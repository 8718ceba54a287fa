// What is said of a statement, a proof or a page: one word, against which key, up to which entry, and what it cannot know.

"use strict";

/** Twelve digits of a key or a checkpoint, to compare with a notice board (STATEMENT.md, section 6). */
function twelveDigits(what, text) {
  const hash = sha256(utf8(`coop-ledger/digits/v1\n${what}\n${text}`));
  const twelve = new DataView(hash.buffer).getBigUint64(0) % 1000000000000n;
  return String(twelve).padStart(12, "0").replace(/(....)(?=.)/g, "$1 ");
}

const keyDigits = (key) => twelveDigits("key", key.text);
const checkpointDigits = (origin, size, root) => twelveDigits("checkpoint", `${origin}\n${size}\n${toBase64(root)}\n`);

/** The names that stand beside codes: each opens a commitment in a carried entry, or is told. */
function checkNames(words, check) {
  const opened = objectOf("words", { salt: isHash, value: isText });
  const isFigure = (value) => isObject(value) && Object.keys(value).length === 1 && Object.values(value).every(isCount);
  const isDoubt = (value) =>
    value === "not_audited" || (isFigure(value) && ["audited_upto", "signed_elsewhere"].includes(Object.keys(value)[0]));
  const each = (test) => (value) => isObject(value) && Object.values(value).every((one) => test(one));
  checkMembers("words", words, {}, { doubt: isDoubt, name: opened, parcels: each(opened), persons: each(opened), partners: each(isShortText) });
  const opens = (brought, register, field, code, { salt, value }) => {
    const commit = hex(sha256(utf8(`coop-ledger/commit/v1\n${field}\n`), fromHex(salt), utf8(value)));
    let said = new Dated();
    for (const { entry, body } of check.carried) {
      const row = brought(entry.kind, body, code);
      if (row !== undefined) said = new Dated(entry.effective_on, row[field], entry.index);
      if (entry.kind !== "register.revised/1" || body.register !== register || body.code !== code || body.mode === "void") continue;
      const value = (body.set || {})[field];
      if (value !== undefined || (body.clear || []).includes(field)) said.revise({ entry, body }, value);
    }
    const found = said.at(check.statement.as_of);
    expect(found === commit, "name", found ?? "", commit);
  };
  const whole = (of, member) => (kind, body, code) => (kind === of && body[member] === code ? body : undefined);
  const person = (kind, body, code) =>
    ["household.enrolled/1", "members.changed/1"].includes(kind)
      ? [...(body.persons || []), ...(body.came || [])].find((row) => row.person === code && row.from_household === undefined)
      : undefined;
  if (words.name) opens(whole("household.enrolled/1", "household"), "household", "name", check.statement.household, words.name);
  for (const [code, official] of Object.entries(words.parcels || {})) {
    opens(whole("parcel.registered/1", "parcel"), "parcel", "official", code, official);
  }
  for (const [code, name] of Object.entries(words.persons || {})) opens(person, "person", "name", code, name);
  const held = check.statement.holdings;
  const codes = new Set([...held.parcels, ...held.houses, ...held.capital].flatMap((one) => [one.parcel, one.contract]));
  for (const held of check.statement.holdings.persons || []) codes.add(held.person);
  for (const part of ["parcels", "persons", "partners"]) {
    for (const code of Object.keys(words[part] || {})) expect(codes.has(code), "more", "", code);
  }
  if (words.partners && Object.keys(words.partners).length > 0) check.told.push({ what: "partners" });
  if (words.doubt !== undefined) check.told.push({ what: "doubt" });
}

/**
 * Everything about one statement with the words beside it: the report, with `main`, the markup of its page as it should be.
 */
function judgeStatement(text, wordsText, codesText, vkey, lang) {
  const check = checkStatement(text, vkey);
  if (!check.statement) return check;
  let words = {};
  check.attempt(["words"], () => {
    words = parseJson(wordsText);
    checkNames(words, check);
  });
  check.attempt(["codes"], () => {
    const codes = parseJson(codesText);
    expect(isListOf(isText)(codes), "code", "", codesText.slice(0, 40));
    checkCodes(codes, check);
    check.main = new Page(check.statement, words, { codes, key: check.key }, lang).whole();
  });
  return check;
}

// ---- The page as a file ----

// the word is put in, so that this very text does not end the script in which it stands
const SCRIPT = "script";
const CLOSED = `</${SCRIPT}>`;
const BLOCKS_OF_DATA = ["statement", "words", "key", "codes"];
const DATA = (id) => `<${SCRIPT} id="${id}" type="application/json">`;

/** What a page carries: its language, data and script as they stand in the file; `null` where it is no such page. */
function carriedBy(file) {
  const lang = /^<!DOCTYPE html><html lang="(zh-CN|zh|en)">/.exec(file);
  const between = (from, to) => {
    const at = file.indexOf(from);
    const end = at < 0 ? -1 : file.indexOf(to, at + from.length);
    return end < 0 ? null : file.slice(at + from.length, end);
  };
  const [statement, words, key, codes] = BLOCKS_OF_DATA.map((id) => between(DATA(id), CLOSED));
  const script = between(`<${SCRIPT}>`, CLOSED);
  if (!lang || [statement, words, key, codes, script].includes(null)) return null;
  return { lang: lang[1], statement, words, key, codes, script };
}

/** What a page allows itself: its own style and script, by their hashes. */
function policyOf(style, script) {
  const hash = (text) => `'sha256-${toBase64(sha256(utf8(text)))}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
}

/** The whole file as the program writes it around what a page carries. */
function fileOf(carried, check, style) {
  const l = new Said(carried.lang);
  const { statement } = check;
  const foot = `@page{@bottom-left{content:"${statement.household}  ${statement.as_of}"}}`;
  const policy = policyOf(style + foot, carried.script);
  const title = `${l.text("page.household_title")} ${statement.household}`;
  return (
    `<!DOCTYPE html><html lang="${carried.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escaped(title)}</title><style>${style}${foot}</style></head>` +
    `<body class="household"><div id="bar" class="bar unchecked" role="status"><p class="verdict">${escaped(l.text("bar.unchecked"))}</p>` +
    `<p>${escaped(l.text("bar.no_script"))}</p></div><main id="main">${check.main}</main>` +
    BLOCKS_OF_DATA.map((id) => DATA(id) + carried[id] + CLOSED).join("") +
    `<${SCRIPT}>${carried.script}${CLOSED}</body></html>`
  );
}

/** Everything about a page that was saved as a file: its data, its words, and that it is the page of them. */
function judgeFile(file, vkey, style, scripts) {
  const carried = carriedBy(file);
  expect(carried !== null, "page", "html", file.slice(0, 40));
  const check = judgeStatement(carried.statement, carried.words, carried.codes, vkey, carried.lang);
  if (check.statement && check.main !== undefined) {
    check.attempt(["page"], () => {
      const right = fileOf(carried, check, style);
      expectSame(right, file);
      const script = hex(sha256(utf8(carried.script)));
      expect(scripts.includes(script), "script", scripts.join(" "), script);
    });
  }
  check.lang = carried.lang;
  return check;
}

/** Throws where two markups differ, with what a reader sees about the first place. */
function expectSame(right, found) {
  if (right === found) return;
  let at = 0;
  while (at < right.length && right[at] === found[at]) at++;
  const from = Math.max(right.lastIndexOf(">", at), 0, at - 40);
  const near = (text) => text.slice(from, at + 120).replace(/<[^>]*(>|$)|^[^<]{0,40}>/g, " ").trim().slice(0, 80);
  const [expected, shown] = [near(right), near(found)];
  throw expected === shown ? new Wrong("page", right.slice(at - 20, at + 40), found.slice(at - 20, at + 40)) : new Wrong("page", expected, shown);
}

// ---- What is said ----

/** An element with a class and texts or elements in it. Nothing from outside is ever read as markup here. */
function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

function placeText([kind, of], l) {
  return l.fill(`place.${kind}`, { of: String(of ?? "") });
}

const MOST_SHOWN = 5;

/** One word and what stands behind it. `report` has `findings`, `told`, `key`, and of a statement `statement`. */
function drawBar(bar, report, l) {
  const fits = report.findings.length === 0;
  bar.className = `bar ${fits ? "fits" : "differs"}`;
  const parts = [element("p", "verdict", l.text(fits ? "bar.fits" : "bar.differs"))];
  if (fits) {
    if (report.statement) {
      const { statement } = report;
      const { size, root, recorded_at: at } = statement.upto;
      const values = { household: statement.household, entry: String(size - 1), at: at.replace("T", " ").replace("Z", "") };
      parts.push(element("p", "", l.fill("bar.upto", values)));
      if (report.items === null) parts.push(element("p", "", l.text("complete.not_stated")));
      parts.push(digitsLine(l.text("bar.key"), keyDigits(report.key)));
      parts.push(digitsLine(l.text("bar.checkpoint"), checkpointDigits(report.key.name, size, fromHex(root))));
    } else {
      for (const said of report.said) parts.push(element("p", "", said));
      parts.push(digitsLine(l.text("bar.key"), keyDigits(report.key)));
    }
    parts.push(element("p", "limit", l.text(report.from ?? "bar.from")));
    if (report.told.length > 0) {
      const all = report.told.map((one) => element("li", "", l.fill(`unshown.${one.what}`, { ...one })));
      parts.push(element("details", "", element("summary", "", l.text("bar.told")), element("ul", "", ...all)));
    }
  } else {
    const shown = report.findings.slice(0, MOST_SHOWN).map(({ place, rule, expected, found }) => {
      const where = element("strong", "", `${placeText(place, l)} · ${l.text(`fault.${rule}`)}`);
      const values = element("span", "values", l.fill("bar.found", { expected: expected || "–", found: found || "–" }));
      return element("li", "", where, values);
    });
    parts.push(element("p", "", l.text("bar.do_not_rely")), element("ol", "", ...shown));
    const more = report.findings.length - shown.length;
    if (more > 0) parts.push(element("p", "", l.fill("bar.more", { n: String(more) })));
  }
  bar.replaceChildren(...parts);
}

function digitsLine(label, digits) {
  return element("p", "digits", `${label} `, element("b", "", digits));
}
