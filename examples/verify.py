#!/usr/bin/env python3
"""Checks a ledger, or one proof, without the program that wrote it; § names sections of schemas/FORMAT.md.
    verify.py LEDGER [--vkey KEY] [--leaf0 HEX] [--seen SIZE:ROOT] [--household H0007]
    verify.py proof FILE --vkey KEY
Exit 0: nothing wrong; 1: findings; 2: wrong use. Needs Python 3.8 and PyNaCl, whose check is strict (§6.4).
Checked: bytes, chain, tree, batches, keys, signatures, checkpoint, blobs, sums, attestations, digests.
Not checked: books, rules, about, cosignatures. Not covered, hence a finding: a replaced ledger key (§9.2), a
restored ledger (§17), a revoked key (§6.3), a corrected clock (§14)."""
import argparse, base64, bisect, datetime, hashlib, json, pathlib, re, sys
from nacl.signing import VerifyKey
class Bad(Exception): "Bad(expected, found). Any other error while reading is a finding as well, see `check`."
def need(ok, expected, found=""):
    if not ok: raise Bad(expected, found)
# ---- 1. Canonical JSON (§3) and the spelling of values (§4) ----
TABLE = """20-7E A7-A7 B0-B3 B7-B7 C0-24F 2013-2014 2018-2019 201C-201D 2026-2026 2030-2030 2160-216B
2460-2473 3001-3003 3005-3005 3007-3011 3014-301B 33A1-33A1 3400-4DBF 4E00-9FFF FF01-FF5E FFE5-FFE5
20000-2A6DF 2A700-2EBEF 30000-323AF"""
TEXT = re.compile("[" + re.sub(r"([0-9A-F]+)\s?", lambda end: "\\U" + end[1].zfill(8), TABLE) + "]*")
encode = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def allowed(value, depth=1):
    if isinstance(value, dict):
        return all(re.fullmatch("[a-z][a-z0-9_]*", n) for n in value) and allowed(list(value.values()), depth)
    if isinstance(value, list):
        return depth <= 8 and all(allowed(part, depth + 1) for part in value)
    return TEXT.fullmatch(value) if isinstance(value, str) else type(value) is bool or number(value)
def line(raw, shapes):  # 1.5 and NaN are parsed as something not allowed, the comparison shows the rest
    need(raw.endswith(b"\n") and len(raw) <= 65535, "a line of at most 65535 bytes", "%d bytes" % len(raw))
    value = json.loads(raw[:-1].decode("utf-8"), parse_float=Bad, parse_constant=Bad)
    need(allowed(value) and encode(value) == raw[:-1], "canonical JSON, characters of the table", raw[:90])
    return shaped(value, shapes)
def shaped(value, shapes, more=False, optional=()):
    need(a_dict(value) and (more or {*value, *optional} == {*shapes}), "members " + " ".join(shapes), value)
    for name in shapes:
        need(name in optional and name not in value or shapes[name](value.get(name)), name + " right", value)
    return value
like = lambda pattern: lambda v: isinstance(v, str) and bool(re.fullmatch(pattern, v, re.ASCII))
number = lambda v: type(v) is int and 0 <= v < 2**53
one, a_dict, a_list = lambda v: number(v) and v == 1, lambda v: type(v) is dict, lambda v: type(v) is list
day = lambda v: like(r"\d{4}-\d\d-\d\d")(v) and 1900 <= datetime.date.fromisoformat(v).year <= 2199
time = lambda v: like(r".{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")(v) and day(v[:10])
origin = like("(?=.{,109}$)(?!coop-ledger/|cosignature/)[a-z0-9.-]+/[a-z0-9.-]+/[0-9a-f]{16}")
hex32, hex64, hex128 = like("[0-9a-f]{32}"), like("[0-9a-f]{64}"), like("[0-9a-f]{128}")
code, money = like("[A-Z]{1,2}[0-9]{0,8}"), like(r"(0|[1-9][0-9]{0,13})\.[0-9]{2}")
kind = lambda v: like(r"(?=.{1,64}$)[a-z]+(\.[a-z]+)*/[1-9]\d*")(v) and int(v.split("/")[1]) < 2**32
ENTRY = {"about": lambda v: a_list(v) and len(v) <= 4096 and all(map(code, v)) and v == sorted(set(v)),
         "batch": lambda v: a_list(v) and len(v) == 2 and all(map(number, v)) and v[0] < v[1] <= 1_000_000,
         "body": a_dict, "effective_on": day, "format": one, "id": like(r"[-.:\w]{1,64}"), "index": number,
         "key": hex32, "kind": kind, "origin": origin, "prev": hex64, "recorded_at": time, "sig": hex128}
ROW = {"amount": money, "because": a_list, "digest": hex64, "items": number, "to": like("[^ ](.{,198}[^ ])?")}
SUMS = {"blob": hex64, "bytes": number, "count": number, "root": hex64, "total": money}
HEAD, seen = {"root": hex64, "size": number}, lambda v: shaped(v, HEAD)
KEY = {"alg": like("ed25519"), "kind": like("person|recovery"), "person": like("K[0-9]{1,8}"),
       "possession": a_dict, "public": hex64, "role": like("[a-z]{1,32}")}
ACT = {"about": a_dict, "act": like("approve|object|answer|acknowledge|withdraw|possess"), "at": time,
       "format": one, "key": hex32, "origin": origin, "say": hex64, "seen": seen, "sig": hex128}

# ---- 2. Hashes and trees (§5.4, §12.2): one shape, two kinds of node ----
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
u64 = lambda *numbers: b"".join(n.to_bytes(8, "big") for n in numbers)
join, fen = lambda left, right: sha(b"\1", left, right), lambda text: int(text.replace(".", ""))
key_id = lambda public: sha(b"coop-ledger/key/v1\ned25519\n", public)[:16].hex()
sum_leaf = lambda raw: (1, fen(line(raw, ROW)["amount"]), sha(b"coop-ledger/sum-leaf/v1\n", raw))
sum_root = lambda lines: (lines["count"], fen(lines["total"]), bytes.fromhex(lines["root"]))
half = lambda size: 1 << (size - 1).bit_length() - 1      # the largest power of two below a size above 1
def sum_join(a, b):
    need(a[1] + b[1] < 2**63 and a[0] == half(a[0] + b[0]), "a sum below 2^63 fen, a tree in shape", (a, b))
    return a[0] + b[0], a[1] + b[1], sha(b"coop-ledger/sum-node/v1\n", u64(*a[:2]), a[2], u64(*b[:2]), b[2])
def tree(leaves, join):
    if len(leaves) < 2: return leaves[0] if leaves else sha()
    return join(tree(leaves[:half(len(leaves))], join), tree(leaves[half(len(leaves)):], join))
def climb(leaf, index, size, path, join):  # the root to which a leaf and its siblings, from below, lead
    need(index < size and bool(path) == (size > 1), "a path for place %d of %d" % (index, size), len(path))
    if size > 1 and index < half(size):
        return join(climb(leaf, index, half(size), path[:-1], join), path[-1])
    up = size > 1 and climb(leaf, index - half(size), size - half(size), path[:-1], join)
    return join(path[-1], up) if up else leaf

# ---- 3. Signatures, notes and proofs (§6.4, §9, §12.4) ----
def unbase64(text, length=None):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text and length in (None, len(raw)), "one spelling", text)
    return raw
decimal = lambda text: int(text) if like("0|[1-9][0-9]{0,18}")(text) else need(0, "a decimal number", text)
def verifier_key(text):  # (name, note key id, public key) of a verifier key (§9.1)
    name, short, key = text.split("+", 2)
    raw = unbase64(key, 33)
    need(origin(name) and raw[0] == 1 and sha(name.encode() + b"\n", raw)[:4].hex() == short, "a key", text)
    return name, bytes.fromhex(short), raw[1:]
def note(raw):  # (origin, size, root, signed bytes, [(name, key id, signature)]) of a checkpoint (§9.2)
    text = raw.decode("utf-8").split("\n")
    lines = [part.split(" ") for part in text[4:-1]]
    need(lines and origin(text[0]) and text[3] == text[-1] == "" and
         all(len(part) == 3 and part[0] == "\u2014" for part in lines), "3 lines, blank, signatures", text)
    lines = [(part[1], unbase64(part[2])[:4], unbase64(part[2])[4:]) for part in lines]
    return text[0], decimal(text[1]), unbase64(text[2], 32), "\n".join(text[:3] + [""]).encode(), lines
def fields(text, first, *words):  # values of the lines that open a proof, and the other lines, split
    head, *lines = [part.split(" ") for part in text.split("\n")]
    need(head == [first] and [part[:-1] for part in lines[:len(words)]] == [[w] for w in words], words, lines)
    return [part[1] for part in lines[:len(words)]] + [lines[len(words):]]
def check_proof(raw, vkey):  # what one .tlog-proof (§9.3), perhaps behind a sum-proof (§12.4), shows
    text = raw.decode("utf-8")
    sums, text = text.split("\n\n", 1) if text.startswith("coop-ledger/sum-proof/v1\n") else ("", text)
    head, _, checkpoint = text.partition("\n\n")
    name, size, root, message, signatures = note(checkpoint.encode())
    ours = [part for part in signatures if part[0] == name]
    need([part[:2] for part in ours] == [vkey[:2]], "one signature by %s" % (vkey,), ours)
    VerifyKey(vkey[2]).verify(message, ours[0][2])
    extra, index, path = fields(head, "c2sp.org/tlog-proof@v1", "extra", "index")
    entry, path = line(unbase64(extra), ENTRY), [unbase64(" ".join(part), 32) for part in path]
    need(decimal(index) == entry["index"] and entry["origin"] == name, "index and origin of the entry", index)
    need(climb(sha(b"\0", unbase64(extra)), entry["index"], size, path, join) == root, "the signed root")
    told = ["not checked: the author's signature, %d cosignatures" % (len(signatures) - 1),
            "entry %s, %s, is one of the %d of %s" % (index, entry["kind"], size, name)]
    if sums:
        row, place, path = fields(sums, "coop-ledger/sum-proof/v1", "line", "index")
        total = shaped(entry["body"].get("lines"), SUMS, more=True)
        path = [(decimal(count), decimal(amount), unbase64(digest, 32)) for count, amount, digest in path]
        top = climb(sum_leaf(unbase64(row)), decimal(place), total["count"], path, sum_join)
        need(top == sum_root(total), "count, total and root of the entry", top)
        told += ["%(amount)s to %(to)s" % line(unbase64(row), ROW) + ", 1 of %(count)d in %(total)s" % total]
    return told

# ---- 4. A ledger, entry by entry ----
RECORD = like(r"checkpoint|journal/\d{12}\.jsonl|blobs/[0-9a-f]{64}")
BESIDE, PAYS = ("private", "index", "coop.toml", "lock"), ("payout.declared/1", "payout.paid/1")
RESERVED = "ledger.", "key.", "format.", "clock.", "attestation.", "households."
ENROLS = {"household.enrolled/1": "household", "village.joined/1": "village",
          "household.split/1": "new_household"}
KNOWN = "ledger.opened/1 key.admitted/1 key.retired/1 attestation.recorded/1 households.stated/1".split()
def objects(value, name=""):  # every object inside a value, with the name of the member it stands in
    if a_dict(value): yield name, value
    for key in value if a_dict(value) else range(len(value)) if a_list(value) else ():
        yield from objects(value[key], key if a_dict(value) else name)
class Ledger:
    def __init__(self, folder):
        self.folder, self.findings, self.notes, self.others = pathlib.Path(folder), [], [], set()
        self.leaves, self.refs, self.ends = [], {}, {0}                  # ends: sizes at ends of batches
        self.start, self.missing, self.shared, self.time, self.origin = 0, 0, None, "", None
        self.keys, self.publics, self.told = {}, [], set()               # told: ids and attestations
        self.members, self.items = {}, {}                # code: entry that enrols; code: [(entry, digest)]
        self.pin = self.vkey = self.stated = None
    def check(self, place, work, *args):
        try:
            return work(*args)
        except Exception as error:
            self.findings.append((place, *(error.args if type(error) is Bad else ("FORMAT.md", repr(error)))))
    root = lambda self, size: tree(self.leaves[:size], join).hex()
    def run(self):
        self.notes += ["not examined: " + name for name in BESIDE if (self.folder / name).exists()]
        found = {path.relative_to(self.folder).as_posix(): path for path in sorted(self.folder.rglob("*"))}
        files = [n for n in found if RECORD(n) and found[n].is_file() and not found[n].is_symlink()]
        for name in sorted(found.keys() - {"journal", "blobs", *files}):
            self.check(name, need, name.split("/")[0] in BESIDE, "only what belongs to the record")
        for name in [name for name in files if name[0] == "j"]:
            self.check(name, need, int(name[8:20]) == len(self.leaves) and not self.missing, "the next one")
            with open(self.folder / name, "rb") as lines:
                for raw in iter(lambda: lines.readline(65536), b""):
                    self.check("entry %d" % len(self.leaves), self.entry, raw, len(self.leaves))
                    self.leaves.append(sha(b"\0", raw))
                    self.ends |= set() if self.missing else {len(self.leaves)}
        self.check("journal", need, self.leaves and not self.missing, "whole batches", self.missing)
        for name in sorted({name for name in files if name[0] == "b"} | {*self.refs}):
            raw = self.check(name, (self.folder / name).read_bytes) or b""
            right, found = (name[6:], self.refs.get(name, {len(raw)})), (sha(raw).hex(), {len(raw)})
            self.check(name, need, found == right, "hash and length %s" % (right,), found)
            self.notes += [] if name in self.refs else ["no entry refers to " + name]
        self.check("checkpoint", self.checkpoint)
    def entry(self, raw, i):
        e = line(raw, ENTRY)
        (k, n), body, kind = e["batch"], e["body"], e["kind"]
        follows = i, self.leaves[-1].hex() if i else "0" * 64
        need((e["index"], e["prev"]) == follows, "index, prev: %s" % (follows,), (e["index"], e["prev"]))
        shared = [n, e["key"], e["recorded_at"]]
        if not self.missing:
            need(e["recorded_at"] >= self.time, "recorded at %s or later" % self.time, e["recorded_at"])
            self.start, self.missing, self.shared, self.time = i, n, shared, e["recorded_at"]
        self.missing -= 1
        need(k == i - self.start and shared == self.shared, "its part of %s" % self.shared, (k, shared))
        self.origin = self.origin or e["origin"]
        opens = (kind == "ledger.opened/1") == (i == 0) and e["id"] not in self.told
        need(e["origin"] == self.origin and opens, "origin %s, entry 0 opens it, a new id" % self.origin, e)
        self.told.add(e["id"])
        keys = body["keys"] if i == 0 else [body] if kind == "key.admitted/1" else []
        for key in keys:
            shapes = {name: KEY[name] for name in KEY if name != "role" or key["kind"] == "person"}
            public = bytes.fromhex(shaped(key, shapes, more="role" in shapes)["public"])
            self.attest(key["possession"], e, key)
            self.publics.append(public)
            self.keys[key_id(public)] = {**key, "since": i and self.start + n}
        if i == 0:
            self.vkey, self.pin = verifier_key(body["vkey"]), body["vkey"]
            need(self.vkey[0] == self.origin, "a ledger key named by the origin", self.pin)
            self.publics.append(self.vkey[2])
        elif kind == "key.retired/1":
            need("until" not in self.keys[body["key"]], "a key in force", body)
            self.keys[body["key"]]["until"] = self.start
        elif kind in ENROLS:
            new = body[ENROLS[kind]]
            need(code(new) and new not in self.members, "a member not enrolled before", new)
            self.members[new] = i
        elif kind not in (*KNOWN, *PAYS):
            need(not kind.startswith(RESERVED), "a kind of the log that is covered here (unknown_kind)", kind)
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
        if a_dict(body.get("lines")) or kind in PAYS:
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
        need(key["kind"] in kinds and key["since"] <= self.start <= key.get("until", self.start), name, key)
        return bytes.fromhex(key["public"])
    def attest(self, a, e, key=None):  # §7; with `key`, the proof of possession in that key object
        about, seen = shaped(a, ACT, optional=["say"])["about"], a["seen"]
        public = bytes.fromhex(key["public"]) if key else self.valid(a["key"], "person", "recovery")
        message = b"coop-ledger/attestation/v1\n" + encode(a)[:-138] + b"}"
        VerifyKey(public).verify(message, bytes.fromhex(a["sig"]))
        fits = ({name: key.get(name, key["kind"]) for name in ("alg", "person", "public", "role")} if key else
                {"blob": about["blob"]} if hex64(about.get("blob")) else
                {"index": about["index"] + 0, "leaf": self.leaves[about["index"]].hex()})
        mine = encode(fits), bool(key), key_id(public)
        need((encode(about), a["act"] == "possess", a["key"]) == mine, mine, a)
        told = a["key"], a["act"], encode(about)
        need(a["origin"] == e["origin"] and told not in self.told, "origin of the ledger, said once", a)
        self.told.add(told)
        need(seen["size"] in self.ends and seen["root"] == self.root(seen["size"]), "one of its states", a)
    def sums(self, lines, i):  # §12: [(household, leaf)] of a list of amounts, whose tree the entry states
        rows, leaves, items = (self.folder / "blobs" / lines["blob"]).read_bytes().split(b"\n"), [], []
        need(rows.pop() == b"", "lines, each with its newline", lines)
        for raw in rows:
            row, leaf = line(raw + b"\n", ROW), sum_leaf(raw + b"\n")
            enrolled = self.members.get(row["to"], i) < i
            need({**row, **self.state(row["to"], i * enrolled)} == row, "the household's state before", row)
            leaves.append(leaf)
            items += [(row["to"], leaf[2])] if enrolled else []
        need(all(a[2] < b[2] for a, b in zip(leaves, leaves[1:])), "lines in order of their hashes", lines)
        need(tree(leaves, sum_join) == sum_root(lines), "the count, total and root of the lines", lines)
        return items
    def state(self, name, size):  # digest and number of a member's items in the first `size` entries (§13.1)
        count = bisect.bisect_left(self.items.get(name, []), (size,))
        return {"digest": self.items[name][count - 1][1] if count else "0" * 64, "items": count}
    def member_leaves(self, size):
        return [sha(b"\0", encode({"household": name, **self.state(name, size)}), b"\n")
                for name, enrolled in self.members.items() if enrolled < size]
    def household(self, name):  # §13.4: all items of one household under the newest stated root
        size = self.stated["size"] if self.stated else 0
        need(self.members.get(name, size) < size, "a household in a statement of all digests", name)
        items = self.items.get(name, [])[:self.state(name, size)["items"]]
        return ["%s: %d items among the first %d entries, none hidden" % (name, len(items), size)] + [
            "item %d: entry %d, digest %s" % (n, *item) for n, item in enumerate(items, 1)]
    def checkpoint(self):
        name, size, root, message, lines = note((self.folder / "checkpoint").read_bytes())
        need(size > 0 and size in self.ends, "a size that is the end of a batch", size)
        need((root.hex(), name) == (self.root(size), self.origin), "root " + self.root(size), (root, name))
        need([part[:2] for part in lines] == [self.vkey[:2]], "one line, of the ledger's key", lines)
        VerifyKey(self.vkey[2]).verify(message, lines[0][2])
        self.notes += ["entries after the checkpoint, from %d" % size] * (len(self.leaves) > size)
def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("path", nargs="+")
    for option in "--vkey", "--leaf0", "--seen", "--household": words.add_argument(option)
    given = words.parse_args()
    ledger, proof = Ledger(given.path[-1]), given.path[:-1] == ["proof"]
    right = given.vkey and ledger.folder.is_file() if proof else not given.path[1:] and ledger.folder.is_dir()
    if not right: words.error("give a ledger's folder, or: proof FILE --vkey KEY")
    if proof:
        told = ledger.check("", lambda: check_proof(ledger.folder.read_bytes(), verifier_key(given.vkey)))
    else:
        ledger.check("folder", ledger.run)
        size, leaf0 = len(ledger.leaves), b"".join(ledger.leaves[:1]).hex()
        told = ["entries: %d, root %s" % (size, ledger.root(size)), "pin: %s, key %s" % (leaf0, ledger.pin),
                "kinds not interpreted: " + " ".join(sorted(ledger.others))]
        for name, here in ("vkey", ledger.pin), ("leaf0", leaf0):
            ledger.check("--" + name, need, getattr(given, name) in (None, here), getattr(given, name), here)
        n, root = (given.seen or "0:" + ledger.root(0)).split(":")
        ledger.check("--seen", lambda: need(int(n) <= size and ledger.root(int(n)) == root, given.seen, size))
        told += given.household and ledger.check("--household", ledger.household, given.household) or []
    print("FAIL" if ledger.findings else "PASS with notes" if ledger.notes else "PASS")
    for place, expected, *found in ledger.findings[:50]:
        print("  %s: expected %s; found %s" % (place, expected, str(*found)[:300]))
    print(*told or (), *["note: " + text for text in ledger.notes[:50]], sep="\n")
    return 1 if ledger.findings else 0
if __name__ == "__main__": sys.exit(main())
