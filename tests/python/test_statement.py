#!/usr/bin/env python3
"""Statements that the program wrote: examples/verify_statement.py accepts them, and refuses them with any one value altered,
but for what schemas/STATEMENT.md says is told only or is not examined there.

    COOP_STATEMENT_SAMPLE=folder python3 -m unittest tests/python/test_statement.py       needs PyNaCl

The folder holds `vkey` and statements H….json. COOP_EVERY_BYTE=1 alters every value of each, not some 400.
"""
import copy
import csv
import glob
import json
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "examples")]
import verify_statement as page  # noqa: E402

SAMPLE = os.environ.get("COOP_STATEMENT_SAMPLE")
MOST = 10**9 if os.environ.get("COOP_EVERY_BYTE") else 400

# Statement 5, and what the program says it does not examine.
NOT_SHOWN = re.compile(
    r"/upto/recorded_at|/group|/holdings(/.*)?|/lines/\d+/(tag|clause|purpose|names_en(/.*)?|scheme/title_(zh|en))"
    r"|/open/\d+/purpose|/revised(/.*)?"
)
# A member left out: the pointer is that of the object around it.
NOT_SHOWN_PARTS = {"group", "revised", "tag", "clause", "names_en", "title_zh", "title_en"}


def pointers(value, here=""):
    """Every value with its JSON pointer."""
    yield here, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from pointers(part, f"{here}/{name}")


def others(value):
    """The value altered a little, and where a member was left out, its name."""
    if isinstance(value, bool):
        yield not value, ""
    elif isinstance(value, int):
        yield value + 1, ""
        yield value - 1, ""
    elif isinstance(value, str) and value:
        digit = re.search(r"(.*)(\d)(.*)", value, re.S)
        yield (f"{digit[1]}{(int(digit[2]) + 1) % 10}{digit[3]}" if digit else f"{value}x"), ""
    elif isinstance(value, list) and value:
        yield value[1:], ""
        yield value[:-1], ""
        yield value + value[:1], ""
        if value != value[::-1]:
            yield value[::-1], ""
    elif isinstance(value, dict):
        for name in value:
            yield {n: v for n, v in value.items() if n != name}, name


def replaced(statement, pointer, value):
    bent = copy.deepcopy(statement)
    *way, last = pointer.split("/")[1:] or [None]
    if last is None:
        return value
    here = bent
    for name in way:
        here = here[int(name)] if isinstance(here, list) else here[name]
    here[int(last) if isinstance(here, list) else last] = value
    return bent


@unittest.skipUnless(SAMPLE, "COOP_STATEMENT_SAMPLE is not given")
class Statements(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(SAMPLE, "vkey")) as file:
            self.vkey = file.read().strip()
        self.statements = {}
        for path in sorted(glob.glob(os.path.join(SAMPLE, "H*.json"))):
            with open(path, "rb") as file:
                self.statements[os.path.basename(path)] = file.read()
        self.assertGreaterEqual(len(self.statements), 4)

    def findings(self, raw, vkey=None):
        return page.check_statement(raw, vkey or self.vkey).findings

    def test_what_the_program_wrote_holds(self):
        for name, raw in self.statements.items():
            self.assertEqual(self.findings(raw), [], name)
            self.assertTrue(json.loads(raw)["lines"], name)

    def test_one_altered_value_is_found(self):
        cases = []
        for name, raw in self.statements.items():
            statement = json.loads(raw)
            for pointer, value in pointers(statement):
                cases += [(name, statement, pointer, other, left) for other, left in others(value)]
        step = max(1, len(cases) // MOST)
        tried = 0
        for name, statement, pointer, other, left in cases[::step]:
            if NOT_SHOWN.fullmatch(pointer) or left in NOT_SHOWN_PARTS:
                continue
            tried += 1
            bent = json.dumps(replaced(statement, pointer, other), ensure_ascii=False).encode()
            self.assertTrue(self.findings(bent), f"{name} holds with {pointer} altered ({left or other})")
        self.assertGreater(tried, 200)

    def test_one_thing_said_otherwise_everywhere_is_found(self):
        """A forger alters a thing wherever the statement says it, outside of proofs, and what follows from it."""
        raw = next(iter(self.statements.values()))
        statement = json.loads(raw)
        shown = {k: v for k, v in statement.items() if k not in ("proofs", "entries", "opening", "holdings", "group")}
        texts = {v for _, v in pointers(shown) if isinstance(v, str) and re.search(r"\d", v) and len(v) < 80}
        told = {statement["upto"]["recorded_at"]}
        for text in sorted(texts - told):
            other = next(others(text))[0]
            bent = {k: v for k, v in statement.items()}
            for name, part in shown.items():
                bent[name] = json.loads(json.dumps(part).replace(json.dumps(text), json.dumps(other)))
            if bent != statement:
                self.assertTrue(self.findings(json.dumps(bent).encode()), f"holds with {other} for {text}")

    def test_a_newest_payout_left_out_is_found(self):
        statement = json.loads(next(iter(self.statements.values())))
        last = statement["lines"][-1]
        index = last["entry"]
        lines = [line for line in statement["lines"] if line["entry"] != index]
        bent = {**statement, "lines": lines, "concerns": [c for c in statement["concerns"] if c["index"] != index]}
        years = [{n: v if n == "year" else yuan(v) for n, v in year.items()} for year in page.years_of(lines)]
        bent["years"] = years
        bent["completeness"] = {**statement["completeness"], "items": statement["completeness"]["items"] - 1}
        bent["proofs"] = [p for p in statement["proofs"] if entry_of(p).index != index]
        bent["entries"] = [e for e in statement["entries"] if e["entry"] != index]
        named = {entry_of(p).body.get("sheet") for p in bent["proofs"]}
        bent["sheets"] = [s for s in statement["sheets"] if page.sha256(s.encode()).hex() in named]
        sums = {}
        for line in lines:
            side = "to_household" if page.side_of(line) == page.TO else "from_household"
            one = sums.setdefault(line["purpose"], {"to_household": 0, "from_household": 0})
            one[side] += page.fen(line["amount"])
        bent["open"] = [
            {"purpose": purpose, **{side: yuan(fen) for side, fen in one.items()}}
            for purpose, one in sorted(sums.items())
            if any(one.values())
        ]
        found = self.findings(json.dumps(bent, ensure_ascii=False).encode())
        self.assertEqual({place for place, _, _ in found}, {"completeness"}, found)

    def test_another_key_and_another_form_are_refused(self):
        raw = next(iter(self.statements.values()))
        other = "coop.example/other/" + self.vkey.split("/", 2)[2]
        self.assertTrue(self.findings(raw, other))
        self.assertTrue(self.findings(b"[" * 100_000))
        self.assertTrue(self.findings(b"{}"))
        self.assertTrue(self.findings(raw[:-2]))
        self.assertTrue(self.findings(raw.replace(b'"as_of"', b'"household":"H0001","as_of"', 1)))
        self.assertTrue(self.findings(raw.replace(b"statement/v1", b"statement/v2", 1)))

    def test_a_newer_entry_that_may_concern_the_household_is_a_note(self):
        for raw in self.statements.values():
            report = page.check_statement(raw, self.vkey)
            statement = json.loads(raw)
            behind = statement["upto"]["size"] > statement["completeness"]["upto"] + 1
            self.assertEqual(report.verdict(), "PASS with notes" if behind else "PASS")


def entry_of(proof):
    """The entry of a line's proof."""
    _, _, text = proof["text"].partition("\n\n")
    return page.verify.read_entry(page.verify.read_entry_proof(text).raw)


def yuan(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


class Capitals(unittest.TestCase):
    def test_amounts_in_words_are_those_of_the_cases(self):
        cases = 0
        for path in sorted(glob.glob(os.path.join(ROOT, "tests", "cases", "amounts-in-words", "*.csv"))):
            with open(path, encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    cases += 1
                    self.assertEqual(page.in_capitals(page.fen(row["amount"])), row["in_words"])
        self.assertGreater(cases, 60)


if __name__ == "__main__":
    unittest.main()
