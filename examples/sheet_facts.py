"""The facts of a run as section 4 of semantics 1 writes them, read and checked, for examples/calculate.py."""

import collections
import contextlib
import datetime
import functools
import re
from fractions import Fraction

from sheet_numbers import (
    INPUT, LIMIT, MISSING, MOST_FEN, MOST_PIECES, MOST_ROWS, Refused, anniversary_years, at_line, line_of, must,
    plus_days, plus_months, whole_years, within,
)


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
def figures_of(kind):
    """The lists of dated figures of a value: its own, or those of its tiers and words [8, 29]."""
    tabled = [tier["value"] for tier in kind.get("tiered", {}).get("tiers", [])]
    tabled += [value for _, value in kind.get("bycategory", {}).get("values", [])]
    return [kind.get("dated", []), *(figures for figures in tabled if isinstance(figures, list))]


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
        dated = [figures for value in self.tree["values"] for figures in figures_of(value["kind"]) if len(figures) > 1]
        changes = {day_text(one["from"]) for figures in dated for one in figures if one["from"] is not None}
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
