#!/usr/bin/env python3
"""A payout computed a second time, by a program that shares no line with the ledger.

Written from schemas/semantics-1.md alone; numbers in brackets are its sentences. It starts from
the checked tree of a sheet (schemas/checked-sheet.v1.schema.json) and the facts of a run, both
JSON, and needs nothing but Python's standard library.

    calculate.py TREE FACTS          prints moves, closing balances and carried numbers
    calculate.py --examples TREE     prints what came of the sheet's own examples

A refused run prints its word and line, and exits with 2.
"""
import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import lcm

MOST_FEN, MOST_BITS, MOST_DIGITS = 9_999_999_999_999_999, 4096, 2**127 - 1
FIRST_DAY, LAST_DAY, DAY = date(1900, 1, 1), date(2199, 12, 31), timedelta(1)
PARTY, PAYEE, ACCOUNT, POT = range(4)


class Refused(Exception):
    """The run is refused: the word of the page, the line of the sheet, what else is known."""

    def __init__(self, word, line, said="", about=None):
        super().__init__(f"{word} ({line}) {said}")
        self.word, self.line, self.said, self.about = word, line, said, about


# ------------------------------------------------------------------ days [5, 6]

def plus_months(day, n):
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    if not 1 <= year <= 9998:
        raise OverflowError
    last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return date(year, month, min(day.day, last))


def days(a, b):
    return max((b - a).days + 1, 0)


def greatest(a, end, months):
    """The greatest n with a + n·months ≤ end; 0 if end < a."""
    n = max((end.year - a.year) * 12 + end.month - a.month, 0) // months
    return n - 1 if n and plus_months(a, n * months) > end else n


def whole_years(a, b):
    return greatest(a, b, 12)


def whole_months(a, b):
    return 0 if b < a else greatest(a, b + DAY, 1)


def anniversary_years(a, end):
    n = greatest(a, end, 12)
    start, stop = plus_months(a, 12 * n), plus_months(a, 12 * n + 12)
    return n + Fraction((end - start).days, (stop - start).days)


def calendar_years(a, b):
    total = Fraction(0)
    for year in range(a.year, b.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        total += Fraction(days(max(a, first), min(b, last)), days(first, last))
    return total


YEARS = {
    "day365": lambda a, b: Fraction(days(a, b), 365),
    "day360": lambda a, b: Fraction(days(a, b), 360),
    "fullmonths": lambda a, b: Fraction(whole_months(a, b), 12),
    "calendar": calendar_years,
    "anniversary": lambda a, b: anniversary_years(a, b + DAY),
}


def last_on(month, day, until):
    for year in (until.year, until.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            found = date(year, 2, 28)
        if found <= until:
            return found if found >= FIRST_DAY else None


# ------------------------------------------------------------------ rounding and sharing [14, 15, 16]

def half_up(x):
    return (x + Fraction(1, 2)) // 1


def hand_out(parts, fractions, missing):
    """One unit each to the largest fractions; among equals to whoever stands first."""
    for at in sorted(range(len(parts)), key=lambda at: -fractions[at])[:int(missing)]:
        parts[at] += 1
    return parts


def largest_remainder(amount, weights):
    """Whole units by weights that are not all zero; nothing is left."""
    total = sum(weights)
    exact = [amount * weight / total for weight in weights]
    parts = [x // 1 for x in exact]
    return hand_out(parts, [x % 1 for x in exact], amount - sum(parts))


def one_rounded_total(exact):
    """Each its floor, and the units missing from the rounded total handed out."""
    parts = [x // 1 for x in exact]
    return hand_out(parts, [x % 1 for x in exact], half_up(sum(exact, Fraction(0))) - sum(parts))


def serve(givers, wanted):
    """Who gives how much to whom: the first giver serves the first receivers."""
    givers, result = [list(giver) for giver in givers], []
    for want in wanted:
        result.append([])
        while want > 0:
            while givers[0][1] == 0:
                givers.pop(0)
            part = min(givers[0][1], want)
            result[-1].append((givers[0][0], part))
            givers[0][1] -= part
            want -= part
    return result


def bits(x):
    return max(abs(x.numerator).bit_length(), x.denominator.bit_length())


class Draw:
    """What one row takes: `fen` wanted, then found; `given` says by whom."""

    def __init__(self, at, exact, fen, source, to=None):
        self.at, self.exact, self.fen, self.source, self.to = at, exact, fen, source, to
        self.given = []

    def open(self):
        return self.fen - sum(fen for _, fen in self.given)


class Run:
    def __init__(self, sheet, facts):
        self.sheet, self.facts = sheet, facts
        first, last = facts["period"]
        self.days = {"periodstart": date.fromisoformat(first), "periodend": date.fromisoformat(last),
                     "recordday": date.fromisoformat(facts["record_day"])}
        self.held, self.received, self.spent = Counter(), Counter(), Counter()
        self.cells, self.by_row, self.moves = {}, defaultdict(Counter), []
        self.tables, self.children = [], {}
        for register in sheet["registers"]:
            self.tables.append(self.cut(register) if register["pieces"] else self.rows(register))
            if sum(map(len, self.tables)) > 10**7:
                raise Refused("超过限度", register["span"]["line"])
        self.inputs, self.series = [], []
        for one in sheet["inputs"]:
            self.read_input(one)
        self.aside = {}
        self.open_places()
        self.carried = [self.read_carried(one) for one in sheet["carried"]]
        self.next = [list(rows) for rows in self.carried]

    # -------------------------------------------------------------- facts [2, 7, 8]

    def rows(self, register):
        line, facts = register["span"]["line"], self.facts["registers"].get(register["name"])
        if facts is None:
            raise Refused("输入", line)
        facts = sorted(facts, key=lambda row: row["key"].encode())
        if len({row["key"] for row in facts}) < len(facts):
            raise Refused("输入", line)
        table = []
        for row in facts:
            above, cells = {}, row.get("cells", {})
            for parent in register["parents"]:
                above[parent] = self.find(parent, row.get("parents", {}).get(self.sheet["registers"][parent]["name"]))
                if above[parent] is None:
                    raise Refused("输入", line)
            columns = [self.figure(cells.get(c["name"]), c["ty"], c["bounds"], line) for c in register["columns"]]
            table.append({"key": row["key"], "above": above, "cells": columns})
        return table

    def cut(self, register):
        pieces, line, made = register["pieces"], register["span"]["line"], []
        changes = sorted({date.fromisoformat(dated["from"]) for value in self.sheet["values"] if "dated" in value["kind"]
                          for dated in value["kind"]["dated"] if len(value["kind"]["dated"]) > 1 and dated["from"]})
        for at, row in enumerate(self.tables[pieces["of"]]):
            x, y = row["cells"][pieces["from"]], row["cells"][pieces["to"]]
            if x is None or y is None:
                raise Refused("缺少", line)
            start, last, count = max(x, self.days["periodstart"]), min(y, self.days["periodend"]), 0
            while start <= last:
                count += 1
                if count > 100:
                    raise Refused("超过限度", line)
                completed = whole_years(x, start)
                cuts = [plus_months(x, 12 * completed + 12)] + [day for day in changes if day > start][:1]
                end = min(last, min(cuts) - DAY)
                portion = anniversary_years(x, end + DAY) - anniversary_years(x, start)
                made.append({"key": f"{row['key']}@{start}", "above": {pieces["of"]: at}, "start": start, "end": end,
                             "completed": Fraction(completed), "ordinal": Fraction(completed + 1), "portion": portion})
                start = end + DAY
        return sorted(made, key=lambda piece: piece["key"].encode())

    def figure(self, given, ty, bounds, line):
        """A figure from outside against its declaration."""
        kind = ty if isinstance(ty, str) else next(iter(ty))
        if given is None and bounds["optional"]:
            return None
        if given is None or kind not in given:
            raise Refused("输入", line)
        value = read(kind, given[kind])
        if kind == "number" and (
            value < 0 and not bounds["signed"] or value <= 0 and bounds["positive"]
            or value > 100 and ty["number"] == "%" and not bounds["above_hundred"]
        ) or kind == "word" and value not in ty["word"]:
            raise Refused("输入", line)
        return value

    def read_input(self, one):
        given, line, series = self.facts.get("inputs", {}).get(one["name"]), one["span"]["line"], {}
        if one["daily"]:
            for day, number in (given or {"series": []}).get("series", [(None, None)]):
                if day is None or day in series:
                    raise Refused("输入", line)
                series[day] = self.figure({"number": number}, one["ty"], one["bounds"], line)
            given, value = None, None
        else:
            value = self.figure(given, one["ty"], one["bounds"], line)
        self.inputs.append(value)
        self.series.append(sorted((date.fromisoformat(day), number) for day, number in series.items()))

    def open_places(self):
        for at, account in enumerate(self.sheet["accounts"]):
            for key, fen in self.facts.get("balances", {}).get(account["name"], {}).items():
                single = account["each"] is None
                if fen < 0 or single and key:
                    raise Refused("输入", account["span"]["line"])
                row = 0 if single else self.find(account["each"], key)
                if row is None:
                    self.aside.setdefault(account["name"], {})[key] = fen
                else:
                    self.held[ACCOUNT, at, row] = fen
        for at, pot in enumerate(self.sheet["pots"]):
            if pot["held"] is not None:
                fen = self.inputs[pot["held"]] * 100
                if fen.denominator > 1 or fen > MOST_FEN:
                    raise Refused("输入", pot["span"]["line"])
                self.held[POT, at, 0] = int(fen)

    def read_carried(self, one):
        given, kind = self.facts.get("carried", {}).get(one["name"], {}), one["ty"]
        rows = []
        for key in [""] if one["each"] is None else [row["key"] for row in self.tables[one["each"]]]:
            if key not in given:
                rows.append(literal(one["first"]))
                continue
            number = Fraction(given[key])
            value = from_number(number, kind)
            if value is None or number < 0 and not one["signed"]:
                raise Refused("输入", one["span"]["line"])
            rows.append(value)
        return rows

    # -------------------------------------------------------------- rows and places [7, 9, 13]

    def find(self, register, key):
        return next((at for at, row in enumerate(self.tables[register]) if row["key"] == key), None)

    def up(self, at, way):
        for register in way:
            above = self.tables[at[0]][at[1]]["above"]
            if register not in above:
                return None
            at = register, above[register]
        return at

    def row(self, row, at):
        """The row a name is read from, seen from `at`; None where it does not lie on the way up."""
        if "key" in row["way"]:
            found = self.find(row["register"], row["way"]["key"])
            return None if found is None else (row["register"], found)
        found = at and self.up(at, row["way"]["up"])
        return found if found and found[0] == row["register"] else None

    def spot(self, place, at):
        (kind, what), = place.items()
        if kind == "party":
            return PARTY, what, 0
        if kind == "payee":
            found = self.row(what, at)
            return found and (PAYEE, *found)
        which, row = what
        found = (None, 0) if row is None else self.row(row, at)
        return found and (ACCOUNT if kind == "account" else POT, which, found[1])

    def holds(self, spot):
        return self.held[spot] if spot[0] in (ACCOUNT, POT) else 0

    def below(self, register, scope, at):
        """The rows of a register in scope, in key order."""
        if scope == "all" or at is None:
            return [(register, row) for row in range(len(self.tables[register]))]
        known = register, tuple(scope["below"])
        if known not in self.children:
            self.children[known] = defaultdict(list)
            for row in range(len(self.tables[register])):
                self.children[known][self.up((register, row), scope["below"])].append((register, row))
        return self.children[known][at]

    def rows_of(self, step):
        return [None] if step["each"] is None else self.below(step["each"], "all", None)

    # -------------------------------------------------------------- formulas [1, 3, 4, 10, 11]

    def value(self, expr, at):
        (kind, parts), = expr["kind"].items()
        return getattr(self, "is_" + kind)(parts, at, expr)

    def needed(self, expr, at):
        value = self.value(expr, at)
        if value is None:
            raise Refused("缺少", expr["span"]["line"])
        return value

    def not_negative(self, expr, at):
        value = self.needed(expr, at)
        if value < 0:
            raise Refused("负数", expr["span"]["line"])
        return value

    def within(self, expr, number):
        if number is not None and bits(number) > MOST_BITS:
            raise Refused("超过限度", expr["span"]["line"])
        return number

    def floor(self, expr, x):
        if not -MOST_DIGITS - 1 <= x // 1 <= MOST_DIGITS:
            raise Refused("超过限度", expr["span"]["line"])
        return Fraction(x // 1)

    def is_literal(self, parts, at, expr):
        return literal(parts)

    def is_name(self, parts, at, expr):
        (kind, what), = parts["what"].items()
        if kind in ("column", "piece", "steprow", "stepreceiver"):
            found = self.row(what[0], at)
            if found is None:
                raise Refused("缺少", expr["span"]["line"])
            row = self.tables[found[0]][found[1]]
            return {
                "column": lambda: row["cells"][what[1]],
                "piece": lambda: row[what[1]],
                "steprow": lambda: self.cells[what[1]][found[1]],
                "stepreceiver": lambda: Fraction(self.by_row[what[1]][found], 100),
            }[kind]()
        if kind == "steprun":
            return self.cells[what]
        if kind == "value":
            return self.voted(what, at)
        if kind == "input":
            return self.inputs[what]
        if kind == "carried":
            return self.of_carried(self.carried, what, at, expr)
        return self.days[what]

    def voted(self, what, at):
        if what["value"] in (overrides := self.facts.get("overrides", {})):
            return literal(overrides[what["value"]])
        value = self.sheet["values"][what["value"]]
        line, dated = value["span"]["line"], value["kind"]["dated"]
        starts = [date.fromisoformat(one["from"]) if one["from"] else FIRST_DAY for one in dated]
        reading = self.sheet["reading_day"]
        if what["at_start"]:
            day = self.tables[at[0]][at[1]]["start"]
        else:
            day = self.days[reading or "periodstart"]
            if reading is None and any(day < start <= self.days["periodend"] for start in starts):
                raise Refused("期内变动", line)
        found = bisect_right(starts, day)
        if not found:
            raise Refused("当日没有值", line)
        return literal(dated[found - 1]["value"])

    def of_carried(self, numbers, what, at, expr):
        which, row = what
        found = (None, 0) if row is None else self.row(row, at)
        if found is None:
            raise Refused("缺少", expr["span"]["line"])
        return numbers[which][found[1]]

    def numbers(self, exprs, at):
        """All of them, or None if one is missing."""
        values = [self.value(expr, at) for expr in exprs]
        return None if None in values else values

    def is_arithmetic(self, parts, at, expr):
        values = self.numbers(parts[1:], at)
        if values is None or parts[0] == "over" and values[1] == 0:
            return None
        a, b = values
        result = a + b if parts[0] == "plus" else a - b if parts[0] == "minus" else a * b if parts[0] == "times" else a / b
        return self.within(expr, result)

    def is_of(self, parts, at, expr):
        values = self.numbers(parts, at)
        return values and self.within(expr, values[0] * values[1] / 100)

    def is_shift(self, parts, at, expr):
        values = self.numbers([parts["day"], parts["by"]], at)
        if values is None:
            return None
        (day, by), bad = values, Refused("输入", expr["span"]["line"])
        if by.denominator > 1:
            raise bad
        n = -int(by) if parts["back"] else int(by)
        try:
            moved = day + n * DAY if parts["step"] == "days" else plus_months(day, n * (12 if parts["step"] == "years" else 1))
        except OverflowError:
            raise bad from None
        if not FIRST_DAY <= moved <= LAST_DAY:
            raise bad
        return moved

    def is_otherwise(self, parts, at, expr):
        value = self.value(parts[0], at)
        return self.value(parts[1], at) if value is None else value

    def is_compare(self, parts, at, expr):
        comparison, a, b = parts
        left, right = self.value(a, at), self.value(b, at)
        if left is None or right is None:
            raise Refused("缺少", (a if left is None else b)["span"]["line"])
        return {"less": left < right, "atmost": left <= right, "equal": left == right,
                "atleast": left >= right, "more": left > right, "unequal": left != right}[comparison]

    def is_all(self, parts, at, expr):
        return all(self.needed(part, at) for part in parts)

    def is_any(self, parts, at, expr):
        return any(self.needed(part, at) for part in parts)

    def is_not(self, parts, at, expr):
        return not self.needed(parts, at)

    def is_if(self, parts, at, expr):
        return self.value(parts[1] if self.needed(parts[0], at) else parts[2], at)

    def is_largest(self, parts, at, expr, best=max):
        values = []
        for part in parts:
            values.append(self.value(part, at))
            if values[-1] is None:
                return None
        return best(values)

    def is_smallest(self, parts, at, expr):
        return self.is_largest(parts, at, expr, min)

    def is_whole(self, parts, at, expr):
        values = self.numbers(parts, at)
        return None if values is None or values[1] == 0 else self.floor(parts[0], values[0] / values[1])

    def is_round(self, parts, at, expr, add=Fraction(1, 2)):
        x, s = parts
        if self.value(x, at) is None:
            return None
        number, step = self.not_negative(x, at), self.value(s, at)
        return step and self.within(x, self.floor(x, number / step + add) * step)

    def is_rounddown(self, parts, at, expr):
        return self.is_round(parts, at, expr, 0)

    def is_compound(self, parts, at, expr):
        values = self.numbers(parts, at)
        if values is None:
            return None
        x, p, n = values
        if n.denominator > 1 or not 0 <= n <= 200:
            raise Refused("超过限度", parts[2]["span"]["line"])
        return self.within(expr, x * (1 + p / 100) ** int(n))

    def is_convert(self, parts, at, expr):
        value = self.value(parts["of"], at)
        return value and self.within(expr, value * Fraction(parts["factor"]))

    def two_days(self, parts, at):
        return self.needed(parts[0], at), self.needed(parts[1], at)

    def is_days(self, parts, at, expr):
        return Fraction(days(*self.two_days(parts, at)))

    def is_wholeyears(self, parts, at, expr):
        return Fraction(whole_years(*self.two_days(parts, at)))

    def is_wholemonths(self, parts, at, expr):
        return Fraction(whole_months(*self.two_days(parts, at)))

    def is_years(self, parts, at, expr):
        a, b = self.two_days(parts, at)
        return Fraction(0) if b < a else YEARS[parts[2]](a, b)

    def is_laston(self, parts, at, expr):
        found = last_on(parts[0], parts[1], self.needed(parts[2], at))
        if found is None:
            raise Refused("缺少", expr["span"]["line"])
        return found

    def is_price(self, parts, at, expr):
        return dict(self.series[parts[0]]).get(self.needed(parts[1], at))

    def is_recent(self, parts, at, expr):
        day, n = self.two_days(parts[1:], at)
        known = [(on, number) for on, number in self.series[parts[0]] if on <= day and (day - on).days < n]
        return known[-1][1] if known else None

    def amount_at(self, of, place, at, expr):
        spot = self.spot(place, at)
        if spot is None:
            raise Refused("缺少", expr["span"]["line"])
        return Fraction(of(spot), 100)

    def is_balance(self, parts, at, expr):
        return self.amount_at(self.holds, parts, at, expr)

    def is_received(self, parts, at, expr):
        return self.amount_at(self.received.__getitem__, parts, at, expr)

    def is_spent(self, parts, at, expr):
        return self.amount_at(self.spent.__getitem__, parts, at, expr)

    def is_next(self, parts, at, expr):
        return self.of_carried(self.next, parts, at, expr)

    def is_sum(self, over, at, expr):
        total = Fraction(0)
        for row in self.below(over["register"], over["scope"], at):
            if over["only"] is None or self.needed(over["only"], row):
                total = self.within(over["value"], total + self.needed(over["value"], row))
        return total

    def is_count(self, parts, at, expr):
        rows = self.below(parts["register"], parts["scope"], at)
        return Fraction(sum(parts["only"] is None or self.needed(parts["only"], row) for row in rows))

    def is_before(self, parts, at, expr):
        over, by = parts
        placed = []
        for row in self.below(over["register"], "all", None):
            place = self.needed(by, row)
            counted = over["only"] is None or self.needed(over["only"], row)
            placed.append((place, self.needed(over["value"], row) if counted else Fraction(0)))
        if len({place for place, _ in placed}) < len(placed):
            raise Refused("输入", by["span"]["line"])
        mine, total, before = self.value(by, at), Fraction(0), None
        for place, value in sorted(placed):
            before = total if place == mine else before
            total = self.within(over["value"], total + value)
        return before

    def is_tier(self, parts, at, expr):
        x = self.needed(parts[1], at)
        tiers = self.sheet["values"][parts[0]]["kind"]["tiered"]["tiers"]
        return literal(next(t["value"] for t in tiers if t["below"] is None or x < Fraction(t["below"])))

    def is_category(self, parts, at, expr):
        return literal(dict(self.sheet["values"][parts[0]]["kind"]["bycategory"]["values"])[self.needed(parts[1], at)])

    # -------------------------------------------------------------- steps [12 to 21]

    def steps(self):
        for at, step in enumerate(self.sheet["steps"]):
            (kind, action), = step["action"].items()
            values = getattr(self, "do_" + kind)(at, step, action)
            if values is not None:
                self.cells[at] = values[0] if step["each"] is None else values

    def do_cell(self, index, step, expr):
        return [self.value(expr, at) for at in self.rows_of(step)]

    def do_require(self, index, step, action):
        for at in self.rows_of(step):
            if not self.needed(action["condition"], at):
                raise Refused("要求", step["line"], action["text"], (action["condition"], at))

    def do_carry(self, index, step, action):
        which, values = action["carried"], []
        for at in self.rows_of(step):
            value = self.needed(action["value"], at)
            if isinstance(value, Fraction) and value < 0 and not self.sheet["carried"][which]["signed"]:
                raise Refused("负数", step["line"])
            values.append((0 if at is None else at[1], value))
        for row, value in values:
            self.next[which][row] = value

    def do_pay(self, index, step, pay):
        draws, moved = [], Counter()
        for at in self.rows_of(step):
            if pay["to"]["only"] is None or self.needed(pay["to"]["only"], at):
                exact = self.not_negative(pay["amount"], at)
                if exact:
                    draws.append(Draw(at, exact, 0, self.place(pay["from"], at, step), self.place(pay["to"]["place"], at, step)))
        self.round(step, draws, pay["rounding"])
        self.gather(step, draws, [self.answer(a, [d.at for d in draws], step) for a in pay["shortage"]])
        for draw in draws:
            moved[draw.at] += draw.fen
            for source, fen in draw.given:
                self.post(step, draw.at, source, draw.to, fen, draw.exact * fen / draw.fen, pay["to"]["tag"])
        return self.in_yuan(step, moved)

    def do_rest(self, index, step, action):
        draws = []
        for at in self.rows_of(step):
            source = self.place(action["from"], at, step)
            fen = self.holds(source)
            draws.append(Draw(at, Fraction(fen, 100), fen, source, self.place(action["to"]["place"], at, step)))
        self.gather(step, draws, [])
        for draw in draws:
            self.post(step, draw.at, draw.source, draw.to, draw.fen, draw.exact, action["to"]["tag"])
        return self.in_yuan(step, {draw.at: draw.fen for draw in draws})

    def do_share(self, index, step, share):
        (kind, source), = share["from"].items()
        return self.share_each(index, step, share, source) if kind == "each" else self.share_one(index, step, share, source)

    def share_one(self, index, step, share, place):
        draws, sharers = [], []
        for at in self.rows_of(step):
            source = self.place(place, at, step)
            fen = self.holds(source) if share["amount"] is None else self.pool(step, share["amount"], at)
            exact = Fraction(fen, 100) if share["amount"] is None else self.value(share["amount"], at)
            draws.append(Draw(at, exact, fen, source))
            sharers.append(self.sharers(step, share, at))
        self.gather(step, draws, [self.answer(a, [d.at for d in draws], step) for a in share["shortage"]])
        moved = {draw.at: self.divide(index, step, share, draw, each) for draw, each in zip(draws, sharers)}
        return self.in_yuan(step, moved)

    def pool(self, step, amount, at):
        fen = half_up(self.not_negative(amount, at) * 100)
        if fen > MOST_FEN:
            raise Refused("超过限度", step["line"])
        return fen

    def sharers(self, step, share, at):
        """(receiver, row, place, weight) of everybody with a weight, in order of the sentence, then of keys."""
        found = []
        for to in share["to"]:
            for row in [at] if to["each"] is None else self.below(*to["each"], at):
                if to["only"] is None or self.needed(to["only"], row):
                    weight = self.not_negative(to["weight"], row)
                    if weight:
                        found.append((to, row, self.place(to["place"], row, step), weight))
        return found

    def divide(self, index, step, share, draw, sharers):
        if draw.fen == 0:
            return 0
        if not sharers:
            to = share["nobody"]
            if to is None:
                raise Refused("缺少", step["line"])
            spot = self.place(to["place"], draw.at, step)
            for source, fen in draw.given:
                self.post(step, draw.at, source, spot, fen, draw.exact * fen / draw.fen, to["tag"])
            return draw.fen
        weights = [weight for *_, weight in sharers]
        parts = self.parts(step, draw.fen, weights, share["rounding"])
        left = draw.fen - sum(parts)
        for at in reversed(range(len(draw.given))):
            source, fen = draw.given[at]
            back = min(fen, left)
            draw.given[at], left = (source, fen - back), left - back
            self.take(source, -back)
        for (to, row, spot, weight), part, given in zip(sharers, parts, serve(draw.given, parts)):
            if to["each"] is not None:
                self.by_row[index][row] += part
            exact = Fraction(draw.fen, 100) * weight / sum(weights)
            for source, fen in given:
                self.post(step, draw.at or row, source, spot, fen, exact * fen / part, to["tag"])
        return sum(parts)

    def parts(self, step, fen, weights, rounding):
        self.common(step, weights)
        unit = Fraction(rounding["step"]) * 100
        if rounding["mode"] == "down":
            return [int(fen * weight / (sum(weights) * unit) // 1 * unit) for weight in weights]
        if fen % unit:
            raise Refused("不是整数倍", step["line"])
        return [int(part * unit) for part in largest_remainder(fen / unit, weights)]

    def common(self, step, weights):
        """[24] what is shared may have a common denominator of 4096 bits."""
        if lcm(*(weight.denominator for weight in weights)).bit_length() > MOST_BITS:
            raise Refused("超过限度", step["line"])

    def share_each(self, index, step, share, source):
        """[17] the same sharing, each row of the register giving its part."""
        draws, moved = [], Counter()
        to = share["to"][0]
        for at in self.rows_of(step):
            rows = [(row, self.not_negative(source["weight"], row), self.place(source["place"], row, step))
                    for row in self.below(source["register"], source["scope"], at)]
            fen = self.pool(step, share["amount"], at)
            if fen == 0:
                continue
            weights = [weight for _, weight, _ in rows]
            if not any(weights):
                raise Refused("缺少", step["line"])
            amount = self.value(share["amount"], at)
            for (row, weight, spot), part in zip(rows, self.parts(step, fen, weights, share["rounding"])):
                draws.append(Draw(row, amount * weight / sum(weights), part, spot, self.either(to["place"], row, at, step)))
                draws[-1].owner = at
        ats = [(draw.at, draw.owner) for draw in draws]
        answers = [a if isinstance(a, str) else [self.either(a["from"], row, at, step) for row, at in ats] for a in share["shortage"]]
        self.gather(step, draws, answers)
        for draw in draws:
            moved[draw.owner] += draw.fen
            self.by_row[index][draw.at] += draw.fen
            for giver, fen in draw.given:
                self.post(step, draw.owner or draw.at, giver, draw.to, fen, draw.exact * fen / draw.fen, to["tag"])
        return self.in_yuan(step, moved)

    # -------------------------------------------------------------- moving money [13, 14, 19, 23]

    def place(self, place, at, step):
        spot = self.spot(place, at)
        if spot is None:
            raise Refused("缺少", step["line"])
        return spot

    def either(self, place, row, at, step):
        return self.spot(place, row) or self.place(place, at, step)

    def answer(self, answer, ats, step):
        return answer if isinstance(answer, str) else [self.place(answer["from"], at, step) for at in ats]

    def round(self, step, draws, rounding):
        unit = Fraction(rounding["step"])
        groups = defaultdict(list)
        for draw in draws:
            groups[draw.source if rounding["mode"] == "largestremainder" else id(draw)].append(draw)
        for group in groups.values():
            exact = [draw.exact / unit for draw in group]
            if rounding["mode"] == "largestremainder":
                total = Fraction(0)
                for x in exact:
                    total += x
                    if bits(total) > MOST_BITS:
                        raise Refused("超过限度", step["line"])
                units = one_rounded_total(exact)
            else:
                units = [half_up(x) if rounding["mode"] == "halfup" else x // 1 for x in exact]
            for draw, count in zip(group, units):
                draw.fen = int(count * unit * 100)
                if draw.fen > MOST_FEN:
                    raise Refused("超过限度", step["line"])

    def gather(self, step, draws, answers):
        """Takes every draw from its source, then from the answers to a shortage in order."""
        short = self.ask(draws, [draw.source for draw in draws])
        for answer in answers:
            if not short:
                return
            if answer == "scaled":
                return self.scale(step, draws)
            if answer == "stop":
                break
            short = self.ask(draws, answer)
        if short:
            raise Refused("不足", step["line"], about=short[0])

    def ask(self, draws, spots):
        groups, short = defaultdict(list), []
        for draw, spot in zip(draws, spots):
            if draw.open():
                groups[spot].append(draw)
        for spot, group in sorted(groups.items()):
            parts = [draw.open() for draw in group]
            need = sum(parts)
            if spot[0] != PARTY and self.holds(spot) < need:
                short.append((spot, need, self.holds(spot)))
                parts = largest_remainder(self.holds(spot), [Fraction(part) for part in parts])
            for draw, part in zip(group, parts):
                if part:
                    draw.given.append((spot, part))
            self.take(spot, sum(parts))
        return short

    def scale(self, step, draws):
        groups = defaultdict(list)
        for draw in draws:
            groups[draw.source].append(draw)
        for group in groups.values():
            if any(draw.open() for draw in group):
                givers = Counter()
                for draw in group:
                    givers.update(dict(draw.given))
                self.common(step, [draw.exact for draw in group])
                gathered, total = sum(givers.values()), sum(draw.exact for draw in group)
                parts = largest_remainder(gathered, [draw.exact for draw in group])
                for draw, part, given in zip(group, parts, serve(sorted(givers.items()), parts)):
                    draw.exact, draw.fen, draw.given = draw.exact * gathered / 100 / total, part, given

    def take(self, spot, fen):
        self.held[spot] -= fen
        self.spent[spot] += fen

    def post(self, step, row, source, to, fen, exact, tag):
        if fen:
            if fen > MOST_FEN:
                raise Refused("超过限度", step["line"])
            self.held[to] += fen
            self.received[to] += fen
            self.moves.append({
                "step": step["name"], "line": step["line"], "row": row and list(self.named(row)), "from": self.told(source),
                "to": self.told(to), "fen": fen, "exact": str(exact), "tag": tag,
            })

    def in_yuan(self, step, moved):
        return [Fraction(moved.get(at, 0), 100) for at in self.rows_of(step)]

    # -------------------------------------------------------------- result [22, 23]

    def named(self, at):
        return self.sheet["registers"][at[0]]["name"], self.tables[at[0]][at[1]]["key"]

    def told(self, spot):
        kind, which, row = spot
        if kind == PARTY:
            return {"party": self.sheet["parties"][which]["name"]}
        if kind == PAYEE:
            return {"payee": list(self.named((which, row)))}
        name, of = ("account", self.sheet["accounts"]) if kind == ACCOUNT else ("pot", self.sheet["pots"])
        return {name: [of[which]["name"], self.key(of[which]["each"], row)]}

    def key(self, each, row):
        return "" if each is None else self.tables[each][row]["key"]

    def close(self):
        for at, pot in enumerate(self.sheet["pots"]):
            if any(fen for (kind, which, _), fen in self.held.items() if (kind, which) == (POT, at)):
                raise Refused("没有倒空", pot["span"]["line"])
        closing = {}
        for at, account in enumerate(self.sheet["accounts"]):
            closing[account["name"]] = dict(self.aside.get(account["name"], {}))
            for row in range(1 if account["each"] is None else len(self.tables[account["each"]])):
                fen = self.held[ACCOUNT, at, row]
                if fen > MOST_FEN:
                    raise Refused("超过限度", account["span"]["line"])
                closing[account["name"]][self.key(account["each"], row)] = fen
        carried = {}
        for one, rows in zip(self.sheet["carried"], self.next):
            kept = {key: str(Fraction(number)) for key, number in self.facts.get("carried", {}).get(one["name"], {}).items()}
            carried[one["name"]] = kept | {self.key(one["each"], row): str(to_number(value, one["ty"])) for row, value in enumerate(rows)}
        return {"moves": self.moves, "closing": closing, "carried": carried}


# ------------------------------------------------------------------ JSON

def read(kind, text):
    return Fraction(text) if kind == "number" else date.fromisoformat(text) if kind == "day" else text


def literal(written):
    (kind, value), = written.items()
    return read(kind, value[0] if kind == "number" else value)


def to_number(value, ty):
    if isinstance(value, date):
        return value.year * 10000 + value.month * 100 + value.day
    return ty["word"].index(value) if isinstance(value, str) else Fraction(value)


def from_number(number, ty):
    """A carried number as the type it was; None if it is none."""
    if "number" in ty:
        return number
    try:
        whole = int(number) if number.denominator == 1 and number >= 0 else None
        if ty == "day":
            day = date(whole // 10000, whole // 100 % 100, whole % 100)
            return day if FIRST_DAY <= day <= LAST_DAY else None
        return {0: False, 1: True}.get(whole) if ty == "yesno" else ty["word"][whole]
    except (ValueError, TypeError, IndexError):
        return None


def calculate(sheet, facts):
    run = Run(sheet, facts)
    run.steps()
    return run.close()


def facts_of(sheet, example):
    """The facts that an example of the sheet states."""
    def given(figure):
        return figure and {kind: value[0] if kind == "number" else value for kind, value in figure.items()}
    registers = {register["name"]: [] for register in sheet["registers"] if not register["pieces"]}
    for row in example["rows"]:
        register = sheet["registers"][row["register"]]
        first, last, width = row["keys"]["numbers"] or (0, 0, 0)
        for n in range(first, last + 1):
            registers[register["name"]].append({
                "key": row["keys"]["head"] + (f"{n:0{width}}" if row["keys"]["numbers"] else ""),
                "parents": {sheet["registers"][at]["name"]: key for at, key in row["parents"]},
                "cells": {c["name"]: given(cell) for c, cell in zip(register["columns"], row["cells"])},
            })
    inputs = {sheet["inputs"][at]["name"]: given(figure) for at, figure in example["inputs"]}
    for at, day, figure in example["daily"]:
        inputs.setdefault(sheet["inputs"][at]["name"], {"series": []})["series"].append([day, figure["number"][0]])
    balances, carried = defaultdict(dict), defaultdict(dict)
    for at, key, yuan in example["openings"]:
        balances[sheet["accounts"][at]["name"]][key or ""] = int(Fraction(yuan) * 100)
    for at, key, figure in example["carried"]:
        carried[sheet["carried"][at]["name"]][key or ""] = str(to_number(literal(figure), sheet["carried"][at]["ty"]))
    return {"period": [example["period"]["first_day"], example["period"]["last_day"]], "record_day": example["record_day"],
            "registers": registers, "inputs": inputs, "balances": balances, "carried": carried,
            "overrides": dict(example["overrides"])}


def passed(sheet, example):
    try:
        run = Run(sheet, facts_of(sheet, example))
        run.steps()
        run.close()
    except Refused as stop:
        return all("refused" in e and (e["refused"][0] in stop.said or e["refused"][0] in stop.word)
                   for e in example["expectations"])
    return all("holds" in e and run.needed(e["holds"], None) for e in example["expectations"])


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    first, second = arguments
    with open(second if first == "--examples" else first, encoding="utf-8") as file:
        sheet = json.load(file)
    if first == "--examples":
        results = [[example["title"], passed(sheet, example)] for example in sheet["examples"]]
        print(json.dumps(results, ensure_ascii=False, indent=1))
        return 0 if all(met for _, met in results) else 1
    with open(second, encoding="utf-8") as file:
        facts = json.load(file)
    try:
        print(json.dumps(calculate(sheet, facts), ensure_ascii=False, indent=1))
        return 0
    except Refused as stop:
        print(json.dumps({"refused": stop.word, "line": stop.line}, ensure_ascii=False))
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
