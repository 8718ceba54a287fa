#!/usr/bin/env python3
"""Checks a ledger, or one proof, without the program that wrote it. Follows schemas/FORMAT.md; § names its sections.

    verify.py LEDGER [--vkey KEY] [--leaf0 HEX] [--seen SIZE:ROOT] [--household H0007]
    verify.py proof FILE --vkey KEY

Exit 0: nothing wrong; 1: findings; 2: wrong use. Needs Python 3.8 and PyNaCl, whose signature check is strict (§6.4).
Checked: bytes, chain, tree, keys, signatures, blobs, sums, household digests. Not checked: books, rules, `about`."""
import argparse, base64, bisect, datetime, hashlib, json, pathlib, re, sys
from nacl.signing import VerifyKey

class Bad(Exception):
    """Bad(expected, found). Any other error while reading becomes a finding as well: see `check`."""
def need(ok, expected, found=""):
    if not ok:
        raise Bad(expected, found)

# ---- 1. Canonical JSON (§3) and the spelling of values (§4) ----
TABLE = ("20-7E A7-A7 B0-B3 B7-B7 C0-24F 2013-2014 2018-2019 201C-201D 2026-2026 2030-2030 2160-216B 2460-2473 3001-3003 "
         "3005-3005 3007-3011 3014-301B 33A1-33A1 3400-4DBF 4E00-9FFF FF01-FF5E FFE5-FFE5 20000-2A6DF 2A700-2EBEF "
         "30000-323AF")
TEXT = re.compile("[" + re.sub("([0-9A-F]+) ?", lambda end: "\\U" + end[1].zfill(8), TABLE) + "]*")
encode = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

def allowed(value, depth=1):
    if isinstance(value, dict):
        return all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in value) and allowed(list(value.values()), depth)
    if isinstance(value, list):
        return depth <= 8 and all(allowed(part, depth + 1) for part in value)
    return TEXT.fullmatch(value) if isinstance(value, str) else type(value) is bool or number(value)

def line(raw, shapes):
    """One line as an object. Parsing turns 1.5 and NaN into something not allowed, and the comparison shows the rest."""
    need(raw.endswith(b"\n") and len(raw) <= 65535, "a line of at most 65535 bytes", "%d bytes" % len(raw))
    value = json.loads(raw[:-1].decode("utf-8"), parse_float=Bad, parse_constant=Bad)
    need(allowed(value) and encode(value) == raw[:-1], "canonical JSON, characters of the table", raw[:90])
    return shaped(value, shapes)

def shaped(value, shapes, more=False, optional=()):
    need(isinstance(value, dict) and (more or {*value, *optional} == {*shapes}), "the members " + " ".join(shapes), value)
    for name in shapes:
        need(name in optional and name not in value or shapes[name](value.get(name)), "`%s` well spelled" % name, value)
    return value

like = lambda pattern: lambda v: isinstance(v, str) and bool(re.fullmatch(pattern, v, re.ASCII))
number = lambda v: type(v) is int and 0 <= v < 2**53
one, a_dict, a_list = lambda v: number(v) and v == 1, lambda v: isinstance(v, dict), lambda v: isinstance(v, list)
day = lambda v: like(r"\d{4}-\d\d-\d\d")(v) and 1900 <= datetime.date.fromisoformat(v).year <= 2199
instant = lambda v: like(r".{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")(v) and day(v[:10])
epoch = lambda text: int((text.split("/") + ["1"])[3])
origin = lambda v: (like("(?!coop-ledger/|cosignature/)[a-z0-9.-]+/[a-z0-9.-]+/[0-9a-f]{16}(/([2-9]|[1-9][0-9]+))?")(v)
                    and len("/".join(v.split("/")[:3])) <= 109 and epoch(v) < 2**32)
same_ledger = lambda old, new: old.split("/")[:3] == new.split("/")[:3] and epoch(old) <= epoch(new)
hex32, hex64, hex128 = like("[0-9a-f]{32}"), like("[0-9a-f]{64}"), like("[0-9a-f]{128}")
code, money = like("[A-Z]{1,2}[0-9]{0,8}"), like(r"(0|[1-9][0-9]{0,13})\.[0-9]{2}")
ENTRY = {"about": lambda v: a_list(v) and len(v) <= 4096 and all(map(code, v)) and v == sorted(set(v)),
         "batch": lambda v: a_list(v) and len(v) == 2 and all(map(number, v)) and v[0] < v[1] <= 1_000_000,
         "body": a_dict, "effective_on": day, "format": one, "id": like("[A-Za-z0-9._:-]{1,64}"), "index": number,
         "key": hex32, "kind": lambda v: like(r"(?=.{1,64}$)[a-z]+(\.[a-z]+)*/[1-9]\d*")(v) and int(v.split("/")[1]) < 2**32,
         "origin": origin, "prev": hex64, "recorded_at": instant, "sig": hex128}
ROW = {"amount": money, "because": a_list, "digest": hex64, "items": number, "to": like("(?! ).{1,200}(?<! )")}
SUMS = {"blob": hex64, "bytes": number, "count": number, "root": hex64, "total": money}
HEAD = {"root": hex64, "size": number}
KEY = {"alg": like("ed25519"), "kind": like("person|recovery"), "person": like("K[0-9]{1,8}"), "possession": a_dict,
       "public": hex64, "role": like("[a-z]{1,32}")}
ACT = {"about": a_dict, "act": like("approve|object|answer|acknowledge|withdraw|possess"), "at": instant, "format": one,
       "key": hex32, "origin": origin, "say": hex64, "seen": lambda v: bool(shaped(v, HEAD)), "sig": hex128}

# ---- 2. Hashes and trees (§5.4, §12.2): one shape, two kinds of node ----
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
u64 = lambda *numbers: b"".join(n.to_bytes(8, "big") for n in numbers)
join = lambda left, right: sha(b"\1", left, right)
fen = lambda text: int(text.replace(".", ""))
key_id = lambda public: sha(b"coop-ledger/key/v1\ned25519\n", public)[:16].hex()
sum_leaf = lambda raw: (1, fen(line(raw, ROW)["amount"]), sha(b"coop-ledger/sum-leaf/v1\n", raw))
sum_root = lambda lines: (lines["count"], fen(lines["total"]), bytes.fromhex(lines["root"]))
half = lambda size: 1 << (size - 1).bit_length() - 1      # the largest power of two below a size above 1

def sum_join(a, b):
    need(a[1] + b[1] < 2**63 and a[0] == half(a[0] + b[0]), "a sum below 2^63 fen, a tree in shape", (a, b))
    return a[0] + b[0], a[1] + b[1], sha(b"coop-ledger/sum-node/v1\n", u64(*a[:2]), a[2], u64(*b[:2]), b[2])

def tree(leaves, join, first=0, size=None, known=None):
    """The root over `size` leaves from `first` on; `known` keeps the roots of parts for the next time."""
    size, known = len(leaves) if size is None else size, {} if known is None else known
    if size > 1 and (first, size) not in known:
        left = tree(leaves, join, first, half(size), known)
        known[first, size] = join(left, tree(leaves, join, first + half(size), size - half(size), known))
    return known[first, size] if size > 1 else leaves[first] if size else sha()

def siblings(leaves, index):
    """The roots beside the way from a leaf to the root of all, from below."""
    if len(leaves) < 2:
        return []
    left, right = leaves[:half(len(leaves))], leaves[half(len(leaves)):]
    here, there = (left, right) if index < len(left) else (right, left)
    return siblings(here, index % len(left)) + [tree(there, join)]

def climb(leaf, index, size, path, join):
    """The root to which a leaf at a place among `size` and its siblings, from below, lead."""
    need(index < size and bool(path) == (size > 1), "a path that fits place %d of %d" % (index, size), len(path))
    if size > 1 and index < half(size):
        return join(climb(leaf, index, half(size), path[:-1], join), path[-1])
    return join(path[-1], climb(leaf, index - half(size), size - half(size), path[:-1], join)) if size > 1 else leaf

# ---- 3. Signatures, notes and proofs (§6.4, §9, §12.4) ----
def unbase64(text, length=None):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text and length in (None, len(raw)), "base64 in its one spelling", text)
    return raw

decimal = lambda text: int(text) if like("0|[1-9][0-9]{0,18}")(text) else need(False, "a decimal number", text)

def verifier_key(text):
    """(name, note key id, public key) of a verifier key (§9.1)."""
    name, short, key = text.split("+", 2)
    raw = unbase64(key, 33)
    need(origin(name) and raw[0] == 1 and sha(name.encode(), b"\n", raw)[:4].hex() == short, "a verifier key, type 01", text)
    return name, bytes.fromhex(short), raw[1:]

def note(raw):
    """(origin, size, root, signed bytes, [(name, key id, signature)]) of a checkpoint (§9.2)."""
    text = raw.decode("utf-8").split("\n")
    need(len(text) > 5 and origin(text[0]) and text[3] == text[-1] == "", "origin, size, root, blank, signatures", raw[:99])
    lines = [part.split(" ") for part in text[4:-1]]
    need(all(len(part) == 3 and part[0] == "\u2014" for part in lines), "signature lines", text[4:])
    lines = [(part[1], unbase64(part[2])[:4], unbase64(part[2])[4:]) for part in lines]
    return text[0], decimal(text[1]), unbase64(text[2], 32), "\n".join(text[:3] + [""]).encode(), lines

def fields(text, first, *words):
    """The values of the lines that must open a proof, and the lines after them, split at blanks."""
    head, *lines = [part.split(" ") for part in text.split("\n")]
    need(head == [first] and [part[:-1] for part in lines[:len(words)]] == [[word] for word in words], words, text[:99])
    return [part[1] for part in lines[:len(words)]] + [lines[len(words):]]

def check_proof(raw, vkey):
    """One .tlog-proof (§9.3), perhaps behind a sum-proof (§12.4). Returns what it shows."""
    text, sums = raw.decode("utf-8"), None
    if text.startswith("coop-ledger/sum-proof/v1\n"):
        sums, _, text = text.partition("\n\n")
    head, _, checkpoint = text.partition("\n\n")
    name, size, root, message, signatures = note(checkpoint.encode())
    ours = [part for part in signatures if part[0] == name]
    need([part[:2] for part in ours] == [vkey[:2]], "one signature of the origin, by %s+%s" % (vkey[0], vkey[1].hex()), ours)
    VerifyKey(vkey[2]).verify(message, ours[0][2])
    extra, index, path = fields(head, "c2sp.org/tlog-proof@v1", "extra", "index")
    entry, path = line(unbase64(extra), ENTRY), [unbase64(" ".join(part), 32) for part in path]
    need(decimal(index) == entry["index"] and same_ledger(entry["origin"], name), "index and origin of the entry", index)
    found = climb(sha(b"\0", unbase64(extra)), entry["index"], size, path, join)
    need(found == root, "root " + root.hex(), found.hex())
    told = ["cosignatures not checked: %d; the author's signature needs the ledger" % (len(signatures) - 1),
            "entry %s, %s, is one of the %d entries of %s" % (index, entry["kind"], size, name)]
    if sums:
        row, place, path = fields(sums, "coop-ledger/sum-proof/v1", "line", "index")
        total = shaped(entry["body"].get("lines"), SUMS, more=True)
        path = [(decimal(count), decimal(amount), unbase64(digest, 32)) for count, amount, digest in path]
        top = climb(sum_leaf(unbase64(row)), decimal(place), total["count"], path, sum_join)
        need(top == sum_root(total), "count, total and root of the entry", top)
        told.append("%(amount)s yuan to %(to)s" % line(unbase64(row), ROW) + ", one of %(count)d lines of %(total)s" % total)
    return told

# ---- 4. A ledger, entry by entry ----
RECORD, BESIDE = like(r"checkpoint|journal/\d{12}\.jsonl|blobs/[0-9a-f]{64}"), ("private", "index", "coop.toml", "lock")
RESERVED = ("ledger.", "key.", "format.", "clock.", "attestation.", "households.")
KNOWN = """ledger.opened/1 ledger.key.replaced/1 ledger.restored/1 key.admitted/1 key.retired/1 key.revoked/1
           clock.corrected/1 attestation.recorded/1 households.stated/1 household.enrolled/1 village.joined/1
           payout.declared/1 payout.paid/1""".split()

def objects(value, name=""):
    """Every object inside a value, with the name of the member it stands in."""
    if isinstance(value, dict):
        yield name, value
    for key, part in value.items() if a_dict(value) else [(name, part) for part in value] if a_list(value) else ():
        yield from objects(part, key)

class Ledger:
    def __init__(self, folder):
        self.folder, self.findings, self.notes, self.others, self.refs = pathlib.Path(folder), [], [], set(), {}
        self.leaves, self.known, self.ends = [], {}, {0: (None, [])}    # sizes at ends of batches: origin, who may sign
        self.start, self.missing, self.shared, self.time = 0, 0, None, ""                             # the open batch
        self.origin, self.kept, self.told = None, {}, set()                               # told: ids and attestations
        self.keys, self.publics, self.pin, self.vkey, self.signers = {}, [], None, None, None
        self.members, self.items, self.stated = {}, {}, None          # code: entry that enrols; code: [(entry, digest)]

    def check(self, place, work, *args):
        try:
            return work(*args)
        except Exception as error:
            self.findings.append((place, *(error.args if isinstance(error, Bad) else ("what FORMAT.md says", repr(error)))))

    def root(self, size):
        return tree(self.leaves, join, 0, size, self.known).hex()

    def run(self):
        self.notes += ["not examined: " + name for name in BESIDE if (self.folder / name).exists()]
        found = {path.relative_to(self.folder).as_posix(): path for path in sorted(self.folder.rglob("*"))}
        files = [name for name in found if RECORD(name) and found[name].is_file() and not found[name].is_symlink()]
        for name in sorted(found.keys() - {"journal", "blobs", *files}):
            self.check(name, need, name.split("/")[0] in BESIDE, "only what belongs to the record")
        for name in [name for name in files if name.startswith("journal/")]:
            self.check(name, need, name[8:20] == "%012d" % len(self.leaves) and not self.missing, "the next segment", name)
            with open(self.folder / name, "rb") as lines:
                for raw in iter(lambda: lines.readline(65536), b""):
                    self.check("entry %d" % len(self.leaves), self.entry, raw, len(self.leaves))
                    self.leaves.append(sha(b"\0", raw))
                    if not self.missing:
                        self.ends[len(self.leaves)], self.signers = (self.origin, self.signers or [[self.vkey]]), None
        self.check("journal", need, self.leaves and not self.missing, "whole batches", "%d missing" % self.missing)
        for name in sorted({name for name in files if name.startswith("blobs/")} | {*self.refs}):
            raw = self.check(name, (self.folder / name).read_bytes) or b""
            self.check(name, need, sha(raw).hex() == name[6:], "the hash that is its name", sha(raw).hex())
            self.check(name, need, self.refs.get(name, {len(raw)}) == {len(raw)}, "%s bytes" % self.refs.get(name), len(raw))
            self.notes += [] if name in self.refs else ["no entry refers to " + name]
        self.check("checkpoint", self.checkpoint)

    def entry(self, raw, i):
        e = line(raw, ENTRY)
        (k, n), body, kind = e["batch"], e["body"], e["kind"]
        need(e["index"] == i, "index %d" % i, e["index"])
        need(e["prev"] == (self.leaves[-1].hex() if i else "0" * 64), "prev: the hash of the line before", e["prev"])
        shared = [n, e["key"], e["origin"], e["recorded_at"]]
        if not self.missing:
            floor = body.get("floor") if kind == "clock.corrected/1" else self.time or e["recorded_at"]
            need(instant(floor) and e["recorded_at"] >= floor, "recorded at %s or later" % floor, e["recorded_at"])
            self.start, self.missing, self.shared, self.time = i, n, shared, e["recorded_at"]
        self.missing -= 1
        need(k == i - self.start and shared == self.shared, "part %d of batch %s" % (i - self.start, self.shared), shared)
        if kind == "ledger.restored/1":
            need(k == 0 and body["kept"] == {"root": self.root(i), "size": i} and same_ledger(self.origin, e["origin"]) and
                 body["epoch"] == epoch(e["origin"]) > epoch(self.origin), "a later epoch of this very tree", body)
            self.kept[self.origin], self.origin = i, e["origin"]
        self.origin = self.origin or e["origin"]
        need(e["origin"] == self.origin and (i or epoch(self.origin) == 1), "origin %s" % self.origin, e["origin"])
        need((kind == "ledger.opened/1") == (i == 0), "ledger.opened/1 as entry 0 and only there", kind)
        need(e["id"] not in self.told, "an id of its own", e["id"])
        self.told.add(e["id"])
        keys = body["keys"] if i == 0 else [body] if kind == "key.admitted/1" else []
        for key in keys:
            public = bytes.fromhex(shaped(key, KEY, more=True)["public"])
            self.attest(key["possession"], e, key)
            self.publics.append(public)
            self.keys[key_id(public)] = {**key, "since": i and self.start + n}
        if kind in ("ledger.opened/1", "ledger.key.replaced/1", "ledger.restored/1"):
            new, old = verifier_key(body["vkey"]), self.vkey
            need(new[0] == self.origin and not self.signers, "one new ledger key, named by the origin", new)
            self.publics.append(new[2])
            self.signers = [[old, new]] if kind == "ledger.key.replaced/1" else []
            self.signers += [[new]] if not self.signers or body.get("approvals") else []
            self.vkey, self.pin = new, self.pin or body["vkey"]
        elif kind in ("key.retired/1", "key.revoked/1"):
            need("until" not in self.keys[body["key"]], "a key in force", body)
            self.keys[body["key"]]["until"] = self.start
        elif kind in ("household.enrolled/1", "village.joined/1"):
            new = body[kind.split(".")[0]]
            need(code(new) and new not in self.members, "a member not enrolled before", new)
            self.members[new] = i
        elif kind not in KNOWN:
            need(not kind.startswith(RESERVED), "a kind of the log that is known here (unknown_kind)", kind)
            self.others.add(kind)
        need(len(self.publics) == len(set(self.publics)), "keys not used before", body)
        author = VerifyKey(self.valid(e["key"], "person"))
        author.verify(b"coop-ledger/entry/v1\n" + raw[:-139] + b"}", bytes.fromhex(e["sig"]))
        for name, part in objects(body):
            if "act" in part and "sig" in part and all(part is not key["possession"] for key in keys):
                self.attest(part, e)
            if "blob" in part and (name, len(part)) != ("about", 1):
                shaped(part, {"blob": hex64, "bytes": number}, more=True)
                self.refs.setdefault("blobs/" + part["blob"], set()).add(part["bytes"])
        items = [(name, sha(b"\0", raw)) for name in e["about"]]
        if a_dict(body.get("lines")) or kind in ("payout.declared/1", "payout.paid/1"):
            items += self.sums(shaped(body.get("lines"), SUMS, more=True), i)
        need(len({name for name, _ in items}) == len(items), "at most one item a household", items)
        for name, item in items:
            before = bytes.fromhex(self.state(name, i)["digest"])
            digest = sha(b"coop-ledger/household-item/v1\n", before, u64(i), item)
            self.items.setdefault(name, []).append((i, digest.hex()))
        if kind == "households.stated/1":
            leaves = self.member_leaves(shaped(body, {"count": number, **HEAD}, more=True)["size"])
            stated = {"count": len(leaves), "root": tree(leaves, join).hex(), "size": min(body["size"], i)}
            need({**body, **stated} == body, stated, body)
            self.stated = body

    def valid(self, name, *kinds):
        key = self.keys[name]
        need(key["kind"] in kinds and key["since"] <= self.start <= key.get("until", self.start), "a key valid here", key)
        return bytes.fromhex(key["public"])

    def attest(self, a, e, key=None):
        """§7: an attestation inside an entry; with `key`, the proof of possession in that key object."""
        about, seen = shaped(a, ACT, optional=["say"])["about"], a["seen"]
        public = bytes.fromhex(key["public"]) if key else self.valid(a["key"], "person", "recovery")
        VerifyKey(public).verify(b"coop-ledger/attestation/v1\n" + encode(a)[:-138] + b"}", bytes.fromhex(a["sig"]))
        fits = ({name: key[name] for name in ("alg", "person", "public", "role")} if key else {"blob": about["blob"]}
                if hex64(about.get("blob")) else {"index": about["index"], "leaf": self.leaves[about["index"]].hex()})
        need(about == fits and (a["act"] == "possess") == bool(key) and a["key"] == key_id(public), "about %s" % fits, a)
        told = a["key"], a["act"], encode(about)
        need(same_ledger(a["origin"], e["origin"]) and told not in self.told, "origin of the ledger, said once", a)
        self.told.add(told)
        if seen["size"] > self.kept.get(a["origin"], seen["size"]):
            self.notes.append("entry %d: who attested had seen size %d, which was lost" % (e["index"], seen["size"]))
        else:
            need(seen["size"] in self.ends and seen["root"] == self.root(seen["size"]), "a root of this ledger", seen)

    def sums(self, lines, i):
        """§12: [(household, leaf)] of a list of amounts whose tree is what the entry says."""
        rows, leaves, items = (self.folder / "blobs" / lines["blob"]).read_bytes().split(b"\n"), [], []
        need(rows.pop() == b"", "lines, each with its newline", lines)
        for raw in rows:
            row, leaf = line(raw + b"\n", ROW), sum_leaf(raw + b"\n")
            enrolled = self.members.get(row["to"], i) < i
            need({**row, **self.state(row["to"], i if enrolled else 0)} == row, "the household's state before", row)
            leaves.append(leaf)
            items += [(row["to"], leaf[2])] if enrolled else []
        need(all(a[2] < b[2] for a, b in zip(leaves, leaves[1:])), "lines in ascending order of their hashes", lines)
        need(tree(leaves, sum_join) == sum_root(lines), "count, total, root %s" % (tree(leaves, sum_join),), lines)
        return items

    def state(self, name, size):
        """Digest and number of a member's items in the first `size` entries (§13.1)."""
        count = bisect.bisect_left(self.items.get(name, []), (size,))
        return {"digest": self.items[name][count - 1][1] if count else "0" * 64, "items": count}

    def member_leaves(self, size):
        return [sha(b"\0", encode({"household": name, **self.state(name, size)}), b"\n")
                for name, enrolled in self.members.items() if enrolled < size]

    def household(self, name):
        """§13.4: all items of one household, and the path from its line to the newest stated root."""
        size = self.stated["size"] if self.stated else 0
        need(self.members.get(name, size) < size, "a household in a statement of all digests", name)
        leaves, place = self.member_leaves(size), list(self.members).index(name)
        path, items = siblings(leaves, place), self.items.get(name, [])[:self.state(name, size)["items"]]
        need(climb(leaves[place], place, len(leaves), path, join).hex() == self.stated["root"], self.stated["root"])
        return (["%s: %d items among the first %d entries, none hidden" % (name, len(items), size)] +
                ["item %d: entry %d, digest %s" % (n, *item) for n, item in enumerate(items, 1)] +
                ["path: " + part.hex() for part in path])

    def checkpoint(self):
        name, size, root, message, lines = note((self.folder / "checkpoint").read_bytes())
        need(size > 0 and size in self.ends, "a size that is the end of a batch", size)
        need(root.hex() == self.root(size) and name == self.ends[size][0], "root " + self.root(size), (root.hex(), name))
        signers = [keys for keys in self.ends[size][1] if [key[:2] for key in keys] == [part[:2] for part in lines]]
        need(signers, "the signature lines of the ledger key in force", lines)
        for key, (_, _, signature) in zip(signers[0], lines):
            VerifyKey(key[2]).verify(message, signature)
        self.notes += ["%d entries after the checkpoint" % (len(self.leaves) - size)] if size < len(self.leaves) else []

def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("path", nargs="+", metavar="LEDGER | proof FILE")
    for option in ("--vkey", "--leaf0", "--seen", "--household"):
        words.add_argument(option)
    given = words.parse_args()
    ledger, proof = Ledger(given.path[-1]), given.path[0] == "proof" and len(given.path) == 2
    if len(given.path) != 1 + proof or not (given.vkey and ledger.folder.is_file() if proof else ledger.folder.is_dir()):
        words.error("give a ledger's folder, or: proof FILE --vkey KEY")
    if proof:
        told = ledger.check("proof", lambda: check_proof(ledger.folder.read_bytes(), verifier_key(given.vkey))) or []
    else:
        ledger.check("folder", ledger.run)
        size, leaf0 = len(ledger.leaves), ledger.leaves[0].hex() if ledger.leaves else ""
        told = ["entries: %d, root %s" % (size, ledger.root(size)), "pin: leaf 0 %s, key %s" % (leaf0, ledger.pin),
                "kinds not interpreted: " + " ".join(sorted(ledger.others))]
        seen = (given.seen or "0:" + ledger.root(0)).split(":")
        ledger.check("--vkey", need, given.vkey in (None, ledger.pin), given.vkey, ledger.pin)
        ledger.check("--leaf0", need, given.leaf0 in (None, leaf0), given.leaf0, leaf0)
        ledger.check("--seen", lambda: need(int(seen[0]) <= size and ledger.root(int(seen[0])) == seen[1], given.seen, size))
        told += given.household and ledger.check("--household", ledger.household, given.household) or []
    print("FAIL: %d findings" % len(ledger.findings) if ledger.findings else "PASS" + " with notes" * bool(ledger.notes))
    for place, expected, *found in ledger.findings[:50]:
        print("  %s: expected %s; found %s" % (place, expected, str(*found)[:300]))
    print(*told, *["note: " + text for text in ledger.notes[:50]], sep="\n")
    return 1 if ledger.findings else 0

if __name__ == "__main__":
    sys.exit(main())
