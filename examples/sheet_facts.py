"""The facts of a run and the way between its rows, for calculate.py.

After schemas/semantics-1.md; numbers in brackets are its sentences.
"""
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

from sheet_arithmetic import (
    DAY, MOST_FEN, Refused, anniversary_years, from_number, literal, plus_months, read, whole_years,
)

PARTY, PAYEE, ACCOUNT, POT = range(4)


class Facts:
    """The rows, figures and opening money of a run, checked against the sheet's declarations."""

    def __init__(self, sheet, facts):
        self.sheet, self.facts = sheet, facts
        first, last = facts["period"]
        self.days = {"periodstart": date.fromisoformat(first), "periodend": date.fromisoformat(last),
                     "recordday": date.fromisoformat(facts["record_day"])}
        self.held, self.received, self.spent = Counter(), Counter(), Counter()
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
        given, line, series, value = self.facts.get("inputs", {}).get(one["name"]), one["span"]["line"], {}, None
        if not one["daily"]:
            value = self.figure(given, one["ty"], one["bounds"], line)
        elif given is not None and "series" not in given:
            raise Refused("输入", line)
        else:
            for day, number in given["series"] if given else []:
                if day in series:
                    raise Refused("输入", line)
                series[day] = self.figure({"number": number}, one["ty"], one["bounds"], line)
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
