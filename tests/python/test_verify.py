#!/usr/bin/env python3
"""What examples/verify.py accepts and, above all, what it refuses.

    python3 -m unittest tests/python/test_verify.py          needs PyNaCl
    COOP_LEDGER_SAMPLE=path/to/ledger …                      also breaks a ledger that the program itself made
    COOP_EVERY_BYTE=1 …                                      flips every byte instead of a sample of them

Each broken ledger differs in one thing from a good one that is accepted in the same run.
"""
import collections
import importlib.util
import json
import os
import random
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import make_ledger as made  # noqa: E402

spec = importlib.util.spec_from_file_location("verify", os.path.join(ROOT, "examples", "verify.py"))
verify = importlib.util.module_from_spec(spec)
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

    def look(self, files, extra=lambda folder: None):
        folder = os.path.join(self.folder, "ledger")
        shutil.rmtree(folder, ignore_errors=True)
        made.save(files, folder)
        extra(folder)
        return verify.check_ledger(folder)

    def accepted(self, files, family="good", notes=None, **more):
        ledger = self.look(files, **more)
        self.assertEqual(ledger.findings, [], family)
        if notes is not None:
            self.assertEqual(len(ledger.notes), notes, ledger.notes)
        COUNTS["accepted: " + family] += 1
        return ledger

    def refused(self, files, family, what, place="", **more):
        ledger = self.look(files, **more)
        self.assertTrue(ledger.findings, "not noticed: %s, %s" % (family, what))
        if place:
            self.assertIn(place, [finding[0] for finding in ledger.findings], (what, ledger.findings))
        COUNTS["refused: " + family] += 1


# ---- breakages of bytes: they need no key, so they apply to any ledger ------------------------------------------------
def broken_bytes(files, other, seed=7, step=STEP):
    """(family, what, changed files) for a ledger whose checkpoint stands at its end; `other` is another good ledger."""
    rng = random.Random(seed)

    def change(name, raw):
        new = {**files, name: raw}
        if raw is None:
            del new[name]
        return new

    for name in files:
        raw = files[name]
        fine = 1 if name == "checkpoint" else step
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
        picks = range(len(lines)) if len(lines) < 60 else sorted(rng.sample(range(len(lines)), 60))
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
    for name in [n for n in files if n.startswith("blobs/")]:
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
        step = max(1, sum(map(len, files.values())) // 500)
        for family, what, changed in broken_bytes(files, made.little(origin="coop.example/other/ffeeddccbbaa9988").files(), step=step):
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

    def test_kinds_of_the_log_that_it_does_not_cover_are_findings(self):
        for kind, body in {
            "clock.corrected/1": {"floor": "2026-01-02T08:00:00Z", "from": "2038-01-01T00:00:00Z", "to": "2026-01-03T00:00:00Z"},
            "key.revoked/1": {"from": 1, "key": made.CHAIR.id}, "ledger.restored/1": {"epoch": 2},
            "ledger.key.replaced/1": {"vkey": made.LedgerKey(30, made.ORIGIN).vkey},
        }.items():
            self.refused(self.build(lambda w: w.batch([(kind, body)])).files(), "not covered", kind, "entry 1")

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

    def test_the_origin_never_changes(self):
        def change(w):
            w.origin += "/2"
        receipt = lambda w: w.batch([RECEIPT])
        self.refused(self.build(receipt, change, receipt).files(), "origin", "another epoch", "entry 2")

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
    def build(self, lines=None, body=None, about=None, tail=()):
        w = made.opened()
        w.batch([("household.enrolled/1", {"household": code}, [code]) for code in ("H0001", "H0002", "H0003")])

        def declared():
            value = {"lines": w.sums([("H0001", 100), ("H0002", 250), ("H0003", 3), ("collective", 47)])}
            if lines:
                rows = w.blobs.pop(value["lines"]["blob"]).splitlines(keepends=True)
                raw = lines(rows)
                value["lines"].update(w.blob(raw))
                try:
                    top = made.root_of([made.sum_leaf(row) for row in raw.splitlines(keepends=True)], made.sum_node)
                    value["lines"].update(count=top[0], total=made.yuan(top[1]), root=top[2].hex())
                except Exception:
                    pass
            if body:
                body(value, w)
            return value
        w.batch([("payout.declared/1", declared) + ((about,) if about else ()), *[part(w) for part in tail]])
        return w

    def test_the_lines_of_a_payout_are_what_the_entry_says(self):
        self.accepted(self.build().files(), "payouts")

        def row(change):
            def apply(rows):
                value = json.loads(rows[0])
                value.update(change)
                rows[0] = made.canonical(value) + b"\n"
                return b"".join(sorted(rows, key=made.sum_hash))
            return apply

        def update(**change):
            return lambda value, w: value["lines"].update(change)

        def h1(change):
            def apply(rows):
                rows = [made.canonical({**json.loads(r), **change}) + b"\n" if json.loads(r)["to"] == "H0001" else r for r in rows]
                return b"".join(sorted(rows, key=made.sum_hash))
            return apply
        self.accepted(self.build(lines=h1({"amount": "7.00"})).files(), "payouts")
        for what, more in {
            "lines out of order": {"lines": lambda rows: b"".join(rows[::-1])}, "a line twice": {"lines": lambda rows: b"".join(rows[:1] + rows)},
            "no newline at the end": {"lines": lambda rows: b"".join(rows)[:-1]}, "no lines": {"lines": lambda rows: b""},
            "an empty line": {"lines": lambda rows: b"".join(rows) + b"\n"}, "a space": {"lines": lambda rows: b"".join(rows).replace(b":", b": ", 1)},
            "digest of another": {"lines": h1({"digest": "00" * 32})}, "items of another": {"lines": h1({"items": 2})},
            "a household twice": {"lines": h1({"to": "H0002"})}, "a digest for a stranger": {"lines": row({"to": "OP1", "digest": "11" * 32, "items": 1})},
            "a negative amount": {"lines": h1({"amount": "-1.00"})}, "three decimals": {"lines": h1({"amount": "1.000"})},
            "a number": {"lines": h1({"amount": 100})}, "a 6th member": {"lines": h1({"x": 1})}, "nobody": {"lines": h1({"to": ""})},
            "another total": {"body": update(total="4.01")}, "another count": {"body": update(count=5)}, "another root": {"body": update(root="00" * 32)},
            "count 0": {"body": update(count=0)}, "bytes less": {"body": update(bytes=1)}, "another blob": {"body": update(blob="00" * 32)},
            "total as number": {"body": update(total=400)}, "root missing": {"body": lambda value, w: value["lines"].pop("root")},
            "the household also in about": {"about": ["H0001"]},
            "the file absent": {"body": lambda value, w: w.blobs.pop(value["lines"]["blob"]) and None},
        }.items():
            self.refused(self.build(**more).files(), "payouts", what)

    def test_the_digests_of_all_households_are_recomputed(self):
        stated = lambda **change: lambda w: ("households.stated/1", lambda: {**w.stated(), **change})
        self.accepted(self.build(tail=[stated()]).files(), "households")
        for what, part in {"another root": stated(root="00" * 32), "another count": stated(count=2), "a later size": stated(size=6), "an earlier size": stated(size=2),
                           "no size": lambda w: ("households.stated/1", {"count": 3, "root": "00" * 32})}.items():
            self.refused(self.build(tail=[part]).files(), "households", what, "entry 5")

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

    def test_a_household_finds_all_its_items(self):
        for households in (1, 2, 3, 5, 8, 9):
            w = made.little(households)
            self.accepted(w.files(), "households")
            folder = os.path.join(self.folder, "ledger")
            for code in w.members:
                ledger = verify.check_ledger(folder, household=code)
                self.assertEqual(ledger.findings, [])
                self.assertIn("%s: %d items" % (code, 4 if code == "H0001" else 3), "\n".join(ledger.told))
            ledger = verify.check_ledger(folder, household="H9999")
            self.assertEqual([finding[0] for finding in ledger.findings], ["--household"])


class Proofs(unittest.TestCase):
    def setUp(self):
        self.w = made.little(7)
        self.key = self.w.ledger_keys[-1].vkey
        self.note = self.w.note()

    def refused(self, raw, family, what):
        self.assertTrue(verify.check_proof(raw, self.key).findings, "not noticed: %s, %s" % (family, what))
        COUNTS["refused: " + family] += 1

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

    def test_another_key_or_ledger_does_not_vouch(self):
        raw = self.w.proof(2, self.note)
        self.key = made.LedgerKey(30, made.ORIGIN).vkey
        self.refused(raw, "proof under another key", "of the same origin")
        self.key = made.LedgerKey(2, "coop.example/x/00112233445566ff").vkey
        self.refused(raw, "proof under another key", "another origin")


def tearDownModule():
    print("\n" + "\n".join("%6d  %s" % (count, name) for name, count in sorted(COUNTS.items())), file=sys.stderr)
    total = collections.Counter()
    for name, count in COUNTS.items():
        total[name.split(":")[0]] += count
    print("%d accepted, %d refused" % (total["accepted"], total["refused"]), file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
