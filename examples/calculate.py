#!/usr/bin/env python3
"""A calculator of the payout-sheet language, semantics 1, written from its page alone.

    calculate.py TREE FACTS       TREE: the checked tree of a sheet, FACTS: the facts of one run, both JSON

prints the result of the run, or the word and line by which it is refused. Numbers in brackets, like [14], are the
sentences of the page; [sec. 4] is its section 4. All figures are exact: fractions, and whole fen for money.

A run is made in three layers, each a class upon the one before: `Start` reads the facts, `Formulas` says what a
formula gives, `Run` does the steps and moves the money.
"""

import bisect
import calendar
import collections
import contextlib
import datetime
import functools
import json
import math
import operator
import re
import sys
from fractions import Fraction

INPUT, REQUIRED, SHORT, NOT_EMPTIED, MISSING = "输入", "要求", "不足", "没有倒空", "缺少"
NEGATIVE, NO_VALUE, CHANGES, NO_MULTIPLE, LIMIT = "负数", "当日没有值", "期内变动", "不是整数倍", "超过限度"

ZERO, HALF = Fraction(0), Fraction(1, 2)
MOST_BITS, MOST_FLOOR, MOST_FEN = 4096, 2 ** 127, 9999999999999999     # the limits of [24]
MOST_ROWS, MOST_PIECES, MOST_COMPOUND = 10 ** 7, 100, 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
sys.set_int_max_str_digits(0)                   # a long number is refused by [24], not by Python


class Refused(Exception):
    """The run is refused: a word of [sec. 4], the line it names, and what a 要求 says."""

    def __init__(self, word, line=None, said=""):
        super().__init__(word, line, said)
        self.word, self.line, self.said = word, line, said


@contextlib.contextmanager
def at_line(line):
    """A refusal from inside that names no line yet names this one."""
    try:
        yield
    except Refused as refusal:
        if refusal.line is None:
            refusal.line = line
        raise


def line_of(declared):
    """The line of a declaration or formula of the tree."""
    return declared["span"]["line"]


def must(condition, word=INPUT, line=None, said=""):
    """What must be: else the run is refused, by this word."""
    if not condition:
        raise Refused(word, line, said)


# ---- Numbers and their limits
def within(number, line=None, word=LIMIT):
    """The number itself, unless it is too long [24]."""
    must(max(number.numerator.bit_length(), number.denominator.bit_length()) <= MOST_BITS, word, line)
    return number


def floor(x):
    """⌊x⌋, with its limit [24]."""
    whole = math.floor(x)
    must(-MOST_FLOOR <= whole < MOST_FLOOR, LIMIT)
    return whole


def half_up(x):
    """⌊x + ½⌋ [16]."""
    return floor(x + HALF)


def running_total(numbers, line=None):
    """Their sum, no part of which may be too long [24]."""
    total = ZERO
    for number in numbers:
        total = within(total + number, line)
    return total


# ---- Sharing
def over_common_denominator(weights):
    """The weights as whole numbers; their common denominator is limited [24]."""
    common = 1
    for weight in weights:
        common = math.lcm(common, weight.denominator)
        within(common)
    return [weight.numerator * (common // weight.denominator) for weight in weights]


def one_more_each(parts, fractions, count):
    """Adds one to `count` of the parts, those with the largest fractions; among equals to the first [14, 15]."""
    for place in sorted(range(len(parts)), key=lambda place: -fractions[place])[:count]:
        parts[place] += 1
    return parts


def largest_remainder(total, weights):
    """The whole total in whole parts by weight: ⌊total·w/W⌋ each, what is left to the largest fractions [15]."""
    weights = over_common_denominator(weights)
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    fractions = [total * weight % whole for weight in weights]
    return one_more_each(parts, fractions, total - sum(parts))


def one_rounded_total(exact):
    """最大余数 of a 付 for one group, in steps: the total is rounded once, the parts make it [14]."""
    parts = [floor(part) for part in exact]
    fractions = [part - whole for part, whole in zip(exact, parts)]
    return one_more_each(parts, fractions, half_up(running_total(exact)) - sum(parts))


def served(gifts, lines):
    """Which of the gifts (place, fen) make up each line of so many fen: the first giver serves the first [14, 15]."""
    waiting, result = collections.deque(gifts), []
    for fen in lines:                           # what is left of the gifts stays where it was
        parts = []
        while fen > 0 and waiting:
            place, has = waiting.popleft()
            parts.append((place, min(fen, has)))
            if has > fen:
                waiting.appendleft((place, has - fen))
            fen -= min(fen, has)
        result.append(parts)
    return result


# ---- Days
def plus_months(day, n):
    """The same day n months on, or the last of that month [6]."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    must(datetime.MINYEAR <= year <= datetime.MAXYEAR)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus_days(day, n):
    """The day n days on [6]."""
    ordinal = day.toordinal() + n
    must(datetime.date.min.toordinal() <= ordinal <= datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)


def days(a, b):
    """天数: both days counted [6]."""
    return max((b - a).days + 1, 0)


def whole_years(a, b):
    """满年: the greatest n with a + n years ≤ b [6]."""
    n = b.year - a.year
    return max(n if plus_months(a, 12 * n) <= b else n - 1, 0)


def whole_months(a, b):
    """满月: the greatest n with a + n months ≤ the day after b [6]."""
    e = plus_days(b, 1)
    n = 12 * (e.year - a.year) + e.month - a.month
    return max(n if plus_months(a, n) <= e else n - 1, 0)


def anniversary_years(a, e):
    """周年(a, e): whole years from a, and the days since over the days of that year [6]."""
    n = whole_years(a, e)
    last, following = plus_months(a, 12 * n), plus_months(a, 12 * (n + 1))
    return n + Fraction((e - last).days, (following - last).days)


def years(a, b, count):
    """年数(a, b, count) [6]."""
    if b < a:
        return ZERO
    if count in ("day365", "day360"):
        return Fraction(days(a, b), int(count[3:]))
    if count == "fullmonths":
        return Fraction(whole_months(a, b), 12)
    if count == "calendar":
        spans = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in range(a.year, b.year + 1)]
        return sum(Fraction(days(max(a, first), min(b, last)), days(first, last)) for first, last in spans)
    return anniversary_years(a, plus_days(b, 1))


def last_on(month, number, day):
    """上一个: the last such day of a year up to this day; none from 1900 on is missing and refused [6]."""
    for year in (day.year, day.year - 1):
        found = datetime.date(year, month, min(number, calendar.monthrange(year, month)[1]))
        if found <= day and year >= FIRST_YEAR:
            return found
    raise Refused(MISSING)


# ---- Figures, as the tree and as facts write them [sec. 4]
exact_text = functools.lru_cache(maxsize=None)(Fraction)
day_text = functools.lru_cache(maxsize=None)(datetime.date.fromisoformat)
NUMBER = re.compile(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/(?=0*[1-9])[0-9]{1,4000})?")
DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
ANY_NUMBER = {"positive": False, "signed": True, "optional": False, "above_hundred": True}      # no bounds [sec. 3]


def literal_value(literal):
    """A figure of the tree."""
    (kind, written), = literal.items()
    return exact_text(written[0]) if kind == "number" else day_text(written) if kind == "day" else written


def is_text(raw):
    """A text that can be written in UTF-8, as keys must be [7]."""
    return isinstance(raw, str) and raw.encode("utf-8", "replace").decode("utf-8") == raw


def read_number(text):
    """A number, not longer than [24] allows."""
    must(isinstance(text, str) and NUMBER.fullmatch(text))
    return within(Fraction(text), word=INPUT)


def read_day(text):
    """A day of the calendar."""
    must(isinstance(text, str) and DAY.fullmatch(text))
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(text)
    raise Refused(INPUT)


def read_figure(raw, ty, bounds):
    """A cell or an input, {"number": …} and the like, within its bounds [sec. 3]; or null, which is missing."""
    if raw is None:
        must(bounds["optional"])
        return None
    kind, = [ty] if isinstance(ty, str) else ty
    must(isinstance(raw, dict) and list(raw) == [kind])
    if kind == "day":
        return read_day(raw["day"])
    if kind in ("yesno", "word"):
        must(isinstance(raw[kind], bool) if kind == "yesno" else isinstance(raw[kind], str) and raw[kind] in ty["word"])
        return raw[kind]
    number = read_number(raw["number"])
    must(number > 0 if bounds["positive"] else number >= 0 or bounds["signed"])
    must(number <= 100 or ty["number"] != "%" or bounds["above_hundred"])
    return number


def read_carried(text, ty, signed):
    """A carried figure, which is always written as a number."""
    number = read_number(text)
    if "number" in ty:
        must(number >= 0 or signed)
        return number
    must(number.denominator == 1 and number >= 0)
    code = number.numerator
    if ty == "day":
        return read_day(f"{code // 10000:04}-{code // 100 % 100:02}-{code % 100:02}")
    words = [False, True] if ty == "yesno" else ty["word"]
    must(code < len(words))
    return words[code]


def written_carried(value, ty):
    """The same the other way: a carried figure as the text of a number."""
    number = value.strftime("%Y%m%d") if ty == "day" else int(value) if ty == "yesno" else value
    return str(ty["word"].index(value) if "word" in ty else number)


def check_shape(tree, facts):
    """The parts of the facts. Those of another shape are no run; what the sheet does not know is ignored [sec. 4]."""
    must(isinstance(facts, dict) and isinstance(facts.get("period"), list) and len(facts["period"]) == 2)
    parts = {part: facts.get(part, {}) for part in ("registers", "inputs", "balances", "carried", "overrides")}
    must(all(isinstance(part, dict) for part in parts.values()))
    for declared in tree["registers"]:
        rows = [] if declared["pieces"] else parts["registers"].get(declared["name"], [])
        must(isinstance(rows, list))
        for row in rows:
            must(isinstance(row, dict) and is_text(row.get("key")))
            must(isinstance(row.get("parents", {}), dict) and isinstance(row.get("cells", {}), dict))
    for part, declarations in (("balances", tree["accounts"]), ("carried", tree["carried"])):
        for declared in declarations:
            figures = parts[part].get(declared["name"], {})
            must(isinstance(figures, dict) and all(is_text(key) for key in figures))
    return parts


# ---- Rows and places [7, 13]
class Row:
    """One row of a register: the rows it belongs to, by register; its cells, in a 逐段 register the piece [7, 8]."""

    def __init__(self, register, key, owners, cells):
        self.register, self.key, self.owners, self.cells = register, key, owners, cells


# A place is (kind, position, key), as ("pot", 0, ""): kinds in the order of [14], and the part that declares them.
# Texts stand in the order of their characters' numbers, which is that of their bytes in UTF-8.
PARTS = {"party": "parties", "payee": "registers", "account": "accounts", "pot": "pots"}


def in_order(rows):
    """Rows stand by the bytes of their keys in UTF-8 [7]."""
    return sorted(rows, key=lambda row: row.key.encode("utf-8"))


def upwards(row, way):
    """The row that a way leads to, from this row through these registers; None where it leads nowhere [9, 17]."""
    for register in way:
        row = row and row.owners.get(register)
    return row


def grouped(items, of):
    """The items in groups that are one by this function."""
    groups = {}
    for item in items:
        groups.setdefault(of(item), []).append(item)
    return groups


class Start:
    """A run, and its facts read in the order of looking [sec. 4]; whatever does not fit is refused here."""

    def __init__(self, tree, facts):
        with at_line(0):
            self.facts = check_shape(tree, facts)
            first, last = map(read_day, facts["period"])
            must(first <= last)
            self.day_of = {"periodstart": first, "periodend": last, "recordday": read_day(facts.get("record_day"))}
        self.tree = {**tree, "values": list(tree["values"])}
        self.registers, self.inputs = [], []    # by position: the rows by key, in order; of a 逐日 one (days, figures)
        self.balance = collections.Counter()    # place -> fen; parties and payees hold 0 [13]
        self.took, self.gave = collections.Counter(), collections.Counter()     # place -> fen, so far in this run [19]
        self.carried, coming = {}, {}           # (position, key) -> what the last run left, and what 下期 sets [21]
        self.to_be = collections.ChainMap(coming, self.carried)     # what it will be
        self.done = collections.Counter()       # (as names say it, position of the step, row) -> its value [19]
        self.once, self.moves = {}, []          # what is made of many rows, good for one step [12]; the result's moves
        self.look_at("values", self.override)
        self.look_at("registers", self.read_register)
        self.look_at("inputs", self.read_input)
        self.look_at("accounts", self.read_account)
        self.look_at("inputs", self.open_held)
        self.look_at("carried", self.read_carried_number)

    def look_at(self, part, look):
        """Looks at all that a part of the sheet declares; a refusal names the line of the declaration."""
        for at, declared in enumerate(self.tree[part]):
            with at_line(line_of(declared)):
                look(at, declared)

    def override(self, at, declared):
        """An example may replace a value for all days by a figure of its type, written as in the tree."""
        literal = self.facts["overrides"].get(str(at), self.facts["overrides"].get(at))
        if literal is not None:
            must("dated" in declared["kind"] and isinstance(literal, dict))
            figure = literal
            if "number" in figure:
                must(isinstance(figure["number"], list) and figure["number"])
                figure = {**figure, "number": figure["number"][0]}
            value = read_figure(figure, declared["ty"], ANY_NUMBER)
            if declared["range"] is not None:
                must(exact_text(declared["range"][0]) <= value <= exact_text(declared["range"][1]))
            self.tree["values"][at] = {**declared, "kind": {"dated": [{"from": None, "value": literal}]}}

    def read_register(self, at, declared):
        if declared["pieces"]:
            rows = self.cut_pieces(at, declared["pieces"])
        else:
            raw_rows = self.facts["registers"].get(declared["name"])
            must(raw_rows is not None)
            rows = [self.read_row(at, declared, raw) for raw in raw_rows]
        by_key = {row.key: row for row in in_order(rows)}
        must(len(by_key) == len(rows))
        self.registers.append(by_key)
        must(sum(map(len, self.registers)) <= MOST_ROWS, LIMIT)

    def read_row(self, at, declared, raw):
        """One row with its owners and cells; an absent cell is missing."""
        row = Row(at, raw["key"], {}, [])
        for parent in declared["parents"]:
            key = raw.get("parents", {}).get(self.tree["registers"][parent]["name"])
            must(isinstance(key, str) and key in self.registers[parent])
            row.owners[parent] = self.registers[parent][key]
        for column in declared["columns"]:
            row.cells.append(read_figure(raw.get("cells", {}).get(column["name"]), column["ty"], column["bounds"]))
        return row

    def cut_pieces(self, at, pieces):
        """The rows of a 逐段 register: the days of each row within the period, cut [8]."""
        several = [value["kind"]["dated"] for value in self.tree["values"] if len(value["kind"].get("dated", [])) > 1]
        changes = {day_text(one["from"]) for dated in several for one in dated if one["from"] is not None}
        rows = []
        for owner in self.registers[pieces["of"]].values():
            x, y = owner.cells[pieces["from"]], owner.cells[pieces["to"]]
            must(x is not None and y is not None, MISSING)
            first, last = max(x, self.day_of["periodstart"]), min(y, self.day_of["periodend"])
            anniversaries = {plus_months(x, 12 * n) for n in range(first.year - x.year, last.year - x.year + 1)}
            starts = sorted(cut for cut in {first} | changes | anniversaries if first <= cut <= last)
            must(len(starts) <= MOST_PIECES, LIMIT)
            for start, following in zip(starts, starts[1:] + [plus_days(last, 1)]):
                completed = Fraction(whole_years(x, start))
                portion = anniversary_years(x, following) - anniversary_years(x, start)
                rows.append(Row(at, f"{owner.key}@{start.isoformat()}", {pieces["of"]: owner}, {
                    "start": start, "end": plus_days(following, -1), "completed": completed, "ordinal": completed + 1,
                    "portion": portion}))
        return rows

    def read_input(self, _at, declared):
        """An input; of a 逐日 one its days in order, and the figure of each; absent: none."""
        raw, ty, bounds = self.facts["inputs"].get(declared["name"]), declared["ty"], declared["bounds"]
        if not declared["daily"]:
            self.inputs.append(read_figure(raw, ty, bounds))
            return
        raw, figures = {"series": []} if raw is None else raw, {}
        must(isinstance(raw, dict) and list(raw) == ["series"] and isinstance(raw["series"], list))
        for pair in raw["series"]:
            must(isinstance(pair, list) and len(pair) == 2)
            day = read_day(pair[0])
            must(day not in figures)
            figures[day] = read_figure({ty if isinstance(ty, str) else next(iter(ty)): pair[1]}, ty, bounds)
        self.inputs.append((sorted(figures), figures))

    def keys_of(self, declared):
        """The keys of an account, carried number or pot: "" where there is one."""
        return [""] if declared["each"] is None else list(self.registers[declared["each"]])

    def read_account(self, at, declared):
        """The opening balances of an account: absent 0; rows no longer there keep theirs."""
        figures = self.facts["balances"].get(declared["name"], {})
        must(declared["each"] is not None or all(key == "" for key in figures))
        must(all(type(fen) is int and fen >= 0 for fen in figures.values()))
        for key in [*self.keys_of(declared), *figures]:
            self.balance["account", at, key] = figures.get(key, 0)

    def open_held(self, at, declared):
        """A 待分 input must be there, in whole fen; its pot holds it at first [13]."""
        if declared["held"] is not None:
            must(self.inputs[at] is not None)
            fen = self.inputs[at] * 100
            must(0 <= fen <= MOST_FEN and fen.denominator == 1)
            self.balance["pot", declared["held"], ""] = int(fen)

    def read_carried_number(self, at, declared):
        """The figures of a number kept between runs: absent its first value."""
        figures = self.facts["carried"].get(declared["name"], {})
        must(all(is_text(text) and NUMBER.fullmatch(text) for text in figures.values()))
        for key in self.keys_of(declared):
            self.carried[at, key] = (read_carried(figures[key], declared["ty"], declared["signed"]) if key in figures
                                     else literal_value(declared["first"]))


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
            gives = FORMULAS.get(kind) or getattr(Formulas, kind)
            result = gives(self, body, row)
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
        value, reading_day = self.tree["values"][what["value"]], self.tree["reading_day"]
        day = row.cells["start"] if what["at_start"] else self.day_of[reading_day or "periodstart"]
        dated = [(day_text(one["from"] or "0001-01-01"), one["value"]) for one in value["kind"]["dated"]]
        changes = reading_day is None and not what["at_start"] and any(
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
        argument = self.need(body[1], row)
        tiers = self.tree["values"][body[0]]["kind"]["tiered"]["tiers"]
        return next(literal_value(tier["value"]) for tier in tiers
                    if tier["below"] is None or argument < exact_text(tier["below"]))

    def over_rows(self, over, row, work):
        """What is made of the rows of a scope [10]."""
        rows = self.rows_of(over["register"], over["scope"], row)
        return self.once_a_step((id(over), None if over["scope"] == "all" else row), lambda: work(rows))

    def sum(self, over, row):
        return self.over_rows(over, row, lambda rows: running_total(
            (self.need(over["value"], lower) for lower in rows if self.chosen(over["only"], lower)),
            line_of(over["value"])))

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
FORMULAS = {                                    # kind -> what it gives, from the run, the body and the row; the others
    "literal": lambda run, body, row: literal_value(body),              # are the methods of that name
    "arithmetic": lambda run, body, row: run.values(body[1:], row, OPERATIONS[body[0]]),
    "of": lambda run, body, row: run.values(body, row, lambda p, x: p * x / 100),
    "convert": lambda run, body, row: run.values([body["of"]], row, lambda x: x * exact_text(body["factor"])),
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
    "next": lambda run, body, row: run.to_be[body[0], run.key_of(body[1], row)],                # in examples [21]
    "category": lambda run, body, row: literal_value(
        dict(run.tree["values"][body[0]]["kind"]["bycategory"]["values"])[run.need(body[1], row)]),
    "price": lambda run, body, row: run.inputs[body[0]][1].get(run.need(body[1], row)),
    "balance": lambda run, body, row: Fraction(run.balance[run.place(body, row)], 100),
    "received": lambda run, body, row: Fraction(run.took[run.place(body, row)], 100),
    "spent": lambda run, body, row: Fraction(run.gave[run.place(body, row)], 100),
}


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
                self.move(at, step, getattr(self, "do_" + kind)(at, rows, body) or [])
            self.once = {}
        self.look_at("pots", lambda at, declared: self.close("pot", at, declared))
        self.look_at("accounts", lambda at, declared: self.close("account", at, declared))

    def close(self, kind, at, declared):
        """At the end a pot holds 0 [22], an account no more than it may [24]."""
        for key in self.keys_of(declared):
            must(kind == "account" or self.balance[kind, at, key] == 0, NOT_EMPTIED)
            must(self.balance[kind, at, key] <= MOST_FEN, LIMIT)

    # What each kind of step does; lines to be moved it returns: demands that are met, and their receivers
    def do_cell(self, at, rows, formula):
        for row in rows:
            self.done["steprun" if row is None else "steprow", at, row] = self.value(formula, row)

    def do_require(self, _at, rows, body):
        for row in rows:
            must(self.need(body["condition"], row), REQUIRED, None, body["text"])               # [20]

    def do_carry(self, _at, rows, body):
        declared = self.tree["carried"][body["carried"]]
        read = self.need_unsigned if "number" in declared["ty"] and not declared["signed"] else self.need
        for row in rows:
            value = read(body["value"], row)
            self.to_be[body["carried"], "" if row is None else row.key] = value                 # [21]

    def do_pay(self, _at, rows, body):
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

    def do_rest(self, _at, rows, body):
        """余: every row wants all that its place holds [18]."""
        demands = [self.demand(None, row, body["from"]) for row in rows]
        self.find(demands, answers=[])
        return [(demand, body["to"]) for demand in demands]

    def do_share(self, _at, rows, body):
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
            if place[0] != "party" and holds < sum(wanted):
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
