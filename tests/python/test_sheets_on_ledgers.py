#!/usr/bin/env python3
"""Each sheet of the library, the union's and some that ship, on ledgers of their own: what was declared there is what examples/ledger_facts.py and
examples/calculate.py compute from its entries alone, with the meaning that its adoption gives to the sheet's words.

    COOP_SHEET_LEDGERS=folder cargo test --test it -- every_sheet      makes the ledgers
    COOP_SHEET_LEDGERS=folder python3 tests/python/test_sheets_on_ledgers.py
"""
import collections
import copy
import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples")]
import ledger_facts  # noqa: E402

FOLDER = os.environ.get("COOP_SHEET_LEDGERS")


def tree_maker():
    """The checked tree of a sheet, from the program that made it for the other tests as well."""
    folder = os.environ.get("COOP_EXAMPLES")
    if folder is None:
        subprocess.run(["cargo", "build", "--quiet", "--example", "sheet_tree"], cwd=ROOT, check=True)
        folder = os.path.join(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "debug", "examples")
    program, known = pathlib.Path(folder).resolve() / "sheet_tree", {}

    def tree_of(text):
        if text not in known:
            where = pathlib.Path(FOLDER) / "sheet"
            where.write_bytes(text)
            done = subprocess.run([program, where], capture_output=True, check=True)
            known[text] = json.loads(done.stdout)
        return known[text]
    return tree_of


@unittest.skipUnless(FOLDER, "COOP_SHEET_LEDGERS names no folder")
class SheetsOnLedgers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree_of = staticmethod(tree_maker())
        cls.ledgers = sorted(path for path in pathlib.Path(FOLDER).iterdir() if path.is_dir())

    def declared(self, ledger, change=lambda folder: None):
        births = json.loads((ledger / "births.json").read_text(encoding="utf-8"))
        folder = ledger_facts.Folder(ledger / "ledger")
        change(folder)
        return list(ledger_facts.payouts_of(folder, self.tree_of, births))

    def test_what_was_declared_is_what_the_entries_come_to(self):
        table = collections.defaultdict(Sheet)
        for ledger in self.ledgers:
            row = table[ledger.name.rsplit("-", 1)[0]]
            row.examples += 1
            row.take(ledger_facts.Folder(ledger / "ledger").entries)
            with self.subTest(ledger.name):
                for _, found in self.declared(ledger):
                    row.agreed, row.lines, row.fen = row.agreed + 1, row.lines + len(found), row.fen + sum(found.values())
        print(f"\n{'sheet':<22}{'ledgers':>8}{'adopted':>8}{'declared':>9}{'paid':>6}{'lines':>7}{'sum':>16}{'agreed':>8}")
        for name, row in sorted(table.items()):
            print(f"{name:<22}{row.examples:>8}{row.adopted:>8}{row.declared:>9}{row.paid:>6}{row.lines:>7}{yuan(row.fen):>16}{row.agreed:>8}{row.why()}")
        rows = table.values()
        paying = sum(row.agreed > 0 for row in rows)
        print(f"sheets on ledgers: {len(rows)} sheets, {paying} with payouts, {sum(row.agreed for row in rows)} payouts, "
              f"{sum(row.lines for row in rows)} lines, {yuan(sum(row.fen for row in rows))} yuan agree")
        for name, row in table.items():
            with self.subTest(name):
                self.assertEqual((row.adopted, row.agreed), (row.examples, row.declared))
        # the library's fifty, the union's, three that ship; one only puts into the reserve, one pays nobody
        self.assertEqual((len(rows), paying), (54, 52))

    def test_a_fact_that_is_another_one_is_seen(self):
        """A comparison that cannot fail says nothing: a figure of some entry that is another one is seen."""
        seen = tried = 0
        for ledger in self.ledgers:
            entries = ledger_facts.Folder(ledger / "ledger").entries
            if not any(entry.kind == "payout.declared" for entry in entries):
                continue
            places = [entry.index for entry in entries if entry.kind in CHANGES and CHANGES[entry.kind](entry.body)]
            tried += bool(places)
            with self.subTest(ledger.name):
                self.assertTrue(not places or any(self.differs(ledger, place) for place in places))
                seen += bool(places)
        print(f"\nsheets on ledgers: {seen} of {tried} with a fact changed were seen")

    def differs(self, ledger, place):
        def change(folder):
            entry = next(entry for entry in folder.entries if entry.index == place)
            CHANGES[entry.kind](entry.body)
        try:
            self.declared(ledger, change)
        except (ledger_facts.Differs, ledger_facts.calculate.Refused):
            return True
        return False


class Sheet:
    """What ledgers show of a sheet."""

    def __init__(self):
        self.examples = self.adopted = self.declared = self.paid = self.lines = self.fen = self.agreed = 0
        self.reserve = 0

    def take(self, entries):
        kinds = collections.Counter(entry.kind for entry in entries)
        self.adopted += kinds["scheme.adopted"]
        self.declared += kinds["payout.declared"]
        self.paid += kinds["payout.paid"]
        self.reserve += sum(entry.kind == "year.stepped" and entry.body.get("step") == "reserve" for entry in entries)

    def why(self):
        """Why nothing is declared of a sheet."""
        if self.declared:
            return ""
        return "  only a step of the year" if self.reserve else "  pays nobody by design"


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02}"


def another(figure):
    """A figure a little above it."""
    whole, dot, rest = figure.partition(".")
    return f"{int(whole) + 1}{dot}{rest}"


def change_parcel(body):
    body["area_mu"], body["area_m2"] = another(body["area_mu"]), another(body["area_m2"])
    return True


def change_shares(body):
    for held in [body, *body.get("persons", [])]:
        for name in held.get("shares", {}):
            held["shares"][name] = another(held["shares"][name])
            return True
    body["members"] = body.get("members", 0) + 1
    return body["members"] > 2


def change_row(body):
    for row in body["rows"]:
        for at, value in enumerate(row["values"]):
            if value.replace(".", "").isdigit():
                row["values"] = copy.copy(row["values"])
                row["values"][at] = another(value)
                return True
    return False


def change_house(body):
    body["floor_m2"] = another(body["floor_m2"])
    return True


def change_land(body):
    body["land_mu"] = another(body["land_mu"])
    return True


CHANGES = {"parcel.registered": change_parcel, "household.enrolled": change_shares, "series.recorded": change_row, "village.joined": change_land,
           "house.registered": change_house}

if __name__ == "__main__":
    unittest.main()
