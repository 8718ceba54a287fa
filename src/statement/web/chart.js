// The chart of accounts that the ledger began with: a TOML document, of which this reads what charts are written in
// (tables, strings, numbers, true and false, arrays, inline tables), and what it says of households' money
// (STATEMENT.md, section 4, rule 4).

"use strict";

/** The value of a TOML text; [`Wrong`] where it is written in a way that no chart needs. */
function parseToml(text) {
  let at = 0;
  const fail = () => {
    throw new Wrong("chart", `TOML, character ${at}`, text.slice(at, at + 20));
  };
  const skip = (lines) => {
    const pattern = lines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /(?:[ \t]|#[^\n]*)*/y;
    pattern.lastIndex = at;
    at += pattern.exec(text)[0].length;
  };
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    at += found[0].length;
    return found[0];
  };
  const string = () => {
    const quoted = take(/"(?:[^"\\\n]|\\.)*"/y);
    if (quoted !== null) {
      try {
        return JSON.parse(quoted);
      } catch (error) {
        return fail();
      }
    }
    const literal = take(/'[^'\n]*'/y);
    return literal === null ? null : literal.slice(1, -1);
  };
  const key = () => {
    const path = [];
    do {
      skip(false);
      const part = take(/[A-Za-z0-9_-]+/y) ?? string();
      path.push(part ?? fail());
      skip(false);
    } while (take(/\./y));
    return path;
  };
  const put = (table, path, value) => {
    const last = path[path.length - 1];
    const inner = open(table, path.slice(0, -1));
    if (last in inner) fail();
    inner[last] = value;
  };
  const open = (table, path) =>
    path.reduce((inner, name) => {
      if (!(name in inner)) inner[name] = Object.create(null);
      return isObject(inner[name]) ? inner[name] : fail();
    }, table);
  const value = (depth) => {
    if (depth > DEEPEST) fail();
    const word = string();
    if (word !== null) return word;
    if (take(/true\b/y)) return true;
    if (take(/false\b/y)) return false;
    if (take(/\[/y)) {
      const items = [];
      for (;;) {
        skip(true);
        if (take(/\]/y)) return items;
        items.push(value(depth + 1));
        skip(true);
        if (!take(/,/y)) return take(/\]/y) ? items : fail();
      }
    }
    if (take(/\{/y)) {
      const table = Object.create(null);
      skip(false);
      if (take(/\}/y)) return table;
      do {
        const path = key();
        if (!take(/=/y)) fail();
        skip(false);
        put(table, path, value(depth + 1));
        skip(false);
      } while (take(/,/y));
      return take(/\}/y) ? table : fail();
    }
    const number = take(/[+-]?[0-9][0-9_]*(?![0-9.:eE-])/y);
    return number === null ? fail() : Number(number.replace(/_/g, ""));
  };
  const root = Object.create(null);
  const opened = new Set();
  let table = root;
  for (skip(true); at < text.length; skip(true)) {
    if (take(/\[/y)) {
      const path = key();
      const name = path.join("\n");
      if (!take(/\]/y) || opened.has(name)) fail();
      opened.add(name);
      table = open(root, path);
    } else {
      const path = key();
      if (!take(/=/y)) fail();
      skip(false);
      put(table, path, value(1));
    }
    skip(false);
    if (at < text.length && !take(/\r?\n/y)) fail();
  }
  return root;
}

/** What a chart says of households' money. */
class Chart {
  constructor(text, added = []) {
    const chart = parseToml(text);
    const tables = ["accounts", "settings", "receipt", "payment", "claim", "credited"];
    for (const more of added.map(parseToml)) {
      for (const table of tables) Object.assign(chart[table], more[table] || {});
    }
    for (const part of ["accounts", "settings", "receipt", "payment", "claim", "credited", "fixed"]) {
      expect(isObject(chart[part]), "chart", part, "");
    }
    this.accounts = chart.accounts;
    this.settings = chart.settings;
    this.rules = { "receipt.recorded/1": chart.receipt, "payment.recorded/1": chart.payment };
    this.claims = chart.claim;
    this.credited = chart.credited;
    this.holding = chart.holding;
    this.village = isObject(chart.village) ? chart.village : null;
    const credited = Object.values(chart.credited).map((place) => place.account);
    const { fixed } = chart;
    const posted = [
      ...Object.values(chart.receipt).filter((rule) => rule.holder !== "none").map((rule) => rule.credit),
      ...Object.values(chart.payment).filter((rule) => rule.holder !== "none").map((rule) => rule.debit),
      ...Object.values(chart.claim)
        .filter((rule) => (rule.credit_holder || rule.holder) !== "none")
        .map((rule) => rule.credit),
      ...credited,
      ...[fixed.advance, fixed.subscription.account, fixed.grant],
    ];
    const owed = this.resolved(posted);
    const liabilities = Object.keys(chart.accounts).filter((code) => chart.accounts[code].class === "liability");
    this.told = new Set([...this.resolved(credited), ...liabilities.filter((code) => !owed.has(code))]);
  }

  /** The accounts that names stand for, under every value of a setting. */
  resolved(names) {
    return new Set(names.flatMap((name) => (name.startsWith("@") ? this.settings[name.slice(1)] || [] : [name])));
  }

  /** The purpose under which an amount is told; `null` where it is not. */
  place(named, purpose) {
    // an account read from a setting is one of those that the setting may choose
    const account = named.startsWith("@") ? (this.settings[named.slice(1)] || [named])[0] : named;
    if (!this.told.has(account)) return null;
    return purpose || (this.accounts[account] ? this.accounts[account].zh : account);
  }

  /** Purpose and fen of a line that a person wrote; `null` where it is not told. */
  ofLine(line) {
    const purpose = this.place(line.account, line.purpose || "");
    return purpose === null ? null : [purpose, fen(line.credit || "0.00") - fen(line.debit || "0.00")];
  }

  /** Purpose and fen of a part, whose rule the chart has. */
  ofPart(kind, body, part) {
    const rule = this.rules[kind][part.part];
    const given = rule && (rule.holder === "given" || (rule.holder === "party" && body.contract === undefined));
    if (!given) return null;
    const received = kind === "receipt.recorded/1";
    const byRule = rule.purpose === "given" ? "" : rule.purpose;
    const purpose = this.place(received ? rule.credit : rule.debit, part.purpose === undefined ? byRule : part.purpose);
    return purpose === null ? null : [purpose, received ? fen(part.amount) : -fen(part.amount)];
  }

  /** Purpose and fen of each side of a part of a claim that stands under its holder's name. */
  ofClaim(part) {
    const rule = this.claims[part.claim];
    if (!rule) return [];
    const open = { debit: rule.debit_purpose === "given", credit: rule.credit_purpose === "given" };
    const said = open.debit || !open.credit ? part.purpose : undefined;
    const owed = !rule.shared && (open.credit || !open.debit) ? (part.owed_as ?? part.purpose) : undefined;
    return [
      ["debit", rule.debit_holder, said],
      ["credit", rule.credit_holder, owed],
    ].flatMap(([side, of, word]) => {
      const holder = of || rule.holder;
      if (!(holder === "given" || (holder === "party" && part.contract === undefined))) return [];
      const account = rule[side] === "given" ? part.account : rule[side];
      const purpose = this.place(account, word ?? (open[side] ? "" : rule[`${side}_purpose`]));
      return purpose === null ? [] : [[purpose, side === "credit" ? fen(part.amount) : -fen(part.amount)]];
    });
  }

  /** Purpose and fen of what a household is owed for what was taken back from it, or came back for it. */
  ofPassing(body, household) {
    const place = this.holding && (body.class === undefined ? this.holding.capital : this.holding.shares);
    const why = body.class === undefined ? ["redemption", "returned"] : ["redemption"];
    if (!place || body.house !== undefined || !why.includes(body.why)) return [];
    const purpose = this.place(place.account, place.purpose);
    const owed = ({ amount, price, shares }) => {
      if (shares === undefined) return fen(body.why === "redemption" && price !== undefined ? price : amount);
      // half up to the fen
      return price === undefined ? 0n : (2n * fen(price) * BigInt(shares.replace(".", "")) + 1000000n) / 2000000n;
    };
    const own = (body.lines || []).filter((line) => line.from === household);
    return own.map((line) => (purpose === null ? null : [purpose, owed(line)]));
  }

  /** Purpose and fen of what a village takes out of a union; `null` where nothing of it is told. */
  ofVillage(body) {
    if (this.village === null || body.why === "added") return null;
    const { account, purpose } = this.village.back;
    const told = this.place(account, purpose);
    return told === null ? null : [told, fen(body.money || "0.00")];
  }

  /** The word of a payout sheet (记作) that stands for a purpose; `null` where none does. */
  wordOf(purpose) {
    const words = Object.keys(this.credited).sort();
    return words.find((word) => this.credited[word].purpose === purpose) ?? null;
  }
}
