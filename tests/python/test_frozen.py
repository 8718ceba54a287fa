#!/usr/bin/env python3
"""The ledgers kept as bytes under tests/ledgers: examples/verify.py and examples/verify_statement.py accept them, with the
root that was noted when they were kept.

    python3 -m unittest tests/python/test_frozen.py     needs PyNaCl
"""
import glob
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "examples")]
import verify  # noqa: E402
import verify_statement  # noqa: E402


class Frozen(unittest.TestCase):
    def test_each_is_accepted_with_its_root(self):
        kept = sorted(glob.glob(os.path.join(ROOT, "tests", "ledgers", "*", "")))
        self.assertGreaterEqual(len(kept), 3)
        for folder in kept:
            with open(os.path.join(folder, "proven.json"), "rb") as file:
                proven = json.load(file)
            pin = {"vkey": proven["vkey"], "leaf0": proven["first_leaf"]}
            seen = f"{proven['size']}:{proven['root']}"
            ledger = verify.check_ledger(os.path.join(folder, "ledger"), seen=seen, **pin)
            self.assertEqual(ledger.findings, [], folder)
            other = verify.check_ledger(os.path.join(folder, "ledger"), seen=f"{proven['size']}:{'00' * 32}", **pin)
            self.assertTrue(other.findings, folder)
            with open(os.path.join(folder, "statement.json"), "rb") as file:
                statement = file.read()
            self.assertEqual(verify_statement.check_statement(statement, proven["vkey"]).findings, [], folder)


if __name__ == "__main__":
    unittest.main()
