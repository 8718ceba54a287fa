// The lines of a statement against each other (STATEMENT.md, section 3): what a household can work out with a pencil.

"use strict";

/** What a line does: whose claim it moves, and its sign; 0 where both happen. */
const WHAT = {
  credited: ["to", 1],
  paid: ["to", -1],
  paid_again: ["to", -1],
  returned: ["to", 1],
  set_off: ["to", -1],
  corrected: ["to", 0],
  moved_in: ["to", 1],
  moved_out: ["to", -1],
  charged: ["from", 1],
  settled: ["from", -1],
  debt_set_off: ["from", -1],
  debt_corrected: ["from", 0],
};

/** The sum of the year that a line enters, and with which sign. */
const IN_YEAR = {
  credited: ["credited", 1n],
  corrected: ["credited", 1n],
  moved_in: ["credited", 1n],
  moved_out: ["credited", 1n],
  paid: ["paid", -1n],
  paid_again: ["paid", -1n],
  returned: ["paid", -1n],
  set_off: ["set_off", -1n],
};

const sideOf = (line) => WHAT[line.what][0];

/** What the household owes by a payout, and what a payout gave or asked: it stands with its reasons. */
const isAsked = (line) => line.what === "charged" && line.payout !== undefined;
const isComputed = (line) => line.what === "credited" || isAsked(line);

/** A line's amount as the household's claim grows by it. */
const claimOf = (line) => (sideOf(line) === "to" ? fen(line.amount) : -fen(line.amount));

/** Rules 1 to 4, line by line; `found` takes what is wrong with its place. */
function checkLines(statement, attempt) {
  const days = new Map(statement.concerns.map((concern) => [concern.index, concern.date]));
  const open = { to: 0n, from: 0n };
  statement.lines.forEach((line, i) => {
    const amount = fen(line.amount);
    open[sideOf(line)] += amount;
    const after = yuanOf(open[sideOf(line)]);
    attempt(["line", i + 1], () => {
      const sign = BigInt(WHAT[line.what][1]);
      expect(sign * amount >= 0n, "sign", line.what, line.amount);
      expect(line.open_after === after, "open_after", after, line.open_after);
      const words = inCapitals(amount < 0n ? -amount : amount);
      expect(line.in_words === words, "in_words", words, line.in_words);
      expect(line.date <= statement.as_of, "later", statement.as_of, line.date);
      expect(days.get(line.entry) === line.date, "day", days.get(line.entry) || "", line.date);
      if (isComputed(line) && line.reasons) {
        const sum = yuanOf(line.reasons.reduce((all, reason) => all + fen(reason.amount), 0n));
        expect(sum === line.amount, "reasons", line.amount, sum);
      }
    });
  });
  attempt(["years"], () => checkSame("years", yearsOf(statement.lines), statement.years));
  attempt(["open"], () => checkOpen(statement));
}

function checkSame(rule, right, found) {
  const [one, other] = [canonical(right), canonical(found)];
  expect(one === other, rule, one, other);
}

/** Rule 5: the lines to the household by calendar year. */
function yearsOf(lines) {
  const years = new Map();
  for (const line of lines.filter((one) => sideOf(one) === "to")) {
    const year = Number(line.date.slice(0, 4));
    if (!years.has(year)) years.set(year, { credited: 0n, paid: 0n, set_off: 0n });
    const [sum, sign] = IN_YEAR[line.what];
    years.get(year)[sum] += sign * fen(line.amount);
  }
  let open = 0n;
  return [...years].sort(([a], [b]) => a - b).map(([year, sums]) => {
    open += sums.credited - sums.paid - sums.set_off;
    return {
      year,
      credited: yuanOf(sums.credited),
      paid: yuanOf(sums.paid),
      set_off: yuanOf(sums.set_off),
      open: yuanOf(open),
    };
  });
}

/** Rule 6: what is open by purpose, ascending by bytes, either side by itself. */
function checkOpen(statement) {
  const left = new Map();
  for (const line of statement.lines) {
    if (!left.has(line.purpose)) left.set(line.purpose, { to: 0n, from: 0n });
    left.get(line.purpose)[sideOf(line)] += fen(line.amount);
  }
  const right = [...left]
    .filter(([, sums]) => sums.to !== 0n || sums.from !== 0n)
    .sort(([one], [other]) => byBytes(one, other))
    .map(([purpose, sums]) => ({ purpose, to_household: yuanOf(sums.to), from_household: yuanOf(sums.from) }));
  checkSame("open", right, statement.open);
}

/** Order by the bytes of UTF-8, which is that of code points and not of JavaScript's halves of them. */
function byBytes(one, other) {
  const [a, b] = [utf8(one), utf8(other)];
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

// ---- Amounts in capitals (大写), as they are printed ----

const CAPITALS = [..."零壹贰叁肆伍陆柒捌玖"];

/** 1 to 9999, without 零 in front. */
function groupInCapitals(number) {
  let [text, gap] = ["", false];
  for (const [value, unit] of [[1000, "仟"], [100, "佰"], [10, "拾"], [1, ""]]) {
    const digit = Math.floor(number / value) % 10;
    if (digit === 0) {
      gap = gap || text !== "";
      continue;
    }
    text += (gap ? "零" : "") + CAPITALS[digit] + unit;
    gap = false;
  }
  return text;
}

/** Whole yuan, in groups of four digits. */
function yuanInCapitals(yuan) {
  if (yuan === 0n) return "零";
  let [text, gap] = ["", false];
  for (const [place, unit] of [[3n, "万"], [2n, "亿"], [1n, "万"], [0n, ""]]) {
    const group = Number((yuan / 10000n ** place) % 10000n);
    if (group === 0) {
      gap = gap || text !== "";
      if (place === 2n && text !== "") text += "亿";
      continue;
    }
    if (text !== "" && (gap || group < 1000)) text += "零";
    text += groupInCapitals(group) + unit;
    gap = false;
  }
  return text;
}

/** Fen, not negative, in capitals: 元角分. */
function inCapitals(amount) {
  const [yuan, jiao, cent] = [amount / 100n, Number((amount / 10n) % 10n), Number(amount % 10n)];
  let text = yuan > 0n || amount === 0n ? `${yuanInCapitals(yuan)}元` : "";
  if (jiao > 0) text += `${CAPITALS[jiao]}角`;
  else if (cent > 0 && yuan > 0n) text += "零";
  if (cent > 0) text += `${CAPITALS[cent]}分`;
  return jiao > 0 || cent > 0 ? text : `${text}整`;
}
