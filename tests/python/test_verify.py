#!/usr/bin/env python3
"""What examples/verify.py accepts and, above all, what it refuses.

    python3 -m unittest tests/python/test_verify.py          needs PyNaCl
    COOP_LEDGER_SAMPLE=path/to/ledger …                      also breaks a ledger that the program itself made
    COOP_EVERY_BYTE=1 …                                      flips every byte instead of a sample of them

Each broken ledger differs in one thing from a good one that is accepted in the same run.
"""
import base64
import collections
import hashlib
import importlib.util
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import tracemalloc
import unittest
import unittest.mock

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import make_ledger as made  # noqa: E402

spec = importlib.util.spec_from_file_location("verify", os.path.join(ROOT, "examples", "verify.py"))
verify = importlib.util.module_from_spec(spec)
sys.modules["verify_under_test"] = sys.modules[spec.name] = verify
spec.loader.exec_module(verify)

COUNTS = collections.Counter()
STEP = 1 if os.environ.get("COOP_EVERY_BYTE") else 23


def journal(files):
    return sorted(name for name in files if name.startswith("journal/"))


def flipped(raw, place, bit):
    return raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1:]


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def look(self, files, extra=lambda folder: None, **more):
        folder = os.path.join(self.folder, "ledger")
        shutil.rmtree(folder, ignore_errors=True)
        made.save(files, folder)
        extra(folder)
        return verify.check_ledger(folder, **more)

    def accepted(self, files, family="good", notes=None, **more):
        ledger = self.look(files, **more)
        self.assertEqual(ledger.findings, [], family)
        if notes is not None:
            self.assertEqual(len(ledger.notes), notes, ledger.notes)
        COUNTS["accepted: " + family] += 1
        return ledger

    def refused(self, files, family, what, place="", says="", **more):
        """`says` is a part of what the verifier says it expected there."""
        ledger = self.look(files, **more)
        self.assertTrue(ledger.findings, "not noticed: %s, %s" % (family, what))
        if place or says:
            told = [finding for finding in ledger.findings if place in ("", finding[0]) and says in finding[1]]
            self.assertTrue(told, (what, place, says, ledger.findings))
        COUNTS["refused: " + family] += 1
        return ledger


# ---- breakages of bytes: they need no key, so they apply to any ledger ------------------------------------------------
def broken_bytes(files, other, seed=7, step=STEP, thin=1):
    """(family, what, changed files) for a ledger whose checkpoint stands at its end; `other` is another good ledger.
    A ledger that takes long to read is broken in a `thin`-th of the places."""
    rng = random.Random(seed)

    def change(name, raw):
        new = {**files, name: raw}
        if raw is None:
            del new[name]
        return new

    blobs = [name for name in files if name.startswith("blobs/")]
    left_out = {name for n, name in enumerate(sorted(blobs)) if n % thin}
    for name in sorted(set(files) - left_out):
        raw = files[name]
        fine = thin if name == "checkpoint" else step
        for place in range(rng.randrange(min(fine, len(raw) or 1)), len(raw), fine):
            bit = rng.randrange(8)
            yield "one bit flipped in " + name.split("/")[0], (name, place, bit), change(name, flipped(raw, place, bit))
        if name == "checkpoint" or name.startswith("blobs/"):
            for end in range(0, len(raw), max(1, len(raw) // 12)):
                yield name.split("/")[0] + " cut short", (name, end), change(name, raw[:end])
        for tail in (b"\n", b" ", b"\0", raw[:1]):
            yield name.split("/")[0] + " with a byte more", (name, tail), change(name, raw + tail)
        yield "a file missing", name, change(name, None)
    for name in journal(files):
        lines = files[name].splitlines(keepends=True)
        most = 60 // thin
        picks = range(len(lines)) if len(lines) < most else sorted(rng.sample(range(len(lines)), most))
        for i in picks:
            yield "line dropped", (name, i), change(name, b"".join(lines[:i] + lines[i + 1:]))
            yield "line doubled", (name, i), change(name, b"".join(lines[:i + 1] + lines[i:]))
            if i + 1 < len(lines):
                yield "lines swapped", (name, i), change(name, b"".join(lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:]))
                joined = lines[:i] + [lines[i][:-1] + lines[i + 1]] + lines[i + 2:]
                yield "newline removed", (name, i), change(name, b"".join(joined))
            yield "line split", (name, i), change(name, b"".join(lines[:i] + [lines[i][:40] + b"\n", lines[i][40:]] + lines[i + 1:]))
            yield "empty line", (name, i), change(name, b"".join(lines[:i] + [b"\n"] + lines[i:]))
            yield "carriage return", (name, i), change(name, b"".join(lines[:i] + [lines[i][:-1] + b"\r\n"] + lines[i + 1:]))
        yield "segment renamed", name, {**change(name, None), "journal/%012d.jsonl" % (int(name[8:20]) + 1): files[name]}
        yield "segment renamed", name, {**change(name, None), name.upper().replace("JOURNAL", "journal"): files[name]}
        yield "empty segment between", name, {**files, "journal/%012d.jsonl" % (int(name[8:20]) + 1): b""}
        if journal(other):
            yield "segment of another ledger", name, change(name, other[journal(other)[0]])
    last = journal(files)[-1]
    for end in range(1, min(len(files[last]), 4000), 97):
        yield "tail cut", (last, end), change(last, files[last][:-end])
    text = files["checkpoint"]
    size, root = text.split(b"\n")[1], text.split(b"\n")[2]
    for what, raw in {
        "of another ledger": other["checkpoint"], "CR": text.replace(b"\n", b"\r\n"), "size 0": text.replace(b"\n" + size, b"\n0", 1),
        "leading zero": text.replace(b"\n" + size, b"\n0" + size, 1), "plus": text.replace(b"\n" + size, b"\n+" + size, 1),
        "extension line": text.replace(b"\n\n", b"\nmore\n\n"), "signature doubled": text + text.split(b"\n\n")[1],
        "cosignature added": text + "\u2014 witness.example AAAAAAAA\n".encode(), "hyphen": text.replace("\u2014".encode(), b"-"),
        "blank line more": text.replace(b"\n\n", b"\n\n\n"), "no blank line": text.replace(b"\n\n", b"\n"),
        "root without padding": text.replace(root, root.rstrip(b"=")), "root in hex": text.replace(root, b"00" * 32),
        "two spaces": text.replace(b" ", b"  "), "byte order mark": b"\xef\xbb\xbf" + text, "latin": text[:-9] + b"\xff" + text[-8:],
        "twice": text + text,
    }.items():
        yield "checkpoint rewritten", what, change("checkpoint", raw)
    for name in sorted(set(blobs) - left_out):
        yield "blob renamed", name, {**change(name, None), "blobs/" + "0" * 64: files[name]}
        yield "blob renamed", name, {**change(name, None), name.upper().replace("BLOBS", "blobs"): files[name]}
    for stray in ("journal/notes.txt", "journal/000000000000.jsonl.bak", "journal/.hidden", "journal/0.jsonl", "blobs/readme",
                  "blobs/" + "g" * 64, "blobs/" + "a" * 63, "notes.txt", "checkpoint.tmp", "journal2/x", "journal/x/y",
                  "blobs/" + "0" * 64 + "/x", "guard", "ledger.key"):
        yield "stray file", stray, {**files, stray: b"x"}


class Bytes(Folder):
    def test_a_change_of_any_byte_line_or_file_is_noticed(self):
        w = made.little()
        good = w.files()
        self.accepted(good)
        other = made.little(origin="coop.example/test-b/ffeeddccbbaa9988").files()
        self.accepted(other)
        for family, what, files in broken_bytes(good, other):
            self.refused(files, family, what)

    def test_nor_does_a_change_in_a_ledger_with_a_past_go_unnoticed(self):
        good = made.rich().files()
        self.accepted(good, notes=3)
        for family, what, files in broken_bytes(good, made.little().files(), seed=8, step=3 * STEP):
            self.refused(files, "with a past: " + family, what)

    def test_links_are_not_followed(self):
        good = made.little().files()

        def link(folder):
            os.rename(os.path.join(folder, "checkpoint"), os.path.join(self.folder, "elsewhere"))
            os.symlink(os.path.join(self.folder, "elsewhere"), os.path.join(folder, "checkpoint"))
        self.refused(good, "link", "checkpoint", extra=link)

    def test_a_ledger_made_by_the_program_is_accepted_and_its_breakages_refused(self):
        sample = os.environ.get("COOP_LEDGER_SAMPLE")
        if not sample:
            self.skipTest("COOP_LEDGER_SAMPLE names no ledger")
        files = {}
        for top, _, names in os.walk(sample):
            for name in names:
                path = os.path.relpath(os.path.join(top, name), sample)
                if path.split(os.sep)[0] in ("journal", "blobs", "checkpoint"):
                    with open(os.path.join(sample, path), "rb") as file:
                        files[path] = file.read()
        self.accepted(files, "sample")
        lines = sum(files[name].count(b"\n") for name in journal(files))
        self.assertEqual(int(files["checkpoint"].split(b"\n")[1]), lines, "give a sample whose checkpoint is at its end")
        thin = 1 if os.environ.get("COOP_EVERY_BYTE") else 6
        step = max(1, thin * sum(map(len, files.values())) // 500)
        other = made.little(origin="coop.example/other/ffeeddccbbaa9988").files()
        for family, what, changed in broken_bytes(files, other, step=step, thin=thin):
            self.refused(changed, "sample: " + family, what)


# ---- breakages with the keys: everything else about these ledgers is right --------------------------------------------
RECEIPT = ("receipt.recorded/1", {"amount": "1.00"})


def unsigned(w, **change):
    entry = {"about": [], "batch": [0, 1], "body": {"amount": "1.00", "text": "某公司", "x": [1]}, "effective_on": "2026-01-20",
             "format": 1, "id": "trap", "index": len(w.lines), "key": made.ACCOUNTANT.id, "kind": "receipt.recorded/1",
             "origin": w.origin, "prev": w.leaves[-1].hex(), "recorded_at": "2026-01-20T08:00:00Z"}
    return {**entry, **change}


def spelled(change):
    """A ledger whose last entry is signed over changed bytes."""
    w = made.opened()
    entry = unsigned(w)
    w.append(change(made.canonical(entry)), made.ACCOUNTANT, entry)
    return w


class Spelling(Folder):
    def test_only_the_canonical_spelling_is_accepted_whoever_signed_it(self):
        self.accepted(spelled(lambda raw: raw).files())
        body = b'"text":"\xe6\x9f\x90\xe5\x85\xac\xe5\x8f\xb8"'
        for what, old, new in (
                ("space", b'"format":1', b'"format": 1'), ("tab", b',"id"', b',\t"id"'), ("float", b'"format":1', b'"format":1.0'),
                ("exponent", b'"format":1', b'"format":1e0'), ("minus zero", b'"x":[1]', b'"x":[-0]'), ("negative", b'"x":[1]', b'"x":[-1]'),
                ("leading zero", b'"x":[1]', b'"x":[01]'), ("2^53", b'"x":[1]', b'"x":[9007199254740992]'),
                ("huge", b'"x":[1]', b'"x":[' + b"9" * 5000 + b']'), ("NaN", b'"x":[1]', b'"x":[NaN]'), ("null", b'"x":[1]', b'"x":[null]'),
                ("Infinity", b'"x":[1]', b'"x":[Infinity]'), ("half", b'"x":[1]', b'"x":[0.5]'),
                ("escaped letter", body, b'"text":"\\u67d0"'), ("escaped slash", body, b'"text":"a\\/b"'), ("escaped newline", body, b'"text":"a\\nb"'),
                ("raw tab", body, b'"text":"a\tb"'), ("DEL", body, b'"text":"a\x7f"'), ("surrogate", body, b'"text":"\\ud800"'),
                ("combining mark", body, '"text":"e\u0301"'.encode()), ("zero width", body, '"text":"a\u200bb"'.encode()),
                ("direction mark", body, '"text":"\u202eab"'.encode()), ("line separator", body, '"text":"\u2028"'.encode()),
                ("private use", body, '"text":"\ue000"'.encode()), ("compatibility ideograph", body, '"text":"\uf900"'.encode()),
                ("emoji", body, '"text":"\U0001f600"'.encode()), ("bad UTF-8", body, b'"text":"\xff"'), ("overlong", body, b'"text":"\xc0\xaf"'),
                ("repeated member", b'"format":1', b'"format":1,"format":1'), ("repeated with another value", b'"x":[1]', b'"x":[2],"x":[1]'),
                ("order", b'"amount":"1.00",' + body, body + b',"amount":"1.00"'), ("upper-case member", b'"x":', b'"X":'),
                ("member with a hyphen", b'"x":', b'"x-y":'), ("empty member", b'"x":', b'"":'), ("trailing comma", b'"x":[1]', b'"x":[1],'),
                ("comment", b'"x":[1]', b'"x":[1/**/]'), ("byte order mark", b'{"about"', b'\xef\xbb\xbf{"about"'),
                ("nested 9 deep", b'"x":[1]', b'"x":' + b"[" * 7 + b"]" * 7), ("nested 20,000 deep", b'"x":[1]', b'"x":' + b"[" * 20000 + b"]" * 20000),
                ("true as 1", b'"format":1', b'"format":true')):
            w = spelled(lambda raw: raw.replace(old, new, 1))
            self.assertNotEqual(w.lines[-1], spelled(lambda raw: raw).lines[-1], what)
            self.refused(w.files(), "spelling", what, "entry 1")

    def test_the_limits_themselves_are_allowed(self):
        for old, new in ((b'"x":[1]', b'"x":[9007199254740991]'), (b'"x":[1]', b'"x":' + b"[" * 6 + b"]" * 6),
                         (b'"x":[1]', '"x":["\U000323af 〇《㎡》 ½"]'.replace("½", "ÿ").encode()), (b'"x":[1]', b'"x":["\\"\\\\"]')):
            self.accepted(spelled(lambda raw: raw.replace(old, new, 1)).files(), "limits")
        for length in (65535, 65536):
            w = spelled(lambda raw: raw.replace(b'"x":[1]', b'"x":["' + b"a" * (length - 139 - len(raw)) + b'"]', 1))
            self.assertEqual(len(w.lines[-1]), length)
            if length == 65535:
                self.accepted(w.files(), "limits")
            else:
                self.refused(w.files(), "spelling", "one byte too long", "entry 1")

    def test_each_of_the_13_members_has_one_shape(self):
        bad = {"about": ["H2", "H1"], "batch": [0, 0], "body": [], "effective_on": "2026-02-29", "format": 2, "id": "a b", "index": 7,
               "key": "0" * 31, "kind": "receipt", "origin": made.ORIGIN + "/2", "prev": "0" * 64, "recorded_at": "2026-01-20T08:00:00+00:00"}
        more = [("about", ["H1", "H1"]), ("about", ["h1"]), ("about", "H1"), ("about", [1]), ("batch", [1, 2]), ("batch", [0, 2]),
                ("batch", [0, 1, 1]), ("batch", [0, 1000001]), ("batch", [0, True]), ("effective_on", "1899-12-31"), ("effective_on", "2200-01-01"),
                ("effective_on", "20260120"), ("effective_on", "2026-1-20"), ("id", ""), ("id", "a" * 65), ("id", "e0"), ("index", 0), ("index", "1"),
                ("key", "A" * 32), ("key", made.CASHIER.id), ("kind", "receipt.recorded/0"), ("kind", "Receipt/1"), ("kind", "receipt..x/1"),
                ("origin", "coop.example/test-a/00112233445566fe"), ("origin", "coop.example/test-b/00112233445566ff"), ("prev", "f" * 64),
                ("recorded_at", "2026-01-20T24:00:00Z"), ("recorded_at", "2026-01-20T08:00:60Z"), ("recorded_at", "2026-01-20 08:00:00Z"),
                ("recorded_at", "2026-01-01T08:00:00Z"), ("recorded_at", "2026-01-20T08:00:00.5Z"), ("effective_on", "２０２６-01-20"), ("format", "1")]
        for name, value in list(bad.items()) + more:
            w = made.opened()
            entry = unsigned(w, **{name: value})
            raw = made.canonical(entry)
            w.append(raw, made.ACCOUNTANT, {**entry, "about": [], "body": {}})
            self.refused(w.files(), "members", (name, value), "journal" if value == [0, 2] else "entry 1")
        for name in bad:
            w = made.opened()
            entry = unsigned(w)
            w.append(made.canonical({n: v for n, v in entry.items() if n != name}), made.ACCOUNTANT, {**entry, "about": [], "body": {}})
            self.refused(w.files(), "members", "without " + name, "entry 1")
        w = made.opened()
        entry = unsigned(w, note="more")
        w.append(made.canonical(entry), made.ACCOUNTANT, entry)
        self.refused(w.files(), "members", "a 14th", "entry 1")


class Log(Folder):
    def build(self, *steps):
        w = made.opened()
        for step in steps:
            step(w)
        return w

    def test_who_may_sign_and_when(self):
        admit = lambda w: w.batch([("key.admitted/1", made.CASHIER.key_object(w.origin))])
        retire = lambda w: w.batch([("key.retired/1", {"key": made.CASHIER.id})])
        revoke = lambda w: w.batch([("key.revoked/1", {"from": 1, "key": made.CASHIER.id})])
        pay = lambda w: w.batch([RECEIPT], author=made.CASHIER)
        self.accepted(self.build(admit, pay, retire).files(), "keys")
        self.accepted(self.build(admit, lambda w: w.batch([("key.retired/1", {"key": made.CASHIER.id}), RECEIPT], author=made.CASHIER)).files(), "keys")
        for what, steps in {
            "before admission": [pay, admit], "never admitted": [pay], "after retirement": [admit, retire, pay], "after revocation": [admit, revoke, pay],
            "admitted twice": [admit, admit], "admitted again": [admit, retire, admit], "retired twice": [admit, retire, retire], "retired unknown": [retire],
            "in the batch that admits it": [lambda w: w.batch([("key.admitted/1", made.CASHIER.key_object(w.origin)), RECEIPT], author=made.CASHIER)],
            "a recovery key": [lambda w: w.batch([RECEIPT], author=made.RECOVERY)],
            "signed by another": [lambda w: w.batch([RECEIPT], author=made.CHAIR, key=made.ACCOUNTANT.id)],
        }.items():
            self.refused(self.build(*steps).files(), "keys", what)

    def test_a_key_must_be_strong_new_and_proved(self):
        def admit(**change):
            return lambda w: w.batch([("key.admitted/1", {**made.CASHIER.key_object(w.origin), **change})])
        weak = made.Person(4, "K03", "cashier")
        weak.public = bytes([1]) + bytes(31)
        weak.id = made.key_id(weak.public)
        forged = weak.key_object(made.ORIGIN)
        forged["possession"]["sig"] = (bytes([1]) + bytes(63)).hex()
        w = made.opened()
        ledger = w.ledger_keys[0]
        twin = made.Person(2, "K09", "chair")
        self.assertEqual(twin.key, ledger.key)
        for what, step in {
            "small order": lambda w: w.batch([("key.admitted/1", forged)]), "another alg": admit(alg="ed448"), "kind ledger": admit(kind="ledger"),
            "another role than proved": admit(role="chair"), "another person than proved": admit(person="K07"),
            "proof by another key": admit(possession=made.CHAIR.key_object(made.ORIGIN)["possession"]),
            "proof for another ledger": admit(possession=made.CASHIER.key_object("coop.example/test-b/00112233445566ff")["possession"]),
            "proof of an unknown state": admit(possession=made.CASHIER.key_object(made.ORIGIN, 1, bytes(32))["possession"]),
            "the ledger's own key": lambda w: w.batch([("key.admitted/1", twin.key_object(w.origin))]),
            "a second proof beside the key": lambda w: w.batch([("key.admitted/1", {
                **made.CASHIER.key_object(w.origin), "more": {"possession": made.CHAIR.attest("possess", {"index": 0}, w.origin, 0, made.sha())}})]),
            "proof missing": lambda w: w.batch([("key.admitted/1", {n: v for n, v in made.CASHIER.key_object(w.origin).items() if n != "possession"})]),
        }.items():
            self.refused(self.build(step).files(), "admission", what, "entry 1")

    def test_batches_are_whole_and_of_one_piece(self):
        three = lambda w: w.batch([RECEIPT] * 3)
        w = self.build(three, three)
        self.accepted(w.files(), "batches")
        for keep in (2, 3, 5, 6):
            half = self.build(three, three)
            half.lines, half.leaves = half.lines[:keep], half.leaves[:keep]
            self.refused(half.files(), "half a batch", keep)
        for what, k, change in (("other time", 1, {"recorded_at": "2026-01-21T08:00:00Z"}), ("other n", 1, {"batch": [1, 3]}), ("k twice", 1, {"batch": [0, 2]}),
                                ("other key", 1, {"key": made.CHAIR.id})):
            w = self.build()
            for part in (0, 1):
                entry = unsigned(w, batch=[part, 2], id="p%d" % part, **({} if part != k else {}))
                entry.update(change if part == k else {})
                w.append(made.canonical(entry), made.CHAIR if entry["key"] == made.CHAIR.id else made.ACCOUNTANT, entry)
            self.refused(w.files(), "batches", what, "entry 2")
        w = self.build(three)
        w.segments.append(2)
        self.refused(w.files(), "batches", "segment begins inside one")
        w = self.build(three, three)
        self.refused(w.files(w.note(2)), "batches", "checkpoint inside one", "checkpoint")
        self.accepted(w.files(w.note(4)), "entries after the checkpoint", notes=1)
        w.segments.append(len(w.lines))
        self.accepted(w.files(), "empty last segment")

    def test_time_never_goes_back(self):
        far = lambda w: w.batch([RECEIPT], at="2038-01-01T00:00:00Z")
        self.accepted(self.build(far, lambda w: w.batch([RECEIPT], at="2038-01-01T00:00:00Z")).files(), "clock")
        self.refused(self.build(far, lambda w: w.batch([RECEIPT])).files(), "clock", "backwards", "entry 2")

    def test_ids_opening_and_reserved_kinds(self):
        self.refused(self.build(lambda w: w.batch([RECEIPT], id="e0")).files(), "log", "id twice", "entry 1")
        self.refused(self.build(lambda w: w.batch([("ledger.opened/1", {"keys": [], "vkey": "x"})])).files(), "log", "opened twice", "entry 1")
        w = made.Writer()
        w.author, w.ledger_keys = made.ACCOUNTANT, [made.LedgerKey(2, made.ORIGIN)]
        w.batch([RECEIPT])
        self.refused(w.files(), "log", "not opened", "entry 0")
        for kind in ("ledger.closed/1", "key.lent/1", "format.raised/1", "households.stated/2", "clock.corrected/2"):
            self.refused(self.build(lambda w: w.batch([(kind, {})])).files(), "unknown kind of the log", kind, "entry 1")
        self.accepted(self.build(lambda w: w.batch([("info.any/3", {}), ("voucher.recorded/2", {})])).files(), "other kinds")
        self.refused({"checkpoint": b"", "journal/000000000000.jsonl": b""}, "log", "nothing at all")
        enrol = lambda w: w.batch([("household.enrolled/1", {"household": "H0001"})])
        divide = lambda code: lambda w: w.batch([("household.split/1", {"household": "H0001", "new_household": code}), ("households.stated/1", w.stated)])
        self.accepted(self.build(enrol, divide("H0002")).files(), "households")
        self.refused(self.build(enrol, divide("H0001")).files(), "log", "split into itself", "entry 2")
        self.refused(self.build(enrol, enrol).files(), "log", "enrolled twice", "entry 2")

    def test_the_checkpoint_is_signed_by_the_ledger_key_alone(self):
        w = self.build()
        old, new = w.ledger_keys[0], made.LedgerKey(30, made.ORIGIN)
        self.accepted(w.files(w.note(keys=[old])), "ledger key")
        for what, keys in {"another": [new], "both": [old, new], "both, turned": [new, old], "twice": [old, old]}.items():
            self.refused(w.files(w.note(keys=keys)), "ledger key", what, "checkpoint")

    def test_the_origin_changes_only_at_a_restoration(self):
        def change(w):
            w.origin += "/2"
        receipt = lambda w: w.batch([RECEIPT])
        self.refused(self.build(receipt, change, receipt).files(), "origin", "another epoch", "entry 2", "origin")

    def test_attestations_name_what_is_there(self):
        root = made.root_of
        seen = lambda w: (w.origin, len(w.lines), root(w.leaves))
        entry = lambda w, i: {"index": i, "leaf": w.leaves[min(i, len(w.leaves) - 1)].hex()}
        record = lambda *make: lambda w: w.batch([("attestation.recorded/1", {"attestations": [m(w) for m in make]})])
        receipt = lambda w: w.batch([RECEIPT, RECEIPT])
        good = lambda w: made.CHAIR.attest("approve", entry(w, 1), *seen(w))
        self.accepted(self.build(receipt, record(good)).files(), "attestations")
        for what, make in {
            "another leaf": lambda w: made.CHAIR.attest("approve", {"index": 1, "leaf": "00" * 32}, *seen(w)),
            "an entry to come": lambda w: made.CHAIR.attest("approve", entry(w, 3), *seen(w)),
            "neither entry nor blob": lambda w: made.CHAIR.attest("approve", {"index": 1}, *seen(w)),
            "blob and more": lambda w: made.CHAIR.attest("approve", {"blob": "00" * 32, "index": 1}, *seen(w)),
            "unknown act": lambda w: made.CHAIR.attest("bless", entry(w, 1), *seen(w)),
            "possession out of place": lambda w: made.CHAIR.attest("possess", entry(w, 1), *seen(w)),
            "unknown key": lambda w: made.CASHIER.attest("approve", entry(w, 1), *seen(w)),
            "another ledger": lambda w: made.CHAIR.attest("approve", entry(w, 1), "coop.example/x/00112233445566ff", 3, root(w.leaves)),
            "a later epoch": lambda w: made.CHAIR.attest("approve", entry(w, 1), w.origin + "/2", 3, root(w.leaves)),
            "a fork": lambda w: made.CHAIR.attest("approve", entry(w, 1), w.origin, 3, bytes(32)),
            "inside a batch": lambda w: made.CHAIR.attest("approve", entry(w, 1), w.origin, 2, root(w.leaves[:2])),
            "a state to come": lambda w: made.CHAIR.attest("approve", entry(w, 1), w.origin, 4, root(w.leaves)),
            "an additional member": lambda w: made.CHAIR.attest("approve", entry(w, 1), *seen(w), why="x"),
            "say that is no hash": lambda w: made.CHAIR.attest("approve", entry(w, 1), *seen(w), say="because"),
            "changed afterwards": lambda w: {**good(w), "act": "object"},
            "time without zone": lambda w: made.CHAIR.attest("approve", entry(w, 1), *seen(w), at="2026-01-05T02:00:00"),
        }.items():
            self.refused(self.build(receipt, record(make)).files(), "attestations", what, "entry 3")
        self.refused(self.build(receipt, record(good, good)).files(), "attestations", "twice", "entry 3")


class Money(Folder):
    AMOUNTS = [("H0001", 100), ("H0002", 250), ("H0003", 3), ("collective", 47)]

    def enrolled(self):
        w = made.opened()
        w.batch([("household.enrolled/1", {"household": code}, [code]) for code in ("H0001", "H0002", "H0003")])
        return w

    def build(self, pairs=None, sort=True, lines=None, reasons=None, body=None, about=None, kind="declared", amounts=AMOUNTS, why=None,
              close=True, tail=()):
        """A ledger with one payout. `pairs` changes the lines with their reasons, `lines` and `reasons` the bytes of the blobs."""
        w = self.enrolled()

        def payout():
            value = w.sums(amounts, kind, reasons=why)
            rows, texts = (w.blobs.pop(value[name]["blob"]).splitlines(keepends=True) for name in ("lines", "reasons"))
            if pairs:
                changed = pairs(list(zip(rows, texts)))
                changed = sorted(changed, key=lambda pair: made.sum_hash(pair[0])) if sort else changed
                rows, texts = [list(part) for part in zip(*changed)]
            raw = lines(rows) if lines else b"".join(rows)
            value["lines"].update(w.blob(raw))
            value["reasons"].update(w.blob(reasons(texts) if reasons else b"".join(texts)))
            try:
                top = made.root_of([made.sum_leaf(row) for row in raw.splitlines(keepends=True)], made.sum_node)
                value["lines"].update(count=top[0], total=made.yuan(top[1]), root=top[2].hex())
            except Exception:
                pass
            return body(value, w) or value if body else value
        stated = [("households.stated/1", w.stated)] if close else []
        w.batch([("payout.%s/1" % kind, payout) + ((about,) if about else ()), *[part(w) for part in tail], *stated])
        return w

    @staticmethod
    def to(code, **change):
        """Changes the line to one receiver; a value None takes the member away."""
        def apply(pairs):
            changed = []
            for row, why in pairs:
                value = json.loads(row)
                if value["to"] == code:
                    value = {name: part for name, part in {**value, **change}.items() if part is not None}
                    row = made.canonical(value) + b"\n"
                changed.append((row, why))
            return changed
        return apply

    def test_the_lines_of_a_payout_are_what_the_entry_says(self):
        for kind in ("declared", "paid", "returned"):
            self.accepted(self.build(kind=kind).files(), "payouts", notes=0)
        self.accepted(self.build(amounts=[("collective", 0)]).files(), "payouts")
        update = lambda **change: lambda value, w: value["lines"].update(change)
        h1 = lambda **change: {"pairs": self.to("H0001", **change)}
        others = lambda **change: {"pairs": self.to("collective", **change)}
        self.accepted(self.build(**h1(amount="7.00")).files(), "payouts")
        self.accepted(self.build(**others(to="合作社 ㎡")).files(), "payouts")
        self.accepted(self.build(**others(to="H0009")).files(), "payouts: a code that nobody enrolled")
        for what, says, more in (
                ("lines out of order", "ascending", {"sort": False, "pairs": lambda pairs: pairs[::-1]}),
                ("a line twice", "ascending", {"sort": False, "pairs": lambda pairs: pairs[:1] + pairs}),
                ("no newline at the end", "newline", {"lines": lambda rows: b"".join(rows)[:-1]}), ("no lines", "lines", {"lines": lambda rows: b""}),
                ("neither lines nor reasons", "at least one line", {"lines": lambda rows: b"", "reasons": lambda rows: b""}),
                ("an empty line", "", {"lines": lambda rows: b"".join(rows) + b"\n"}),
                ("a space", "canonical", {"lines": lambda rows: b"".join(rows).replace(b":", b": ", 1)}),
                ("a line that is an array", "an object", {"lines": lambda rows: b"[]\n" + b"".join(rows[1:])}),
                ("a line of 65,536 bytes", "at most 65535", {"lines": lambda rows: rows[0][:-2] + b" " * (65536 - len(rows[0])) + rows[0][-2:]}),
                ("digest of another", "digest and items", h1(digest="00" * 32)), ("items of another", "digest and items", h1(items=2)),
                ("a household twice", "one line for H0002", h1(to="H0002")),
                ("a digest for a stranger", "digest and items", others(digest="11" * 32, items=1)),
                ("a negative amount", "amount", h1(amount="-1.00")), ("three decimals", "amount", h1(amount="1.000")), ("a number", "amount", h1(amount=100)),
                ("a 9th member", "no other members", h1(x=1)), ("nobody", "to in its", h1(to="")), ("a blank at the end", "to in its", others(to="a ")),
                ("a blank before", "to in its", others(to=" a")), ("201 characters", "to in its", others(to="a" * 201)), ("items as text", "items", h1(items="1")),
                ("another total", "total", {"body": update(total="4.01")}), ("another count", "count", {"body": update(count=5)}),
                ("another root", "root", {"body": update(root="00" * 32)}), ("count 0", "count", {"body": update(count=0)}),
                ("bytes less", "bytes", {"body": update(bytes=1)}), ("another blob", "a blob that is here", {"body": update(blob="00" * 32)}),
                ("total as number", "total", {"body": update(total=400)}), ("a 6th member of lines", "no other members", {"body": update(x=1)}),
                ("root missing", "a member root", {"body": lambda value, w: value["lines"].pop("root") and None}),
                ("lines missing", "a member lines", {"body": lambda value, w: value.pop("lines") and None}),
                ("lines an array", "lines", {"body": lambda value, w: {**value, "lines": [value["lines"]]}}),
                ("payout missing", "a member payout", {"body": lambda value, w: value.pop("payout") and None}),
                ("payout with a blank", "payout", {"body": lambda value, w: value.update(payout="P 1")}),
                ("the household also in about", "not both", {"about": ["H0001"]}),
                ("the file absent", "a blob that is here", {"body": lambda value, w: w.blobs.pop(value["lines"]["blob"]) and None})):
            for kind in ("declared", "returned") if says else ("declared",):
                self.refused(self.build(kind=kind, **more).files(), "payouts", what, "entry 4", says)
        for name in ("amount", "because", "digest", "items", "kind", "on", "payout", "to"):
            self.refused(self.build(**h1(**{name: None})).files(), "payouts", name + " missing", "entry 4", "a member " + name)
        self.accepted(self.build(**others(to="a" * 200)).files(), "payouts")

    def test_a_line_says_the_kind_the_day_and_the_payout_of_its_entry(self):
        for kind in ("declared", "paid", "returned"):
            for what, says, change in (
                    ("another kind", "a line of kind", {"kind": "paid" if kind == "declared" else "declared"}), ("no kind of line", "kind", {"kind": "owed"}),
                    ("another day", "a line on", {"on": "2026-01-01"}), ("the time it was recorded at", "on in its", {"on": "2026-01-03T08:00:00Z"}),
                    ("no day", "on in its", {"on": "2026-02-30"}), ("another payout", "a line of payout", {"payout": "P02"}),
                    ("the payout in small letters", "a line of payout", {"payout": "p01"}), ("33 characters", "payout", {"payout": "P" * 33})):
                for code in ("H0001", "collective"):
                    self.refused(self.build(kind=kind, pairs=self.to(code, **change)).files(), "kind, day and payout of a line", (kind, what), "entry 4", says)
        for name, value in (("payout", "P02"),):
            self.refused(self.build(body=lambda body, w: body.update({name: value})).files(), "kind, day and payout of a line", "the entry's", "entry 4", "a line of payout")
        w = self.enrolled()
        w.batch([("payout.declared/1", lambda: w.sums(self.AMOUNTS)), ("households.stated/1", w.stated)], effective_on="2026-01-01")
        self.refused(w.files(), "kind, day and payout of a line", "the entry's day", "entry 4", "a line on 2026-01-01")

    def test_the_reasons_of_a_payout_stand_in_a_blob_of_their_own(self):
        array = lambda *objects: made.canonical(list(objects)) + b"\n"
        one = array({"amount": "1.00", "exact": "1", "how": "rest", "line": 1, "rows": [], "step": "a"})

        def texts(change):
            """Other reasons, with the lines that have their hashes."""
            def apply(pairs):
                changed = []
                for number, (row, why) in enumerate(pairs):
                    why = change(why) if number == 1 else why
                    changed.append((made.canonical({**json.loads(row), "because": made.because(why).hex()}) + b"\n", why))
                return changed
            return {"pairs": apply}
        for kind, why in (("declared", b"[]\n"), ("declared", one), ("declared", one[:-2] + b"," + one[1:]), ("paid", b"[]\n"),
                          ("returned", array({"bank": "name_differs"})), ("returned", array({"bank": "other"}))):
            self.accepted(self.build(kind=kind, **texts(lambda _: why)).files(), "reasons", notes=0)
        for kind, what, says, more in (
                ("declared", "too few", "as many reasons", {"reasons": lambda rows: b"".join(rows[:-1])}),
                ("declared", "none", "as many reasons", {"reasons": lambda rows: b""}),
                ("declared", "too many", "as many lines", {"reasons": lambda rows: b"".join(rows) + b"[]\n"}),
                ("paid", "too many", "as many lines", {"reasons": lambda rows: b"".join(rows) + b"[]\n"}),
                ("declared", "another order", "because", {"reasons": lambda rows: b"".join(rows[::-1])}),
                ("declared", "other reasons", "because", {"reasons": lambda rows: b"".join(rows[:-1]) + b"[]\n"}),
                ("returned", "other reasons", "because", {"reasons": lambda rows: b"".join(rows).replace(b"account_closed", b"other", 1)}),
                ("declared", "another hash", "because", {"pairs": self.to("H0001", because="00" * 32)}),
                ("declared", "a hash without the purpose", "because", {"pairs": lambda pairs: [
                    (made.canonical({**json.loads(row), "because": hashlib.sha256(why).hexdigest()}) + b"\n", why) for row, why in pairs]}),
                ("declared", "a hash without the newline", "because", {"pairs": lambda pairs: [
                    (made.canonical({**json.loads(row), "because": made.because(why[:-1]).hex()}) + b"\n", why) for row, why in pairs]}),
                ("declared", "no newline at the end", "", {"reasons": lambda rows: b"".join(rows)[:-1]}),
                ("declared", "an object", "array of objects", texts(lambda why: why[1:-2] + b"\n")), ("declared", "a text", "array", texts(lambda _: b'"why"\n')),
                ("declared", "an array of texts", "array of objects", texts(lambda _: b'["why"]\n')),
                ("declared", "a space", "canonical", texts(lambda why: why.replace(b":", b": ", 1))),
                ("declared", "no JSON", "JSON", texts(lambda _: b"[\n")), ("declared", "an empty line", "JSON", texts(lambda _: b"\n")),
                ("declared", "null", "an object, array", texts(lambda _: b"[null]\n")), ("declared", "nested 9 deep", "nesting", texts(lambda _: b"[" * 9 + b"]" * 9 + b"\n")),
                ("declared", "too long", "at most 65535", texts(lambda _: array({"how": "a" * 65536}))),
                ("declared", "a member missing", "a member step", texts(lambda _: array({**json.loads(one)[0], "step": None}).replace(b',"step":null', b""))),
                ("declared", "a member more", "no other members", texts(lambda _: array({**json.loads(one)[0], "why": "x"}))),
                ("declared", "an amount that is no money", "amount", texts(lambda _: array({**json.loads(one)[0], "amount": "1"}))),
                ("paid", "a reason", "no reasons", texts(lambda _: one)), ("paid", "the bank's reason", "no reasons", texts(lambda _: array({"bank": "other"}))),
                ("returned", "no reason", "one reason", texts(lambda _: b"[]\n")), ("returned", "two reasons", "one reason", texts(lambda why: why[:-2] + b"," + why[1:])),
                ("returned", "an unknown reason", "bank", texts(lambda _: array({"bank": "closed"}))),
                ("returned", "a step of a sheet", "a member bank", texts(lambda _: one)), ("returned", "more than the bank", "no other members", texts(lambda _: array({"bank": "other", "x": 1}))),
                ("declared", "no member reasons", "a member reasons", {"body": lambda value, w: value.pop("reasons") and None}),
                ("paid", "no member reasons", "a member reasons", {"body": lambda value, w: value.pop("reasons") and None}),
                ("declared", "reasons an array", "reasons", {"body": lambda value, w: {**value, "reasons": [value["reasons"]]}}),
                ("declared", "reasons without bytes", "a member bytes", {"body": lambda value, w: value["reasons"].pop("bytes") and None}),
                ("declared", "bytes less", "bytes", {"body": lambda value, w: value["reasons"].update(bytes=1)}),
                ("declared", "another blob", "a blob that is here", {"body": lambda value, w: value["reasons"].update(blob="00" * 32)}),
                ("declared", "the lines themselves", "because", {"body": lambda value, w: value.update(reasons={n: value["lines"][n] for n in ("blob", "bytes")})}),
                ("declared", "the file absent", "a blob that is here", {"body": lambda value, w: w.blobs.pop(value["reasons"]["blob"]) and None})):
            self.refused(self.build(kind=kind, **more).files(), "reasons", (kind, what), "entry 4", says)

    def test_lines_under_a_kind_that_has_none_are_no_sum_tree(self):
        """Section 12: no other kind has one. What such a body holds is not judged, and it is nobody's item."""
        for kind in ("receipt.recorded/1", "payout.planned/1", "info.any/1"):
            for lines in ([{"amount": "1.00", "household": "H0001"}], "P01", {"count": 1, "total": "x"}):
                w = self.enrolled()
                w.batch([(kind, {"lines": lines}), ("households.stated/1", w.stated)])
                self.accepted(w.files(), "lines under another kind", notes=0, household="H0001")
            w = self.enrolled()
            w.batch([(kind, lambda: w.sums(self.AMOUNTS)), ("households.stated/1", w.stated)])
            ledger = self.accepted(w.files(), "lines under another kind", notes=0, household="H0001")
            self.assertIn("H0001: 1 items among the first 5 entries, as entry 5 states", ledger.told)
            w.blobs.pop(json.loads(w.lines[4])["body"]["lines"]["blob"])
            self.refused(w.files(), "lines under another kind", "a reference like any other", "entry 4", "a blob that is here")
            counted = self.enrolled()                                   # its author counts the lines as items
            counted.batch([(kind, lambda: counted.sums(self.AMOUNTS)), ("households.stated/1", lambda: {**counted.stated(), "root": "00" * 32})])
            self.refused(counted.files(), "lines under another kind", "counted", "entry 5", "root")
        for kind in ("payout.declared/2", "payout.paid/2", "payout.returned/2", "year.stepped/2"):
            w = self.enrolled()
            w.batch([(kind, {}), ("households.stated/1", w.stated)])
            self.refused(w.files(), "unknown kind of the log", kind, "entry 4", "a kind of the log")

    def test_a_batch_with_a_payout_or_a_close_ends_with_a_statement_of_its_own_index(self):
        close, step = ("year.stepped/1", {"step": "close", "year": 2026}), ("year.stepped/1", {"step": "carry", "year": 2026})
        for kind in ("declared", "paid", "returned"):
            self.accepted(self.build(kind=kind).files(), "closing")
            self.accepted(self.build(kind=kind, tail=[lambda w: RECEIPT]).files(), "closing")
            self.refused(self.build(kind=kind, close=False).files(), "closing", (kind, "no statement"), "entry 4", "at the end of this batch")
            self.refused(self.build(kind=kind, close=False, tail=[lambda w: RECEIPT]).files(), "closing", (kind, "something else"), "entry 5", "at the end")
            stated = lambda w: ("households.stated/1", w.stated)
            self.refused(self.build(kind=kind, close=False, tail=[stated, lambda w: RECEIPT]).files(), "closing", (kind, "statement not last"), "entry 6", "at the end")
            for size in (0, 4):
                w = self.enrolled()
                was = w.stated()                                        # right for size 4, before the payout
                was = {"count": 0, "root": made.sha().hex(), "size": 0} if size == 0 else was
                w.batch([("payout.%s/1" % kind, lambda: w.sums(self.AMOUNTS, kind)), ("households.stated/1", was)])
                self.refused(w.files(), "closing", (kind, "right but of size %d" % size), "entry 5", "of size 5 at the end")
            w = self.build(kind=kind, close=False)
            w.batch([("households.stated/1", w.stated)])
            self.refused(w.files(), "closing", (kind, "in the next batch"), "entry 4", "at the end of this batch")
        for what, parts, good in (
                ("close", [close], False), ("close and a statement", [close, "stated"], True), ("another step", [step], True), ("close, then more", [close, "stated", RECEIPT], False),
                ("close after the statement", ["stated", close], False), ("two statements", [close, "stated", RECEIPT, "stated"], True)):
            w = self.enrolled()
            w.batch([("households.stated/1", w.stated) if part == "stated" else part for part in parts])
            if good:
                self.accepted(w.files(), "closing")
            else:
                self.refused(w.files(), "closing", what, "entry %d" % (3 + len(parts)), "at the end of this batch")
        w = self.enrolled()
        w.batch([("year.stepped/1", {"year": 2026})])
        self.refused(w.files(), "closing", "no step", "entry 4", "a member step")

    def test_the_digests_of_all_households_are_recomputed(self):
        stated = lambda **change: lambda w: ("households.stated/1", lambda: {**w.stated(), **change})
        self.accepted(self.build(tail=[stated()]).files(), "households")
        for what, part in {"another root": stated(root="00" * 32), "another count": stated(count=2), "a later size": stated(size=6), "an earlier size": stated(size=2),
                           "no size": lambda w: ("households.stated/1", {"count": 3, "root": "00" * 32})}.items():
            self.refused(self.build(tail=[part]).files(), "households", what, "entry 5")

    def test_sums_stay_below_2_to_the_63(self):
        """Shares no path with the writer: sixteen digits a line, so only a proof or many lines could reach the bound."""
        half = verify.SumNode(1, 2**62, bytes(32))
        self.assertEqual(verify.sum_node(half, verify.SumNode(1, 2**62 - 1, bytes(32))).fen, 2**63 - 1)
        with self.assertRaises(verify.Wrong):
            verify.sum_node(half, half)
        self.accepted(self.build(amounts=[("collective", 10**16 - 1)]).files(), "payouts")
        self.refused(self.build(amounts=[("collective", 10**16 - 1), ("H0001", 1)]).files(), "payouts", "a total of 17 digits", "entry 4", "total")

    def test_blob_references_at_any_depth_are_followed(self):
        w = made.opened()
        w.batch([("scheme.adopted/1", {"a": [{"b": {**w.blob(b"x"), "title": "x"}}]})])
        self.accepted(w.files(), "blobs")
        w.blobs.popitem()
        self.refused(w.files(), "blobs", "deep reference missing")
        for part in ({"blob": "00" * 32}, {"blob": "x", "bytes": 1}, {"blob": "00" * 32, "bytes": "1"}):
            w = made.opened()
            w.batch([("scheme.adopted/1", {"sheet": part})])
            self.refused(w.files(), "blobs", part)
        w = made.opened()
        w.blob(b"orphan")
        self.accepted(w.files(), "blobs", notes=1)
        beside = {"private/x": b"", "index/db": b"", "coop.toml": b"", "lock": b""}
        ledger = self.accepted({**made.opened().files(), **beside}, "beside the record", notes=1)
        for name in beside:
            self.assertIn(name.split("/")[0], ledger.notes[0])

    def test_what_words_of_a_sheet_mean_is_said_of_each_once(self):
        """§16.1 rules 1 to 3, 5 and 6."""
        row = {"register": "地块", "rows": "parcel", "everyone": True, "where": ["parcel.kind=other"]}
        read = {"at": "地块.面积", "from": "parcel.area_mu", "when": "record_day"}
        account = {"account": "保证金", "opens": "kept", "place": "211/保证金", "under": "party"}
        party = {"is": "OP1", "party": "运营方"}
        birth = "ab" * 32
        drawn = [{"amount": "12.50", "party": "保证人"}, {"amount": "0.01", "party": "运营商"}]

        def recorded(adopted=(), declared=(), version=1, person=birth):
            w = made.opened()
            body = {"household": "H0001", "persons": [{"birth": person, "person": "H0001-1"}]}
            w.batch([("household.enrolled/1", body, ["H0001"])])
            sheet = w.blob("语义 = 1\n".encode())
            w.batch([("scheme.adopted/1", {"scheme": "s", "sheet": sheet, "version": version, **dict(adopted)})])
            said = {"scheme": "s", "version": 1, "sheet": sheet["blob"], **dict(declared)}
            w.batch([("payout.declared/1", lambda: {**w.sums([("H0001", 100)]), **said}), ("households.stated/1", w.stated)])
            return w.files()

        read_rows = {"hash": "cd" * 32, "register": "地块", "rows": 3}
        all_lists = {"rows": [row], "reads": [read], "accounts": [account], "parties": [party]}
        self.accepted(recorded(all_lists, {"read": [read_rows], "opened": [birth], "drawn": drawn}), "words of a sheet")
        for what, adopted, declared, says in (
                ("no list", {"rows": []}, {}, "rows with something"), ("a register twice", {"rows": [row, row]}, {}, "each register once"),
                ("a column twice", {"reads": [read, {**read, "from": "x"}]}, {}, "each at once"), ("everyone false", {"rows": [{**row, "everyone": False}]}, {}, "everyone"),
                ("no condition", {"rows": [{**row, "where": ["parcel.kind"]}]}, {}, "where"), ("another when", {"reads": [{**read, "when": "noon"}]}, {}, "when"),
                ("a member more", {"accounts": [{**account, "x": "y"}]}, {}, "account"), ("no place", {"accounts": [{"account": "a", "opens": "kept"}]}, {}, "place"),
                ("a party twice", {"parties": [party, {**party, "is": "OP2"}]}, {}, "each party once"),
                ("rows read twice", {}, {"read": [read_rows, read_rows]}, "each register once"), ("a hash that is none", {}, {"read": [{**read_rows, "hash": "x"}]}, "hash"),
                ("a commitment that nobody has", {}, {"opened": ["ef" * 32]}, "days of birth"), ("opened twice", {}, {"opened": [birth, birth]}, "each once"),
                ("nothing opened", {}, {"opened": []}, "opened with something"), ("another sheet", {}, {"sheet": "00" * 32}, "sheet"),
                ("a version that was not adopted", {}, {"version": 2}, "a sheet that was adopted"),
                ("a list of nothing", {}, {"drawn": []}, "drawn with something"), ("a party that gives twice", {}, {"drawn": [drawn[0], drawn[0]]}, "each party once"),
                ("in no order", {}, {"drawn": drawn[::-1]}, "by their bytes"), ("nothing given", {}, {"drawn": [{**drawn[0], "amount": "0.00"}]}, "amount")):
            self.refused(recorded(adopted, declared), "words of a sheet", what, says=says)
        self.refused(recorded(version=2), "words of a sheet", "the second version first", "entry 2", "version 1")
        self.refused(recorded(declared={"opened": [birth]}, person="12" * 32), "words of a sheet", "somebody else's", says="days of birth")

    def test_the_hash_of_rows_is_that_of_the_page(self):
        with open(os.path.join(ROOT, "schemas", "FORMAT.md"), encoding="utf-8") as file:
            page = file.read().split("### 16.1")[1].split("## 17")[0]
        rows = [("H0001-1", {"household": "H0001"}, {"人数": "1"}), ("H0001-2", {"household": "H0001"}, {"人数": "-"})]
        self.assertIn(f"# {verify.rows_hash(rows)}  -", page)

    def test_a_household_finds_all_its_items(self):
        for households in (1, 2, 3, 5, 8, 9):
            w = made.little(households)
            self.accepted(w.files(), "households")
            folder = os.path.join(self.folder, "ledger")
            for code in w.members:
                ledger = verify.check_ledger(folder, household=code)
                self.assertEqual(ledger.findings, [])
                self.assertIn("%s: %d items" % (code, 5 if code == "H0001" else 3), "\n".join(ledger.told))
                self.assertIn("%s: not yet covered: none" % code, ledger.told)
            ledger = verify.check_ledger(folder, household="H9999")
            self.assertEqual([finding[0] for finding in ledger.findings], ["--household"])

    def test_a_household_is_told_each_item_and_what_is_not_yet_covered(self):
        w = made.little(2)
        w.batch([("household.told/1", {"household": "H0001"}, ["H0001"])])
        ledger = self.accepted(w.files(), "households", household="H0001")
        self.assertEqual([line for line in ledger.told if line.startswith("H0001")], [
            "H0001: entry 1: household.enrolled/1, 2026-01-03",
            "H0001: entry 6: payout.declared/1, 2026-01-07: declared, payout P01, 100.00",
            "H0001: entry 9: payout.paid/1, 2026-01-09: paid, payout P01, 100.00",
            "H0001: entry 11: payout.returned/1, 2026-01-10: returned, payout P01, 100.00",
            "H0001: entry 17: household.told/1, 2026-01-14",
            "H0001: entry 20: household.told/1, 2026-01-16",
            "H0001: 5 items among the first 18 entries, as entry 18 states",
            "H0001: not yet covered: entry 20"])
        w = self.enrolled()
        ledger = self.accepted(w.files(), "households", notes=1, household="H0001")
        self.assertIn("H0001: not yet covered: entry 1", ledger.told)


class Proofs(unittest.TestCase):
    def setUp(self):
        self.w = made.little(7)
        self.key = self.w.ledger_keys[-1].vkey
        self.note = self.w.note()

    def refused(self, raw, family, what, says="", **more):
        findings = verify.check_proof(raw, self.key, **more).findings
        self.assertTrue(findings, "not noticed: %s, %s" % (family, what))
        self.assertTrue(any(says in finding[1] for finding in findings), (what, findings))
        COUNTS["refused: " + family] += 1

    def accepted(self, raw, family="proofs", key=None, **more):
        report = verify.check_proof(raw, key or self.key, **more)
        self.assertEqual(report.findings, [])
        COUNTS["accepted: " + family] += 1
        return report

    def test_every_entry_and_every_line_has_a_proof(self):
        for index in range(len(self.w.lines)):
            self.assertEqual(verify.check_proof(self.w.proof(index, self.note), self.key).findings, [])
            COUNTS["accepted: proofs"] += 1
        for index, line in enumerate(self.w.lines):
            lines = json.loads(line)["body"].get("lines")
            for row in self.w.blobs[lines["blob"]].splitlines() if lines else ():
                proven = verify.check_proof(self.w.sum_proof(index, json.loads(row)["to"], self.note), self.key)
                self.assertEqual(proven.findings, [])
                self.assertIn(lines["total"], "\n".join(proven.told))
                COUNTS["accepted: proofs"] += 1

    def test_a_change_of_any_byte_of_a_proof_is_noticed(self):
        index = next(i for i, line in enumerate(self.w.lines) if b"payout.declared/1" in line)
        rng = random.Random(3)
        for name, raw in (("tlog-proof", self.w.proof(2, self.note)), ("sum-proof", self.w.sum_proof(index, "H0004", self.note))):
            for place in range(0, len(raw), max(1, STEP // 8)):
                self.refused(flipped(raw, place, rng.randrange(8)), "one bit flipped in a " + name, place)
            lines = raw.splitlines(keepends=True)
            for i in range(len(lines)):
                self.refused(b"".join(lines[:i] + lines[i + 1:]), "line dropped from a " + name, i)
                self.refused(b"".join(lines[:i] + [lines[i]] + lines[i:]), "line doubled in a " + name, i)
            for tail in (b"\n", b"x", b" \n"):
                self.refused(raw + tail, "bytes after a " + name, tail)

    def test_a_sum_proof_cannot_move_money_between_siblings(self):
        index = next(i for i, line in enumerate(self.w.lines) if b"payout.declared/1" in line)
        raw = self.w.sum_proof(index, "H0004", self.note)
        head, rest = raw.split(b"\n\n", 1)
        lines = head.split(b"\n")
        for i, line in enumerate(lines[3:], 3):
            count, fen, digest = line.split(b" ")
            for other in ((count, b"%d" % (int(fen) + 1), digest), (b"%d" % (int(count) + 1), fen, digest), (count, fen, made.b64(bytes(32)).encode()),
                          (count, b"%d" % (2**63 - 1), digest), (count, b"-1", digest), (count, b"0" + fen, digest)):
                changed = lines[:i] + [b" ".join(other)] + lines[i + 1:]
                self.refused(b"\n".join(changed) + b"\n\n" + rest, "sum-proof altered", (i, other))
        for place in range(9):
            changed = lines[:2] + [b"index %d" % place] + lines[3:]
            if changed != lines:
                self.refused(b"\n".join(changed) + b"\n\n" + rest, "sum-proof altered", place)

    def test_a_line_of_a_proof_is_of_the_entry_it_is_shown_with(self):
        """The same sum proof before the proof of another entry, and lines that say something else."""
        indexes = [i for i, line in enumerate(self.w.lines) if b'"kind":"payout.' in line]
        self.assertEqual(len(indexes), 3)
        for index in indexes:
            head = self.w.sum_proof(index, "H0001", self.note).split(b"\n\n")[0]
            for other in range(len(self.w.lines)):
                if other != index:
                    self.refused(head + b"\n\n" + self.w.proof(other, self.note), "a line with another entry", (index, other))
        for name, value, says in (("kind", "paid", "a line of kind"), ("on", "2026-01-01", "a line on"), ("payout", "P02", "a line of payout")):
            w = made.opened()

            def body():
                value_of = w.sums([("collective", 5)])
                row = made.canonical({**json.loads(w.blobs.pop(value_of["lines"]["blob"])), name: value}) + b"\n"
                return {**value_of, "lines": {**w.blob(row), "count": 1, "root": made.sum_hash(row).hex(), "total": "0.05"}}
            w.batch([("payout.declared/1", body), ("households.stated/1", w.stated)])
            self.key = w.ledger_keys[-1].vkey
            self.refused(w.sum_proof(1, "collective", w.note()), "a line with another entry", name, says)
            with unittest.mock.patch.object(verify, "check_line_entry", lambda line, entry: None):
                self.accepted(w.sum_proof(1, "collective", w.note()), "controls: without the check")

    def test_cosignatures_behind_a_proof_are_checked_or_named(self):
        witness, other, liar = made.WITNESS, made.OTHER_WITNESS, made.Witness(52, made.WITNESS.name)
        raw = self.w.proof(2, self.note)
        one, two, false = (raw + part.line(self.note).encode() for part in (witness, other, liar))
        self.assertEqual(self.accepted(one).verdict(), "PASS with notes")
        self.assertIn("cosignatures not checked: 1 by witness.example/w1", self.accepted(one).notes)
        report = self.accepted(one, witnesses=(witness.vkey,))
        self.assertEqual((report.verdict(), [line for line in report.told if line.startswith("cosigned")]),
                         ("PASS", ["cosigned by witness.example/w1: size %d at 2026-01-05T08:00:00Z" % len(self.w.lines)]))
        self.assertEqual(len(self.accepted(two, witnesses=(witness.vkey,)).notes), 1)
        self.assertEqual(len(self.accepted(false, witnesses=(witness.vkey,)).notes), 1)         # another key of the same name
        self.accepted(one + other.line(self.note).encode(), witnesses=(witness.vkey, other.vkey))
        forged = false.replace(made.b64(liar.id)[:5].encode(), made.b64(witness.id)[:5].encode())
        line = "\u2014 %s %s\n" % (witness.name, made.b64(witness.id + made.u64(1767600000) + bytes(64)))
        later = witness.line(self.note, 1767600001).split(" ")[2]
        mixed = made.b64(base64.b64decode(witness.line(self.note).split(" ")[2])[:12] + base64.b64decode(later)[12:])
        for what, bad in {"zeros": raw + line.encode(), "another time": raw + ("\u2014 %s %s\n" % (witness.name, mixed)).encode(),
                          "of another note": raw + witness.line(self.w.note(7)).encode(),
                          "too short": raw + ("\u2014 %s %s\n" % (witness.name, made.b64(witness.id + bytes(64)))).encode()}.items():
            self.refused(bad, "cosignatures", what, "a cosignature by", witnesses=(witness.vkey,))
        self.assertNotEqual(forged, false)
        for what, bad in {"before the ledger's": raw.replace("\u2014".encode(), witness.line(self.note).encode() + "\u2014".encode(), 1),
                          "named by the origin": raw + made.LedgerKey(30, made.ORIGIN).line(b"x").encode(), "without a name": raw + "\u2014 AAAAAAAA\n".encode(),
                          "bad base64": raw + ("\u2014 w AAAAAAA\n").encode(), "four bytes": raw + "\u2014 w AAAAAA==\n".encode(), "two spaces": raw + "\u2014 w  AAAAAAAA\n".encode(),
                          "a plus in its name": raw + "\u2014 w+ AAAAAAAA\n".encode(), "hyphen": raw + b"- w AAAAAAAA\n"}.items():
            self.refused(bad, "cosignatures", what)
        for what, vkey in {"a ledger's key": self.key, "nothing": "", "no base64": "w+00000000+x", "another number": witness.vkey.replace("+", "+0", 1)[:-1]}.items():
            self.refused(raw, "cosignatures", what, witnesses=(vkey,))

    def test_proofs_under_a_replaced_key_and_a_later_epoch(self):
        w = made.rich()
        first, second, third = w.ledger_keys
        replaced = next(i for i, line in enumerate(w.lines) if b"ledger.key.replaced/1" in line)
        for index in range(len(w.lines)):
            self.accepted(w.proof(index, w.note()), key=third.vkey)
            if index <= replaced:
                self.accepted(w.proof(index, w.note(replaced + 1, [second])), key=second.vkey)
            if index < replaced:
                self.accepted(w.proof(index, w.note(replaced, [first])), key=first.vkey)
        self.key = second.vkey
        self.refused(w.proof(2, w.note()), "proof under another key", "of the former epoch")
        self.refused(w.proof(2, w.note(replaced + 1, [first, second])), "proof under another key", "two lines at the hand-over")
        self.refused(w.proof(2, w.note(replaced + 1, [first])), "proof under another key", "the old key at the hand-over")
        self.refused(w.proof(len(w.lines) - 1, w.note(None, [second])), "proof under another key", "an entry of a later epoch", "an earlier epoch of it")

    def test_another_key_or_ledger_does_not_vouch(self):
        raw = self.w.proof(2, self.note)
        self.key = made.LedgerKey(30, made.ORIGIN).vkey
        self.refused(raw, "proof under another key", "of the same origin")
        self.key = made.LedgerKey(2, "coop.example/x/00112233445566ff").vkey
        self.refused(raw, "proof under another key", "another origin")


# ---- what the log's own kinds do --------------------------------------------------------------------------------------
def seen(w):
    return w.origin, len(w.lines), made.root_of(w.leaves)


class LedgerKeys(Folder):
    def replaced(self, approved=False, **change):
        w = made.opened()
        plan = w.blob(b"the key was stolen\n")
        approvals = [made.CHAIR.attest("approve", {"blob": plan["blob"]}, *seen(w))] if approved else None
        old = w.ledger_keys[0]
        new = made.LedgerKey(40, w.origin)
        body = {"vkey": new.vkey, "evidence": plan, **({"approvals": approvals} if approved else {}), **change}
        w.batch([("ledger.key.replaced/1", body)])
        w.ledger_keys.append(new)
        return w, old, new

    def test_at_the_hand_over_both_keys_sign(self):
        third = made.LedgerKey(41, made.ORIGIN)
        for approved in (False, True):
            w, old, new = self.replaced(approved)
            self.accepted(w.files(w.note(keys=[old, new])), "ledger key replaced", notes=0)
            self.accepted(w.files(w.note(1, [old])), "ledger key replaced", notes=1)
            if approved:
                self.accepted(w.files(w.note(keys=[new])), "ledger key replaced", notes=0)
            else:
                self.refused(w.files(w.note(keys=[new])), "ledger key replaced", "the old line absent", "checkpoint", "signature lines")
            for what, keys in {"the old alone": [old], "turned": [new, old], "the old twice": [old, old], "a third": [third], "a third behind": [old, third],
                               "three": [old, new, third]}.items():
                self.refused(w.files(w.note(keys=keys)), "ledger key replaced", (approved, what), "checkpoint", "signature lines")
            for what, keys in {"the new": [new], "both": [old, new]}.items():
                self.refused(w.files(w.note(1, keys)), "ledger key replaced", (approved, what, "before it"), "checkpoint", "signature lines")
            w.batch([RECEIPT])
            self.accepted(w.files(w.note(keys=[new])), "ledger key replaced", notes=0)
            self.accepted(w.files(w.note(2, [old, new])), "ledger key replaced", notes=1)
            for what, keys in {"the old": [old], "both": [old, new]}.items():
                self.refused(w.files(w.note(keys=keys)), "ledger key replaced", (approved, what, "after it"), "checkpoint", "signature lines")
            ledger = self.accepted(w.files(w.note(keys=[new])), "ledger key replaced", vkey=old.vkey)
            self.assertIn("ledger key in force: " + new.vkey, ledger.told)
            self.refused(w.files(w.note(keys=[new])), "ledger key replaced", "the pin is the first key", "--vkey", vkey=new.vkey)

    def test_a_new_ledger_key_is_new_strong_and_named_by_the_origin(self):
        weak = "%s+%s+%s"
        small = b"\1" + bytes([1]) + bytes(31)
        off = b"\1" + bytes([2]) + bytes(31)                       # y = 2 is not on the curve
        text = lambda raw: weak % (made.ORIGIN, made.sha(made.ORIGIN.encode(), b"\n", raw)[:4].hex(), made.b64(raw))
        self.assertEqual(text(b"\1" + bytes(made.LedgerKey(40, made.ORIGIN).key.verify_key)), made.LedgerKey(40, made.ORIGIN).vkey)
        good = made.LedgerKey(40, made.ORIGIN).vkey
        for what, vkey in {
            "the first one": made.LedgerKey(2, made.ORIGIN).vkey, "a person's": made.LedgerKey(1, made.ORIGIN).vkey,
            "another origin": made.LedgerKey(40, "coop.example/x/00112233445566ff").vkey, "a later epoch": made.LedgerKey(40, made.ORIGIN + "/2").vkey,
            "small order": text(small), "not on the curve": text(off), "y too large": text(b"\1" + b"\xee" + b"\xff" * 30 + b"\x7f"),
            "a witness's type": text(b"\4" + bytes(made.LedgerKey(40, made.ORIGIN).key.verify_key)), "another number": good.replace("+", "+0", 1)[:-1],
            "upper case": good.replace("+" + good.split("+")[1], "+" + good.split("+")[1].upper()) if good.split("+")[1] != good.split("+")[1].upper() else "x",
            "33 bytes": good + "AA==", "nothing": "", "two parts": "+".join(good.split("+")[:2])}.items():
            w, old, new = self.replaced(vkey=vkey)
            self.refused(w.files(w.note(keys=[old, new])), "ledger key replaced", what, "entry 1")
        w, old, new = self.replaced(approvals=[])
        self.refused(w.files(w.note(keys=[old, new])), "ledger key replaced", "approvals of nobody", "entry 1", "attestations")
        w, old, new = self.replaced(approvals=[{"act": "approve"}])
        self.refused(w.files(w.note(keys=[old, new])), "ledger key replaced", "approvals that are none", "entry 1", "attestations")
        w = made.opened()
        body = lambda seed: ("ledger.key.replaced/1", {"vkey": made.LedgerKey(seed, w.origin).vkey})
        w.batch([body(40), body(41)])
        self.refused(w.files(w.note(keys=[w.ledger_keys[0], made.LedgerKey(40, w.origin)])), "ledger key replaced", "twice in a batch", "entry 2", "one new ledger key")
        w = made.opened()
        w.batch([body(40), RECEIPT])
        self.accepted(w.files(w.note(keys=[w.ledger_keys[0], made.LedgerKey(40, w.origin)])), "ledger key replaced")
        w.batch([body(41)])
        self.accepted(w.files(w.note(keys=[made.LedgerKey(40, w.origin), made.LedgerKey(41, w.origin)])), "ledger key replaced")
        w.batch([("key.admitted/1", made.Person(40, "K09", "chair").key_object(w.origin))])
        w.ledger_keys.append(made.LedgerKey(41, w.origin))
        self.refused(w.files(), "ledger key replaced", "a former one admitted", "entry 4", "never used before")

    def test_a_weak_key_does_not_open_a_ledger(self):
        w = made.Writer()
        w.author, w.ledger_keys = made.ACCOUNTANT, [made.LedgerKey(2, made.ORIGIN)]
        good = json.loads(made.opened().lines[0])["body"]
        self.assertEqual(good["recovery_threshold"], 1)
        chart = w.blob("101 库存现金\n102 银行存款\n".encode())
        self.assertEqual(chart, good["chart"])
        plain = {**good, "keys": good["keys"][:2], "recovery_threshold": 0}
        for what, body, fine in (
                ("as it is", good, True), ("no recovery key", plain, True), ("threshold 2 of 1", {**good, "recovery_threshold": 2}, False),
                ("threshold 0 of 1", {**good, "recovery_threshold": 0}, False), ("threshold 1 of 0", {**plain, "recovery_threshold": 1}, False),
                ("no keys", {**plain, "keys": []}, False), ("no zone", {n: v for n, v in good.items() if n != "zone"}, False), ("zone", {**good, "zone": "+24:00"}, False),
                ("no threshold", {n: v for n, v in good.items() if n != "recovery_threshold"}, False), ("names", {**good, "names": {"en": "x"}}, False),
                ("chart", {**good, "chart": "x"}, False), ("a key object with more", {**good, "keys": [{**good["keys"][0], "x": 1}, *good["keys"][1:]]}, False),
                ("a recovery key with a role", {**good, "keys": good["keys"][:2] + [{**good["keys"][2], "role": "chair"}]}, False),
                ("a person without a role", {**good, "keys": [good["keys"][0], {n: v for n, v in good["keys"][1].items() if n != "role"}, good["keys"][2]]}, False),
                ("a key twice", {**good, "keys": good["keys"] + good["keys"][:1]}, False),
                ("possession of nothing", {**good, "keys": [{**good["keys"][0], "possession": {}}, *good["keys"][1:]]}, False)):
            w.lines, w.leaves, w.day, w.ends = [], [], 1, []
            w.batch([("ledger.opened/1", body)])
            if fine:
                self.accepted(w.files(), "opening", notes=0)
            else:
                self.refused(w.files(), "opening", what, "entry 0")
        w.lines, w.leaves, w.day = [], [], 1
        w.origin += "/2"
        w.batch([("ledger.opened/1", good)])
        self.refused(w.files(), "opening", "in a later epoch", "entry 0", "without an epoch")


class Revoked(Folder):
    def test_a_revoked_key_signs_nothing_more_and_is_named_in_a_note(self):
        def build(*steps):
            w = made.opened()
            w.batch([("key.admitted/1", made.CASHIER.key_object(w.origin))])
            for step in steps:
                step(w)
            return w
        revoke = lambda w: w.batch([("key.revoked/1", {"from": 1, "key": made.CASHIER.id})])
        retire = lambda w: w.batch([("key.retired/1", {"key": made.CASHIER.id})])
        pay = lambda w: w.batch([RECEIPT], author=made.CASHIER)
        ledger = self.accepted(build(pay, pay, revoke).files(), "revoked", notes=1)
        self.assertIn("entry 4 revokes key %s, which signed 2 entries" % made.CASHIER.id, ledger.notes[0])
        self.accepted(build(lambda w: w.batch([("key.revoked/1", {"from": 1, "key": made.CASHIER.id}), RECEIPT], author=made.CASHIER)).files(), "revoked", notes=1)
        self.accepted(build(retire, revoke).files(), "revoked when retired", notes=1)
        for what, steps in {"signs afterwards": [revoke, pay], "revoked twice": [revoke, revoke], "retired when revoked": [revoke, retire],
                            "unknown": [lambda w: w.batch([("key.revoked/1", {"from": 1, "key": "00" * 16})])], "no key": [lambda w: w.batch([("key.revoked/1", {"from": 1})])],
                            "in the batch that admits it": [lambda w: w.batch([("key.admitted/1", made.SUPERVISOR.key_object(w.origin)), ("key.revoked/1", {"from": 1, "key": made.SUPERVISOR.id})])],
                            "admitted again": [revoke, lambda w: w.batch([("key.admitted/1", made.CASHIER.key_object(w.origin))])],
                            "attests afterwards": [revoke, lambda w: w.batch([("attestation.recorded/1", {"attestations": [
                                made.CASHIER.attest("approve", {"blob": "00" * 32}, *seen(w))]})])]}.items():
            self.refused(build(*steps).files(), "revoked", what)


class Clock(Folder):
    def corrected(self, at="2026-01-25T08:00:00Z", more=(), **change):
        w = made.opened()
        w.batch([RECEIPT], at="2026-09-01T08:00:00Z")
        why = w.blob(b"nine months ahead\n")
        body = {"approvals": [made.CHAIR.attest("approve", {"blob": why["blob"]}, *seen(w))], "evidence": why, "floor": "2026-01-20T08:00:00Z",
                "from": "2026-09-01T08:00:00Z", "to": "2026-01-25T08:00:00Z", **change}
        body = {name: value for name, value in body.items() if value is not None}
        w.batch([("clock.corrected/1", body), *more], at=at)
        return w

    def test_time_goes_back_only_where_the_clock_is_corrected(self):
        w = self.corrected()
        self.accepted(w.files(), "clock", notes=0)
        w.batch([RECEIPT], at="2026-01-25T08:00:00Z")
        self.accepted(w.files(), "clock", notes=0)
        w.batch([RECEIPT], at="2026-01-25T07:59:59Z")
        self.refused(w.files(), "clock", "backwards behind the correction", "entry 4", "recorded_at")
        self.accepted(self.corrected(floor="2026-01-25T08:00:00Z", more=[RECEIPT]).files(), "clock")
        self.accepted(self.corrected(at="2026-09-02T08:00:00Z").files(), "clock")
        for what, says, change in (("a floor above its own time", "a floor", {"floor": "2026-01-25T08:00:01Z"}), ("no floor", "a member floor", {"floor": None}),
                                   ("no from", "a member from", {"from": None}), ("no to", "a member to", {"to": None}), ("no approvals", "approvals", {"approvals": None}),
                                   ("approvals of nobody", "attestations", {"approvals": []}), ("approvals that are none", "attestations", {"approvals": ["K02"]}),
                                   ("a day", "to in its", {"to": "2026-01-25"})):
            self.refused(self.corrected(**change).files(), "clock", what, "entry 2", says)
        w = made.opened()
        w.batch([RECEIPT], at="2026-09-01T08:00:00Z")
        body = json.loads(self.corrected().lines[-1])["body"]
        w.blob(b"nine months ahead\n")
        w.batch([RECEIPT, ("clock.corrected/1", {**body, "approvals": [made.CHAIR.attest("approve", {"blob": "00" * 32}, *seen(w))]})], at="2026-01-25T08:00:00Z")
        self.refused(w.files(), "clock", "the correction as the second of its batch", "entry 2", "recorded_at")
        approval = made.CHAIR.attest("approve", {"blob": "00" * 32}, made.ORIGIN, 0, made.sha())
        for what, change in {"signed by another": {"sig": "00" * 64}, "of another ledger": {"origin": "coop.example/x/00112233445566ff"}, "seen a fork": {"seen": {"root": "00" * 32, "size": 1}}}.items():
            self.refused(self.corrected(approvals=[{**approval, **change}]).files(), "approvals", what, "entry 2")


class Restored(Folder):
    def build(self, lost=2, found=True, more=(), first=(), **change):
        w = made.opened()
        w.batch([RECEIPT])
        note = w.note().decode().splitlines() if found is True else found or []
        body = made.restored(w, lost, note)
        w.former = w.ledger_keys[-2].name
        body.update(change)
        w.batch([*first, ("ledger.restored/1", {name: value for name, value in body.items() if value is not None}), *more])
        return w

    def test_a_restored_ledger_goes_on_under_a_later_epoch(self):
        for lost in (0, 2):
            w = self.build(lost)
            ledger = self.accepted(w.files(), "restored", notes=1)
            self.assertEqual(ledger.verdict(), "PASS with notes")
            self.assertIn("entry 2", ledger.notes[0])
            self.assertIn("1 recovery keys approve, recovery_threshold is 1", ledger.notes[0])
            self.accepted(w.files(w.note(2, w.ledger_keys[:1])), "restored", notes=2)
            w.batch([RECEIPT])
            self.accepted(w.files(), "restored", notes=1, vkey=w.ledger_keys[0].vkey)
        self.accepted(self.build(found=None).files(), "restored")
        self.accepted(self.build(more=[RECEIPT, RECEIPT]).files(), "restored")
        for what, keys in {"the former key": w.ledger_keys[:1], "both": w.ledger_keys}.items():
            self.refused(w.files(w.note(keys=keys)), "restored", what, "checkpoint")
        self.refused(w.files(w.note(3, w.ledger_keys)), "restored", "two lines", "checkpoint")
        for what, says, change in (
                ("kept less", "kept.size", {"kept": {"root": made.root_of(w.leaves[:1]).hex(), "size": 1}}), ("kept another root", "kept.root", {"kept": {"root": "00" * 32, "size": 2}}),
                ("kept more", "kept.size", {"kept": {"root": "00" * 32, "size": 3}}), ("another epoch in the body", "epoch", {"epoch": 3}), ("lost to less", "lost_to", {"lost_to": 1}),
                ("no plan", "plan", {"plan": None}), ("a plan that is not here", "a blob", {"plan": {"blob": "00" * 32, "bytes": 1}}), ("no known", "a member known", {"known": None}),
                ("known as a text", "known", {"known": "x"}), ("known as numbers", "known", {"known": [1]}), ("known but no note", "", {"known": ["x"]}),
                ("no approvals", "a member approvals", {"approvals": None}), ("approvals that are none", "attestations", {"approvals": [1]}), ("no vkey", "a member vkey", {"vkey": None}),
                ("the former ledger key", "", {"vkey": made.LedgerKey(2, made.ORIGIN + "/2").vkey}), ("a key named by the former origin", "named", {"vkey": made.LedgerKey(41, made.ORIGIN).vkey})):
            self.refused(self.build(**change).files(), "restored", what, "entry 2", says)
        self.refused(self.build(first=[RECEIPT]).files(), "restored", "as the second of its batch", "entry 3", "the first of its batch")
        body = lambda w: ("ledger.key.replaced/1", {"vkey": made.LedgerKey(44, w.origin).vkey})
        self.refused(self.build(more=[("ledger.key.replaced/1", {"vkey": made.LedgerKey(44, made.ORIGIN + "/2").vkey})]).files(), "restored", "and another key", "entry 3", "one new ledger key")

    def test_the_epoch_is_a_later_one(self):
        for epoch, good in ((2, True), (3, True), (4294967295, True), (4294967296, False), (1, False), (0, False)):
            w = made.opened()
            body = made.restored(w, 1, epoch=epoch)
            w.batch([("ledger.restored/1", body)])
            if good:
                self.accepted(w.files(), "restored", notes=1)
                again = made.restored(w, 1, seed=42, epoch=epoch)
                w.batch([("ledger.restored/1", again)])
                self.refused(w.files(), "restored", "the same epoch again", "entry 2")
            else:
                self.refused(w.files(), "restored", ("epoch", epoch), "entry 1")
        w = made.opened()
        former = w.ledger_keys[-1]
        body = made.restored(w, 1)
        w.origin = made.ORIGIN
        w.batch([("ledger.restored/1", body)])
        self.refused(w.files(w.note(keys=[former])), "restored", "under the former origin", "entry 1", "a later epoch")
        w = made.opened()
        body = made.restored(w, 1)
        w.origin = "coop.example/test-a/00112233445566fe/2"
        w.batch([("ledger.restored/1", body)])
        self.refused(w.files(), "restored", "another ledger", "entry 1", "a later epoch")

    def test_approvals_are_about_the_plan_and_attested(self):
        plan = {"blob": self.build().files() and hashlib.sha256(b"plan: read the mirror\n").hexdigest()}
        w = made.opened()
        w.batch([RECEIPT])
        approve = lambda who=made.RECOVERY, about=plan, at=2, root=None, **more: who.attest("approve", about, w.origin, at, root or made.root_of(w.leaves[:at]), **more)
        self.accepted(self.build(approvals=[approve(), approve(made.CHAIR)]).files(), "restored", notes=1)
        nobody = self.accepted(self.build(approvals=[]).files(), "restored", notes=1)          # whether they suffice is for the audit
        self.assertIn("0 recovery keys approve, recovery_threshold is 1", nobody.notes[0])
        self.accepted(self.build(lost=2, approvals=[approve(at=4, root=made.sha(b"x"))]).files(), "restored: an approver had seen what is lost", notes=2)
        for what, says, approvals in (("about something else", "about", [approve(about={"blob": "00" * 32})]), ("about an entry", "about", [approve(about={"index": 1, "leaf": w.leaves[1].hex()})]),
                                      ("by an unknown key", "a key that is valid", [approve(made.CASHIER)]), ("not signed", "signed by", [{**approve(), "at": "2026-01-05T02:00:01Z"}]),
                                      ("of a fork", "seen.root", [approve(root=made.sha(b"x"))]), ("the same twice", "never attested", [approve(), approve()]),
                                      ("no attestations", "attestations", [{"blob": "x"}])):
            self.refused(self.build(approvals=approvals).files(), "restored", what, "entry 2", says)

    def test_the_note_that_was_found_is_one_of_the_former_epoch(self):
        w = made.opened()
        w.batch([RECEIPT])
        old = w.ledger_keys[0]
        lines = lambda note: note.decode().splitlines()
        other = lambda size, key=old: lines(("%s\n%d\n%s\n" % (key.name, size, made.b64(bytes(32))) + "\n" + key.line(("%s\n%d\n%s\n" % (key.name, size, made.b64(bytes(32)))).encode())).encode())
        self.accepted(self.build(found=lines(w.note(1))).files(), "restored", notes=1)
        self.accepted(self.build(found=lines(w.note()) + made.WITNESS.line(w.note()).splitlines()).files(), "restored", notes=1)
        self.accepted(self.build(lost=2, found=other(4)).files(), "restored", notes=1)
        self.accepted(self.build(lost=2, found=other(4, made.LedgerKey(77, made.ORIGIN))).files(), "restored: by a key that was lost, too", notes=2)
        for what, says, known in (("newer than what is lost", "a size up to", other(5)), ("of another history", "root", other(2)), ("of another ledger", "a note of", other(4, made.LedgerKey(2, "coop.example/x/00112233445566ff"))),
                                  ("not signed", "signed by", [*other(4)[:1], "3", *other(4)[2:]]), ("of the new epoch", "a note of", other(4, made.LedgerKey(41, made.ORIGIN + "/2"))),
                                  ("within what is kept, by a stranger", "signature lines", lines(w.note(keys=[made.LedgerKey(77, made.ORIGIN)]))), ("size 0", "the end of a batch", other(0)),
                                  ("cut", "", other(4)[:4])):
            self.refused(self.build(lost=2, found=known).files(), "restored", "known: " + what, "entry 2", says)

    def test_what_was_attested_of_a_lost_state_cannot_be_compared(self):
        def late(**change):
            w = self.build(lost=3)
            attestation = made.CHAIR.attest("approve", {"blob": "00" * 32}, change.get("origin", w.former), change.get("size", 4), change.get("root", made.sha(b"lost")))
            w.batch([("attestation.recorded/1", {"attestations": [attestation]})])
            return w.files()
        ledger = self.accepted(late(), "restored", notes=2)
        self.assertIn("cannot be compared", ledger.notes[1])
        self.accepted(late(size=3), "restored", notes=2)
        two = made.root_of(self.build(lost=3).leaves[:2])
        self.accepted(late(size=2, root=two), "restored", notes=1)
        for what, change in {"of a state that was kept": {"size": 2}, "under the new epoch": {"origin": made.ORIGIN + "/2", "size": 3}, "of a later epoch": {"origin": made.ORIGIN + "/3"},
                             "inside what was kept": {"size": 1}}.items():
            self.refused(late(**change), "restored", "seen: " + what, "entry 3")
        w = self.build(lost=3)
        stated = "4:" + "00" * 32
        ledger = self.refused(w.files(), "restored", "--seen of what is lost", "--seen", seen=stated)
        self.assertIn("may belong to the loss that entry 2 declares", ledger.findings[0][2])


class Cosigned(Folder):
    def build(self, witnesses=(made.WITNESS,), change=None, size=None, keys=None, replaced=False):
        w = made.opened()
        w.batch([RECEIPT, RECEIPT])
        if replaced:
            made.replace_ledger_key(w)
        body = made.cosigned(w, witnesses, size, keys)
        body["note"] = change(body["note"]) if change else body["note"]
        w.batch([("checkpoint.cosigned/1", body)])
        return w

    def test_a_cosigned_note_is_one_of_this_ledger(self):
        ledger = self.accepted(self.build().files(), "cosigned", notes=0)
        self.assertIn("cosignatures not checked: 1 by witness.example/w1", ledger.told)
        ledger = self.accepted(self.build([made.WITNESS, made.OTHER_WITNESS]).files(), "cosigned", notes=0, witnesses=(made.WITNESS.vkey,))
        self.assertIn("cosigned by witness.example/w1: size 3 at 2026-01-05T08:00:00Z", ledger.told)
        self.assertIn("cosignatures not checked: 1 by witness.example/w2", ledger.told)
        self.accepted(self.build(size=1).files(), "cosigned")
        many = [made.Witness(60 + n, "w%d.example" % n) for n in range(17)]
        self.accepted(self.build(many[:16]).files(), "cosigned", witnesses=tuple(one.vkey for one in many))
        swap = lambda at, text: lambda note: note[:at] + [text] + note[at + 1:]
        line = lambda size, root: made.LedgerKey(2, made.ORIGIN).line(("%s\n%d\n%s\n" % (made.ORIGIN, size, root)).encode())[:-1]

        def signed(size, root):
            return lambda note: [note[0], str(size), root, "", line(size, root), *note[5:]]
        for what, says, more in (
                ("17 cosignatures", "16 cosignatures", {"witnesses": many}), ("none", "1 to 16", {"witnesses": []}), ("another root", "root", {"change": signed(3, made.b64(bytes(32)))}),
                ("inside a batch", "the end of a batch", {"size": 2}), ("a size to come", "the end of a batch", {"change": signed(4, made.b64(bytes(32)))}),
                ("its own state", "the end of a batch", {"change": signed(4, made.b64(bytes(32)))}), ("size 0", "the end of a batch", {"size": 0}),
                ("not signed", "signature lines", {"keys": [made.LedgerKey(77, made.ORIGIN)]}), ("of another ledger", "origin", {"keys": [made.LedgerKey(2, "coop.example/x/00112233445566ff")]}),
                ("a newline in a line", "", {"change": lambda note: [note[0] + "\n" + note[1], *note[2:]]}), ("no blank line", "", {"change": lambda note: note[:3] + note[4:]}),
                ("an empty line at the end", "", {"change": lambda note: note + [""]}), ("the witness first", "the lines named", {"change": lambda note: note[:4] + [note[5], note[4]]}),
                ("two of the ledger's", "signature lines", {"change": lambda note: note[:5] + note[4:]}), ("a hyphen", "a line", {"change": lambda note: note[:5] + ["-" + note[5][1:]]}),
                ("bad base64", "base64", {"change": lambda note: note[:5] + [note[5][:-1]]}), ("a text", "note", {"change": "".join}), ("nothing", "", {"change": lambda note: []}),
                ("numbers", "note", {"change": lambda note: [3]})):
            self.refused(self.build(**more).files(), "cosigned", what, "entry 3", says)
        w = made.opened()
        w.batch([("checkpoint.cosigned/1", {"notes": []})])
        self.refused(w.files(), "cosigned", "no note", "entry 1", "a member note")

    def test_cosignatures_by_known_witnesses_are_checked(self):
        files = self.build().files()
        liar = made.Witness(52, made.WITNESS.name)
        self.accepted(files, "cosigned", witnesses=(made.WITNESS.vkey, made.OTHER_WITNESS.vkey))
        self.assertIn("cosignatures not checked: 1 by witness.example/w1", self.accepted(files, "cosigned", witnesses=(liar.vkey,)).told)
        forged = self.build(change=lambda note: note[:5] + ["\u2014 %s %s" % (made.WITNESS.name, made.b64(made.WITNESS.id + made.u64(1) + bytes(64)))])
        self.accepted(forged.files(), "cosigned: not checked")
        self.refused(forged.files(), "cosigned", "forged", "entry 3", "a cosignature by", witnesses=(made.WITNESS.vkey,))
        moved = self.build(change=lambda note: note[:5] + [made.WITNESS.line(made.opened().note())[:-1]])
        self.refused(moved.files(), "cosigned", "of another state", "entry 3", "a cosignature by", witnesses=(made.WITNESS.vkey,))
        for what, vkey in {"nothing": "", "the ledger's own": made.LedgerKey(2, made.ORIGIN).vkey, "the ledger's key as a witness": made.Witness(2, "w").vkey, "a person's key": made.Witness(1, "w").vkey,
                           "named by the origin": made.Witness(50, made.ORIGIN).vkey, "another number": made.WITNESS.vkey.replace("+", "+0", 1)[:-1]}.items():
            self.refused(files, "cosigned", "witness: " + what, "--witness", witnesses=(vkey,))

    def test_at_a_hand_over_the_new_key_vouches(self):
        old, new = made.LedgerKey(2, made.ORIGIN), made.LedgerKey(40, made.ORIGIN)
        for keys in ([new], [old, new]):
            self.accepted(self.build(keys=keys, replaced=True).files(), "cosigned")
        for keys in ([old], [new, old]):
            self.refused(self.build(keys=keys, replaced=True).files(), "cosigned", "at a hand-over", "entry 4", "signature lines")
        self.accepted(self.build(size=3, keys=[old], replaced=True).files(), "cosigned")
        self.refused(self.build(size=3, keys=[new], replaced=True).files(), "cosigned", "before the hand-over", "entry 4", "signature lines")


class Answered(Folder):
    def test_ratifications_and_answers_are_not_interpreted_and_silence_nothing(self):
        w = made.opened()
        w.batch([("entries.ratified/1", {"code": "x", "index": 0, "leaf": w.leaves[0].hex()}), ("finding.answered/1", {"code": "x", "index": 0, "leaf": w.leaves[0].hex()})])
        ledger = self.accepted(w.files(), "answered", notes=0)
        self.assertIn("kinds not interpreted: entries.ratified/1, finding.answered/1", ledger.told)
        w = made.opened()
        w.batch([RECEIPT], id="e0")
        w.batch([("finding.answered/1", {"code": "id", "index": 1, "leaf": w.leaves[1].hex()})])
        self.refused(w.files(), "answered", "a finding stays one", "entry 1", "an id")
        w = made.opened()
        w.batch([("finding.answered/1", {"approvals": [{**made.CHAIR.attest("approve", {"blob": "00" * 32}, *seen(w)), "at": "2026-01-05T02:00:01Z"}]})])
        self.refused(w.files(), "answered", "an approval that is not signed", "entry 1", "signed by")


# ---- hostile folders --------------------------------------------------------------------------------------------------
class Hostile(Folder):
    def setUp(self):
        super().setUp()
        signal.alarm(120)                                          # a verifier that waits for a pipe does not wait here
        self.addCleanup(signal.alarm, 0)

    def test_pipes_links_and_devices_are_not_opened(self):
        good = made.little().files()
        blob = next(name for name in good if name.startswith("blobs/"))
        outside = os.path.join(self.folder, "outside")
        os.mkdir(outside)
        made.save({"file": b"x"}, outside)

        def instead(name, make):
            def change(folder):
                path = os.path.join(folder, name)
                if os.path.isdir(path):
                    os.rename(path, os.path.join(self.folder, "moved%d" % len(os.listdir(self.folder))))
                elif os.path.exists(path):
                    os.remove(path)
                make(path)
            return change
        for name in ("checkpoint", "journal/000000000000.jsonl", blob, "coop.toml", "private", "journal", "blobs", "blobs/" + "0" * 64, "journal/000000000099.jsonl", "lock"):
            self.refused(good, "hostile", name + " is a pipe", extra=instead(name, os.mkfifo))
            for target in (os.path.join(outside, "file"), outside, "/dev/zero", "/dev/null", "nowhere", "."):
                self.refused(good, "hostile", name + " is a link to " + target, extra=instead(name, lambda path: os.symlink(target, path)))
            folder = instead(name, os.mkdir) if name not in ("private", "journal", "blobs") else instead(name, lambda path: open(path, "w").close())
            self.refused(good, "hostile", name + " is of the other sort", extra=folder)
        with self.assertRaises(Exception):
            verify.open_file("/dev/zero")
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        with self.assertRaises(verify.Wrong):
            verify.open_file(pipe)
        self.refused(good, "hostile", "a name that is no UTF-8", extra=lambda folder: open(os.path.join(os.fsencode(folder), b"\xff\x1b[2J"), "w").close())

    def test_no_more_is_held_than_a_line_and_what_follows_from_entries(self):
        def long_line(name):
            def change(folder):
                with open(os.path.join(folder, name), "ab") as file:
                    file.truncate(200 << 20)                       # no newline in 200 MiB
            return change
        good = made.little().files()
        lines = json.loads(made.little().lines[9])["body"]["lines"]["blob"]
        for name in ("journal/000000000011.jsonl", "blobs/" + lines, "checkpoint"):
            tracemalloc.start()
            self.refused(good, "hostile", "200 MiB without a newline in " + name, extra=long_line(name))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            self.assertLess(peak, 20 << 20, name)

    def test_a_blob_is_read_once_however_many_entries_refer_to_it(self):
        w = made.opened()
        sheet = w.blob(b"x" * 100000)
        w.batch([("scheme.adopted/1", {"sheet": sheet, "also": [sheet] * 50}) for _ in range(50)])
        opened = collections.Counter()
        real = verify.open_file

        def counting(path):
            opened[os.path.basename(path)] += 1
            return real(path)
        with unittest.mock.patch.object(verify, "open_file", counting):
            self.accepted(w.files(), "blobs")
        self.assertEqual(opened[sheet["blob"]], 1)

    def test_lists_that_many_entries_share_are_read_within_a_budget(self):
        """Lines to nobody in particular may be equal in two entries; what that costs is bounded by the size of all blobs."""
        def build(times):
            w = made.opened()
            amounts = [("operator %d" % n, n) for n in range(200)]
            for _ in range(times):
                w.batch([("payout.paid/1", lambda: w.sums(amounts, "paid")), ("households.stated/1", w.stated)], at="2026-01-03T08:00:00Z")
            return w.files()
        self.accepted(build(2), "budget")
        with unittest.mock.patch.object(verify, "AGAIN", 0):
            self.accepted(build(2), "budget")
            self.refused(build(9), "budget", "nine times the same list", "entry 5", "to be read again")
        self.accepted(build(9), "budget")

    def test_what_is_printed_obeys_nobody(self):
        w = made.opened()
        entry = unsigned(w, kind="receipt.recorded/1", body={"x": "\x1b[2J\x07"})
        w.append(made.canonical(entry), made.ACCOUNTANT, entry)
        ledger = self.refused(w.files(), "hostile", "escapes for a terminal", "entry 1")
        self.assertTrue(all(ord(c) >= 32 for finding in ledger.findings for part in finding for c in part))
        self.assertTrue(all(len(part) <= 150 for finding in ledger.findings for part in finding))

    def test_many_findings_are_counted_and_not_kept_for_ever(self):
        files = made.opened().files()
        files["journal/000000000000.jsonl"] += b"x\n" * 5000
        self.assertEqual(len(self.refused(files, "hostile", "5000 bad lines").findings), verify.REPORTED)


class Signatures(unittest.TestCase):
    """Section 6.4, without the published vectors: what a lax verifier accepts is refused."""

    P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    D = -121665 * pow(121666, 2**255 - 21, 2**255 - 19) % (2**255 - 19)

    def add(self, a, b):
        (x1, y1), (x2, y2) = a, b
        t = self.D * x1 * x2 * y1 * y2 % self.P
        return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, self.P) % self.P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, self.P) % self.P)

    def times(self, n, point):
        total = (0, 1)
        while n:
            total = self.add(total, point) if n & 1 else total
            point, n = self.add(point, point), n >> 1
        return total

    def encode(self, point):
        return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")

    def decode(self, raw):
        y = int.from_bytes(raw, "little") & 2**255 - 1
        square = (y * y - 1) * pow(self.D * y * y + 1, -1, self.P) % self.P
        x = pow(square, (self.P + 3) // 8, self.P)
        x = x if x * x % self.P == square else x * pow(2, (self.P - 1) // 4, self.P) % self.P
        assert x * x % self.P == square
        return (x if x & 1 == raw[31] >> 7 else self.P - x), y

    def test_strictness(self):
        base = self.decode((4 * pow(5, -1, self.P) % self.P).to_bytes(32, "little"))
        torsion = self.decode(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
        self.assertEqual(self.times(8, torsion), (0, 1))
        self.assertEqual(self.times(self.ORDER, base), (0, 1))
        secret, nonce, message = 1234567, 7654321, b"message"

        def signed(public, r):
            k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % self.ORDER
            return r + ((nonce + k * secret) % self.ORDER).to_bytes(32, "little"), k
        public, r = self.encode(self.times(secret, base)), self.encode(self.times(nonce, base))
        good, _ = signed(public, r)
        self.assertTrue(verify.is_signed(public, good, message))
        s = int.from_bytes(good[32:], "little")
        self.assertFalse(verify.is_signed(public, good[:32] + (s + self.ORDER).to_bytes(32, "little"), message), "S not reduced")
        self.assertFalse(verify.is_signed(public, good, b"another"), "another message")
        self.assertFalse(verify.is_signed(public, good[:-1], message), "63 bytes")
        mixed = self.encode(self.add(self.times(nonce, base), torsion))
        self.assertFalse(verify.is_signed(public, signed(public, mixed)[0], message), "only with the cofactor: R")
        twisted = self.encode(self.add(self.times(secret, base), torsion))
        without, with_cofactor = 0, 0
        for nonce in range(1, 40):
            sig, k = signed(twisted, self.encode(self.times(nonce, base)))
            if k % 8 == 0:
                with_cofactor += 1
                self.assertTrue(verify.is_signed(twisted, sig, message))
            else:
                without += 1
                self.assertFalse(verify.is_signed(twisted, sig, message), "only with the cofactor: A")
        self.assertTrue(without and with_cofactor)
        for point in sorted(verify.WEAK):
            self.assertFalse(verify.is_strong(point))
            self.assertFalse(verify.is_signed(point, point + bytes(32), message), "small order")
        for name, raw in {"honest": public, "twisted": twisted}.items():
            self.assertTrue(verify.is_strong(raw), name)
        self.assertFalse(verify.is_strong(public[:31]))
        for y in range(self.P, 2**255):
            self.assertFalse(verify.is_strong(y.to_bytes(32, "little")), "not canonical")
        self.assertEqual([y for y in range(2, 12) if verify.is_strong(y.to_bytes(32, "little"))], [y for y in range(2, 12) if self.on_curve(y)])
        for y in (1, self.P - 1):
            self.assertFalse(verify.is_strong((y | 1 << 255).to_bytes(32, "little")), "minus zero")

    def on_curve(self, y):
        try:
            self.decode(y.to_bytes(32, "little"))
            return True
        except AssertionError:
            return False


# ---- that the tests bite: without the check the broken ledger passes ----------------------------------------------------
class Controls(Folder):
    """Each broken ledger above all: is it refused for the reason it is meant to be? With the one check taken out it passes."""

    def control(self, check, files, **more):
        self.refused(files, "controls", check, **more)
        self.assertTrue(callable(getattr(verify, check)))
        with unittest.mock.patch.object(verify, check, lambda *what, **named: None):
            self.accepted(files, "controls: without the check", **more)

    def test_lists(self):
        money = Money()
        money.folder = self.folder
        build, to = money.build, money.to
        whys = lambda change: lambda pairs: [(made.canonical({**json.loads(row), "because": made.because(change(why)).hex()}) + b"\n", change(why)) for row, why in pairs]
        self.control("check_because", build(pairs=to("H0001", because="00" * 32)).files())
        self.control("check_because", build(reasons=lambda rows: b"".join(rows[::-1])).files())
        self.control("check_line_entry", build(pairs=to("H0001", kind="paid")).files())
        self.control("check_line_entry", build(pairs=to("H0001", on="2026-01-01")).files())
        self.control("check_line_entry", build(pairs=to("H0001", payout="P02")).files())
        self.control("check_line_entry", build(kind="returned", pairs=to("H0001", kind="paid")).files())
        self.control("check_reasons", build(kind="paid", pairs=whys(lambda why: b'[{"bank":"other"}]\n')).files())
        self.control("check_reasons", build(kind="returned", pairs=whys(lambda why: b"[]\n")).files())
        self.control("check_reasons", build(pairs=whys(lambda why: b"{}\n")).files())
        self.control("check_line_order", build(sort=False, pairs=lambda pairs: pairs[::-1]).files())
        self.control("check_line_state", build(pairs=to("H0001", items=2)).files())
        self.control("check_totals", build(body=lambda value, w: value["lines"].update(total="4.01")).files())
        self.control("check_reference", build(body=lambda value, w: value["reasons"].update(bytes=1)).files())
        for kind in ("declared", "paid", "returned"):
            self.control("check_batch_closed", build(kind=kind, close=False).files())
        w = money.enrolled()
        w.batch([("year.stepped/1", {"step": "close", "year": 2026})])
        self.control("check_batch_closed", w.files())
        w = money.enrolled()
        was = w.stated()
        w.batch([("payout.declared/1", lambda: w.sums(money.AMOUNTS)), ("households.stated/1", was)])
        self.control("check_batch_closed", w.files())
        w = money.enrolled()
        w.batch([("households.stated/1", {**w.stated(), "root": "00" * 32})])
        self.control("check_statement", w.files())
        w = money.enrolled()
        w.batch([("household.enrolled/1", {"household": "H0001"})])
        self.control("check_new_member", w.files())

    def test_keys_and_attestations(self):
        def build(*steps):
            w = made.opened()
            for step in steps:
                step(w)
            return w.files()
        admit = lambda **change: lambda w: w.batch([("key.admitted/1", {**made.CASHIER.key_object(w.origin), **change})])
        attest = lambda *make: lambda w: w.batch([("attestation.recorded/1", {"attestations": [one(w) for one in make]})])
        approve = lambda w: made.CHAIR.attest("approve", {"index": 0, "leaf": w.leaves[0].hex()}, *seen(w))
        self.control("check_author", build(admit(), lambda w: w.batch([("key.retired/1", {"key": made.CASHIER.id})]), lambda w: w.batch([RECEIPT], author=made.CASHIER)))
        self.control("check_author", build(lambda w: w.batch([RECEIPT], author=made.CHAIR, key=made.ACCOUNTANT.id)))
        self.control("check_new_public", build(lambda w: made.replace_ledger_key(w, seed=1), lambda w: w.batch([RECEIPT])))
        self.control("check_possession", build(admit(role="chair")))
        self.control("check_seen", build(attest(lambda w: made.CHAIR.attest("approve", {"blob": "00" * 32}, w.origin, 1, bytes(32)))))
        self.control("check_about", build(attest(lambda w: made.CHAIR.attest("approve", {"index": 0, "leaf": "00" * 32}, *seen(w)))))
        self.control("check_attestation_once", build(attest(approve, approve)))
        self.control("check_attestation_signature", build(attest(lambda w: {**approve(w), "at": "2026-01-05T02:00:01Z"})))
        self.control("check_attestation_origin", build(attest(lambda w: made.CHAIR.attest("approve", {"blob": "00" * 32}, w.origin + "/2", 1, made.root_of(w.leaves)))))
        body = json.loads(made.opened().lines[0])["body"]
        w = made.Writer()
        w.author, w.ledger_keys, w.blobs = made.ACCOUNTANT, [made.LedgerKey(2, made.ORIGIN)], made.opened().blobs
        w.batch([("ledger.opened/1", {**body, "recovery_threshold": 2})])
        self.control("check_recovery_threshold", w.files())

    def test_entries_time_and_notes(self):
        w = made.opened()
        w.batch([RECEIPT], at="2038-01-01T00:00:00Z")
        w.batch([RECEIPT])
        self.control("check_time", w.files())
        self.control("check_spelling", spelled(lambda raw: raw.replace(b'"format":1', b'"format": 1')).files())
        self.control("check_depth", spelled(lambda raw: raw.replace(b'"x":[1]', b'"x":' + b"[" * 7 + b"]" * 7)).files())
        w = made.opened()
        w.origin = "coop.example/test-a/00112233445566fe"
        w.batch([RECEIPT])
        self.control("check_origin", w.files())
        w = made.opened()
        w.batch([RECEIPT], id="e0")
        self.control("check_position", w.files())
        w = made.opened()
        w.batch([("clock.lent/1", {})])
        self.control("check_kind_known", w.files())
        w = made.opened()
        self.control("check_own_lines", w.files(w.note(keys=[made.LedgerKey(30, w.origin)])))
        w.segments.append(1)
        w.batch([RECEIPT])
        files = w.files()
        files["journal/000000000007.jsonl"] = files.pop("journal/000000000001.jsonl")
        self.control("check_segment", files)
        self.control("check_clock_corrected", Clock.corrected(self, floor="2026-01-25T08:00:01Z").files())
        restored = lambda **change: Restored.build(self, **change).files()
        self.control("check_kept", restored(kept={"root": "00" * 32, "size": 2}))
        self.control("check_restoring_place", restored(epoch=3))
        self.control("check_known", restored(known=["x"]))
        self.control("check_plan_approvals", restored(approvals=[made.RECOVERY.attest("approve", {"blob": "00" * 32}, made.ORIGIN, 0, made.sha())]))
        forged = Cosigned.build(self, change=lambda note: note[:5] + ["\u2014 %s %s" % (made.WITNESS.name, made.b64(made.WITNESS.id + made.u64(1) + bytes(64)))])
        self.control("check_cosignature", forged.files(), witnesses=(made.WITNESS.vkey,))
        other = Cosigned.build(self, keys=[made.LedgerKey(77, made.ORIGIN)])
        with unittest.mock.patch.object(verify, "check_checkpoint", lambda ledger: None):
            self.control("check_own_lines", other.files())

    def test_proofs(self):
        w = made.little(3)
        note = w.note()
        for check, raw in (("check_inclusion", w.proof(2, note).replace(made.b64(w.leaves[3]).encode(), made.b64(bytes(32)).encode())),
                           ("check_own_lines", w.proof(2, w.note(keys=[made.LedgerKey(30, w.origin)])))):
            self.assertTrue(verify.check_proof(raw, w.ledger_keys[0].vkey).findings, check)
            with unittest.mock.patch.object(verify, check, lambda *what: None):
                self.assertEqual(verify.check_proof(raw, w.ledger_keys[0].vkey).findings, [], check)
            COUNTS["refused: controls"] += 1
            COUNTS["accepted: controls: without the check"] += 1


def tearDownModule():
    print("\n" + "\n".join("%6d  %s" % (count, name) for name, count in sorted(COUNTS.items())), file=sys.stderr)
    total = collections.Counter()
    for name, count in COUNTS.items():
        total[name.split(":")[0]] += count
    print("%d accepted, %d refused" % (total["accepted"], total["refused"]), file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
