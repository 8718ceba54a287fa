// What a statement repeats of a payout sheet: its titles, its own words, the English names it gives, and under which word
// each step credits. No formula is read here.

"use strict";

const SHEET_SECTIONS = { 方案: "scheme", 登记: "registers", 步骤: "steps", 名称: "names" };
const SHEET_WORDS = {
  每个: "each", 付: "pay", 分: "share", 余: "rest", 要求: "require", 下期: "carry", 给: "to", 入: "into", 记作: "as",
  标题: "title_zh", 编号: "id", 收款: "payee",
};
const SHEET_TAGS = {
  land_rent: "承包地租金", house_rent: "房租", dividend: "成员分红", investment_return: "投资收益", interest: "利息",
  labour: "劳务费", service_fee: "服务费", collective_income: "集体收益", reserve: "公积金", welfare_fund: "公益金",
  loss_cover: "弥补亏损", set_off: "抵扣", tax: "扣税", refund: "退还", patronage_return: "返还", redemption: "赎回",
  retained: "留存", works: "工程", sundry: "往来",
};

/** Words of sheets: letters, digits, `_` and Han. */
const SHEET_TOKEN =
  /#.*|(?<text>"[^"]*"|＂[^＂]*＂|“[^”]*”)|(?<word>[A-Za-z0-9_\u3005\u3007\u3400-\u4DBF\u4E00-\u9FFF\u{20000}-\u{323AF}]+)|(?<mark>[^\s])/gu;

/** One line of a sheet as tokens: `{ word }`, `{ text }` or `{ mark }`. */
function sheetTokens(line) {
  return [...line.matchAll(SHEET_TOKEN)].flatMap(({ groups }) => {
    if (groups.word !== undefined) return [{ word: groups.word, is: SHEET_WORDS[groups.word] || groups.word }];
    if (groups.text !== undefined) return [{ text: groups.text.slice(1, -1) }];
    return groups.mark === undefined ? [] : [{ mark: groups.mark }];
  });
}

class Sheet {
  constructor(text) {
    this.text = text;
    this.hash = hex(sha256(utf8(text)));
    this.lines = text.split("\n");
    this.header = {};
    this.payees = new Set();
    this.steps = [];
    this.names = [];
    let section = "";
    let statement = [];
    const finish = () => {
      this.take(section, statement);
      statement = [];
    };
    this.lines.forEach((line, i) => {
      const tokens = sheetTokens(line).map((token) => ({ ...token, line: i + 1 }));
      if (tokens.length === 0) return;
      if (!/^[ \t\u3000]/.test(line)) {
        finish();
        if ("【[［".includes(tokens[0].mark || "-")) {
          const close = tokens.findIndex((token) => token.mark && "】]］".includes(token.mark));
          section = tokens[1] && (SHEET_SECTIONS[tokens[1].word] || tokens[1].word);
          statement = tokens.slice(close + 1);
          return;
        }
      }
      statement.push(...tokens);
    });
    finish();
  }

  /** One or more statements of a section, parted by `;`. */
  take(section, tokens) {
    const cuts = tokens.flatMap((token, i) => (token.mark && ";；".includes(token.mark) ? [i] : []));
    [-1, ...cuts].forEach((from, i) => {
      const one = tokens.slice(from + 1, cuts[i]);
      if (one.length === 0) return;
      if (section === "scheme" && one[0].word && one[2]) this.header[one[0].is] = one[2].text;
      if (section === "registers") this.takeRegister(one);
      if (section === "steps") this.takeStep(one);
      if (section === "names" && one[0].word && one[2] && one[2].text !== undefined) this.names.push([one[0].word, one[2].text]);
    });
  }

  takeRegister(tokens) {
    const colon = tokens.findIndex((token) => token.mark && ":：".includes(token.mark));
    const head = colon < 0 ? tokens : tokens.slice(0, colon);
    if (head.some((token) => token.is === "payee")) this.payees.add(head[0].word);
  }

  takeStep(tokens) {
    const isEach = tokens[0].is === "each";
    const from = isEach ? tokens.findIndex((token) => token.mark && ":：".includes(token.mark)) + 1 : 0;
    const verb = ["pay", "share", "rest", "require", "carry"].includes(tokens[from].is) ? tokens[from].is : "cell";
    const name = verb === "require" ? "" : (tokens[verb === "cell" ? from : from + 1] || {}).word || "";
    this.steps.push({ name, line: tokens[from].line, tag: this.tagOf(verb, tokens.slice(from + 1)) });
  }

  /** The word under which a step credits households. */
  tagOf(verb, tokens) {
    if (!["pay", "rest", "share"].includes(verb)) return null;
    const starts = tokens.flatMap((token, i) => (token.is === "to" || token.is === "into" ? [i] : []));
    const receivers = starts.map((start, i) => {
      const own = tokens.slice(start + 1, starts[i + 1]);
      const named = own[0] && own[0].is === "each" ? own[1] : own[0];
      const as = own.findIndex((token) => token.is === "as");
      const word = as < 0 || !own[as + 1] ? null : own[as + 1].word;
      return { payee: Boolean(named) && this.payees.has(named.word), tag: word && (SHEET_TAGS[word] || word) };
    });
    const receiver = verb === "share" ? receivers.find(({ payee }) => payee) : receivers[0];
    return receiver ? receiver.tag : null;
  }

  /** Titles in Chinese and English, each standing in for the other where one is missing, the id where both are. */
  titles(id) {
    const { title_zh: zh, title: en } = this.header;
    return { zh: zh ?? en ?? id, en: en ?? zh ?? id };
  }

  /** A line (from 1) and those that continue it, which are set in. */
  statement(line) {
    const first = this.lines[line - 1] ?? "";
    const rest = [];
    for (const next of this.lines.slice(line)) {
      if (!/^[ \t\u3000]/.test(next) || next.trim() === "") break;
      rest.push(next);
    }
    return [first, ...rest].map((one) => one.trim()).join(" ");
  }

  /** The statement that begins on a line, with those of the steps that it names before it. */
  clause(line) {
    const own = this.statement(line);
    const clause = [];
    for (const step of this.steps) {
      if (step.line >= line || !standsAlone(own, step.name)) continue;
      const text = this.statement(step.line);
      if (!clause.includes(text)) clause.push(text);
    }
    return [...clause, own].join("\n");
  }

  /** What a line of the statement says of its reasons: the sheet's words, and English names of those that are met. */
  worded(reasons) {
    const clauses = reasons.map((reason) => this.clause(reason.line));
    const rows = reasons.flatMap((reason) => reason.rows);
    const met = new Set([
      ...rows.flatMap((row) => row.terms.map((term) => term.name)),
      ...rows.map((row) => row.register),
      ...reasons.map((reason) => reason.step),
    ]);
    const names = this.names.filter(([name]) => /[^\u0000-\u007F]/.test(name) && met.has(name));
    return {
      clause: clauses.filter((clause, i) => i === 0 || clauses[i - 1] !== clause).join("\n"),
      names: Object.assign(Object.create(null), Object.fromEntries(names)),
    };
  }

  /** What reasons credit by purpose, in fen; `null` where one is not of this sheet, or the chart leaves its purpose open. */
  credits(chart, reasons) {
    const sums = new Map();
    for (const reason of reasons) {
      const step = this.steps.find((one) => one.line === reason.line && one.name === reason.step);
      const place = step && chart.credited[step.tag ?? ""];
      if (!place || place.purpose === "") return null;
      sums.set(place.purpose, (sums.get(place.purpose) || 0n) + fen(reason.amount));
    }
    return sums;
  }

  /** What reasons make a household owe, in fen; `null` where one is of no step of this sheet that asks. */
  asks(reasons) {
    let sum = 0n;
    for (const reason of reasons) {
      const step = this.steps.find((one) => one.line === reason.line && one.name === reason.step);
      if (!step) return null;
      sum += fen(reason.amount);
    }
    return sum;
  }
}

/** True where the name stands in the text as a word of its own. */
function standsAlone(text, name) {
  if (name === "") return false;
  const joins = (sign) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = [...text.slice(0, at)].pop();
    const after = [...text.slice(at + name.length)][0];
    if (!joins(before) && !joins(after)) return true;
  }
  return false;
}
