"""Random facts for any payout sheet, from its checked tree alone.

Figures are small and often equal, so that ties are common; a part of them breaks the declarations.
Where a sheet checks what came in against what it computes, most facts are mended until it fits
(with examples/calculate.py), and some of those are then put wrong by one fen.
"""
from datetime import date, timedelta
from fractions import Fraction

import calculate
import sheet_arithmetic

DAY = timedelta(1)
KEYS = ["H{}", "H{:03}", "甲{}", "h-{}", "{}"]


class Facts:
    def __init__(self, sheet, dice):
        self.sheet, self.dice = sheet, dice
        first = dice.choice([date(2024, 1, 1), date(2025, 1, 1), date(2025, 7, 1), date(2024, 2, 29), date(2023, 4, 1), self.near(date(2025, 5, 17), 700)])
        last = sheet_arithmetic.plus_months(first, dice.choice([1, 3, 6, 12, 12, 24])) - DAY
        self.first, self.last = first, max(first, last)

    def near(self, day, spread):
        moved = day + self.dice.randint(-spread, spread) * DAY
        if self.dice.random() < 0.3:
            moved = sheet_arithmetic.plus_months(moved.replace(day=1), 1) - DAY
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


def mended(sheet, facts, dice):
    """The facts with received amounts as the sheet computes them, where that can be found."""
    for _ in range(12):
        run = None
        try:
            run = calculate.Run(sheet, facts)
            run.steps()
            run.close()
            break
        except calculate.Refused as stop:
            if not mend(sheet, facts, run, stop):
                break
    if dice.random() < 0.12:
        for one in sheet["inputs"]:
            number = facts["inputs"].get(one["name"])
            if one["held"] is not None and number and dice.random() < 0.6:
                number["number"] = str(max(Fraction(number["number"]) + Fraction(dice.choice([-1, 1]), 100), 0))
    return facts


def mend(sheet, facts, run, stop):
    if run is None or stop.about is None:
        return False
    if stop.word == "不足":
        spot, need, held = stop.about
        return spot[0] == calculate.POT and add(sheet, facts, spot[1], need - held)
    conditions, at = stop.about
    changed = False
    for condition in conditions["kind"].get("all", [conditions]):
        (kind, parts), = condition["kind"].items()
        if kind != "compare" or parts[0] != "equal":
            continue
        (left, what), = parts[1]["kind"].items()
        if left == "balance" and "pot" in what:
            changed |= add(sheet, facts, what["pot"][0], -run.holds(run.spot(what, at)))
        elif left == "name" and "input" in what["what"]:
            wanted = run.value(parts[2], at)
            if wanted is not None:
                facts["inputs"][sheet["inputs"][what["what"]["input"]]["name"]] = {"number": str(wanted)}
                changed = True
    return changed


def add(sheet, facts, pot, fen):
    held = sheet["pots"][pot]["held"]
    if held is None or not fen:
        return False
    name = sheet["inputs"][held]["name"]
    facts["inputs"][name] = {"number": str(Fraction(facts["inputs"][name]["number"]) + Fraction(fen, 100))}
    return True


def facts(sheet, dice):
    made = Facts(sheet, dice).make()
    return mended(sheet, made, dice) if dice.random() < 0.85 else made
