#!/usr/bin/env python3
"""Writes small ledgers that follow schemas/FORMAT.md, for tests. Shares no code with examples/verify.py.

    make_ledger.py FOLDER [--households N]

makes FOLDER/ledger, FOLDER/vkey, FOLDER/entry.tlog-proof, FOLDER/line.sum-proof, FOLDER/older-checkpoint and
FOLDER/consistency (hashes in base64, one a line). `Writer` lets a test build a ledger step by step, also a wrong one.
"""
import base64
import hashlib
import json
import os
import sys

from nacl.signing import SigningKey

ORIGIN = "coop.example/test-a/00112233445566ff"


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u64(number):
    return number.to_bytes(8, "big")


def b64(raw):
    return base64.b64encode(raw).decode()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def split(size):
    """The largest power of two below size."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def leaf_hash(line):
    return sha(b"\0", line)


def node_hash(left, right):
    return sha(b"\1", left, right)


def root_of(leaves, node=node_hash):
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return leaves[0]
    at = split(len(leaves))
    return node(root_of(leaves[:at], node), root_of(leaves[at:], node))


def inclusion(leaves, index, node=node_hash):
    """Siblings from the leaf upward."""
    if len(leaves) == 1:
        return []
    at = split(len(leaves))
    if index < at:
        return inclusion(leaves[:at], index, node) + [root_of(leaves[at:], node)]
    return inclusion(leaves[at:], index - at, node) + [root_of(leaves[:at], node)]


def consistency(leaves, old):
    """RFC 6962 section 2.1.2: that the tree over `leaves` extends the one over its first `old` leaves."""

    def sub(part, old, whole):
        if old == len(part):
            return [] if whole else [root_of(part)]
        at = split(len(part))
        if old <= at:
            return sub(part[:at], old, whole) + [root_of(part[at:])]
        return sub(part[at:], old - at, False) + [root_of(part[:at])]

    return sub(leaves, old, True)


def sum_hash(line):
    return sha(b"coop-ledger/sum-leaf/v1\n", line)


def sum_leaf(line):
    return 1, int(json.loads(line)["amount"].replace(".", "")), sum_hash(line)


def sum_node(left, right):
    framed = b"".join(u64(part[0]) + u64(part[1]) + part[2] for part in (left, right))
    return left[0] + right[0], left[1] + right[1], sha(b"coop-ledger/sum-node/v1\n", framed)


def portion_hash(line):
    return sha(b"coop-ledger/portion/v1\n", line)


def because(reasons):
    return sha(b"coop-ledger/reasons/v1\n", reasons)


def reason_of(kind, fen):
    """What a line's reasons are unless a test says otherwise (section 12.3)."""
    if kind == "paid":
        return []
    if kind == "returned":
        return [{"bank": "account_closed"}]
    return [{"amount": yuan(fen), "exact": yuan(fen), "how": "rest", "line": 1, "rows": ["K1"], "step": "s1"}]


def yuan(fen):
    return "%d.%02d" % divmod(fen, 100)


def key_id(public):
    return sha(b"coop-ledger/key/v1\n", b"ed25519\n", public).hex()[:32]


class Person:
    """A key with the person it belongs to. The seed is one byte, repeated: never outside tests."""

    def __init__(self, seed, person, role, kind="person"):
        self.key = SigningKey(bytes([seed]) * 32)
        self.public = bytes(self.key.verify_key)
        self.id = key_id(self.public)
        self.person, self.role, self.kind = person, role, kind

    def attest(self, act, about, origin, size, root, at="2026-01-05T02:00:00Z", **more):
        value = {"about": about, "act": act, "at": at, "format": 1, "key": self.id, "origin": origin,
                 "seen": {"root": root.hex(), "size": size}, **more}
        value["sig"] = self.key.sign(b"coop-ledger/attestation/v1\n" + canonical(value)).signature.hex()
        return value

    def key_object(self, origin, size=0, root=None):
        known = {"alg": "ed25519", "person": self.person, "public": self.public.hex()}
        about = {**known, "role": self.role or self.kind}
        possession = self.attest("possess", about, origin, size, root or sha())
        role = {"role": self.role} if self.role else {}
        return {**known, **role, "kind": self.kind, "possession": possession}


class LedgerKey:
    def __init__(self, seed, origin):
        self.key, self.name = SigningKey(bytes([seed]) * 32), origin
        typed = b"\1" + bytes(self.key.verify_key)
        self.id = sha(origin.encode(), b"\n", typed)[:4]
        self.vkey = "%s+%s+%s" % (origin, self.id.hex(), b64(typed))

    def line(self, text):
        return "\u2014 %s %s\n" % (self.name, b64(self.id + self.key.sign(text).signature))


class Witness:
    """A witness: its cosignatures have type 04 (section 9.5), its key id is made as in section 9.1."""

    def __init__(self, seed, name):
        self.key, self.name = SigningKey(bytes([seed]) * 32), name
        typed = b"\4" + bytes(self.key.verify_key)
        self.id = sha(name.encode(), b"\n", typed)[:4]
        self.vkey = "%s+%s+%s" % (name, self.id.hex(), b64(typed))

    def line(self, text, seconds=1767600000):
        """A line for a note, of which only the first three lines are signed."""
        text = b"".join(text.splitlines(keepends=True)[:3])
        signature = self.key.sign(b"cosignature/v1\ntime %d\n" % seconds + text).signature
        return "\u2014 %s %s\n" % (self.name, b64(self.id + u64(seconds) + signature))


PAYOUTS = {"payout.declared/1": "declared", "payout.paid/1": "paid", "payout.returned/1": "returned"}


class Writer:
    def __init__(self, origin=ORIGIN):
        self.origin, self.lines, self.leaves, self.blobs = origin, [], [], {}
        self.author, self.ledger_keys = None, []
        self.members, self.items, self.day, self.segments, self.ends, self.today = [], {}, 1, [0], [], ""

    # one batch at a time: [(kind, body)] or [(kind, body, about)]
    def batch(self, entries, author=None, at=None, **change):
        author = author or self.author
        self.day += 1
        at = at or "2026-01-%02dT08:00:00Z" % self.day
        self.today = at[:10]
        for k, (kind, body, *about) in enumerate(entries):
            body = body() if callable(body) else body
            index = len(self.lines)
            entry = {"about": sorted(about[0]) if about else [], "batch": [k, len(entries)], "body": body,
                     "effective_on": at[:10], "format": 1, "id": "e%d" % index, "index": index, "key": author.id,
                     "kind": kind, "origin": self.origin,
                     "prev": self.leaves[-1].hex() if self.leaves else "0" * 64, "recorded_at": at}
            entry.update(change)
            self.append(canonical(entry), author, entry)
        self.ends.append(len(self.lines))

    def append(self, unsigned, author, entry):
        """Signs a text without its `sig` and appends it, whatever it says."""
        signature = author.key.sign(b"coop-ledger/entry/v1\n" + unsigned).signature.hex()
        line = unsigned[:-1] + b',"sig":"' + signature.encode() + b'"}\n'
        leaf = leaf_hash(line)
        for code in entry["about"]:
            self.item(code, entry["index"], leaf)
        if entry["kind"] in PAYOUTS and isinstance(entry["body"].get("lines"), dict):
            for row in self.blobs.get(entry["body"]["lines"].get("blob"), b"").split(b"\n")[:-1]:
                try:
                    to = json.loads(row).get("to")
                except (ValueError, AttributeError):                # a test may hand in lines that are none
                    continue
                if to in self.members:
                    self.item(to, entry["index"], sum_hash(row + b"\n"))
        if isinstance(entry["body"].get("portions"), dict):
            for row in self.blobs.get(entry["body"]["portions"].get("blob"), b"").split(b"\n")[1:-1]:
                try:
                    to = json.loads(row).get("to")
                except (ValueError, AttributeError):
                    continue
                if isinstance(to, str):
                    self.item(to, entry["index"], portion_hash(row + b"\n"))
        enrols = {"household.enrolled/1": "household", "village.joined/1": "village", "household.split/1": "new_household"}
        if entry["kind"] in enrols:
            self.members.append(entry["body"].get(enrols[entry["kind"]]))
        self.lines.append(line)
        self.leaves.append(leaf)

    def item(self, code, index, item):
        digest, items = self.items.get(code, (bytes(32), 0))
        self.items[code] = sha(b"coop-ledger/household-item/v1\n", digest, u64(index), item), items + 1

    def blob(self, raw):
        name = hashlib.sha256(raw).hexdigest()
        self.blobs[name] = raw
        return {"blob": name, "bytes": len(raw)}

    def sums(self, amounts, kind="declared", payout="P01", reasons=None):
        """Body of a payout: [(to, fen)] as lines in the order of the tree, and their reasons."""
        pairs = []
        for number, (to, fen) in enumerate(amounts):
            digest, items = self.items.get(to, (bytes(32), 0)) if to in self.members else (bytes(32), 0)
            why = canonical(reasons[number] if reasons else reason_of(kind, fen)) + b"\n"
            row = canonical({"amount": yuan(fen), "because": because(why).hex(), "digest": digest.hex(), "items": items,
                             "kind": kind, "on": self.today, "payout": payout, "to": to}) + b"\n"
            pairs.append((row, why))
        pairs.sort(key=lambda pair: sum_hash(pair[0]))
        rows = [row for row, _ in pairs]
        count, total, root = root_of([sum_leaf(row) for row in rows], sum_node)
        return {"lines": {**self.blob(b"".join(rows)), "count": count, "root": root.hex(), "total": yuan(total)},
                "payout": payout, "reasons": self.blob(b"".join(why for _, why in pairs))}

    def portions(self, seed=b"\7" * 32, beside=(), **lists):
        """Body of an entry about several households: for each list [(thing, codes of those who stand in it)]."""
        common, own = {}, {code: {} for code in beside}
        for name, things in lists.items():
            for at, (thing, codes) in enumerate(things):
                for lines in [own.setdefault(code, {}) for code in codes] or [common]:
                    lines.setdefault(name, []).append({"at": at, "is": thing})
        rows = [canonical({"lists": common, "seed": seed.hex()}) + b"\n"]
        for code in sorted(own):
            salt = sha(b"coop-ledger/portion-salt/v1\n", seed, code.encode()).hex()
            rows.append(canonical({"lists": own[code], "salt": salt, "to": code}) + b"\n")
        return self.portioned(rows)

    def portioned(self, rows, **change):
        """The same from the lines of the blob, whatever they say."""
        head = {**self.blob(b"".join(rows)), "count": len(rows), "root": root_of([portion_hash(row) for row in rows]).hex()}
        return {"portions": {**head, **change}}

    def portion_rows(self, index):
        blob = json.loads(self.lines[index])["body"]["portions"]["blob"]
        return [row + b"\n" for row in self.blobs[blob].split(b"\n")[:-1]]

    def portion_proof(self, index, to, note):
        rows = self.portion_rows(index)
        place = [json.loads(row).get("to") for row in rows].index(to)
        path = "".join(b64(part) + "\n" for part in inclusion([portion_hash(row) for row in rows], place))
        head = "coop-ledger/portion-proof/v1\nportion %s\nindex %d\n%s\n" % (b64(rows[place]), place, path)
        return head.encode() + self.proof(index, note)

    def stated(self):
        leaves = []
        for code in self.members:
            digest, items = self.items.get(code, (bytes(32), 0))
            leaves.append(leaf_hash(canonical({"digest": digest.hex(), "household": code, "items": items}) + b"\n"))
        return {"count": len(leaves), "root": root_of(leaves).hex(), "size": len(self.lines)}

    def note(self, size=None, keys=None):
        size = len(self.lines) if size is None else size
        keys = keys or self.ledger_keys[-1:]
        text = "%s\n%d\n%s\n" % (keys[-1].name, size, b64(root_of(self.leaves[:size])))
        return (text + "\n" + "".join(key.line(text.encode()) for key in keys)).encode()

    def proof(self, index, note):
        size = int(note.split(b"\n")[1])
        path = "".join(b64(part) + "\n" for part in inclusion(self.leaves[:size], index))
        head = "c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n%s\n" % (b64(self.lines[index]), index, path)
        return head.encode() + note

    def sum_proof(self, index, to, note):
        rows = [row + b"\n" for row in self.blobs[json.loads(self.lines[index])["body"]["lines"]["blob"]].split(b"\n")[:-1]]
        place = [json.loads(row)["to"] for row in rows].index(to)
        path = inclusion([sum_leaf(row) for row in rows], place, sum_node)
        steps = "".join("%d %d %s\n" % (count, fen, b64(part)) for count, fen, part in path)
        head = "coop-ledger/sum-proof/v1\nline %s\nindex %d\n%s\n" % (b64(rows[place]), place, steps)
        return head.encode() + self.proof(index, note)

    def files(self, note=None):
        """{path in the folder: bytes}"""
        files = {"checkpoint": note or self.note()}
        bounds = self.segments + [len(self.lines)]
        for first, end in zip(bounds, bounds[1:]):
            files["journal/%012d.jsonl" % first] = b"".join(self.lines[first:end])
        files.update(("blobs/" + name, raw) for name, raw in self.blobs.items())
        return files


def save(files, folder):
    os.makedirs(os.path.join(folder, "journal"), exist_ok=True)
    for path, raw in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "wb") as file:
            file.write(raw)


ACCOUNTANT = Person(1, "K01", "accountant")
CHAIR = Person(3, "K02", "chair")
CASHIER = Person(4, "K03", "cashier")
RECOVERY = Person(5, "K04", None, "recovery")
SUPERVISOR = Person(6, "K05", "supervisor")
WITNESS = Witness(50, "witness.example/w1")
OTHER_WITNESS = Witness(51, "witness.example/w2")


def opened(origin=ORIGIN, ledger_seed=2, people=(ACCOUNTANT, CHAIR, RECOVERY)):
    """A ledger with entry 0 only."""
    w = Writer(origin)
    w.author, w.ledger_keys = ACCOUNTANT, [LedgerKey(ledger_seed, origin)]
    chart = w.blob("101 库存现金\n102 银行存款\n".encode())
    w.batch([("ledger.opened/1", {
        "chart": chart, "currency": "CNY", "keys": [person.key_object(origin) for person in people],
        "names": {"en": "Test village A", "zh": "试验村甲"},
        "recovery_threshold": min(1, sum(person.kind == "recovery" for person in people)), "vkey": w.ledger_keys[0].vkey, "zone": "+08:00"})])
    return w


def little(households=5, origin=ORIGIN, ledger_seed=2):
    """A good ledger with everything that FORMAT.md section 16 names and examples/verify.py covers."""
    w = opened(origin, ledger_seed)
    codes = ["H%04d" % n for n in range(1, households + 1)]
    w.batch([("household.enrolled/1", {"household": code}, [code]) for code in codes])
    w.batch([("receipt.recorded/1", {"amount": "900.00", "payer": "某运营公司", "say": "\"quoted\" \\ ㎡"})])
    w.batch([("key.admitted/1", lambda: CASHIER.key_object(origin, w.ends[-1], root_of(w.leaves)))])
    sheet = w.blob("语义 = 1\n".encode())
    w.batch([("scheme.adopted/1", {"scheme": "rot-rent", "sheet": sheet})])
    amounts = [(code, 10000 + 7 * n) for n, code in enumerate(codes)] + [("collective", 1), ("residue", 0)]
    w.batch([("payout.declared/1", lambda: w.sums(amounts)), ("households.stated/1", w.stated)])
    declared = len(w.lines) - 2
    w.segments.append(len(w.lines))
    about = {"index": declared, "leaf": w.leaves[declared].hex()}
    w.batch([("attestation.recorded/1", {"attestations": [
        CHAIR.attest("approve", about, origin, w.ends[-1], root_of(w.leaves)),
        RECOVERY.attest("acknowledge", {"blob": "ab" * 32}, origin, w.ends[-2], root_of(w.leaves[:w.ends[-2]]),
                        say="cd" * 32)]})])
    w.batch([("payout.paid/1", lambda: w.sums(amounts[:-2], "paid")), ("households.stated/1", w.stated)], author=CASHIER)
    w.batch([("payout.returned/1", lambda: w.sums(amounts[:1], "returned")), ("households.stated/1", w.stated)])
    w.batch([("year.stepped/1", {"step": "reserve", "year": 2026})])
    w.batch([("year.stepped/1", {"step": "close", "year": 2026}), ("households.stated/1", w.stated)])
    w.batch([("key.retired/1", {"key": CASHIER.id})])
    w.batch([("household.told/1", {"household": codes[0]}, [codes[0]]), ("households.stated/1", w.stated)])
    w.batch([("info.recorded/1", {"text": ["one", "two"]})])
    return w


WATER = [({"account": "113", "debit": "120.00", "holder": "H0001", "purpose": "水费"}, ["H0001"]),
         ({"account": "504", "credit": "200.50"}, []),
         ({"account": "113", "debit": "80.50", "holder": "H0002", "purpose": "水费"}, ["H0002"])]
PAID = [({"amount": "3500.00", "owner": "H0001"}, ["H0001"]), ({"amount": "1700.00", "owner": "H0002", "payer": "H0003"}, ["H0002", "H0003"])]


def several(origin=ORIGIN):
    """A good ledger with entries that list things of several households (section 12.5), the last four but one."""
    w = little(4, origin)
    w.batch([("voucher.recorded/1", lambda: w.portions(lines=WATER))])
    w.batch([("subscription.recorded/1", lambda: {"contract": "COT-1", **w.portions(b"\x08" * 32, lines=PAID)})])
    w.batch([("contract.signed/1", lambda: w.portions(b"\x09" * 32, houses=[("HS-1", ["H0004"])], parcels=[("P1", ["H0002"]), ("P2", ["H0001"])]))])
    w.batch([("entry.corrected/1", lambda: {"reason": "other", **w.portions(b"\x0a" * 32, beside=["H0001", "H0002"])}), ("households.stated/1", w.stated)])
    return w


def replace_ledger_key(w, seed=40, approvals=None):
    """ledger.key.replaced/1: the new key signs from the end of this batch on."""
    key = LedgerKey(seed, w.origin)
    approvals = {} if approvals is None else {"approvals": approvals}
    w.batch([("ledger.key.replaced/1", {"vkey": key.vkey, **approvals})])
    w.ledger_keys.append(key)
    return key


def restored(w, lost, known=(), seed=41, epoch=2, **change):
    """Body of ledger.restored/1 for a ledger of which `lost` more entries are gone; w is then under the new origin."""
    former, size, root = w.origin, len(w.lines), root_of(w.leaves)
    plan = w.blob("plan: read the mirror\n".encode())
    approval = RECOVERY.attest("approve", {"blob": plan["blob"]}, former, size, root)
    w.origin = "/".join(former.split("/")[:3]) + "/%d" % epoch
    key = LedgerKey(seed, w.origin)
    w.ledger_keys.append(key)
    return {"approvals": [approval], "epoch": epoch, "kept": {"root": root.hex(), "size": size}, "known": list(known),
            "lost_to": size + lost, "plan": plan, "vkey": key.vkey, **change}


def cosigned(w, witnesses, size=None, keys=None):
    """Body of checkpoint.cosigned/1."""
    note = w.note(size, keys)
    lines = note.decode() + "".join(witness.line(note) for witness in witnesses)
    return {"note": lines.splitlines()}


def rich(households=3, origin=ORIGIN):
    """A good ledger with what little() leaves out: cosignatures, a revoked key, another ledger key, a corrected clock and
    a restoration. Its verdict is PASS with notes."""
    w = little(households, origin)
    w.batch([("checkpoint.cosigned/1", lambda: cosigned(w, [WITNESS, OTHER_WITNESS]))])
    w.batch([("key.admitted/1", lambda: SUPERVISOR.key_object(w.origin, len(w.lines), root_of(w.leaves)))])
    w.batch([("receipt.recorded/1", {"amount": "1.00"})], author=SUPERVISOR)
    w.batch([("key.revoked/1", {"from": len(w.lines) - 1, "key": SUPERVISOR.id})])
    replace_ledger_key(w)
    w.batch([("receipt.recorded/1", {"amount": "2.00"})], at="2026-09-01T08:00:00Z")
    plan = w.blob("clock: nine months ahead\n".encode())
    w.batch([("clock.corrected/1", lambda: {
        "approvals": [CHAIR.attest("approve", {"blob": plan["blob"]}, w.origin, len(w.lines), root_of(w.leaves))],
        "evidence": plan, "floor": "2026-01-20T08:00:00Z", "from": "2026-09-01T08:00:00Z", "to": "2026-01-25T08:00:00Z"})],
        at="2026-01-25T08:00:00Z")
    known = w.note().decode().splitlines()
    former, size = w.origin, len(w.lines)
    w.day = 25
    w.segments.append(len(w.lines))
    w.batch([("ledger.restored/1", restored(w, 3, known)), ("households.stated/1", w.stated)])
    late = CHAIR.attest("acknowledge", {"blob": "ef" * 32}, former, size + 2, sha(b"lost"))
    w.batch([("attestation.recorded/1", {"attestations": [late]})])
    w.batch([("receipt.recorded/1", {"amount": "3.00"})])
    return w


def main():
    folder = sys.argv[1]
    households = int(sys.argv[sys.argv.index("--households") + 1]) if "--households" in sys.argv else 5
    w = little(households)
    declared = next(i for i, line in enumerate(w.lines) if b'"kind":"payout.declared/1"' in line)
    note, older = w.note(), w.note(w.ends[2], w.ledger_keys[:1])
    extra = {"vkey": w.ledger_keys[-1].vkey.encode() + b"\n", "entry.tlog-proof": w.proof(2, note),
             "line.sum-proof": w.sum_proof(declared, "H0001", note), "older-checkpoint": older,
             "older-vkey": w.ledger_keys[0].vkey.encode() + b"\n",
             "consistency": "".join(b64(part) + "\n" for part in consistency(w.leaves, w.ends[2])).encode()}
    save(w.files(note), os.path.join(folder, "ledger"))
    save(extra, folder)
    os.rmdir(os.path.join(folder, "journal"))


if __name__ == "__main__":
    main()
