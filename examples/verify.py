#!/usr/bin/env python3
"""verify.py LEDGER [--vkey KEY] [--leaf0 HEX] [--seen SIZE:ROOT] [--household H0007]
       verify.py proof FILE --vkey KEY
Verifies a ledger, or a proof from one, as schemas/FORMAT.md (version 1) says; numbers behind § are its sections. Covered:
the list of §20, the proofs of §9.3 and §12.4. Findings, since not covered: a replaced ledger key, a restored ledger, proofs
under its later epoch, a revoked key, a corrected clock. Not examined: witnesses' cosignatures (checkpoint.cosigned/1 is told
as not interpreted), openings of commitments, bodies of other kinds, the books and the rules."""
import argparse, base64, contextlib, datetime, functools, hashlib, io, json, os, re, stat, struct, sys
from nacl.signing import VerifyKey
LINE, PROOF, MAX, START = 65535, 1 << 20, 2 ** 53 - 1, (bytes(32), 0)  # START: digest and items of a household (§13.1)
# Forms of values (§3.1, §4): a pattern, a range, a type, a test, [form, numbers allowed], or members; + allows more
TEXT = (r"[\x20-\x7E\xA7\xB0-\xB3\xB7\xC0-\u024F\u2013\u2014\u2018\u2019\u201C\u201D\u2026\u2030\u2160-\u216B"
        r"\u2460-\u2473\u3001-\u3003\u3005\u3007-\u3011\u3014-\u301B\u33A1\u3400-\u4DBF\u4E00-\u9FFF\uFF01-\uFF5E"
        r"\uFFE5\U00020000-\U0002A6DF\U0002A700-\U0002EBEF\U00030000-\U000323AF]*")
HASH, KEY_ID, SIG, CODE, NAME = "[0-9a-f]{64}", "[0-9a-f]{32}", "[0-9a-f]{128}", "[A-Z]{1,2}[0-9]{0,8}", "[a-z][a-z0-9_]*"
DAY, TIME, NEVER, MORE = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", "([01][0-9]|2[0-3]):[0-5][0-9]", "(?!)", {"+": type(None)}
MONEY, NUMBER, KIND = "(0|[1-9][0-9]{0,13})[.][0-9]{2}", "(0|[1-9][0-9]{0,15})", "[a-z]+([.][a-z]+)*/([1-9][0-9]{0,9})"
ORIGIN = "(?!coop-ledger/|cosignature/)(?=.{1,109}$)[a-z0-9.-]+/[a-z0-9.-]+/[0-9a-f]{16}"  # §8, of the first epoch
def fits(value, form):
    if callable(form): return type(value) is form if isinstance(form, type) else form(value)
    if type(value) is not type(form): return type(value) is int and type(form) is range and value in form
    if type(form) is str: return re.fullmatch(form, value) is not None
    if type(form) is list: return len(value) in form[1] and all(fits(one, form[0]) for one in value)
    return ("+" in form or {*value} <= {*form}) and all(fits(value.get(name), form[name]) for name in form)
def allowed_char(c): return len(c) == 1 and fits(c, TEXT)
def is_day(value): return fits(value, DAY) and bool(datetime.date.fromisoformat(value))  # a ValueError is a finding, too
def is_instant(value): return fits(value, f"{DAY}T{TIME}:[0-5][0-9]Z") and is_day(value[:10])
ENTRY = {"about": lambda codes: fits(codes, [CODE, range(4097)]) and codes == sorted({*codes}), "body": dict, "key": KEY_ID,
         "batch": lambda batch: fits(batch, [range(1000001), [2]]) and batch[0] < batch[1], "index": int, "origin": ORIGIN,
         "kind": lambda kind: fits(kind, KIND) and len(kind) <= 64 and int(kind.split("/")[1]) < 1 << 32, "prev": HASH,
         "effective_on": is_day, "format": range(1, 2), "id": "[A-Za-z0-9._:-]{1,64}", "recorded_at": is_instant, "sig": SIG}
ATTESTATION = {"about": dict, "act": "approve|object|answer|acknowledge|withdraw|possess", "at": is_instant, "sig": SIG,
               "format": range(1, 2), "key": KEY_ID, "origin": ORIGIN, "seen": {"root": HASH, "size": int},
               "say": lambda value: value is None or fits(value, HASH)}  # §7
PERSON = {"alg": "ed25519", "kind": "person", "person": "K[0-9]{1,8}", "possession": dict, "public": HASH,
          "role": "[a-z]{1,32}"}; RECOVERY = {**PERSON, "kind": "recovery", "role": type(None)}  # §6.3
LINES = {"blob": HASH, "bytes": int, "count": int, "root": HASH, "total": MONEY}  # §12.3
SUM_LINE = {"amount": MONEY, "because": list, "digest": HASH, "items": int, "to": "(?! ).{1,200}(?<! )"}  # §12.1
ENROLLING = {"household.enrolled/1": "household", "village.joined/1": "village", "household.split/1": "new_household"}
BODY = {"ledger.opened/1": {"keys": [dict, range(1, LINE)], "vkey": str, "zone": f"[+-]{TIME}"}, "key.admitted/1": {},
        "key.retired/1": {"key": KEY_ID}, "attestation.recorded/1": {"attestations": [ATTESTATION, range(1, 17)]},
        **{kind: {name: CODE} for kind, name in ENROLLING.items()}, "payout.declared/1": {"lines": LINES},
        "payout.paid/1": {"lines": LINES}, "households.stated/1": {"count": int, "root": HASH, "size": int}}  # §16
MUST_KNOW = ("ledger.", "key.", "format.", "clock.", "attestation.", "households.", *(kind[:-1] for kind in BODY))
class Wrong(Exception): pass  # what was expected, and what was found
def expect(good, expected, found):
    if not good: raise Wrong(expected, found)
    return found
def same(right, found):
    for name, value in right.items(): expect(found[name] == value, f"{name} {value}", found[name])

# Canonical JSON (§3): encoding anew also shows equal members, and long numbers, of which parsing keeps the beginning
def encode(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
def parse(line, form, what):
    expect(len(line) <= LINE and line.endswith(b"\n"), f"at most {LINE} bytes, the last a newline", line[-20:])
    value = json.loads(line.decode("utf-8"), parse_int=lambda digits: int(digits[:17]))
    return expect([*objects(value)] and encode(value) == line[:-1] and fits(value, form), f"canonical JSON, {what}", value)
JSON = {str: TEXT, bool: bool, int: range(MAX + 1), list: list, dict: lambda value: fits([*value], [NAME, range(LINE)])}
def objects(value, depth=1):  # every object within a value, itself included; rules 2 to 6
    inside = value if type(value) is list else value.values() if type(value) is dict else None
    expect(fits(value, JSON.get(type(value), NEVER)) and depth <= 8 + (inside is None), "a value as section 3 says", value)
    if type(value) is dict: yield value
    for child in inside or (): yield from objects(child, depth + 1)
def read(path, most=-1):
    with open(path, "rb") as file: return file.read(most)

# Hashes and trees (§5.4, §12.2)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def node(left, right): return sha(b"\1", left, right)
def fen(money): return int(money.replace(".", ""))
def triple(lines): return lines["count"], fen(lines["total"]), bytes.fromhex(lines["root"])
def sum_node(left, right):
    count, total = left[0] + right[0], expect(left[1] + right[1] < 2 ** 63, "a sum below 2^63", left[1] + right[1])
    return count, total, sha(b"coop-ledger/sum-node/v1\n", struct.pack(">QQ32sQQ32s", *left, *right))
def sum_leaf(raw):
    return (line := parse(raw, SUM_LINE, "section 12.1")), (1, fen(line["amount"]), sha(b"coop-ledger/sum-leaf/v1\n", raw))
class Tree:  # rows[k][j] is the node over the 2^k leaves from j * 2^k on, so that a root at any size costs little
    def __init__(self, join=node): self.rows, self.join = [[]], join
    def __len__(self): return len(self.rows[0])
    def put(self, at, value):  # changes a leaf, or adds one at the end
        for row in self.rows:
            row[at:at + 1] = [value]
            if len(row) <= at | 1: return
            at, value = at >> 1, self.join(row[at & ~1], row[at | 1])
        self.rows.append([value])
    def root(self, size):
        parts = [row[(size >> level) - 1] for level, row in enumerate(self.rows) if size >> level & 1] or [sha()]
        return functools.reduce(lambda right, left: self.join(left, right), parts)
def climb(value, index, size, siblings, join):  # the root at the end of an inclusion path, from the leaf upward
    for level in range(size.bit_length()):
        at = index >> level ^ 1  # place of the sibling in its row; if the row ends before it there is none
        if at << level < size:
            other, count = siblings.pop(0), min(1 << level, size - (at << level))
            expect(join is node or other[0] == count, f"a sibling that stands for {count}", other)
            value = join(value, other) if at & 1 else join(other, value)
    return expect(index < size and not siblings, f"index {index} below {size}, one sibling a level", value)

# Signatures and notes (§6, §9)
def is_signed(public, sig, message):  # §6.4: PyNaCl's libsodium refuses all that rules 1 to 4 refuse
    with contextlib.suppress(Exception): return bool(VerifyKey(bytes.fromhex(public)).verify(message, bytes.fromhex(sig)))
def key_id(public): return sha(b"coop-ledger/key/v1\ned25519\n", bytes.fromhex(public)).hex()[:32]
def unbase64(string, least, most=MAX):
    raw = base64.b64decode(string, validate=True)
    return expect(base64.b64encode(raw).decode() == string and least <= len(raw) <= most, "base64 of right length", raw)
def parse_vkey(vkey):  # §9.1
    name, number, key = str(vkey).split("+", 2)
    good = fits(name, ORIGIN) and number == sha(name.encode(), b"\n", raw := unbase64(key, 33, 33)).hex()[:8] and raw[0] == 1
    return expect(good, "a verifier key", vkey) and (name, number, raw[1:].hex())
NOTE = "(([^\n]+)\n([1-9][0-9]{0,15})\n([^\n]+)\n)\n— \\2 ([^ \n]+)\n((?:— (?!\\2 )[^ +\n]+ [^ \n]+\n)*)"
def read_note(note, vkey):  # §9.2, §9.3: gives size, root and the number of cosignatures
    (name, number, public), match = parse_vkey(vkey), re.fullmatch(NOTE, note)
    expect(match and match[2] == name, f"a checkpoint of {name} in its one spelling", note)
    sig = unbase64(match[5], 68, 68).hex()
    expect(sig[:8] == number and is_signed(public, sig[8:], match[1].encode()), f"a signature by {vkey}", match[5])
    return int(match[3]), unbase64(match[4], 32, 32), len([unbase64(one, 5) for one in re.findall("— .+ (.+)\n", match[6])])
class Report:
    def __init__(self): self.findings, self.notes, self.told, self.tree = [], [], [], Tree()
    def root(self, size): return self.tree.root(size).hex() if 0 <= size <= len(self.tree) else None
    def attempt(self, place, check, *what):  # whatever goes wrong is a finding, and not the end (§23.4); True if all is well
        try: check(*what); return True
        except Exception as error:
            texts = error.args if type(error) is Wrong else ("the format", repr(error))
            if len(self.findings) < 1000: self.findings.append((place, *map(brief, texts)))
def brief(value): return (value if fits(value, TEXT) else ascii(value))[:150]  # nothing that a terminal would obey
class Ledger(Report):
    def __init__(self, folder, vkey=None, leaf0=None, seen=None, household=None):
        super().__init__(); self.folder, self.household, self.origin, self.vkey, self.blobs = folder, household, None, None, {}
        self.time, self.first, self.length, self.shared, self.ends, self.statements, self.items = "", 0, 0, {}, {0}, [], []
        self.names, self.ids, self.publics, self.attested, self.kinds, self.referred = map(set, [()] * 6)
        self.keys, self.states, self.enrolled, self.members, self.by_size = {}, {}, {}, Tree(), [(0, sha().hex())]  # §6.3, §13
        for place, check in (("blobs", self.read_folder), ("journal", self.read_journal),
                             ("checkpoint", self.check_checkpoint)): self.attempt(place, check)
        for title, met in (("not examined", self.names - {"journal", "blobs", "checkpoint"}),
                           ("blobs not referred to", {*self.blobs} - self.referred)):
            if met: self.notes.append(f"{title} ({len(met)}): {brief(', '.join(sorted(met)))}")
        first, match = self.tree.rows[0][0].hex() if len(self.tree) else None, re.fullmatch(f"{NUMBER}:{HASH}", seen or "")
        known = match and f"{match[1]}:{self.root(int(match[1]))}"
        for place, given, right in ("--vkey", vkey, self.vkey), ("--leaf0", leaf0, first), ("--seen", seen, known):
            if given is not None: self.attempt(place, expect, given == right, f"as in the ledger: {right}", given)
        self.told += [f"entries: {len(self.tree)}", f"root: {self.root(len(self.tree))}", f"pin: {first} {self.vkey}"]
        if household is not None: self.attempt("--household", self.tell_household, household)
        if self.kinds: self.told.append(f"kinds not interpreted: {', '.join(sorted(self.kinds))}")  # §18.4
    def path(self, *names): return os.path.join(self.folder, *names)
    def listing(self, folder, files, folders=None):  # §2: the names that may be here; no link is followed
        for name in sorted(os.listdir(self.path(folder))) if folder in {"", *self.names} else ():
            form = {stat.S_IFREG: files, stat.S_IFDIR: folders}.get(stat.S_IFMT(os.lstat(self.path(folder, name)).st_mode))
            place = folder or (name if name in ("blobs", "checkpoint") else "journal")
            if self.attempt(place, expect, fits(name, form), "only what section 2 names", name): yield name
    def read_folder(self):  # §2, §10
        self.names |= {*self.listing("", "checkpoint|coop[.]toml|lock", "journal|blobs|private|index")}
        for name in self.listing("blobs", HASH):
            raw = read(self.path("blobs", name))
            if self.attempt("blobs", expect, sha(raw).hex() == name, "bytes with this hash", name): self.blobs[name] = len(raw)
    def read_journal(self):  # §2.1, §5.2
        for name in self.listing("journal", "[0-9]{12}[.]jsonl"):
            right = f"{len(self.tree):012}.jsonl" if len(self.tree) == self.first + self.length else "no end within a batch"
            self.attempt("journal", expect, name == right, right, name)
            for line in io.BytesIO(read(self.path("journal", name))):
                self.index, self.line, self.leaf = len(self.tree), line, sha(b"\0", line)
                self.attempt(f"entry {self.index}", self.check_entry, line)
                self.tree.put(self.index, self.leaf)
                self.by_size.append((len(self.members), self.members.root(len(self.members)).hex()))
        expect(len(self.tree) == max(1, self.first + self.length), "whole batches, at least one", f"{len(self.tree)} entries")
    def check_entry(self, line):
        entry = parse(line, ENTRY, "an entry as section 5.1 says")
        for check in (self.check_position, self.check_sums, self.check_kind, self.check_signatures, self.add_items):
            self.attempt(f"entry {self.index}", check, entry)
    def check_position(self, entry):  # §5.1, §5.2, §8, §14, §15
        (k, n), time, self.origin = entry["batch"], entry["recorded_at"], self.origin or entry["origin"]
        right = {"index": self.index, "origin": self.origin, "batch": [0, n], "recorded_at": max(self.time, time),
                 "prev": self.tree.rows[0][-1].hex() if self.index else "0" * 64,
                 "id": "never used before" if entry["id"] in self.ids else entry["id"]}
        if self.index < self.first + self.length: right.update(self.shared, batch=[self.index - self.first, self.length])
        self.first, self.length, self.shared = self.index - k, n, {"key": entry["key"], "recorded_at": time}
        self.ids.add(entry["id"]); self.time = max(self.time, time)
        if k == n - 1: self.ends.add(self.index + 1)
        same(right, entry)
    def check_sums(self, entry):  # §12; before check_kind, so that only lower entries have enrolled
        self.mine, lines, tree, last = dict.fromkeys(entry["about"], self.leaf), entry["body"].get("lines"), Tree(sum_node), b""
        if type(lines) is not dict: return
        expect(fits(lines, LINES) and self.blobs.get(lines["blob"]) == lines["bytes"], "lines as section 12.3 says", lines)
        for raw in io.BytesIO(read(self.path("blobs", lines["blob"]))):
            line, leaf = sum_leaf(raw); to, own = line["to"], line["to"] in self.enrolled
            digest, items = self.states.get(to, START) if own else START
            good = last < leaf[2] and not (own and to in self.mine) and [digest.hex(), items] == [line["digest"], line["items"]]
            self.attempt(f"entry {self.index}", expect, good, f"order, a household once, {items} items, {digest.hex()}", line)
            if own: self.mine.setdefault(to, leaf[2])
            last = leaf[2]; tree.put(len(tree), leaf)
        expect((root := tree.root(len(tree))) == triple(lines), f"count, total in fen, root: {root}", triple(lines))
    def check_kind(self, entry):  # §16, §18
        kind, body, self.admitted = entry["kind"], entry["body"], {}
        expect((kind == "ledger.opened/1") == (self.index == 0), "ledger.opened/1 as entry 0 and only there", kind)
        expect(fits(body, {**BODY.get(kind, {}), **MORE}), "a body as section 16 says", body)
        if kind == "ledger.opened/1":
            (name, _, public), self.vkey = parse_vkey(body["vkey"]), body["vkey"]; self.publics.add(public)
            for key in body["keys"]: self.admit(key, {})
            expect(name == self.origin, f"{self.origin} in vkey", name)
        elif kind == "key.admitted/1": self.admit(body, MORE)
        elif kind == "key.retired/1": self.valid_key(body["key"])["until"] = self.first
        elif kind in ENROLLING:
            self.mine.setdefault(code := body[ENROLLING[kind]], None)
            self.enrolled[expect(code not in self.enrolled, "a new member code", code)] = len(self.enrolled)
        elif kind == "households.stated/1":  # §13.3
            known = self.by_size[body["size"]] if body["size"] <= self.index else "none"
            if known != "none": self.statements.append((body["size"], self.index))
            expect(known == (body["count"], body["root"]), f"count and root at this size: {known}", body)
        elif kind not in BODY:
            self.kinds.add(kind)
            expect(not kind.startswith(MUST_KNOW), "a kind that this verifier covers", kind)
    def admit(self, key, more):  # §6.3
        form = {**(RECOVERY if key.get("kind") == "recovery" else PERSON), **more}
        expect(fits(key, form) and key["public"] not in self.publics, "a key as section 6.3 says, its public key new", key)
        self.publics.add(key["public"]); self.admitted[id(key["possession"])] = key
        self.keys[key_id(key["public"])] = {**key, "since": self.first if self.index else -1, "until": MAX}
    def valid_key(self, name):  # §6.3, rules 1 and 2
        key = self.keys.get(name)
        return expect(key and key["since"] < self.first <= key["until"], f"key {name} valid in this batch", key)
    def check_signatures(self, entry):  # §6.3 rule 3; §7 rule 1 and §10: attestations and references, wherever they stand
        key, message, abouts = self.valid_key(entry["key"]), b"coop-ledger/entry/v1\n" + self.line[:-139] + b"}", set()
        expect(key["kind"] == "person" and is_signed(key["public"], entry["sig"], message), "a person's signature", key)
        for one in objects(entry["body"]):
            if {"act", "sig"} <= {*one} or id(one) in self.admitted:
                self.check_attestation(expect(fits(one, ATTESTATION), "an attestation as section 7 says", one))
                abouts.add(id(one["about"]))
            elif "blob" in one and id(one) not in abouts:
                good = fits(one, {"blob": HASH, "bytes": int, **MORE}) and self.blobs.get(one["blob"]) == one["bytes"]
                self.referred.add(expect(good, "a reference to a blob of this length", one)["blob"])
    def check_attestation(self, one):  # §7
        about, size, admitted = one["about"], one["seen"]["size"], self.admitted.get(id(one))
        key = admitted or self.valid_key(one["key"])  # rule 2
        said = {name: key.get(name, "recovery") for name in ("alg", "person", "public", "role")}
        entry = {"index": range(self.index), "leaf": lambda leaf: leaf == self.tree.rows[0][about["index"]].hex()}
        if admitted: same({"act": "possess", "key": key_id(key["public"]), "about": said}, one)  # rule 6
        else: expect(one["act"] != "possess" and (fits(about, {"blob": HASH}) or fits(about, entry)), "rules 4 and 6 kept", one)
        seen = size in self.ends and size <= self.first and self.root(size) == one["seen"]["root"]  # rule 5
        once, message = (one["key"], one["act"], encode(about)), b"coop-ledger/attestation/v1\n" + encode(one)[:-138] + b"}"
        good = one["origin"] == self.origin and once not in self.attested and is_signed(key["public"], one["sig"], message)
        self.attested.add(expect(seen and good, "our origin and root, attested once, signed (rules 2, 3, 5, 7)", once))
    def add_items(self, entry):  # §13.1, §13.3
        for code, item in self.mine.items():
            digest, items = self.states.get(code, START); items += bool(item)
            if item: digest = sha(b"coop-ledger/household-item/v1\n", digest, struct.pack(">Q", self.index), item)
            if item and code == self.household: self.items.append(self.index)
            line, self.states[code] = encode({"digest": digest.hex(), "household": code, "items": items}), (digest, items)
            if code in self.enrolled: self.members.put(self.enrolled[code], sha(b"\0", line, b"\n"))
    def check_checkpoint(self):  # §9.2
        raw = read(self.path("checkpoint"), LINE) if "checkpoint" in self.names else b""
        size, root, others = read_note(raw.decode("utf-8"), self.vkey)
        expect(size in self.ends and self.root(size) == root.hex() and not others, "a batch's end, its root, alone", raw)
        if size < len(self.tree): self.notes.append(f"{len(self.tree) - size} entries after the checkpoint")
    def tell_household(self, code):  # §13.4
        size, index = max((s for s in self.statements if self.by_size[s[0]][0] > self.enrolled.get(code, MAX)), default=(0, 0))
        expect(size, "a member whom a households.stated/1 covers", code); count = sum(at < size for at in self.items)
        self.told += [f"{code}: {count} items among the first {size} entries, as entry {index} states",
                      f"  in entries {self.items[:count]}; not yet covered: {self.items[count:]}"]
check_ledger = Ledger  # a ledger that was read is its report

# Proofs (§9.3, §12.4)
def read_head(head, title, name):  # what both proofs begin with: some bytes, an index, and a line for each sibling
    match = re.fullmatch(f"{title}\n{name} ([^ \n]+)\nindex {NUMBER}((?:\n[^\n]+)*)", head)
    expect(match, f"{title}, {name} ..., index ...", head)
    return unbase64(match[1], 1), int(match[2]), match[3].split("\n")[1:]
def check_sum_proof(report, head, lines):
    raw, index, siblings = read_head(head, "coop-ledger/sum-proof/v1", "line")
    (line, leaf), size = sum_leaf(raw), expect(fits(lines, LINES), "an entry with lines as section 12.3 says", lines)["count"]
    siblings = [re.fullmatch("([1-9][0-9]{0,15}) (0|[1-9][0-9]{0,18}) (.+)", one).groups() for one in siblings]
    siblings = [(int(count), int(total), unbase64(digest, 32, 32)) for count, total, digest in siblings]
    expect(climb(leaf, index, size, siblings, sum_node) == triple(lines), f"count, fen, root {triple(lines)}", head)
    report.told.append(f"line {index} of {size}: {line['amount']} to {line['to']}, total {lines['total']}")
def check_parts(report, raw, vkey):
    expect(len(raw) <= PROOF, f"at most {PROOF} bytes", len(raw))
    *sums, head, note = raw.decode("utf-8").split("\n\n", 2 if raw.startswith(b"coop-ledger/") else 1)
    line, index, siblings = read_head(head, "c2sp[.]org/tlog-proof@v1", "extra")
    (size, root, others), siblings = read_note(note, vkey), [unbase64(one, 32, 32) for one in siblings]
    entry = parse(line, ENTRY, "an entry as section 5.1 says")
    (k, n), prev = entry["batch"], siblings[0].hex() if index % 2 else entry["prev"] if index else "0" * 64
    same({"index": index, "origin": vkey.split("+")[0], "prev": prev}, entry)
    good = k <= index <= size - n + k and climb(sha(b"\0", line), index, size, siblings, node) == root
    expect(good, f"a whole batch within {size} entries, the root {root.hex()}", head)
    report.told += [f"entry {index}, {entry['kind']}, is among the first {size} entries, root {root.hex()}",
                    "not shown by a proof: that the key which signed the entry was valid"]
    if others: report.notes.append(f"cosignatures not checked: {others}")
    if sums: check_sum_proof(report, sums[0], entry["body"].get("lines"))
def check_proof(raw, vkey):
    (report := Report()).attempt("proof", check_parts, report, raw, vkey); return report

def main(words):
    is_proof, parser = words[:1] == ["proof"], argparse.ArgumentParser(usage=__doc__, allow_abbrev=False)
    for name in ["place", "--vkey"] + ["--leaf0", "--seen", "--household"] * (not is_proof): parser.add_argument(name)
    options = vars(parser.parse_args(words[is_proof:])); place = options.pop("place")
    right = os.path.isfile(place) and options["vkey"] is not None if is_proof else os.path.isdir(place)
    if not right: parser.error("give the folder of a ledger; or proof, a file and --vkey")
    try: report = check_proof(read(place, PROOF + 1), **options) if is_proof else check_ledger(place, **options)
    except OSError as error: parser.error(str(error))
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    print("FAIL" if report.findings else "PASS with notes" if report.notes else "PASS")
    for finding in report.findings[:50]: print("  {}: expected {}; found {}".format(*finding))
    for line in report.told + ["note: " + note for note in report.notes]: print(line)
    return 1 if report.findings else 0
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
