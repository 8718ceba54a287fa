// A reason as sentences that a household can follow with a pencil. × and ÷ are shown only where that chain of figures gives
// the recorded value exactly, in number and in unit; otherwise the figures are listed and nothing is claimed.

"use strict";

const MOST_FIGURES = 8;

class Sentences {
  constructor(reason, line, labels) {
    this.reason = reason;
    this.english = line.names_en || {};
    this.l = labels;
  }

  name(word) {
    return plain(this.l.lang === "en" ? (this.english[word] ?? word) : word);
  }

  /** A figure with its unit; parts of a year stay fractions, as contracts say them. */
  quantity(value, unit) {
    if (unit === "") return figure(value, 0);
    const isPartOfYear = unit === "年" && value.n > 0n && value.n < value.d;
    const hasTwoPlaces = ["元", "亩", "平方米"].includes(unit.split("/")[0]);
    const text = isPartOfYear ? written(value) : figure(value, hasTwoPlaces ? 2 : 0);
    if (unit.startsWith("%")) return plain(text + this.unit(unit, false));
    const many = value.n > value.d && !/[/·]/.test(unit);
    return plain(`${text} ${this.unit(unit, many)}`);
  }

  /** `元/亩/年` is `yuan/mu/year`. */
  unit(unit, many) {
    return unit.replace(/[^/·]+/g, (word) => this.l.word(many ? "units_many" : "units", word));
  }

  /** A figure that says what it is: the name where there is no unit to tell it. */
  term(term) {
    const value = readExact(term.value);
    if (value !== null && term.unit !== "") return this.quantity(value, term.unit);
    return this.named(term, value === null ? plain(term.value) : figure(value, 0));
  }

  named(term, shown) {
    return this.l.fill("reason.named", { name: this.name(term.name), figure: shown });
  }

  row(row) {
    const value = readExact(row.value);
    const result = this.quantity(value, row.unit);
    const chain = chainOf(row, value);
    if (chain && chain.length === 1) return this.term(chain[0].term);
    if (chain) {
      const text = chain.map(({ divides, term }, i) => (i === 0 ? "" : divides ? " ÷ " : " × ") + this.term(term)).join("");
      return `${text} = ${result}`;
    }
    if (row.terms.length === 0) return result;
    const list = row.terms.map((term) => {
      const of = readExact(term.value);
      return this.named(term, of === null ? plain(term.value) : this.quantity(of, term.unit));
    });
    return this.l.fill("reason.gives", { list: list.join(this.l.text("reason.and")), result });
  }

  /** The share of the pool, or the sum of several rows; empty where one row says it all. */
  whole() {
    const { how, rows } = this.reason;
    const result = this.quantity(readExact(this.reason.exact), "元");
    if (how === "rate") return rows.length > 1 ? this.l.fill("reason.sum", { result }) : "";
    const [of, weight] = [readExact(how.share.of), readExact(how.share.weight)];
    return this.l.fill("reason.share", {
      weight: this.quantity(weight, how.share.unit),
      of: this.quantity(of, how.share.unit),
      w: this.quantity(weight, ""),
      o: this.quantity(of, ""),
      pool: grouped(how.share.pool),
      result,
    });
  }

  /** What happened below one fen; empty where the amount is whole. */
  belowAFen() {
    const value = readExact(this.reason.exact);
    const amount = fen(this.reason.amount);
    const cut = floorOf(exact(value.n * 100n, value.d));
    const whole = (value.n * 100n) % value.d === 0n;
    if (whole && cut === amount) return "";
    const shared = this.reason.how !== "rate";
    let key = "reason.rounded";
    if (amount - cut === 0n) key = shared ? "reason.share_no_fen" : "reason.no_fen";
    if (amount - cut === 1n && !whole) key = shared ? "reason.share_one_fen" : "reason.one_fen";
    return this.l.fill(key, { cut: grouped(yuanOf(cut)), amount: grouped(yuanOf(amount)) });
  }
}

/** Percentages are hundredths in arithmetic. */
const scaledBy = (value, unit) => (unit.startsWith("%") ? product(value, exact(1n, 100n)) : value);

/** `元/亩/年` is 元¹ 亩⁻¹ 年⁻¹; % and 1 count for nothing. */
function dimension(unit) {
  const powers = new Map();
  unit.split("/").forEach((part, i) => {
    for (const name of part.split("·")) {
      if (name !== "" && name !== "%" && name !== "1") powers.set(name, (powers.get(name) || 0) + (i === 0 ? 1 : -1));
    }
  });
  return powers;
}

const dimensionText = (powers) => [...powers].filter(([, power]) => power !== 0).map(String).sort().join(" ");

/** Figures joined by × and ÷ that give the row's value exactly; `null` where there are none. */
function chainOf(row, value) {
  const figures = row.terms.map((term) => ({ term, value: readExact(term.value) }));
  if (figures.length === 0 || figures.length > MOST_FIGURES || figures.some((one) => one.value === null)) return null;
  const wanted = scaledBy(value, row.unit);
  const unit = dimensionText(dimension(row.unit));
  const divisors = (mask) => mask.toString(2).replace(/0/g, "").length;
  // fewest divisors first, and those last in the row: the plainest sentence that is true
  const masks = Array.from({ length: 2 ** (figures.length - 1) }, (_, i) => i * 2);
  masks.sort((a, b) => divisors(a) - divisors(b) || b - a);
  const mask = masks.find((one) => gives(figures, one, wanted, unit));
  if (mask === undefined) return null;
  const steps = figures.map(({ term }, i) => ({ divides: ((mask >> i) & 1) === 1, term }));
  dropOnes(steps);
  return steps;
}

function gives(figures, mask, wanted, unit) {
  let value = exact(1n);
  const found = new Map();
  for (const [i, { term, value: of }] of figures.entries()) {
    const divides = ((mask >> i) & 1) === 1;
    const scaled = scaledBy(of, term.unit);
    value = divides ? quotient(value, scaled) : product(value, scaled);
    if (value === null) return false;
    for (const [name, power] of dimension(term.unit)) found.set(name, (found.get(name) || 0) + (divides ? -power : power));
  }
  return isSame(value, wanted) && dimensionText(found) === unit;
}

/** `× 183 天 ÷ 183 天` says nothing and is left out. */
function dropOnes(steps) {
  for (let b = 1; b < steps.length; b++) {
    if (!steps[b].divides) continue;
    const { unit, value } = steps[b].term;
    const a = steps.findIndex((step, i) => i > 0 && i < b && !step.divides && step.term.unit === unit && step.term.value === value);
    if (a < 0) continue;
    steps.splice(b, 1);
    steps.splice(a, 1);
    b = 0;
  }
}
