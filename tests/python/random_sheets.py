"""Random facts for any payout sheet, from its checked tree alone.

Figures are small and often equal, so that ties are common; a part of them breaks the declarations.
Where a sheet checks what came in against what it computes, the caller has the ledger set most of them
right, and some of those are then put wrong by one fen.
"""
from datetime import date, timedelta
from fractions import Fraction

import calculate

DAY = timedelta(1)
KEYS = ["H{}", "H{:03}", "甲{}", "h-{}", "{}"]


class Facts:
    def __init__(self, sheet, dice):
        self.sheet, self.dice = sheet, dice
        first = dice.choice([date(2024, 1, 1), date(2025, 1, 1), date(2025, 7, 1), date(2024, 2, 29), date(2023, 4, 1), self.near(date(2025, 5, 17), 700)])
        last = calculate.plus_months(first, dice.choice([1, 3, 6, 12, 12, 24])) - DAY
        self.first, self.last = first, max(first, last)

    def near(self, day, spread):
        moved = day + self.dice.randint(-spread, spread) * DAY
        if self.dice.random() < 0.3:
            moved = calculate.plus_months(moved.replace(day=1), 1) - DAY
        return moved

    def number(self, unit, bounds):
        dice, roll = self.dice, self.dice.random()
        if roll < 0.004:
            figure = Fraction(dice.randrange(10**39), dice.randrange(1, 10**39))
        elif roll < 0.008:
            figure = Fraction(dice.choice([10**14, 10**16, 10**20]), dice.choice([1, 3, 100]))
        elif unit == "%":
            figure = Fraction(dice.choice([0, 2, 3, 5, 20, 25, 33, 50, 100, 100]), dice.choice([1, 1, 1, 3]))
        elif unit == "%/天":
            figure = Fraction(dice.choice([0, 1, 5, 5, 50]), 100)
        elif unit == "元/亩":
            figure = Fraction(dice.choice([900, 930, 1000, dice.randrange(200_000)]), dice.choice([1, 1, 100]))
        elif unit == "1":
            figure = Fraction(dice.choice([0, 1, 2, 3, 7, 20]), dice.choice([1] * 12 + [2]))
        elif unit == "元":
            figure = Fraction(dice.choice([0, 1, 333, 10_000, 100_000, dice.randrange(10**7)]), dice.choice([100] * 12 + [1, 700]))
        else:
            figure = Fraction(dice.choice([0, 1, 1, 2, 3, 10, dice.randrange(1, 40_000)]), dice.choice([1, 1, 2, 3, 4, 100]))
        if bounds["positive"] and figure == 0:
            figure = Fraction(1, dice.choice([1, 2, 3]))
        if bounds["signed"] and dice.random() < 0.35:
            figure = -figure
        return figure

    def figure(self, name, ty, bounds):
        dice = self.dice
        if bounds["optional"] and dice.random() < 0.2 or dice.random() < 0.001:
            return None
        if dice.random() < 0.0015:
            return dice.choice([{"number": "-1"}, {"number": "100.01"}, {"number": "0"}, {"yesno": True}, {"word": "?"}, {"day": "2024-01-01"}])
        if ty == "day":
            day = self.near(dice.choice([self.first, self.last]), dice.choice([0, 40, 1200]))
            if dice.random() < 0.6:  # mostly what begins begins before, and what ends ends after
                day += 365 * DAY * (("止" in name or "到期" in name) - ("起" in name)) + 20 * DAY * ("收款" in name)
            return {"day": str(day)}
        if ty == "yesno":
            return {"yesno": dice.random() < 0.5}
        if "word" in ty:
            return {"word": dice.choice(ty["word"])}
        return {"number": str(self.number(ty["number"], bounds))}

    def rows(self, register, registers):
        dice, rows = self.dice, []
        parents = [(self.sheet["registers"][at]["name"]) for at in register["parents"]]
        if not all(registers[parent] for parent in parents):
            return rows
        shape, count = dice.choice(KEYS), dice.choice([0, 1, 2, 3, 3, 4, 5, 8, 12] if dice.random() < 0.3 else [2, 3, 4, 6])
        like = None
        for n in dice.sample(range(1, 3 * count + 1), count):
            cells = {c["name"]: self.figure(c["name"], c["ty"], c["bounds"]) for c in register["columns"]}
            if like and dice.random() < 0.4:
                cells = dict(like)
            like = cells
            rows.append({"key": shape.format(n), "cells": cells,
                         "parents": {parent: self.parent(registers[parent], len(rows)) for parent in parents}})
        if rows and dice.random() < 0.004:
            rows.append(dict(rows[0]))
        if rows and parents and dice.random() < 0.004:
            rows[0]["parents"][parents[0]] = "none such"
        for column in register["columns"]:  # places in an order are mostly distinct
            if "序号" in column["name"]:
                for n, row in enumerate(rows):
                    row["cells"][column["name"]] = {"number": str(n if dice.random() < 0.97 else 0)}
        return rows

    def parent(self, rows, at):
        return (rows[at] if at < len(rows) and self.dice.random() < 0.7 else self.dice.choice(rows))["key"]

    def make(self):
        dice, sheet, registers = self.dice, self.sheet, {}
        for register in sheet["registers"]:
            if register["pieces"] is None:
                registers[register["name"]] = self.rows(register, registers)
        inputs = {one["name"]: self.given(one) for one in sheet["inputs"]}
        keys = lambda one: [""] if one["each"] is None else [
            row["key"] for row in registers.get(sheet["registers"][one["each"]]["name"], [])] + ["gone"]
        balances = {account["name"]: {key: dice.choice([0, 1, 7, 10_000, dice.randrange(10**6)]) for key in keys(account) if dice.random() < 0.8}
                    for account in sheet["accounts"]}
        if dice.random() < 0.004:
            for by_key in balances.values():
                by_key.update({key: -1 for key in by_key})
        carried = {}
        for one in sheet["carried"]:
            signed = {"positive": False, "signed": one["signed"]}
            unit = one["ty"]["number"] if "number" in one["ty"] else None
            figure = lambda: str(self.number(unit, signed)) if unit else (
                dice.choice(["20240229", "20231231"]) if one["ty"] == "day" else dice.choice(["0", "1"])
            ) if dice.random() < 0.99 else dice.choice(["2", "-1", "20230229", "1/2"])
            carried[one["name"]] = {key: figure() for key in keys(one) if dice.random() < 0.6}
        if dice.random() < 0.003 and registers:
            registers.pop(dice.choice(list(registers)))
        return {"period": [str(self.first), str(self.last)], "record_day": str(self.near(self.last, dice.choice([0, 30, 400]))),
                "registers": registers, "inputs": inputs, "balances": balances, "carried": carried}

    def given(self, one):
        dice = self.dice
        if one["daily"]:
            days = {str(self.near(self.first, 45)): str(self.number(one["ty"]["number"], one["bounds"])) for _ in range(dice.randrange(12))}
            series = list(map(list, days.items()))
            return {"series": series + series[:1] if dice.random() < 0.01 else series}
        if one["held"] is not None:
            return {"number": str(Fraction(dice.choice([0, 1, 100, 9_999, dice.randrange(10**7)]), 100 if dice.random() < 0.99 else 300))}
        return self.figure(one["name"], one["ty"], one["bounds"])


def wrong_by_a_fen(sheet, facts, dice):
    """Some of the amounts received are put wrong by one fen."""
    for one in sheet["inputs"]:
        number = facts["inputs"].get(one["name"])
        if one["held"] is not None and number and dice.random() < 0.6:
            number["number"] = str(max(Fraction(number["number"]) + Fraction(dice.choice([-1, 1]), 100), 0))
    return facts


def facts(sheet, dice):
    return Facts(sheet, dice).make()


def spoiled(sheet, facts, dice):
    """The facts with one thing in them that section 4 of the page speaks of; what was done, or nothing."""
    rows = [row for rows in facts["registers"].values() for row in rows]
    one_place = [a["name"] for a in sheet["accounts"] if a["each"] is None]
    by_row = [a["name"] for a in sheet["accounts"] if a["each"] is not None]
    one_number = [c["name"] for c in sheet["carried"] if c["each"] is None]
    rows_number = [c["name"] for c in sheet["carried"] if c["each"] is not None]
    held = [i["name"] for i in sheet["inputs"] if i["held"] is not None]
    figure = dice.choice([None, {"number": "9" * 1300}, {"number": "1/" + "7" * 1233}, {"number": "-1/3"}, {"number": "007/014"},
                          {"number": str(10**14)}, {"number": "100.000"}, {"series": []}, {"day": "1900-01-01"}, {"day": "2199-12-31"},
                          {"yesno": False}, {"word": "无"}, {"word": ""}])
    ways = []

    def way(name, where, act):
        if where:
            ways.append((name, lambda: act(dice.choice(where))))

    way("a cell", [row for row in rows if row["cells"]], lambda row: row["cells"].update({dice.choice(list(row["cells"])): figure}))
    way("a cell left out", [row for row in rows if row["cells"]], lambda row: row["cells"].pop(dice.choice(list(row["cells"]))))
    way("a column nobody knows", rows, lambda row: row["cells"].update({"无此列": figure}))
    way("an owner left out", [row for row in rows if row["parents"]], lambda row: row["parents"].clear())
    way("an owner nobody knows", rows, lambda row: row["parents"].update({"无此登记": "x"}))
    way("a key", rows, lambda row: row.update(key=dice.choice(["", "x", rows[0]["key"]])))
    way("an input", list(facts["inputs"]), lambda name: facts["inputs"].update({name: figure}))
    way("an input left out", list(facts["inputs"]), lambda name: facts["inputs"].pop(name))
    way("an input nobody knows", ["无此输入"], lambda name: facts["inputs"].update({name: figure}))
    way("a held input", held, lambda name: facts["inputs"].update({name: {"number": dice.choice(["1/3", "0.005", "99999999999999.99", str(10**14), "-1"])}}))
    way("a register left out", list(facts["registers"]), lambda name: facts["registers"].pop(name))
    way("a register nobody knows", ["无此登记"], lambda name: facts["registers"].update({name: [{"key": "", "cells": {}, "parents": {}}] * 2}))
    way("a key of an account that is one place", one_place, lambda name: facts["balances"].setdefault(name, {}).update({"x": dice.choice([0, 5])}))
    way("money of a row that left", by_row, lambda name: facts["balances"].setdefault(name, {}).update({"left": dice.choice([-1, 0, 10**16, 7])}))
    way("too much money", one_place + by_row, lambda name: facts["balances"].setdefault(name, {}).update(
        {key: dice.choice([10**16, 9999999999999999]) for key in list(facts["balances"][name])[:1]}))
    number = dice.choice(["-3", "1/7", "9" * 1200, "20240230", "2", "100.5"])
    way("a key of a number that is one", one_number, lambda name: facts["carried"].setdefault(name, {}).update({"x": number}))
    way("a number of a row that left", rows_number, lambda name: facts["carried"].setdefault(name, {}).update({"left": number}))
    way("a carried number", one_number + rows_number, lambda name: facts["carried"].setdefault(name, {}).update(
        {key: number for key in list(facts["carried"][name])[:1]}))
    way("a number nobody knows", ["无此数"], lambda name: facts["carried"].update({name: {"": number}}))
    way("a period of one day", [0], lambda _: facts.update(period=facts["period"][:1] * 2))
    name, act = dice.choice(ways)
    act()
    return name
