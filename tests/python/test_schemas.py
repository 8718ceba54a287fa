"""The published schemas, asked by another program: what we write fits, what is wrong does not."""

import copy
import json
import pathlib
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
LEDGERS = ROOT / "tests" / "ledgers"
GOLDEN = ROOT / "tests" / "golden" / "statements"
WRONG = ROOT / "tests" / "it" / "statements" / "wrong.json"


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def put(value, pointer, wrong):
    *way, last = pointer.strip("/").split("/")
    for step in way:
        value = value[int(step)] if isinstance(value, list) else value[step]
    value[int(last) if isinstance(value, list) else last] = wrong


class Schemas(unittest.TestCase):
    def test_every_schema_is_a_schema(self):
        found = sorted(SCHEMAS.rglob("*.schema.json"))
        self.assertTrue(found)
        for path in found:
            with self.subTest(path.name):
                jsonschema.Draft202012Validator.check_schema(load(path))

    def test_every_entry_of_the_kept_ledgers_fits_with_its_body(self):
        line = jsonschema.Draft202012Validator(load(SCHEMAS / "entry.v1.schema.json"))
        bodies = {}
        journals = sorted(LEDGERS.glob("*/ledger/journal/*.jsonl"))
        self.assertTrue(journals)
        for path in journals:
            for text in path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(text)
                kind = entry["kind"]
                if kind not in bodies:
                    name = kind.replace("/", ".v") + ".schema.json"
                    bodies[kind] = jsonschema.Draft202012Validator(load(SCHEMAS / "entry" / name))
                with self.subTest(ledger=path.parents[2].name, entry=entry["index"], kind=kind):
                    self.assertEqual([e.message for e in line.iter_errors(entry)], [])
                    self.assertEqual([e.message for e in bodies[kind].iter_errors(entry["body"])], [])
                    entry["body"]["trees"] = 3
                    self.assertFalse(bodies[kind].is_valid(entry["body"]), "a member that the schema does not name")

    def test_every_golden_statement_fits(self):
        validator = jsonschema.Draft202012Validator(load(SCHEMAS / "statement.v1.schema.json"))
        golden = [p for p in sorted(GOLDEN.glob("*.json"))]
        self.assertTrue(golden)
        for path in golden:
            with self.subTest(path.name):
                self.assertEqual([e.message for e in validator.iter_errors(load(path))], [])

    def test_what_our_reader_refuses_the_schema_refuses_too(self):
        validator = jsonschema.Draft202012Validator(load(SCHEMAS / "statement.v1.schema.json"))
        good = load(GOLDEN / "H0007.json")
        self.assertTrue(validator.is_valid(good))
        for pointer, wrong in load(WRONG):
            with self.subTest(pointer):
                value = copy.deepcopy(good)
                put(value, pointer, wrong)
                self.assertFalse(validator.is_valid(value), f"{wrong} at {pointer}")


if __name__ == "__main__":
    unittest.main()
