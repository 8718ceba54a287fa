#!/usr/bin/env python3
"""Entries that list things of several households (FORMAT.md 12.5, 12.6): examples/verify.py accepts what follows the page
and refuses everything else, also what the vectors of tests/vectors say.

    python3 -m unittest tests/python/test_portions.py     needs PyNaCl
"""
import glob
import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "examples")]
import make_ledger as made  # noqa: E402
import verify  # noqa: E402


def checked(w):
    with tempfile.TemporaryDirectory() as folder:
        made.save(w.files(), folder)
        return verify.check_ledger(folder)


def things(*places):
    return [{"at": at, "is": made.WATER[at][0]} for at in places]


def line(lists, to=None, seed=b"\7" * 32, **more):
    salt = made.sha(b"coop-ledger/portion-salt/v1\n", seed, (to or "").encode()).hex()
    head = {"salt": salt, "to": to} if to else {"seed": seed.hex()}
    return made.canonical({"lists": lists, **head, **more}) + b"\n"


def vectors(form):
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "vectors", "*", "*.txt"))):
        with open(path, "rb") as file:
            head, _, raw = file.read().partition(b"\n\n")
        header = dict(one.split(": ", 1) for one in head.decode().splitlines())
        if header["as"] == form:
            yield os.path.basename(path), header, raw


class Portions(unittest.TestCase):
    def test_a_ledger_with_portions_is_accepted_and_each_household_is_told_its_own(self):
        w = made.several()
        ledger = checked(w)
        self.assertEqual((ledger.findings, ledger.notes), ([], []))
        with tempfile.TemporaryDirectory() as folder:
            made.save(w.files(), folder)
            told = "\n".join(verify.check_ledger(folder, household="H0003").told)
        self.assertIn('"payer":"H0003"', told)
        self.assertNotIn("H0001", told)

    def test_every_other_form_is_refused(self):
        first, one, two = line({"lines": things(1)}), line({"lines": things(0)}, "H0001"), line({"lines": things(2)}, "H0002")
        kind = "voucher.recorded/1"
        rows = {
            "another order": [first, two, one], "one twice": [first, one, one, two], "one household": [first, line({"lines": things(0, 2)}, "H0001")],
            "nobody": [line({"lines": things(0, 1, 2)})], "no first line": [one, two], "first line behind": [one, two, first],
            "another salt": [first, line({"lines": things(0)}, "H0001", b"\6" * 32), two],
            "another code": [first, one.replace(b'"to":"H0001"', b'"to":"H0009"'), two], "no code": [first, one, two.replace(b"H0002", b"h0002")],
            "a gap": [line({}), one, two], "a thing of two": [first, line({"lines": things(0, 1)}, "H0001"), two],
            "two at one place": [line({}), line({"lines": things(0)}, "H0001"), line({"lines": [{"at": 0, "is": made.WATER[2][0]}]}, "H0002")],
            "things in another order": [line({}), one, line({"lines": things(2, 1)}, "H0002")],
            "an empty list": [line({"lines": []}), line({"lines": things(0)}, "H0001"), line({}, "H0002")],
            "a list of others": [first, one, line({"lines": things(2), "parts": things(0)}, "H0002")],
            "a thing without place": [first, one, line({"lines": [{"is": made.WATER[2][0]}]}, "H0002")],
            "a member more": [first, one, line({"lines": things(2)}, "H0002", more=1)], "lists as an array": [first, one, line([], "H0002")],
            "a blank": [first, one, two.replace(b":", b": ", 1)], "no newline": [first, one, two[:-1]],
        }
        changes = {"count": {"count": 4}, "root": {"root": "00" * 32}, "total": {"total": "200.50"}, "bytes": {"bytes": 1}}

        def refused(what, body, about=(), kind=kind):
            w = made.little(4)
            w.batch([(kind, lambda: body(w), list(about)), ("households.stated/1", w.stated)])
            self.assertTrue(checked(w).findings, what)

        good = [first, one, two]
        w = made.little(4)
        w.batch([(kind, lambda: w.portioned(good)), ("households.stated/1", w.stated)])
        self.assertEqual(checked(w).findings, [])
        for what, bad in rows.items():
            refused(what, lambda w, bad=bad: w.portioned(bad))
        for what, change in changes.items():
            refused(what, lambda w, change=change: w.portioned(good, **change))
        refused("somebody named beside portions", lambda w: w.portioned(good), ["H0003"])
        refused("both forms", lambda w: {**w.portioned(good), "lines": []})
        refused("two named and no portions", lambda w: {"lines": []}, ["H0001", "H0002"])
        refused("no blob", lambda w: {"portions": {"count": 3, "root": "00" * 32}})

    def test_m8_one_seed_in_two_entries_is_refused(self):
        def rows(seed):
            own = [line({"lines": things(at)}, to, seed) for at, to in ((0, "H0001"), (2, "H0002"))]
            return [line({"lines": things(1)}, seed=seed), *own]

        for seed, findings in ((b"\7" * 32, 1), (b"\5" * 32, 0)):
            w = made.little(4)
            for each in (b"\7" * 32, seed):
                body = rows(each)
                w.batch([("voucher.recorded/1", lambda: w.portioned(body)), ("households.stated/1", w.stated)])
            self.assertEqual(len(checked(w).findings), findings)

    def test_the_proof_of_a_portion_holds_and_no_altered_one_does(self):
        w = made.several()
        note, vkey = w.note(), w.ledger_keys[-1].vkey
        index = next(i for i, raw in enumerate(w.lines) if b'"kind":"subscription.recorded/1"' in raw)
        for code in ("H0001", "H0002", "H0003"):
            proof = w.portion_proof(index, code, note)
            report = verify.check_proof(proof, vkey)
            self.assertEqual(report.findings, [])
            self.assertTrue(any("all that %s has in entry %d" % (code, index) in told for told in report.told))
            for at in range(0, len(proof), 3):
                bent = proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1:]
                self.assertTrue(verify.check_proof(bent, vkey).findings, at)
        rows = w.portion_rows(index)
        first = w.portion_proof(index, "H0001", note).replace(made.b64(rows[1]).encode(), made.b64(rows[0]).encode()).replace(b"index 1\n", b"index 0\n", 1)
        self.assertTrue(verify.check_proof(first, vkey).findings)
        inline = made.little(4)
        inline.batch([("voucher.recorded/1", {"lines": []}, ["H0001", "H0002"])])
        self.assertTrue(verify.check_proof(inline.proof(len(inline.lines) - 1, inline.note()), vkey).findings)

    def test_the_vectors_say_the_same(self):
        seen = 0
        for name, header, raw in vectors("portions"):
            w = made.little(4)
            rows = raw.splitlines(keepends=True)
            body = w.portioned(rows, count=int(header["count"]), root=header["root"])
            w.batch([("subscription.recorded/1", body)])
            self.assertEqual(bool(checked(w).findings), "refused" in header, (name, checked(w).findings))
            seen += 1
        for name, header, raw in vectors("portion-proof"):
            found = verify.check_proof(raw, header["vkey"]).findings
            self.assertEqual(bool(found), "refused" in header, (name, found))
            seen += 1
        self.assertGreaterEqual(seen, 28)

    def test_what_stands_in_the_worked_example_is_so(self):
        with open(os.path.join(ROOT, "schemas", "FORMAT.md"), encoding="utf-8") as file:
            page = file.read().split("### 22.8 Portions")[1]
        rows = page.split("cat > portions <<'END'\n")[1].split("END\n")[0].encode().splitlines(keepends=True)
        w = made.little(4)
        body = w.portioned(rows)["portions"]
        self.assertIn('"portions":{"blob":"%s…","bytes":%d,"count":3,"root":"%s…"}' % (body["blob"][:8], body["bytes"], body["root"][:8]), page)
        seed = json.loads(rows[0])["seed"]
        for row in rows[1:]:
            portion = json.loads(row)
            self.assertEqual(portion["salt"], verify.portion_salt(seed, portion["to"]))


if __name__ == "__main__":
    unittest.main()
