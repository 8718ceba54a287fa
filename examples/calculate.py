#!/usr/bin/env python3
"""A calculator of the payout-sheet language, semantics 1 and 2, written from their pages alone.

    calculate.py TREE FACTS       TREE: the checked tree of a sheet, FACTS: the facts of one run, both JSON

prints the result of the run, or the word and line by which it is refused. Numbers in brackets, like [14], are the
sentences of the page; [sec. 4] is its section 4. All figures are exact: fractions, and whole fen for money.

A run is made in three layers, each a class upon the one before: `Start` reads the facts, `Formulas` says what a
formula gives, `Run` does the steps and moves the money.
"""

import bisect
import collections
import contextlib
import json
import operator
import sys
from fractions import Fraction

from sheet_numbers import (
    CHANGES, FIRST_YEAR, INPUT, LAST_YEAR, LIMIT, MISSING, MOST_COMPOUND, MOST_FEN, NEGATIVE, NOT_EMPTIED,
    NOT_WHOLE, NO_MULTIPLE, NO_VALUE, REQUIRED, Refused, SHORT, ZERO, anniversary_years, at_line, days, floor, half_up,
    largest_remainder, last_on, line_of, month_end, month_start, must, one_rounded_total, over_common_denominator, plus_days, plus_months,
    running_total, served, whole_months, whole_years, within, years,
)  # noqa: F401
from sheet_facts import (
    PARTS, Start, day_text, exact_text, grouped, literal_value, upwards, written_carried,
)


class Formulas(Start):
    """What formulas give in a run [sec. 6]. They are read in a row, in None outside 每个; a missing value is None."""

    def once_a_step(self, key, work):
        """Nothing moves within a step [12]: what is made of many rows is the same until it ends."""
        if key not in self.once:
            self.once[key] = work()
        return self.once[key]

    def row_of(self, spec, row):
        """The row a name is read from: upwards from this one [9], or in an example by its key."""
        if "key" in spec["way"]:
            must(spec["way"]["key"] in self.registers[spec["register"]])
            return self.registers[spec["register"]][spec["way"]["key"]]
        return upwards(row, spec["way"]["up"])

    def rows_of(self, register, scope, row):
        """All rows of a register, or those that belong to this row [10]."""
        rows = self.registers[register].values()
        if scope == "all":
            return rows
        way = tuple(scope["below"])
        below = self.once_a_step((register, way), lambda: grouped(rows, lambda lower: upwards(lower, way)))
        return below.get(row, [])

    def key_of(self, spec, row):
        """The key of the row a place or carried number is read from; "" where there is one."""
        return "" if spec is None else self.row_of(spec, row).key

    def place(self, spec, row, there=None):
        """The place a place of the tree is [13], read in the row `there` of T where it lies on its way up [17]."""
        (kind, body), = spec.items()
        at, row_spec = (body, None) if kind == "party" else (body["register"], body) if kind == "payee" else body
        if there is not None and row_spec is not None:
            upper = upwards(there, row_spec["way"]["up"])
            if upper is not None and upper.register == row_spec["register"]:
                row = there
        return kind, at, self.key_of(row_spec, row)

    def value(self, node, row):
        """The value of a formula in this row; what is too long, or missing and refused, names its line [sec. 4]."""
        (kind, body), = node["kind"].items()
        try:
            result = FORMULAS[kind](self, body, row)
            return within(result) if isinstance(result, Fraction) else result
        except Refused as refusal:
            if refusal.line is None and (refusal.word in (LIMIT, MISSING) or kind == "shift"):
                refusal.line = line_of(node)
            raise

    def values(self, nodes, row, work):
        """What is made of the values of these formulas, all looked at; missing where one is [4]."""
        values = [self.value(node, row) for node in nodes]
        return None if None in values else work(*values)

    def present(self, value, node):
        """The value of this formula, which may not be missing [4]."""
        must(value is not None, MISSING, line_of(node))
        return value

    def need(self, node, row):
        return self.present(self.value(node, row), node)

    def need_unsigned(self, node, row):
        """An amount or a weight: neither missing nor negative."""
        value = self.need(node, row)
        must(value >= 0, NEGATIVE, line_of(node))
        return value

    def chosen(self, only, row):
        """Whether the row is one of 其中."""
        return only is None or self.need(only, row)

    # From here on each method is named as the formula that it gives.
    def name(self, body, row):
        """What a name stands for [9, 19]."""
        (kind, what), = body["what"].items()
        if kind in ("column", "piece"):
            return self.row_of(what[0], row).cells[what[1]]
        if kind in ("steprow", "stepreceiver"):
            return self.done.get((kind, what[1], self.row_of(what[0], row)), ZERO)
        if kind == "steprun":
            return self.done.get((kind, what, None), ZERO)
        if kind == "value":
            return self.dated(what, row)
        if kind == "carried":
            return self.carried[what[0], self.key_of(what[1], row)]
        return self.inputs[what] if kind == "input" else self.day_of[what]

    def dated(self, what, row):
        """A dated value: the last whose 自 ≤ D [11]."""
        value = self.tree["values"][what["value"]]
        return self.on_day(value, value["kind"]["dated"], row.cells["start"] if what["at_start"] else None)

    def on_day(self, value, figures, start):
        """The last of these figures whose 自 ≤ D; D is 起 of a piece, else 取值日, else 期初 [11, 29]."""
        reading_day = self.tree["reading_day"]
        day = start or self.day_of[reading_day or "periodstart"]
        dated = [(day_text(one["from"] or "0001-01-01"), one["value"]) for one in figures]
        changes = reading_day is None and start is None and any(
            day < since <= self.day_of["periodend"] for since, _ in dated)
        must(not changes, CHANGES, line_of(value))
        held = [literal for since, literal in dated if since <= day]
        must(held, NO_VALUE, line_of(value))
        return literal_value(held[-1])

    def compound(self, body, row):
        """复利: x·(1 + p/100)ⁿ [24]."""
        x, p, n = values = [self.value(node, row) for node in body]
        if None in values:
            return None
        must(n.denominator == 1 and 0 <= n <= MOST_COMPOUND, LIMIT, line_of(body[2]))
        return x * (1 + p / 100) ** int(n)

    def rounded(self, body, row, to_whole):
        """四舍五入, 去尾, missing for s = 0; s is looked at only where x is there and not negative [16]."""
        x = self.value(body[0], row)
        must(x is None or x >= 0, NEGATIVE, line_of(body[0]))
        s = None if x is None else self.value(body[1], row)
        with at_line(line_of(body[0])):
            return to_whole(x / s) * s if s else None

    def whole(self, body, row):
        """满: ⌊x/s⌋, missing for s = 0."""
        x, s = [self.value(node, row) for node in body]
        with at_line(line_of(body[0])):
            return Fraction(floor(x / s)) if x is not None and s else None

    def shift(self, body, row):
        """D ± n days, months or years [6]."""
        day, by = values = [self.value(body["day"], row), self.value(body["by"], row)]
        if None in values:
            return None
        must(by.denominator == 1)
        n = -int(by) if body["back"] else int(by)
        months = 12 * n if body["step"] == "years" else n
        moved = plus_days(day, n) if body["step"] == "days" else plus_months(day, months)
        must(FIRST_YEAR <= moved.year <= LAST_YEAR)
        return moved

    def compare(self, body, row):
        """Both sides are looked at before either can be missing [sec. 4]."""
        left, right = [self.value(node, row) for node in body[1:]]
        return OPERATIONS[body[0]](self.present(left, body[1]), self.present(right, body[2]))

    def extreme(self, body, row, pick):
        """较大, 较小: they stop looking at the first missing operand [4]."""
        best = self.value(body[0], row)
        for node in body[1:]:
            value = None if best is None else self.value(node, row)
            best = None if value is None else pick(best, value)
        return best

    def of_days(self, body, row, work):
        """天数, 满年, 满月, 年数: a number from two days; the first that is missing refuses [4]."""
        return Fraction(work(self.need(body[0], row), self.need(body[1], row), *body[2:]))

    def recent(self, body, row):
        """最近价: the figure of the last day d ≤ D that has one, if D − d < n days."""
        listed, figures = self.inputs[body[0]]
        day, n = self.need(body[1], row), self.need(body[2], row)
        at = bisect.bisect_right(listed, day) - 1
        return figures[listed[at]] if at >= 0 and (day - listed[at]).days < n else None

    def tier(self, body, row):
        """The first tier whose bound lies above the argument [11]."""
        argument, value = self.need(body[1], row), self.tree["values"][body[0]]
        return next(self.tabled(value, tier["value"], row) for tier in value["kind"]["tiered"]["tiers"]
                    if tier["below"] is None or argument < exact_text(tier["below"]))

    def category(self, body, row):
        """The figure of a word [11]."""
        word, value = self.need(body[1], row), self.tree["values"][body[0]]
        return self.tabled(value, dict(value["kind"]["bycategory"]["values"])[word], row)

    def tabled(self, value, figures, row):
        """What a tier or a word gives: one figure, or of several the one of the day [29]."""
        if isinstance(figures, dict):
            return literal_value(figures)
        in_piece = row is not None and self.tree["registers"][row.register]["pieces"] is not None
        return self.on_day(value, figures, row.cells["start"] if in_piece else None)

    def over_rows(self, over, row, work):
        """What is made of the rows of a scope [10]."""
        rows = self.rows_of(over["register"], over["scope"], row)
        return self.once_a_step((id(over), None if over["scope"] == "all" else row), lambda: work(rows))

    def sum(self, over, row):
        return self.over_rows(over, row, lambda rows: running_total(
            (self.need(over["value"], lower) for lower in rows if self.chosen(over["only"], lower)),
            line_of(over["value"])))

    def chosen_rows(self, over, rows):
        return [lower for lower in rows if self.chosen(over["only"], lower)]

    def surpassing(self, over, row, pick):
        """最大 and 最小 of semantics 2: the figure that no other surpasses; without rows it is missing."""
        return self.over_rows(over, row, lambda rows: pick(
            (self.need(over["value"], lower) for lower in rows if self.chosen(over["only"], lower)), default=None))

    def latest(self, body, row):
        """末次 of semantics 2: the figure of the row with the greatest k, which must be the k of one row."""
        over, by = body

        def last(rows):
            rungs = [(self.need(by, lower), lower) for lower in self.chosen_rows(over, rows)]
            if not rungs:
                return None
            greatest = max(k for k, _ in rungs)
            (lower, *more) = [lower for k, lower in rungs if k == greatest]
            must(not more, INPUT, line_of(by))
            return self.need(over["value"], lower)

        return self.over_rows(over, row, last)

    def look_up(self, body, row):
        """查表 of semantics 2: the figure of the one row of T whose columns are what is looked for [30]."""
        over, keys = body["over"], body["keys"]

        def index():
            found = collections.defaultdict(list)
            for lower in self.chosen_rows(over, self.rows_of(over["register"], over["scope"], None)):
                found[tuple(self.need(column, lower) for column, _ in keys)].append(lower)
            return found

        found = self.once_a_step(("look_up", id(over)), index)
        rows = found.get(tuple(self.need(wanted, row) for _, wanted in keys), [])
        must(len(rows) < 2, INPUT, line_of(keys[0][0]))
        return self.need(over["value"], rows[0]) if rows else None

    def count(self, over, row):
        return self.over_rows(over, row, lambda rows: Fraction(sum(self.chosen(over["only"], lower) for lower in rows)))

    def before(self, body, row):
        """此前: all k, c and e are read first; then the k must be distinct; then e is added up in the order of k."""
        over, by = body

        def ladder(rows):
            rungs = []
            for lower in rows:                  # a pair is made from left to right
                rungs.append((self.need(by, lower),
                              self.need(over["value"], lower) if self.chosen(over["only"], lower) else ZERO))
            must(len({k for k, _ in rungs}) == len(rungs), INPUT, line_of(by))
            before, total = {}, ZERO
            for k, e in sorted(rungs, key=lambda rung: rung[0]):
                before[k] = total
                total = within(total + e, line_of(over["value"]))
            return before

        return self.over_rows(over, row, ladder)[self.need(by, row)]


OPERATIONS = {
    "plus": operator.add, "minus": operator.sub, "times": operator.mul, "over": lambda a, b: a / b if b else None,
    "less": operator.lt, "atmost": operator.le, "equal": operator.eq, "atleast": operator.ge, "more": operator.gt,
    "unequal": operator.ne,
}
FORMULAS = {                                    # kind -> what it gives, from the run, the body and the row
    "literal": lambda run, body, row: literal_value(body),
    "name": Formulas.name,
    "compound": Formulas.compound,
    "whole": Formulas.whole,
    "shift": Formulas.shift,
    "compare": Formulas.compare,
    "recent": Formulas.recent,
    "tier": Formulas.tier,
    "sum": Formulas.sum,
    "highest": lambda run, body, row: run.surpassing(body, row, max),
    "lowest": lambda run, body, row: run.surpassing(body, row, min),
    "latest": Formulas.latest,
    "lookup": Formulas.look_up,
    "category": Formulas.category,
    "count": Formulas.count,
    "before": Formulas.before,
    "arithmetic": lambda run, body, row: run.values(body[1:], row, OPERATIONS[body[0]]),
    "of": lambda run, body, row: run.values(body, row, lambda p, x: p * x / 100),
    "convert": lambda run, body, row: run.values([body["of"]], row, lambda x: x * exact_text(body["factor"])),
    "needed": Formulas.need,
    "otherwise": lambda run, body, row: next((v for node in body if (v := run.value(node, row)) is not None), None),
    "if": lambda run, body, row: run.value(body[1] if run.need(body[0], row) else body[2], row),
    "all": lambda run, body, row: all(run.need(node, row) for node in body),
    "any": lambda run, body, row: any(run.need(node, row) for node in body),
    "not": lambda run, body, row: not run.need(body, row),
    "largest": lambda run, body, row: run.extreme(body, row, max),
    "smallest": lambda run, body, row: run.extreme(body, row, min),
    "round": lambda run, body, row: run.rounded(body, row, half_up),
    "rounddown": lambda run, body, row: run.rounded(body, row, floor),
    "days": lambda run, body, row: run.of_days(body, row, days),
    "wholeyears": lambda run, body, row: run.of_days(body, row, whole_years),
    "wholemonths": lambda run, body, row: run.of_days(body, row, whole_months),
    "years": lambda run, body, row: run.of_days(body, row, years),
    "laston": lambda run, body, row: last_on(body[0], body[1], run.need(body[2], row)),
    "monthstart": lambda run, body, row: month_start(run.need(body, row)),
    "monthend": lambda run, body, row: month_end(run.need(body, row)),
    "next": lambda run, body, row: run.to_be[body[0], run.key_of(body[1], row)],                # in examples [21]
    "price": lambda run, body, row: run.inputs[body[0]][1].get(run.need(body[1], row)),
    "balance": lambda run, body, row: Fraction(run.balance[run.place(body, row)], 100),
    "received": lambda run, body, row: Fraction(run.took[run.place(body, row)], 100),
    "spent": lambda run, body, row: Fraction(run.gave[run.place(body, row)], 100),
}


def make_one_whole(formula, weights):
    """Weights in % are parts, and make 100 % [15, as of its erratum]."""
    must(formula["ty"] != {"number": "%"} or sum(weights) == 100, NOT_WHOLE)


class Demand:
    """What one row asks of the places: whole fen, exact in yuan [14]. `there` is its row of 由 每个 T [17]."""

    def __init__(self, row, source, fen, exact, there=None, gifts=()):
        self.row, self.there, self.source, self.fen, self.exact = row, there, source, fen, exact
        self.gifts = list(gifts)                # (place, fen), in the order asked

    def given(self):
        return sum(fen for _, fen in self.gifts)

    def lacks(self):
        return self.fen - self.given()


class Run(Formulas):
    """The steps of a run, what they move, and the result."""

    def __init__(self, tree, facts):
        super().__init__(tree, facts)
        for at, step in enumerate(tree["steps"]):       # [12]
            with at_line(step["line"]):
                (kind, body), = step["action"].items()
                rows = [None] if step["each"] is None else self.registers[step["each"]].values()
                self.move(at, step, STEPS[kind](self, at, rows, body) or [])
            self.once = {}
        self.look_at("pots", lambda at, declared: self.close("pot", at, declared))
        self.look_at("accounts", lambda at, declared: self.close("account", at, declared))

    def close(self, kind, at, declared):
        """At the end a pot holds 0 [22], an account no more than it may [24]."""
        for key in self.keys_of(declared):
            must(kind == "account" or self.balance[kind, at, key] == 0, NOT_EMPTIED)
            must(self.balance[kind, at, key] <= MOST_FEN, LIMIT)

    # What each kind of step does; lines to be moved it returns: demands that are met, and their receivers
    def write_cell(self, at, rows, formula):
        for row in rows:
            self.done["steprun" if row is None else "steprow", at, row] = self.value(formula, row)

    def require(self, _at, rows, body):
        for row in rows:
            must(self.need(body["condition"], row), REQUIRED, None, body["text"])               # [20]

    def carry(self, _at, rows, body):
        declared = self.tree["carried"][body["carried"]]
        read = self.need_unsigned if "number" in declared["ty"] and not declared["signed"] else self.need
        for row in rows:
            value = read(body["value"], row)
            self.to_be[body["carried"], "" if row is None else row.key] = value                 # [21]

    def pay(self, _at, rows, body):
        """付 [14]."""
        demands, mode, step = [], body["rounding"]["mode"], exact_text(body["rounding"]["step"])
        to_whole = half_up if mode == "halfup" else floor
        for row in rows:
            if self.chosen(body["to"]["only"], row):
                exact = self.need_unsigned(body["amount"], row)
                if exact > 0:                                           # a row with e = 0 takes no part
                    demands.append(Demand(row, self.place(body["from"], row), 0, exact))
        for group in grouped(demands, lambda demand: demand.source).values():
            steps = [demand.exact / step for demand in group]
            steps = one_rounded_total(steps) if mode == "largestremainder" else [to_whole(e) for e in steps]
            for demand, part in zip(group, steps):
                demand.fen = int(part * step * 100)
                must(demand.fen <= MOST_FEN, LIMIT)
        self.find(demands, body["shortage"])
        return [(demand, body["to"]) for demand in demands]

    def rest(self, _at, rows, body):
        """余: every row wants all that its place holds [18]."""
        demands = [self.demand(None, row, body["from"]) for row in rows]
        self.find(demands, answers=[])
        return [(demand, body["to"]) for demand in demands]

    def share(self, _at, rows, body):
        """分 [15], or 由 每个 [17]."""
        if "each" in body["from"]:
            return self.share_from_each(rows, body, body["from"]["each"])
        asked = [(self.demand(body["amount"], row, body["from"]["one"]), self.sharers(body["to"], row)) for row in rows]
        self.find([demand for demand, _ in asked if demand.exact > 0], body["shortage"])
        lines = []
        for demand, sharers in asked:
            if demand.given() > 0 and not sharers and body["nobody"] is not None:
                lines.append((demand, body["nobody"]))
            elif demand.given() > 0:
                parts = self.shared(sharers, demand.given(), Fraction(demand.given(), 100), body["rounding"])
                gifts = served(demand.gifts, [fen for _, _, fen, _ in parts])
                lines += [(Demand(demand.row, None, fen, exact, there, given), receiver)
                          for (receiver, there, fen, exact), given in zip(parts, gifts)]
        return lines

    def share_from_each(self, rows, body, source):
        """分 … 由 每个 T.A: shared as in [15], then asked as in [14] by each row of T [17]."""
        giver, demands = {**source, "each": (source["register"], source["scope"]), "only": None}, []
        for row in rows:                                                # the weights, the amount, then the sharing
            givers = self.sharers([giver], row)
            whole = self.demand(body["amount"], row)
            if whole.fen > 0:
                demands += [Demand(row, self.place(giver["place"], there), fen, exact, there)
                            for _, there, fen, exact in self.shared(givers, whole.fen, whole.exact, body["rounding"])]
        self.find(demands, body["shortage"])
        return [(demand, body["to"][0]) for demand in demands]

    @staticmethod
    def shared(sharers, fen, exact, rounding):
        """What each of those who share gets: (receiver, row, fen, A·w/W), A being these fen or exactly this [15]."""
        must(sharers, MISSING)                                          # W = 0
        weights, step = [weight for _, _, weight in sharers], int(exact_text(rounding["step"]) * 100)
        if rounding["mode"] == "largestremainder":
            must(fen % step == 0, NO_MULTIPLE)
            parts = largest_remainder(fen // step, weights)
        else:
            whole = over_common_denominator(weights)
            total = sum(whole) * step
            parts = [fen * weight // total for weight in whole]
        make_one_whole(sharers[0][0]["weight"], weights)
        per_weight = exact / sum(weights)
        return [(receiver, there, part * step, weight * per_weight)
                for (receiver, there, weight), part in zip(sharers, parts)]

    def demand(self, amount, row, source=None):
        """The amount of a 分, half up to the fen; where none is written, all the source holds [15, 18]."""
        place = None if source is None else self.place(source, row)
        exact = Fraction(self.balance[place], 100) if amount is None else self.need_unsigned(amount, row)
        with at_line(amount and line_of(amount)):
            fen = half_up(exact * 100)
        must(fen <= MOST_FEN, LIMIT)
        return Demand(row, place, fen, exact)

    def sharers(self, receivers, row):
        """Everybody with 其中 and a weight above 0, in the order of the sentence, then by key [15]."""
        result = []
        for receiver in receivers:
            for there in [None] if receiver["each"] is None else self.rows_of(*receiver["each"], row):
                if self.chosen(receiver["only"], there or row):
                    weight = 1 if receiver["weight"] is None else self.need_unsigned(receiver["weight"], there or row)
                    if weight > 0:
                        result.append((receiver, there, weight))
        return result

    def find(self, demands, answers):
        """Who gives what [14]. Fills the gifts of the demands, or refuses."""
        left = {}                               # what the places already asked in this step still hold
        self.ask(demands, lambda demand: demand.source, left)
        for answer in answers + ["stop"]:
            lacking = [demand for demand in demands if demand.lacks() > 0]
            must(not lacking or answer != "stop", SHORT)
            if lacking and answer == "scaled":
                self.scale_down(demands)
            elif lacking:
                self.ask(lacking, lambda demand: self.place(answer["from"], demand.row, demand.there), left)

    def ask(self, demands, place_of, left):
        """Every demand asks a place for what it lacks; a place short of it splits what it holds."""
        for place, group in grouped(demands, place_of).items():
            wanted = [demand.lacks() for demand in group]
            holds = left.get(place, self.balance[place])
            if place[0] not in ("party", "payee") and holds < sum(wanted):
                wanted = largest_remainder(holds, wanted)
            for demand, fen in zip(group, wanted):
                if fen > 0:
                    demand.gifts.append((place, fen))
            left[place] = holds - sum(wanted)

    def scale_down(self, demands):
        """减付: what a group with one source gathered is shared by the exact amounts, and told anew [14]."""
        for group in grouped(demands, lambda demand: demand.source).values():
            if all(demand.lacks() == 0 for demand in group):
                continue
            purse = collections.Counter()
            for demand in group:
                for place, fen in demand.gifts:
                    purse[place] += fen
            gathered, total = sum(purse.values()), sum(demand.exact for demand in group)
            givers = sorted(purse.items(), key=lambda giver: (list(PARTS).index(giver[0][0]), giver[0]))
            parts = largest_remainder(gathered, [demand.exact for demand in group])
            for demand, part, gifts in zip(group, parts, served(givers, parts)):
                demand.fen, demand.gifts = part, gifts
                demand.exact = Fraction(gathered, 100) * demand.exact / total

    def move(self, at, step, lines):
        """The money of a step moves, and its name says so [12, 19, 23]."""
        for demand, receiver in lines:
            fen, to = demand.given(), self.place(receiver["place"], demand.row, demand.there)
            must(fen <= MOST_FEN, LIMIT)
            for name in (("steprun", at, None), ("steprow", at, demand.row), ("stepreceiver", at, demand.there)):
                self.done[name] += Fraction(fen, 100)
            row = demand.row or demand.there
            for place, given in demand.gifts:
                self.moves.append({
                    "step": step["name"], "line": step["line"],
                    "row": row and [self.tree["registers"][row.register]["name"], row.key],
                    "from": self.written_place(place), "to": self.written_place(to),
                    "fen": given, "exact": str(demand.exact * given / fen), "tag": receiver["tag"],
                })
                self.gave[place] += given
                self.took[to] += given
                for held, change in ((place, -given), (to, given)):
                    if held[0] in ("account", "pot"):                   # parties and payees hold 0 [13]
                        self.balance[held] += change

    def written_place(self, place):
        name = self.tree[PARTS[place[0]]][place[1]]["name"]
        return {place[0]: name if place[0] == "party" else [name, place[2]]}

    def result(self):
        """What [sec. 4] calls the result; rows no longer there keep what they had."""
        closing = {declared["name"]: {} for declared in self.tree["accounts"]}
        for (kind, at, key), fen in self.balance.items():
            if kind == "account":
                closing[self.tree["accounts"][at]["name"]][key] = fen
        carried = {declared["name"]: {key: str(Fraction(text)) for key, text in self.facts["carried"].get(
            declared["name"], {}).items()} for declared in self.tree["carried"]}
        for (at, key), value in self.to_be.items():
            declared = self.tree["carried"][at]
            carried[declared["name"]][key] = written_carried(value, declared["ty"])
        return {"moves": self.moves, "closing": closing, "carried": carried}


STEPS = {                                       # kind -> what it does in all rows, and the lines to be moved
    "cell": Run.write_cell, "require": Run.require, "carry": Run.carry, "pay": Run.pay, "rest": Run.rest,
    "share": Run.share,
}


def calculate(tree, facts):
    """The result of a run of this sheet with these facts [sec. 4]; raises Refused."""
    return Run(tree, facts).result()


def hold(tree, facts, expectations):
    """Whether each expectation of an example holds after the run; a formula that is missing or refused does not."""
    try:
        run, told = Run(tree, facts), []
    except Refused as refusal:
        run, told = None, [refusal.word, refusal.said]

    def holds(formula):
        with contextlib.suppress(Refused):
            return run is not None and run.need(formula, None)
        return False

    return [any(expected["refused"][0] in text for text in told) if "refused" in expected else holds(expected["holds"])
            for expected in expectations]


def main(arguments):
    try:
        tree_file, facts_file = arguments
        with open(tree_file, encoding="utf-8") as tree_text, open(facts_file, encoding="utf-8") as facts_text:
            tree, facts = json.load(tree_text), json.load(facts_text)
    except (OSError, ValueError, RecursionError) as problem:
        print(f"calculate.py TREE FACTS: two files of JSON are wanted: {problem}", file=sys.stderr)
        return 1
    try:
        result, code = calculate(tree, facts), 0
    except Refused as refusal:
        result, code = {"refused": refusal.word, "line": refusal.line}, 2
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
