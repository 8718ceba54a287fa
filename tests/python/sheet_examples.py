"""A sheet's own examples, run by examples/calculate.py."""
from collections import defaultdict
from fractions import Fraction

import calculate


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
        carried[sheet["carried"][at]["name"]][key or ""] = str(carried_text(figure, sheet["carried"][at]["ty"]))
    if example.get("after") is not None:        # what the run before leaves is what this one opens with
        left = calculate.calculate(sheet, facts_of(sheet, sheet["examples"][example["after"]]))
        balances, carried = left["closing"], left["carried"]
    return {"period": [example["period"]["first_day"], example["period"]["last_day"]], "record_day": example["record_day"],
            "registers": registers, "inputs": inputs, "balances": balances, "carried": carried,
            "overrides": dict(example["overrides"])}


def carried_text(figure, ty):
    """A carried value as facts write it."""
    (kind, value), = figure.items()
    if kind == "number":
        return value[0]
    return value.replace("-", "") if kind == "day" else int(value) if kind == "yesno" else ty["word"].index(value)


def passed(sheet, example):
    return all(calculate.hold(sheet, facts_of(sheet, example), example["expectations"]))
