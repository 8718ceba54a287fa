#!/usr/bin/env python3
"""Verifies a ledger, or a proof from one, as the page schemas/FORMAT.md (version 1) says.

    verify.py LEDGER [--vkey KEY] [--leaf0 HEX] [--seen SIZE:ROOT] [--household H0007]
                     [--witness KEY]...
    verify.py proof FILE --vkey KEY [--witness KEY]...

This program was written from that page alone, and follows the order of its sections; § and a number
name one of them. It needs Python 3.10 and PyNaCl.

LEDGER is a ledger's folder. --vkey and --leaf0 are the pin (§8): the verifier key and the leaf
hash of entry 0, as noted on paper when the ledger was opened. --seen is a size and a root from an
earlier statement. --household prints the items of one household (§13.4). --witness is the verifier
key of a witness, whose cosignatures (§9.5) are then checked; it may be given several times.

FILE is a proof of one entry (§9.3), of one line of a payout (§12.4) or of a household's portion of
an entry (§12.6), and --vkey is the verifier key of the ledger at the proof's size.

The first line printed is the verdict: PASS, PASS with notes, or FAIL. The exit code is 0 if the
record passes, 1 if there is any finding, 2 if the program was called in a wrong way.

Not examined: the bodies of kinds that are not in §16, openings of commitments (§11), whether
approvals suffice (§7 rule 8), findings that somebody answered or ratified (§15: the page does not
say how such an entry is spelled), and what an audit examines: books, rules and payouts.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import collections
import datetime
import hashlib
import itertools
import json
import os
import re
import stat
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO, Callable, Iterator, Optional

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

# ---- Limits (§19) --------------------------------------------------------------------------------

LINE = 65_535  # bytes of a line, with its newline
GREATEST = 2**53 - 1  # the greatest integer
DIGITS = 16  # of the greatest integer
DEPTH = 8  # of nested objects and arrays
CODES = 4_096  # member codes in `about`
BATCH = 1_000_000  # entries of a batch
SUM = 2**63  # every sum of fen is below this
ATTESTATIONS = 16  # in one attestation.recorded/1
COSIGNATURES = 16  # in one checkpoint.cosigned/1
PROOF = 1 << 20  # bytes of a proof (§9.3)

# What this program allows itself.
CHUNK = 1 << 20  # bytes of a file that are read at once
AGAIN = 64 << 20  # bytes of blobs that are read again, beside the size of all blobs (§10)
REPORTED = 1_000  # findings, and notes, that are kept
PRINTED = 50  # findings that are printed
BRIEF = 150  # characters of a value that are printed


# ---- Findings and notes (Conventions) ------------------------------------------------------------


class Wrong(Exception):
    """A MUST that is violated: what was expected, and what was found."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


def expect(good: bool, expected: str, found: object) -> None:
    """§20: what was expected and what was found, unless `good`."""
    if not good:
        raise Wrong(expected, found)


def brief(value: object) -> str:
    """§23.4: a value as it may be printed: short, with nothing in it that a terminal obeys."""
    if isinstance(value, str) and TEXT.fullmatch(value):
        return value[:BRIEF]
    return ascii(value)[:BRIEF]


class Report:
    """The result of a verification: findings, notes, and what else is told.

    A finding is a triple of texts: the place, what was expected, what was found.
    """

    def __init__(self) -> None:
        self.findings: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.told: list[str] = []
        self.witnesses: list[VerifierKey] = []
        self.cosigned: dict[str, tuple[int, int]] = {}  # by witness: the greatest size, its time
        self.not_checked: collections.Counter[str] = collections.Counter()  # cosignatures, by name

    def attempt(self, place: str, check: Callable[..., None], *what: Any) -> bool:
        """Runs a check. Whatever goes wrong in it is a finding, not the end of the work (§23.4)."""
        try:
            check(*what)
        except Wrong as wrong:
            self.find(place, wrong.expected, wrong.found)
        except Exception as error:
            self.find(place, "what the format says", repr(error))
        else:
            return True
        return False

    def find(self, place: str, expected: str, found: object) -> None:
        """Adds a finding."""
        if len(self.findings) < REPORTED:
            self.findings.append((place, brief(expected), brief(found)))

    def note(self, text: str) -> None:
        """Adds a note."""
        if len(self.notes) < REPORTED:
            self.notes.append(text)

    def verdict(self) -> str:
        """§20: the first line of the result."""
        if self.findings:
            return "FAIL"
        return "PASS with notes" if self.notes else "PASS"


# ---- 2 Files -------------------------------------------------------------------------------------

RECORD = {"journal", "blobs", "checkpoint"}  # §2.1
BESIDE_FILES = r"coop\.toml|lock"  # §2.2
BESIDE_FOLDERS = "private|index"
SEGMENT = r"[0-9]{12}\.jsonl"
NOTHING = "(?!)"  # a pattern that no name matches


def check_name(path: str, files: str, folders: str) -> None:
    """§2.2: only what section 2 names may lie in the folder. No link is followed."""
    name = os.path.basename(path)
    mode = os.lstat(path).st_mode
    if stat.S_ISREG(mode):
        what, allowed = "file", files
    elif stat.S_ISDIR(mode):
        what, allowed = "folder", folders
    else:
        what, allowed = "neither file nor folder", NOTHING
    good = re.fullmatch(allowed, name) is not None
    expect(good, "only the files and folders of section 2", f"{name} ({what})")


def list_folder(report: Report, path: str, place: str, files: str, folders: str) -> list[str]:
    """§2: the names in a folder that may be there, in order; every other name is a finding."""
    names = []
    for name in sorted(os.listdir(path)):
        if report.attempt(place, check_name, os.path.join(path, name), files, folders):
            names.append(name)
    return names


def open_file(path: str) -> BinaryIO:
    """§23.4: opens a plain file; follows no link, and waits for no pipe or device."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    number = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise Wrong("a plain file", os.path.basename(path))
    return os.fdopen(number, "rb")


def read_file(path: str, most: int) -> bytes:
    """§23.4: the bytes of a short file, but not many more than it may have."""
    with open_file(path) as file:
        return file.read(most + 1)


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """§23.4: the lines of a file, each with its newline.

    Of a line that is too long only the beginning is given, which is still too long.
    """
    while True:
        line = file.readline(LINE + 1)
        if not line:
            return
        yield line
        while len(line) > LINE and not line.endswith(b"\n"):
            line = file.readline(LINE + 1)


# ---- 3 Canonical JSON ----------------------------------------------------------------------------

TABLE = """
    0020–007E 00A7 00B0–00B3 00B7 00C0–024F 2013–2014 2018–2019 201C–201D 2026 2030 2160–216B
    2460–2473 3001–3003 3005 3007–3011 3014–301B 33A1 3400–4DBF 4E00–9FFF FF01–FF5E FFE5
    20000–2A6DF 2A700–2EBEF 30000–323AF
"""  # §3.1


def pattern_of_table() -> str:
    """§3.1: the table as a pattern for strings over it."""
    ranges = [[chr(int(end, 16)) for end in item.split("–")] for item in TABLE.split()]
    return "[" + "".join("-".join(ends) for ends in ranges) + "]*"


TEXT = re.compile(pattern_of_table())
MEMBER = re.compile("[a-z][a-z0-9_]*")  # §3 rule 3
BRACKET = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)|[\[\]{}]', re.DOTALL)  # a string, or a bracket


def allowed_char(character: str) -> bool:
    """§3.1: whether a character is in the table."""
    return len(character) == 1 and TEXT.fullmatch(character) is not None


def check_depth(text: str) -> None:
    """§3 rule 6, before anything is parsed: brackets outside strings nest at most 8 deep."""
    depth = 0
    for match in BRACKET.finditer(text):
        if match[0] in ("[", "{"):
            depth += 1
        elif match[0] in ("]", "}"):
            depth -= 1
        expect(depth <= DEPTH, f"nesting at most {DEPTH} deep", text)


def parse_integer(digits: str) -> int:
    """§3 rule 2. The number of digits is bounded before the number is made."""
    expect(len(digits) <= DIGITS, f"an integer of at most {DIGITS} digits", digits)
    return int(digits)


def refuse_number(text: str) -> None:
    """§3 rule 2: fractions, exponents, and the constants that some parsers allow."""
    raise Wrong("an integer", text)


def check_value(value: Any) -> None:
    """§3 rules 2, 3 and 5, for a value and everything in it."""
    if isinstance(value, str):
        expect(TEXT.fullmatch(value) is not None, "characters of the table in section 3.1", value)
    elif isinstance(value, bool):
        pass
    elif isinstance(value, int):
        expect(0 <= value <= GREATEST, f"an integer from 0 to {GREATEST}", value)
    elif isinstance(value, list):
        for part in value:
            check_value(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            expect(MEMBER.fullmatch(name) is not None, "member names of [a-z][a-z0-9_]*", name)
            check_value(part)
    else:
        raise Wrong("an object, array, string, true, false or integer", value)


DECODER = json.JSONDecoder(
    parse_int=parse_integer, parse_float=refuse_number, parse_constant=refuse_number
)
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """§3: the canonical form of a value."""
    return ENCODER.encode(value).encode("utf-8")


def check_spelling(value: Any, raw: bytes) -> None:
    """§3 rule 7: parsing and encoding anew must give the same bytes."""
    expect(encode(value) == raw, "the one canonical spelling", raw)


def decode_text(raw: bytes) -> str:
    """§3 rule 1, §9: UTF-8."""
    try:
        return raw.decode("utf-8")
    except ValueError as error:
        raise Wrong("UTF-8", raw) from error


def parse_canonical(raw: bytes) -> Any:
    """§3: the value of a canonical JSON text, refused before use if anything is wrong with it."""
    text = decode_text(raw)
    check_depth(text)
    try:
        value = DECODER.decode(text)
    except ValueError as error:
        raise Wrong(f"JSON ({error})", raw) from error
    check_value(value)
    check_spelling(value, raw)
    return value


def parse_line(raw: bytes) -> Any:
    """§5, §12: the value of a line, which is a canonical JSON text and a newline."""
    expect(len(raw) <= LINE, f"a line of at most {LINE} bytes", raw)
    expect(raw.endswith(b"\n"), "a newline at the end of the line", raw[-20:])
    return parse_canonical(raw[:-1])


# ---- 4 Values ------------------------------------------------------------------------------------

Test = Callable[[Any], bool]


def spelled(pattern: str) -> Test:
    """§4: a test whether a value is a string that matches a pattern as a whole."""
    compiled = re.compile(pattern)

    def test(value: Any) -> bool:
        return isinstance(value, str) and compiled.fullmatch(value) is not None

    return test


DAY = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"
TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"

is_money = spelled(r"(0|[1-9][0-9]{0,13})\.[0-9]{2}")
is_hash = spelled("[0-9a-f]{64}")
is_code = spelled("[A-Z]{1,2}[0-9]{0,8}")
is_person = spelled("K[0-9]{1,8}")
is_entry_id = spelled("[A-Za-z0-9._:-]{1,64}")
is_key_id = spelled("[0-9a-f]{32}")
is_signature = spelled("[0-9a-f]{128}")
is_payout = spelled("[A-Za-z0-9-]{1,32}")
is_zone = spelled("[+-]" + TIME)
is_day_pattern = spelled(DAY)
is_instant_pattern = spelled(f"{DAY}T{TIME}:[0-5][0-9]Z")


def typed(kind: type) -> Test:
    """§3: a test whether a value is of a type. true and false are no integers."""
    return lambda value: type(value) is kind


is_text = typed(str)
is_count = typed(int)  # §4: its range was checked when it was parsed
is_array = typed(list)
is_object = typed(dict)


def is_day(value: Any) -> bool:
    """§4: a day that exists, from 1900 to 2199."""
    if not is_day_pattern(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_instant(value: Any) -> bool:
    """§4: UTC, whole seconds."""
    return is_instant_pattern(value) and is_day(value[:10])


def is_list_of_texts(value: Any) -> bool:
    """§9.5, §17: an array of strings."""
    return is_array(value) and all(is_text(part) for part in value)


def fen(money: str) -> int:
    """§4: sums are computed in fen."""
    return int(money.replace(".", ""))


def check_members(
    what: str,
    value: Any,
    members: dict[str, Test],
    optional: Optional[dict[str, Test]] = None,
    more: bool = False,
) -> None:
    """§4: an object with these members, each of its shape, and no others unless `more`."""
    expect(is_object(value), f"{what}: an object", value)
    optional = optional or {}
    for name, test in members.items():
        expect(name in value, f"{what}: a member {name}", sorted(value))
        expect(test(value[name]), f"{what}: {name} in its right shape", value[name])
    for name, test in optional.items():
        if name in value:
            expect(test(value[name]), f"{what}: {name} in its right shape", value[name])
    if not more:
        others = sorted(set(value) - set(members) - set(optional))
        expect(not others, f"{what}: no other members", others)


# ---- 5 Entries -----------------------------------------------------------------------------------


def sha256(*parts: bytes) -> bytes:
    """§5.4 and others: SHA-256 of parts, one behind the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def is_about(value: Any) -> bool:
    """§5.1: at most 4,096 member codes, ascending, unique."""
    if not is_array(value) or len(value) > CODES:
        return False
    return all(is_code(code) for code in value) and value == sorted(set(value))


def is_batch(value: Any) -> bool:
    """§5.1: [k,n] with 0 ≤ k < n ≤ 1,000,000."""
    if not is_array(value) or len(value) != 2:
        return False
    return all(is_count(number) for number in value) and value[0] < value[1] <= BATCH


is_kind_pattern = spelled(r"[a-z]+(\.[a-z]+)*/[1-9][0-9]{0,9}")


def is_kind(value: Any) -> bool:
    """§5.1: at most 64 bytes, and the number below 2^32."""
    return is_kind_pattern(value) and len(value) <= 64 and int(value.split("/")[1]) < 2**32


def is_format(value: Any) -> bool:
    """§18 rule 1: another format needs another verifier."""
    return is_count(value) and value == 1


@dataclass(frozen=True)
class Entry:
    """§5.1: an entry, with its 13 members, its line and its leaf hash."""

    raw: bytes
    leaf: bytes
    about: list[str]
    batch: list[int]
    body: dict[str, Any]
    effective_on: str
    format: int
    id: str
    index: int
    key: str
    kind: str
    origin: str
    prev: str
    recorded_at: str
    sig: str

    def message(self) -> bytes:
        """§5.3: what the author signed, taken from the stored bytes."""
        return b"coop-ledger/entry/v1\n" + self.raw[:-139] + b"}"


def read_entry(raw: bytes) -> Entry:
    """§5.1: an entry from its line, which has exactly these members."""
    value = parse_line(raw)
    members: dict[str, Test] = {
        "about": is_about,
        "batch": is_batch,
        "body": is_object,
        "effective_on": is_day,
        "format": is_format,
        "id": is_entry_id,
        "index": is_count,
        "key": is_key_id,
        "kind": is_kind,
        "origin": is_origin,
        "prev": is_hash,
        "recorded_at": is_instant,
        "sig": is_signature,
    }
    check_members("entry", value, members)
    return Entry(raw=raw, leaf=leaf_hash(raw), **value)


def check_position(ledger: Ledger, entry: Entry, index: int) -> None:
    """§5.1, §5.4, §15 rule 1: index, chain, and an id that was never used."""
    expect(entry.index == index, f"index {index}", entry.index)
    prev = ledger.tree.leaf(index - 1).hex() if index else "0" * 64
    expect(entry.prev == prev, f"prev {prev}", entry.prev)
    expect(entry.id not in ledger.ids, "an id that no earlier entry has", entry.id)


@dataclass
class Batch:
    """§5.2: the batch that is being read, as its first entry describes it."""

    first: int
    size: int
    key: str
    origin: str
    recorded_at: str
    kind: str  # of its first entry (§14)
    must_be_closed: bool = False  # by a households.stated/1 (§13.3)

    @property
    def end(self) -> int:
        """The size of the journal at its end."""
        return self.first + self.size


def check_batch(entry: Entry, index: int, batch: Batch) -> None:
    """§5.2: k counts from 0 without gap; n, key, origin and time are those of the first entry."""
    right = [index - batch.first, batch.size]
    expect(entry.batch == right, f"batch {right}", entry.batch)
    expect(entry.key == batch.key, f"key {batch.key}, as in its batch", entry.key)
    expect(entry.origin == batch.origin, f"origin {batch.origin}, as in its batch", entry.origin)
    same_time = entry.recorded_at == batch.recorded_at
    expect(same_time, f"recorded_at {batch.recorded_at}, as in its batch", entry.recorded_at)


def check_batch_begins(entry: Entry) -> None:
    """§5.2: k counts from 0."""
    expect(entry.batch[0] == 0, "the first entry of a batch", f"batch {entry.batch}")


def leaf_hash(line: bytes) -> bytes:
    """§5.4: the hash of a leaf."""
    return sha256(b"\x00", line)


def node_hash(left: bytes, right: bytes) -> bytes:
    """§5.4: the hash of a node."""
    return sha256(b"\x01", left, right)


def split(size: int) -> int:
    """§5.4: the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


class Tree:
    """§5.4: an RFC 6962 tree that grows, and whose root is known at every size it had.

    rows[0] are the leaves, and rows[level][j] is the node over the 2^level leaves from
    j * 2^level on. Nodes that are not whole are not kept.
    """

    def __init__(self) -> None:
        self.rows: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self.rows[0])

    def leaf(self, index: int) -> bytes:
        """The leaf at an index."""
        return self.rows[0][index]

    def append(self, leaf: bytes) -> None:
        """Adds a leaf at the end."""
        self.rows[0].append(leaf)
        self._renew(len(self) - 1)

    def replace(self, index: int, leaf: bytes) -> None:
        """Changes a leaf: only in the tree of households (§13.3), never in the journal's."""
        self.rows[0][index] = leaf
        self._renew(index)

    def _renew(self, index: int) -> None:
        """Computes the whole nodes above a leaf."""
        for level in itertools.count():
            row = self.rows[level]
            left = index - index % 2
            if left + 1 >= len(row):
                return
            if level + 1 == len(self.rows):
                self.rows.append([])
            index //= 2
            self.rows[level + 1][index : index + 1] = [node_hash(row[left], row[left + 1])]

    def root(self, size: int) -> bytes:
        """The root over the first `size` leaves: whole nodes, joined from the right."""
        if size == 0:
            return sha256()
        parts = []
        done = 0
        for level in reversed(range(len(self.rows))):
            if size & (1 << level):
                parts.append(self.rows[level][done >> level])
                done += 1 << level
        root = parts.pop()
        while parts:
            root = node_hash(parts.pop(), root)
        return root


def siblings_of(index: int, size: int) -> list[tuple[bool, int]]:
    """§5.4, §12.4: the siblings on the way from a leaf upward.

    Of each: whether it lies on the left, and how many leaves it stands for.
    """
    expect(0 <= index < size, f"an index below {size}", index)
    siblings = []
    while size > 1:
        left = split(size)
        if index < left:
            siblings.append((False, size - left))
            size = left
        else:
            siblings.append((True, left))
            index -= left
            size -= left
    return siblings[::-1]


# ---- 6 Keys --------------------------------------------------------------------------------------

FIELD = 2**255 - 19
GROUP = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD  # the constant d of the curve
SMALL_ORDER = """
    0100000000000000000000000000000000000000000000000000000000000000
    ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f
    0000000000000000000000000000000000000000000000000000000000000000
    0000000000000000000000000000000000000000000000000000000000000080
    c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a
    c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa
    26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05
    26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85
"""  # §23.2
WEAK = {bytes.fromhex(point) for point in SMALL_ORDER.split()}


def key_id(public: bytes) -> str:
    """§6.2: the id of a key."""
    return sha256(b"coop-ledger/key/v1\n", b"ed25519\n", public).hex()[:32]


def is_strong(public: bytes) -> bool:
    """§6.4 rules 1 and 2: the canonical encoding of a point of the curve, not of small order.

    The point (x, y) lies on the curve if x² = (y² − 1) / (d y² + 1) has a solution. x is 0 only
    where y is 1 or −1, and those are points of small order under either sign.
    """
    y = int.from_bytes(public, "little") % 2**255
    if len(public) != 32 or y >= FIELD or public in WEAK or y in (1, FIELD - 1):
        return False
    square = (y * y - 1) * pow(CURVE * y * y + 1, FIELD - 2, FIELD) % FIELD
    return pow(square, (FIELD - 1) // 2, FIELD) == 1


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """§6.4: strict verification.

    PyNaCl's libsodium keeps all four rules. What can be said simply is said here once more.
    """
    if len(signature) != 64 or public in WEAK or signature[:32] in WEAK:
        return False
    if int.from_bytes(signature[32:], "little") >= GROUP:
        return False
    try:
        VerifyKey(public).verify(message, signature)
    except BadSignatureError:
        return False
    return True


@dataclass
class Key:
    """§6.3: a key of kind `person` or `recovery`."""

    id: str
    public: bytes
    kind: str
    since: int  # index of the first entry of the batch that admitted it; -1 for keys of entry 0
    until: int = GREATEST  # index of the first entry of its last batch

    def is_valid_in(self, first: int) -> bool:
        """§6.3 rules 1 and 2, for the batch that begins at `first`."""
        return self.since < first <= self.until


class Registry:
    """§6.3: every key of the ledger that was ever admitted, of whatever kind."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.publics: set[bytes] = set()

    def admit(self, value: dict[str, Any], since: int) -> Key:
        """Admits the key of a key object."""
        public = bytes.fromhex(value["public"])
        check_new_public(self, public)
        self.publics.add(public)
        key = Key(key_id(public), public, value["kind"], since)
        self.keys[key.id] = key
        return key

    def valid_key(self, name: str, batch: Batch) -> Key:
        """§6.3: the key of this id, which must be valid in a batch."""
        key = self.keys.get(name)
        if key is None or not key.is_valid_in(batch.first):
            raise Wrong("the id of a key that is valid in this batch", name)
        return key


def check_new_public(registry: Registry, public: bytes) -> None:
    """§6.1, §6.4: a public key is strong, and occurs once in a ledger."""
    expect(is_strong(public), "a public key that satisfies section 6.4", public.hex())
    expect(public not in registry.publics, "a public key never used before", public.hex())


is_alg = spelled("ed25519")
is_key_kind = spelled("person|recovery")
is_role = spelled("[a-z]{1,32}")

KEY_OBJECT: dict[str, Test] = {
    "alg": is_alg,
    "kind": is_key_kind,
    "person": is_person,
    "possession": is_object,
    "public": is_hash,
}


def check_key_object(value: Any, more: bool) -> None:
    """§6.3: a key object, as a body (which may have more members) or in `keys`."""
    check_members("key object", value, KEY_OBJECT, {"role": is_role}, more)
    has_role = "role" in value
    expect(has_role == (value["kind"] == "person"), "a role for a person, and for no other", value)


def check_author(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§6.3 rule 3: signed by a key of kind `person` that is valid in the batch."""
    key = ledger.registry.valid_key(entry.key, batch)
    ledger.entries_by_key[key.id] += 1
    expect(key.kind == "person", "an author's key of kind person", key.kind)
    good = is_signed(key.public, bytes.fromhex(entry.sig), entry.message())
    expect(good, f"a signature by key {key.id}", entry.sig)


def check_recovery_threshold(body: dict[str, Any]) -> None:
    """§6.3 rule 6: 1 to the number of recovery keys in entry 0, and 0 where there are none."""
    keys = sum(is_object(key) and key.get("kind") == "recovery" for key in body["keys"])
    threshold = body["recovery_threshold"]
    right = f"a recovery_threshold from {min(1, keys)} to {keys}"
    expect(min(1, keys) <= threshold <= keys, right, threshold)


# ---- 7 Attestations ------------------------------------------------------------------------------

is_act = spelled("approve|object|answer|acknowledge|withdraw|possess")

Path = tuple  # where a value stands in a body: names of members, and positions in arrays


def is_attestation(value: Any) -> bool:
    """§7 rule 1: any object that has both `act` and `sig`."""
    return is_object(value) and "act" in value and "sig" in value


def check_attestation_array(value: Any, least: int, most: int = GREATEST) -> None:
    """§7 rule 1: an array of attestations."""
    expect(is_array(value), "an array of attestations", value)
    good = least <= len(value) <= most
    expect(good, f"from {least} to {most} attestations", len(value))
    expect(all(is_attestation(one) for one in value), "attestations and nothing else", value)


def attestation_message(value: dict[str, Any]) -> bytes:
    """§7: what was signed. Inside a canonical line, canonical form is the stored bytes (rule 1)."""
    return b"coop-ledger/attestation/v1\n" + encode(value)[:-138] + b"}"


def check_attestation_members(value: dict[str, Any]) -> None:
    """§7: an attestation has these members and no others."""
    members: dict[str, Test] = {
        "about": is_object,
        "act": is_act,
        "at": is_instant,
        "format": is_format,
        "key": is_key_id,
        "origin": is_origin,
        "seen": is_object,
        "sig": is_signature,
    }
    check_members("attestation", value, members, {"say": is_hash})
    check_members("attestation: seen", value["seen"], {"root": is_hash, "size": is_count})


def check_attestation(
    ledger: Ledger, entry: Entry, batch: Batch, value: dict[str, Any], admitted: Any
) -> None:
    """§7: an attestation in an entry's body.

    `admitted` is the key object and the key if this is its `possession`, and None otherwise.
    """
    check_attestation_members(value)
    if admitted is None:
        key = ledger.registry.valid_key(value["key"], batch)  # rule 2
        check_about(ledger, value)
    else:
        key_object, key = admitted
        check_possession(value, key_object, key)
    check_attestation_origin(entry, value)
    check_seen(ledger, entry, batch, value)
    check_attestation_once(ledger, value)
    check_attestation_signature(key, value)


def check_attestation_signature(key: Key, value: dict[str, Any]) -> None:
    """§7 rule 2: the signature verifies with the registered key."""
    good = is_signed(key.public, bytes.fromhex(value["sig"]), attestation_message(value))
    expect(good, f"an attestation signed by key {key.id}", value)


def check_attestation_origin(entry: Entry, value: dict[str, Any]) -> None:
    """§7 rule 3: the entry's origin, or an earlier epoch of it."""
    good = is_same_or_earlier(value["origin"], entry.origin)
    expect(good, f"origin {entry.origin} or an earlier epoch of it", value["origin"])


def check_about(ledger: Ledger, value: dict[str, Any]) -> None:
    """§7 rules 4 and 6: what is attested is a lower entry or a document, and not a possession."""
    expect(value["act"] != "possess", "possess only as the possession of a key object", value)
    about = value["about"]
    if "blob" in about:
        check_members("attestation: about", about, {"blob": is_hash})
        return
    check_members("attestation: about", about, {"index": is_count, "leaf": is_hash})
    index = len(ledger.tree)  # of this entry
    expect(about["index"] < index, f"about an entry below {index}", about["index"])
    leaf = ledger.tree.leaf(about["index"]).hex()
    expect(about["leaf"] == leaf, f"leaf {leaf} at index {about['index']}", about["leaf"])


def check_seen(ledger: Ledger, entry: Entry, batch: Batch, value: dict[str, Any]) -> None:
    """§7 rule 5: the state that the signer's device had verified is one of ours."""
    size, root = value["seen"]["size"], value["seen"]["root"]
    loss = ledger.loss_of(value["origin"])
    if loss is not None and size > loss.kept:
        ledger.note(
            f"entry {entry.index}: an attestation under {value['origin']} has seen size {size},"
            f" lost as entry {loss.index} declares; its root cannot be compared"
        )
        return
    expect(size in ledger.ends, "seen.size 0 or the end of a batch", size)
    expect(size <= batch.first, f"seen.size at most {batch.first}", size)
    right = ledger.root(size)
    expect(root == right, f"seen.root {right} at size {size}; another is evidence of a fork", root)


def check_possession(value: dict[str, Any], key_object: dict[str, Any], key: Key) -> None:
    """§7 rule 6: an attestation of possession repeats the key object in which it stands."""
    about = {name: key_object[name] for name in ("alg", "person", "public")}
    about["role"] = key_object.get("role", "recovery")
    expect(value["act"] == "possess", "act possess", value["act"])
    expect(value["key"] == key.id, f"key {key.id}", value["key"])
    expect(value["about"] == about, f"about {about}", value["about"])


def check_attestation_once(ledger: Ledger, value: dict[str, Any]) -> None:
    """§7 rule 7: one combination of key, act and about occurs once."""
    combination = (value["key"], value["act"], encode(value["about"]))
    expect(combination not in ledger.attested, "a combination never attested before", combination)
    ledger.attested.add(combination)


def find_embedded(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """§7 rule 1, §10: the attestations and blob references in a value, with where they stand.

    An attestation is given as a whole: it has no other members, so no reference stands in it.
    """
    if is_attestation(value):
        yield path, value
        return
    if is_object(value):
        if "blob" in value:
            yield path, value
        for name, part in value.items():
            yield from find_embedded(part, path + (name,))
    elif is_array(value):
        for number, part in enumerate(value):
            yield from find_embedded(part, path + (number,))


def check_embedded(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§7 rule 1, §10: every attestation and every blob reference in a body."""
    place = f"entry {entry.index}"
    for path, value in find_embedded(entry.body, ()):
        if is_attestation(value):
            admitted = ledger.admitted.get(path)
            ledger.attempt(place, check_attestation, ledger, entry, batch, value, admitted)
        else:
            ledger.attempt(place, check_reference, ledger.blobs, value)


# ---- 8 Origin ------------------------------------------------------------------------------------

is_origin_pattern = spelled("[a-z0-9.-]+/[a-z0-9.-]+/[0-9a-f]{16}(/[1-9][0-9]{0,9})?")


def split_origin(origin: str) -> tuple[str, int]:
    """§8: an origin without its epoch, and the epoch."""
    parts = origin.split("/")
    epoch = int(parts[3]) if len(parts) == 4 else 1
    return "/".join(parts[:3]), epoch


def is_origin(value: Any) -> bool:
    """§8: an origin."""
    if not is_origin_pattern(value) or value.startswith(("coop-ledger/", "cosignature/")):
        return False
    first, epoch = split_origin(value)
    return len(first) <= 109 and (value == first or 2 <= epoch < 2**32)


def is_same_or_earlier(one: str, other: str) -> bool:
    """§8: whether an origin is another one, or an earlier epoch of it."""
    first, epoch = split_origin(one)
    other_first, other_epoch = split_origin(other)
    return first == other_first and epoch <= other_epoch


def check_origin(ledger: Ledger, entry: Entry, index: int) -> None:
    """§8: every entry carries the origin, which changes only at a ledger.restored/1 (§17)."""
    if index == 0:
        _, epoch = split_origin(entry.origin)
        expect(epoch == 1, "an origin without an epoch", entry.origin)
    elif entry.kind == "ledger.restored/1":
        good = is_same_or_earlier(ledger.origin, entry.origin) and ledger.origin != entry.origin
        expect(good, f"a later epoch of {ledger.origin}", entry.origin)
    else:
        expect(entry.origin == ledger.origin, f"origin {ledger.origin}", entry.origin)


# ---- 9 Checkpoints and proofs --------------------------------------------------------------------

LEDGER_TYPE = 1  # of a signature (§6.1)
WITNESS_TYPE = 4


def decode_base64(text: str) -> bytes:
    """§9 (and Conventions): base64 in the only spelling that encoding would give back."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong("base64", text) from error
    expect(base64.b64encode(raw).decode() == text, "base64 in its one spelling", text)
    return raw


is_decimal = spelled("0|[1-9][0-9]*")


def read_decimal(text: str, digits: int = DIGITS) -> int:
    """§9.2, §12.4: a decimal number without leading zeros."""
    expect(len(text) <= digits and is_decimal(text), "a number without leading zeros", text)
    return int(text)


@dataclass(frozen=True)
class VerifierKey:
    """§9.1: a verifier key of a ledger or of a witness."""

    text: str
    name: str
    number: bytes  # the note key id
    public: bytes


is_name = spelled(r"[^\s+]+")


def read_vkey(text: Any, signature_type: int) -> VerifierKey:
    """§9.1: a verifier key; the note key id is computed anew."""
    parts = text.split("+", 2) if is_text(text) else []
    expect(len(parts) == 3, "a verifier key <name>+<8 hex digits>+<base64>", text)
    name, number, key = parts
    raw = decode_base64(key)
    good = len(raw) == 33 and raw[0] == signature_type
    expect(good, f"a verifier key of type {signature_type:02x} and 32 bytes", text)
    right = sha256(name.encode("utf-8"), b"\n", raw)[:4]
    expect(number == right.hex(), f"the note key id {right.hex()}", number)
    is_right_name = is_origin if signature_type == LEDGER_TYPE else is_name
    expect(is_right_name(name), "a right name", name)
    return VerifierKey(text, name, right, raw[1:])


@dataclass(frozen=True)
class NoteLine:
    """§9.2: a signature line of a note."""

    name: str
    number: bytes  # the note key id
    signature: bytes


@dataclass(frozen=True)
class Note:
    """§9.2: a signed note."""

    origin: str
    size: int
    root: bytes
    text: bytes  # the three lines that are signed
    own: list[NoteLine]  # the lines named by the origin, which stand first
    others: list[NoteLine]  # cosignatures


def read_note_line(line: str) -> NoteLine:
    """§9.2: one signature line, without its newline."""
    parts = line.split(" ")
    good = len(parts) == 3 and parts[0] == "\u2014" and is_name(parts[1])
    expect(good, "a line — <name> <base64>", line)
    raw = decode_base64(parts[2])
    expect(len(raw) > 4, "a note key id and a signature", line)
    return NoteLine(parts[1], raw[:4], raw[4:])


def read_note(raw: bytes) -> Note:
    """§9.2: a note in its one spelling; nothing in it is verified yet."""
    lines = decode_text(raw).split("\n")
    good = len(lines) >= 6 and lines[3] == "" and lines[-1] == ""
    expect(good, "three lines, a blank one, signature lines, and a newline at the end", raw)
    origin, size, root = lines[:3]
    expect(is_origin(origin), "an origin", origin)
    root_bytes = decode_base64(root)
    expect(len(root_bytes) == 32, "a root of 32 bytes", root)
    signatures = [read_note_line(line) for line in lines[4:-1]]
    own = [line for line in signatures if line.name == origin]
    others = [line for line in signatures if line.name != origin]
    expect(signatures == own + others, "the lines named by the origin first", raw)
    text = "\n".join(lines[:3]) + "\n"
    return Note(origin, read_decimal(size), root_bytes, text.encode("utf-8"), own, others)


@dataclass(frozen=True)
class LedgerKey:
    """§9.2 rule 2: a key of the ledger, and from which size on it is in force."""

    vkey: VerifierKey
    since: int
    replaces: bool = False  # it came by a ledger.key.replaced/1
    may_stand_alone: bool = False  # whose body carries `approvals`


def is_line_by(note: Note, line: NoteLine, vkey: VerifierKey) -> bool:
    """§9.2: whether a line of a note is a signature by a key of the ledger."""
    right = (line.name, line.number) == (vkey.name, vkey.number) and note.origin == vkey.name
    return right and is_signed(vkey.public, line.signature, note.text)


def allowed_signers(keys: list[LedgerKey], size: int) -> list[list[VerifierKey]]:
    """§9.2 rules 2 and 3: the keys whose lines a checkpoint of this size has, in order.

    There is one answer, and a second one at a hand-over where the old line may be absent.
    """
    count = bisect.bisect_right(keys, size, key=lambda key: key.since)
    expect(count > 0, "a ledger key in force", f"none at size {size}")
    newest = keys[count - 1]
    alone = [newest.vkey]
    if not newest.replaces or newest.since != size:
        return [alone]
    both = [keys[count - 2].vkey, newest.vkey]
    return [both, alone] if newest.may_stand_alone else [both]


def are_lines_by(note: Note, keys: list[VerifierKey]) -> bool:
    """§9.2: whether the ledger's own lines are by these keys, in this order."""
    if len(keys) != len(note.own):
        return False
    return all(is_line_by(note, line, key) for line, key in zip(note.own, keys))


def check_own_lines(note: Note, allowed: list[list[VerifierKey]]) -> None:
    """§9.2 rules 2 and 3: the ledger's own lines are by the keys in force, and no others."""
    good = any(are_lines_by(note, keys) for keys in allowed)
    right = [" then ".join(key.text for key in keys) for keys in allowed]
    found = f"{len(note.own)} lines, not all of them right"
    expect(good, f"signature lines by {' or '.join(right)}", found)


def check_state(ledger: Ledger, note: Note) -> None:
    """§9.2 rule 1: the size is the end of a batch, and root and origin are those at that size."""
    expect(note.size > 0 and note.size in ledger.ends, "the end of a batch", f"size {note.size}")
    root = ledger.tree.root(note.size)
    expect(note.root == root, f"root {root.hex()} at size {note.size}", note.root.hex())
    origin = ledger.origin_at(note.size)
    expect(note.origin == origin, f"origin {origin} at size {note.size}", note.origin)


def check_checkpoint(ledger: Ledger) -> None:
    """§9.2: the file `checkpoint`."""
    expect("checkpoint" in ledger.names, "a file checkpoint", "none")
    note = read_note(read_file(ledger.path("checkpoint"), LINE))
    expect(not note.others, "no other lines in a checkpoint", note.others)  # rule 4
    check_state(ledger, note)
    check_own_lines(note, allowed_signers(ledger.ledger_keys, note.size))
    ledger.verified = note.size
    behind = len(ledger.tree) - note.size
    if behind:  # rule 6
        ledger.note(f"{behind} entries after the checkpoint: a writer was interrupted")


def check_note_in_body(ledger: Ledger, lines: list[str], keys: list[LedgerKey]) -> Note:
    """§9.5, §17: a signed note of this ledger, as an array of lines without their newlines.

    It may carry cosignatures. At a hand-over the new key's line may stand alone, as in §9.3.
    """
    note = read_note_in_body(lines)
    check_state(ledger, note)
    allowed = allowed_signers(keys, note.size)
    check_own_lines(note, allowed + [allowed[0][-1:]])
    return note


def read_note_in_body(lines: list[str]) -> Note:
    """§9.5, §17: the note whose lines, without their newlines, are an array in a body."""
    return read_note(("\n".join(lines) + "\n").encode("utf-8"))


# 9.3 Proof of one entry


@dataclass(frozen=True)
class EntryProof:
    """§9.3: a proof of one entry, as it is written."""

    raw: bytes  # the entry's line
    index: int
    hashes: list[bytes]
    note: Note


def read_head(head: str, title: str, name: str) -> tuple[bytes, int, list[str]]:
    """§9.3, §12.4, §12.6: what a proof begins with: bytes, an index, a line for each sibling."""
    lines = head.split("\n")
    expect(len(lines) >= 3 and lines[0] == title, f"a first line {title}", lines[0])
    expect(lines[1].startswith(name + " "), f"a second line {name}", lines[1])
    expect(lines[2].startswith("index "), "a third line index", lines[2])
    raw = decode_base64(lines[1][len(name) + 1 :])
    return raw, read_decimal(lines[2][len("index ") :]), lines[3:]


def read_entry_proof(text: str) -> EntryProof:
    """§9.3: a proof of one entry; nothing in it is verified yet."""
    head, blank, note = text.partition("\n\n")
    expect(blank != "", "a blank line before the checkpoint", text)
    raw, index, lines = read_head(head, "c2sp.org/tlog-proof@v1", "extra")
    return EntryProof(raw, index, read_hashes(lines), read_note(note.encode("utf-8")))


def read_hashes(lines: list[str]) -> list[bytes]:
    """§9.3, §12.6: siblings, a line each."""
    hashes = [decode_base64(line) for line in lines]
    expect(all(len(one) == 32 for one in hashes), "hashes of 32 bytes", lines)
    return hashes


def root_above(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """§5.4: the root to which the siblings of a leaf lead in a tree of this size."""
    siblings = siblings_of(index, size)
    expect(len(hashes) == len(siblings), f"{len(siblings)} hashes", len(hashes))
    root = leaf
    for (is_left, _), sibling in zip(siblings, hashes):
        root = node_hash(sibling, root) if is_left else node_hash(root, sibling)
    return root


def check_inclusion(proof: EntryProof) -> None:
    """§9.3: the hashes lead from the entry's leaf to the root of the checkpoint."""
    root = root_above(leaf_hash(proof.raw), proof.index, proof.note.size, proof.hashes)
    expect(root == proof.note.root, f"root {proof.note.root.hex()}", root.hex())


def check_proven_entry(entry: Entry, proof: EntryProof) -> None:
    """§9.3, §12.5: the line is an entry that fits its place in the tree and the checkpoint."""
    expect(entry.index == proof.index, f"index {proof.index}", entry.index)
    good = is_same_or_earlier(entry.origin, proof.note.origin)
    expect(good, f"origin {proof.note.origin} or an earlier epoch of it", entry.origin)
    k, n = entry.batch
    good = 0 <= entry.index - k and entry.index - k + n <= proof.note.size
    expect(good, f"a whole batch within {proof.note.size} entries", f"batch {entry.batch}")
    if entry.index % 2 == 1:
        expect(entry.prev == proof.hashes[0].hex(), "prev is the first hash", entry.prev)
    if entry.index == 0:
        expect(entry.prev == "0" * 64, "prev of 64 zeros in entry 0", entry.prev)
    if entry.kind in PARTED:
        check_about_of_parted(entry)


def verify_proof(report: Report, raw: bytes, vkey: str) -> None:
    """§9.3, §12.4, §12.6: a proof of an entry, or of a line or portion with its entry's proof."""
    expect(len(raw) <= PROOF, f"at most {PROOF} bytes", len(raw))
    text = decode_text(raw)
    head = ""
    if text.startswith("coop-ledger/"):
        head, _, text = text.partition("\n\n")
    key = read_vkey(vkey, LEDGER_TYPE)
    proof = read_entry_proof(text)
    check_own_lines(proof.note, [[key]])  # at a hand-over, the new key's
    entry = read_entry(proof.raw)
    check_inclusion(proof)
    check_proven_entry(entry, proof)
    report.told += [
        f"entry {entry.index}, {entry.kind}, is among the first {proof.note.size} entries,"
        f" root {proof.note.root.hex()}",
        "not shown by a proof: that the key which signed the entry was valid",
    ]
    if head.startswith("coop-ledger/portion-proof/"):
        verify_portion_proof(report, head, entry)
    elif head:
        verify_sum_proof(report, head, entry)
    check_cosignatures(report, proof.note)


def check_proof(raw: bytes, vkey: str, witnesses: tuple[str, ...] = ()) -> Report:
    """§9.3, §12.4, §12.6: the report on a proof, under the ledger's verifier key."""
    report = Report()
    for text in witnesses:
        report.attempt("--witness", take_witness, report, text)
    report.attempt("proof", verify_proof, report, raw, vkey)
    report.told += tell_cosignatures(report)
    if report.not_checked:
        report.note(f"cosignatures not checked: {names_with_counts(report.not_checked)}")
    return report


# 9.5 Cosignatures


def take_witness(report: Report, text: str) -> None:
    """§6.1, §9.5: the verifier key of a witness that the caller gives."""
    report.witnesses.append(read_vkey(text, WITNESS_TYPE))


def check_witness(ledger: Ledger, witness: VerifierKey) -> None:
    """§6.1: a witness has a name and a key of its own."""
    names = [origin for _, origin in ledger.origins]
    expect(witness.name not in names, "a witness's own name, not the origin", witness.name)
    is_own = witness.public not in ledger.registry.publics
    expect(is_own, "a key that is used for nothing else in the ledger", witness.text)


def check_cosignatures(report: Report, note: Note) -> None:
    """§9.5: checks the cosignatures by witnesses whose keys were given, and counts the others.

    As in C2SP `tlog-cosignature`, which the page names in §6.1, the signature of type 04 is the
    time as eight bytes, most significant first, and behind it the 64 bytes of Ed25519.
    """
    for line in note.others:
        known = [one for one in report.witnesses if one.name == line.name]
        known = [one for one in known if one.number == line.number]
        if known:
            check_cosignature(report, note, line, known[0])
        else:
            report.not_checked[line.name] += 1


def check_cosignature(report: Report, note: Note, line: NoteLine, witness: VerifierKey) -> None:
    """§9.5: a cosignature of type 04 signs the time and the three lines of the checkpoint."""
    seconds = int.from_bytes(line.signature[:8], "big")
    message = b"cosignature/v1\n" + f"time {seconds}\n".encode() + note.text
    good = is_signed(witness.public, line.signature[8:], message)
    expect(good, f"a cosignature by {witness.text}", line.signature.hex())
    newest = report.cosigned.get(line.name, (0, 0))
    report.cosigned[line.name] = max(newest, (note.size, seconds))


def instant_of(seconds: int) -> str:
    """§14 rule 2: seconds since 1970 as an instant, if it is one of §4."""
    if seconds >= 7_258_118_400:  # 2200-01-01T00:00:00Z
        return f"second {seconds}"
    start = datetime.datetime(1970, 1, 1)
    return (start + datetime.timedelta(seconds=seconds)).isoformat() + "Z"


def names_with_counts(names: collections.Counter[str]) -> str:
    """§9.3: names, and how often each occurs, as one text."""
    return brief(", ".join(f"{count} by {name}" for name, count in sorted(names.items())))


def tell_cosignatures(report: Report) -> Iterator[str]:
    """§14 rule 2: what a witness's cosignature bounds."""
    for name, (size, seconds) in sorted(report.cosigned.items()):
        yield f"cosigned by {brief(name)}: size {size} at {instant_of(seconds)}"
    for witness in report.witnesses:
        if witness.name not in report.cosigned:
            yield f"not cosigned by {brief(witness.name)}"


def take_cosigned(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§9.5: checkpoint.cosigned/1 records a signed note of this ledger with cosignatures."""
    note = check_note_in_body(ledger, entry.body["note"], ledger.ledger_keys)
    number = len(note.others)
    expect(1 <= number <= COSIGNATURES, f"1 to {COSIGNATURES} cosignatures", number)
    check_cosignatures(ledger, note)


# ---- 10 Blobs ------------------------------------------------------------------------------------


class Blobs:
    """§10: the files in `blobs`. Each is hashed once, however many entries refer to it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}  # of those whose bytes have their name
        self.total = 0  # of these sizes
        self.referred: set[str] = set()
        self.listed: set[str] = set()  # those that were read as lines or reasons (§12)
        self.again = 0  # bytes that were read as such more than once

    def take(self, name: str) -> None:
        """Hashes a file. It may be of any length, so no more than a piece of it is held."""
        digest = hashlib.sha256()
        size = 0
        with open_file(os.path.join(self.folder, name)) as file:
            for piece in iter(lambda: file.read(CHUNK), b""):
                digest.update(piece)
                size += len(piece)
        expect(digest.hexdigest() == name, f"bytes whose hash is {name}", digest.hexdigest())
        self.sizes[name] = size
        self.total += size

    def unreferred(self) -> list[str]:
        """Those to which no entry refers."""
        return sorted(set(self.sizes) - self.referred)

    def lines(self, name: str) -> Iterator[bytes]:
        """§12.3: the lines of a blob, one by one.

        A blob that stands in a second list is read again, since its lines must fit that entry,
        too; but in all no more is read again than all blobs have, and AGAIN.
        """
        expect(name in self.sizes, "a blob that is here", name)
        if name in self.listed:
            self.again += self.sizes[name]
        self.listed.add(name)
        most = self.total + AGAIN
        expect(self.again <= most, f"at most {most} bytes of blobs to be read again", self.again)
        with open_file(os.path.join(self.folder, name)) as file:
            yield from lines_of(file)


def check_reference(blobs: Blobs, value: dict[str, Any]) -> None:
    """§10: the file to which an object refers is there, with this length and hash."""
    check_members("blob reference", value, {"blob": is_hash, "bytes": is_count}, more=True)
    name = value["blob"]
    blobs.referred.add(name)
    expect(name in blobs.sizes, "a blob that is here", name)
    expect(blobs.sizes[name] == value["bytes"], f"{blobs.sizes[name]} bytes", value["bytes"])


# ---- 12 Sum trees and portions -------------------------------------------------------------------

LINE_KINDS = {
    "payout.declared/1": "declared",
    "payout.paid/1": "paid",
    "payout.returned/1": "returned",
}

def line_kind_of(entry: Entry) -> Optional[str]:
    """§12.1: the kind of an entry's lines: what members owe by a payout that asks is `asked`."""
    kind = LINE_KINDS.get(entry.kind)
    return "asked" if kind == "declared" and entry.body.get("asks") is True else kind


is_line_kind = spelled("declared|paid|returned|asked")
PAYOUT: dict[str, Test] = {"lines": is_object, "payout": is_payout, "reasons": is_object}  # §12

LINES: dict[str, Test] = {  # §12.3
    "blob": is_hash,
    "bytes": is_count,
    "count": is_count,
    "root": is_hash,
    "total": is_money,
}


def is_recipient(value: Any) -> bool:
    """§12.1: 1 to 200 characters, no blank at either end."""
    return is_text(value) and 1 <= len(value) <= 200 and value == value.strip(" ")


SUM_LINE: dict[str, Test] = {  # §12.1
    "amount": is_money,
    "because": is_hash,
    "digest": is_hash,
    "items": is_count,
    "kind": is_line_kind,
    "on": is_day,
    "payout": is_payout,
    "to": is_recipient,
}


@dataclass(frozen=True)
class SumNode:
    """§12.2: a node of a sum tree."""

    count: int
    fen: int
    hash: bytes

    def framed(self) -> bytes:
        """u64(count) ‖ u64(sum) ‖ hash."""
        return self.count.to_bytes(8, "big") + self.fen.to_bytes(8, "big") + self.hash


def sum_leaf(raw: bytes, amount: str) -> SumNode:
    """§12.2: the leaf of a line."""
    return SumNode(1, fen(amount), sha256(b"coop-ledger/sum-leaf/v1\n", raw))


def sum_node(left: SumNode, right: SumNode) -> SumNode:
    """§12.2: the node over two others."""
    total = left.fen + right.fen
    expect(total < SUM, "a sum below 2^63 fen", total)
    digest = sha256(b"coop-ledger/sum-node/v1\n", left.framed(), right.framed())
    return SumNode(left.count + right.count, total, digest)


class SumFold:
    """§12.2: the root over leaves that come one by one; little of the tree is held at a time.

    `parts` are whole trees from left to right, each of a smaller power of two of leaves.
    """

    def __init__(self) -> None:
        self.parts: list[SumNode] = []

    def add(self, leaf: SumNode) -> None:
        """Adds a leaf at the end."""
        node = leaf
        while self.parts and self.parts[-1].count == node.count:
            node = sum_node(self.parts.pop(), node)
        self.parts.append(node)

    def root(self) -> SumNode:
        """The root over all leaves, of which there is at least one."""
        expect(bool(self.parts), "at least one line", "none")
        root = self.parts[-1]
        for part in reversed(self.parts[:-1]):
            root = sum_node(part, root)
        return root


def read_sum_line(raw: bytes) -> dict[str, Any]:
    """§12.1: a line, with exactly these members."""
    line = parse_line(raw)
    check_members("line", line, SUM_LINE)
    return line


def check_list_members(body: dict[str, Any]) -> None:
    """§12, §12.3: a payout has lines, with just these members, and their reasons."""
    check_members("body", body, PAYOUT, more=True)
    check_members("lines", body["lines"], LINES)
    check_members("reasons", body["reasons"], {"blob": is_hash, "bytes": is_count}, more=True)


def check_line_entry(line: dict[str, Any], entry: Entry) -> None:
    """§12.1: a line says the kind, the day and the payout of its entry."""
    kind = line_kind_of(entry)
    expect(line["kind"] == kind, f"a line of kind {kind}", line["kind"])
    expect(line["on"] == entry.effective_on, f"a line on {entry.effective_on}", line["on"])
    payout = entry.body["payout"]
    expect(line["payout"] == payout, f"a line of payout {payout}", line["payout"])


def check_line_state(line: dict[str, Any], state: State) -> None:
    """§12.1: digest and items are the receiver's before this entry."""
    right = [state.digest.hex(), state.items]
    found = [line["digest"], line["items"]]
    expect(found == right, f"digest and items {right} for {line['to']}", found)


def check_line_once(line: dict[str, Any], entry: Entry, items: dict[str, Item]) -> None:
    """§12.1: a household has at most one line, and does not stand in `about`."""
    code = line["to"]
    expect(code not in entry.about, f"{code} not both in about and in the lines", line)
    expect(code not in items, f"one line for {code}", line)


def check_line_order(leaf: SumNode, previous: Optional[SumNode]) -> None:
    """§12.2: ascending by leaf hash, and no two equal."""
    good = previous is None or previous.hash < leaf.hash
    expect(good, "lines ascending by leaf hash, none twice", leaf.hash.hex())


def check_because(line: dict[str, Any], raw: bytes) -> None:
    """§12.1: the line has the hash of its reasons."""
    because = sha256(b"coop-ledger/reasons/v1\n", raw).hex()
    expect(line["because"] == because, f"because {because}", line["because"])


is_bank_reason = spelled("account_closed|name_differs|other")


def is_anything(_value: Any) -> bool:
    """§12.3: a member whose shape the page does not say."""
    return True


DECLARED_REASON: dict[str, Test] = {  # §12.3
    "amount": is_money,
    "exact": is_anything,
    "how": is_anything,
    "line": is_anything,
    "rows": is_anything,
    "step": is_anything,
}


def check_reasons(kind: str, raw: bytes) -> None:
    """§12.3: the reasons of a line: a canonical array of objects, which are as its kind says."""
    reasons = parse_line(raw)
    good = is_array(reasons) and all(is_object(reason) for reason in reasons)
    expect(good, "reasons that are an array of objects", reasons)
    if kind == "paid":
        expect(not reasons, "no reasons for a line that is paid", reasons)
    if kind == "returned":
        expect(len(reasons) == 1, "one reason for a line that is returned", reasons)
        check_members("reason", reasons[0], {"bank": is_bank_reason})
    if kind in ("declared", "asked"):
        for reason in reasons:
            check_members("reason", reason, DECLARED_REASON)


def check_totals(lines: dict[str, Any], root: SumNode) -> None:
    """§12.3: count, root and total are the root's triple."""
    expect(lines["count"] == root.count, f"count {root.count}", lines["count"])
    expect(fen(lines["total"]) == root.fen, f"total of {root.fen} fen", lines["total"])
    expect(lines["root"] == root.hash.hex(), f"root {root.hash.hex()}", lines["root"])


def take_lines(ledger: Ledger, entry: Entry, items: dict[str, Item]) -> None:
    """§12: the sum tree of a payout. The items of households are added to `items`.

    Only entries with a lower index have enrolled anybody at this time.
    """
    check_list_members(entry.body)
    fold = SumFold()
    previous = None
    all_lines = ledger.blobs.lines(entry.body["lines"]["blob"])
    all_reasons = ledger.blobs.lines(entry.body["reasons"]["blob"])
    for number, (raw, reasons) in enumerate(itertools.zip_longest(all_lines, all_reasons)):
        expect(raw is not None, "as many lines as reasons", f"{number} lines")
        expect(reasons is not None, "as many reasons as lines", f"{number} reasons")
        line = read_sum_line(raw)
        leaf = sum_leaf(raw, line["amount"])
        place = f"entry {entry.index}"
        ledger.attempt(place, check_line_entry, line, entry)
        ledger.attempt(place, check_line_order, leaf, previous)
        ledger.attempt(place, check_because, line, reasons)
        ledger.attempt(place, check_reasons, line_kind_of(entry), reasons)
        if ledger.households.is_enrolled(line["to"]):
            ledger.attempt(place, check_line_once, line, entry, items)
            ledger.attempt(place, check_line_state, line, ledger.households.state(line["to"]))
            items.setdefault(line["to"], Item(leaf.hash, line))
        else:
            ledger.attempt(place, check_line_state, line, State())
        fold.add(leaf)
        previous = leaf
    check_totals(entry.body["lines"], fold.root())


# 12.4 Proof of a line


def read_sibling(text: str) -> SumNode:
    """§12.4: one sibling: count, fen, and base64 of the hash."""
    parts = text.split(" ")
    expect(len(parts) == 3, "a line <count> <fen> <base64>", text)
    digest = decode_base64(parts[2])
    expect(len(digest) == 32, "a hash of 32 bytes", parts[2])
    total = read_decimal(parts[1], 19)
    expect(total < SUM, "a sum below 2^63 fen", total)
    return SumNode(read_decimal(parts[0]), total, digest)


def fold_siblings(leaf: SumNode, index: int, count: int, siblings: list[SumNode]) -> SumNode:
    """§12.4 rules 2 and 3: the root to which the siblings lead, each being of its right count."""
    shape = siblings_of(index, count)
    expect(len(siblings) == len(shape), f"{len(shape)} siblings", len(siblings))
    root = leaf
    for (is_left, leaves), sibling in zip(shape, siblings):
        expect(sibling.count == leaves, f"a sibling over {leaves} lines", sibling.count)
        root = sum_node(sibling, root) if is_left else sum_node(root, sibling)
    return root


def read_proven_line(head: str, entry: Entry) -> tuple[dict[str, Any], SumNode]:
    """§12.4: the line that a proof shows in an entry that is proven itself, and its leaf."""
    raw, index, texts = read_head(head, "coop-ledger/sum-proof/v1", "line")
    expect(entry.kind in LINE_KINDS, "an entry with a sum tree", entry.kind)
    check_list_members(entry.body)
    lines = entry.body["lines"]
    line = read_sum_line(raw)
    check_line_entry(line, entry)
    siblings = [read_sibling(text) for text in texts]
    leaf = sum_leaf(raw, line["amount"])
    check_totals(lines, fold_siblings(leaf, index, lines["count"], siblings))
    return line, leaf


def verify_sum_proof(report: Report, head: str, entry: Entry) -> None:
    """§12.4: a proof of one line in an entry that is proven itself."""
    line, _ = read_proven_line(head, entry)
    lines = entry.body["lines"]
    report.told += [
        f"one of {lines['count']} lines: {line['amount']} to {line['to']},"
        f" total {lines['total']}",
        f"{line['kind']} on {line['on']}, payout {line['payout']}",
    ]


# 12.5 Portions

PARTED: dict[str, set[str]] = {  # §12.5: the lists of a kind's body
    "claim.recorded/1": {"parts"},
    "contract.amended/1": {"areas", "parcels"},
    "contract.ended/1": set(),
    "contract.signed/1": {"houses", "parcels"},
    "entry.corrected/1": set(),
    "holding.passed/1": {"lines"},
    "land.changed/1": {"into", "parcels"},
    "opening.recorded/1": {"lines"},
    "organization.changed/1": {"codes", "lines"},
    "payment.recorded/1": {"parts"},
    "receipt.recorded/1": {"parts"},
    "series.recorded/1": {"rows"},
    "subscription.recorded/1": {"lines"},
    "voucher.recorded/1": {"lines"},
    "work.recorded/1": {"lines"},
}

PORTIONS: dict[str, Test] = {  # §12.5 rule 2
    "blob": is_hash,
    "bytes": is_count,
    "count": is_count,
    "root": is_hash,
}
FIRST_LINE: dict[str, Test] = {"lists": is_object, "seed": is_hash}  # §12.5 rule 4
PORTION: dict[str, Test] = {"lists": is_object, "salt": is_hash, "to": is_code}


def portion_leaf(raw: bytes) -> bytes:
    """§12.5 rule 6: the leaf of a line."""
    return sha256(b"coop-ledger/portion/v1\n", raw)


def portion_salt(seed: str, code: str) -> str:
    """§12.5 rule 4: the salt of a household's portion."""
    return sha256(b"coop-ledger/portion-salt/v1\n", bytes.fromhex(seed), code.encode()).hex()


def check_about_of_parted(entry: Entry) -> None:
    """§12.5 rules 1 to 3: whom `about` names, and that the lists do not stand in the body, too."""
    if "portions" not in entry.body:
        expect(len(entry.about) <= 1, "at most one code in about, or portions", entry.about)
        return
    expect(not entry.about, "nobody in about beside portions", entry.about)
    both = sorted(PARTED[entry.kind] & set(entry.body))
    expect(not both, "no lists in the body beside portions", both)
    check_members("portions", entry.body["portions"], PORTIONS)


def check_lists(kind: str, lists: dict[str, Any]) -> None:
    """§12.5 rule 5: lists of the kind, not empty, ascending by place."""
    others = sorted(set(lists) - PARTED[kind])
    expect(not others, f"lists of {kind}", others)
    for name, things in lists.items():
        expect(is_array(things) and bool(things), f"{name} with something in it", things)
        for thing in things:
            check_members(name, thing, {"at": is_count, "is": is_anything})
        places = [thing["at"] for thing in things]
        expect(places == sorted(set(places)), f"{name} ascending by place", places)


class Places:
    """§12.5 rule 5: what stands at each place of each list, over all lines of a blob."""

    def __init__(self) -> None:
        self.things: dict[str, dict[int, tuple[bool, bytes]]] = {}

    def add(self, lists: dict[str, Any], is_somebodys: bool) -> None:
        """Adds a line. A thing may stand in several portions, but only with the same content."""
        for name, things in lists.items():
            known = self.things.setdefault(name, {})
            for thing in things:
                found = (is_somebodys, sha256(encode(thing["is"])))
                right = known.setdefault(thing["at"], found)
                expect(found == right, f"one thing at place {thing['at']} of {name}", thing["is"])

    def check_whole(self) -> None:
        """The places of a list are 0, 1, 2 and so on."""
        for name, known in self.things.items():
            good = sorted(known) == list(range(len(known)))
            expect(good, f"places of {name} without gap", sorted(known))


def check_portion_place(line: dict[str, Any], previous: str, seed: str) -> None:
    """§12.5 rule 4: ascending by code, and salted by the seed."""
    code = line["to"]
    expect(previous < code, f"a code behind {previous}", code)
    salt = portion_salt(seed, code)
    expect(line["salt"] == salt, f"salt {salt} for {code}", line["salt"])


def check_fresh_seed(ledger: Ledger, seed: str) -> None:
    """§12.5 rule 4: no earlier entry has this seed."""
    expect(seed not in ledger.seeds, "a fresh seed", seed)
    ledger.seeds.add(seed)


def take_portions(ledger: Ledger, entry: Entry, items: dict[str, Item]) -> None:
    """§12.5: the portions of an entry. The items of households are added to `items`."""
    check_about_of_parted(entry)
    if "portions" not in entry.body:
        return
    portions = entry.body["portions"]
    tree = Tree()
    places = Places()
    seed = previous = ""
    for raw in ledger.blobs.lines(portions["blob"]):
        line = parse_line(raw)
        leaf = portion_leaf(raw)
        if len(tree) == 0:
            check_members("first line", line, FIRST_LINE)
            seed = line["seed"]
            ledger.attempt(f"entry {entry.index}", check_fresh_seed, ledger, seed)
        else:
            check_members("portion", line, PORTION)
            check_portion_place(line, previous, seed)
            previous = line["to"]
            items[previous] = Item(leaf, line)
        check_lists(entry.kind, line["lists"])
        places.add(line["lists"], is_somebodys=len(tree) > 0)
        tree.append(leaf)
    places.check_whole()
    expect(len(items) >= 2, "portions of two households or more", len(items))
    expect(portions["count"] == len(tree), f"count {len(tree)}", portions["count"])
    root = tree.root(len(tree)).hex()
    expect(portions["root"] == root, f"root {root}", portions["root"])


# 12.6 Proof of a portion


def read_proven_portion(head: str, entry: Entry) -> tuple[dict[str, Any], bytes]:
    """§12.6: the portion that a proof shows of an entry that is proven itself, and its leaf."""
    raw, index, texts = read_head(head, "coop-ledger/portion-proof/v1", "portion")
    good = entry.kind in PARTED and "portions" in entry.body
    expect(good, "an entry with portions", entry.kind)
    portions = entry.body["portions"]
    line = parse_line(raw)
    check_members("portion", line, PORTION)
    check_lists(entry.kind, line["lists"])
    expect(index >= 1, "an index from 1", index)
    leaf = portion_leaf(raw)
    root = root_above(leaf, index, portions["count"], read_hashes(texts)).hex()
    expect(portions["root"] == root, f"root {root}", portions["root"])
    return line, leaf


def verify_portion_proof(report: Report, head: str, entry: Entry) -> None:
    """§12.6: a proof of one household's portion of an entry that is proven itself."""
    line, _ = read_proven_portion(head, entry)
    report.told.append(
        f"all that {line['to']} has in entry {entry.index}, {entry.kind}, {entry.effective_on}:"
        f" {encode(line['lists']).decode()}"
    )


# ---- 13 Households -------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """§13.1: the running digest of a household."""

    digest: bytes = bytes(32)
    items: int = 0

    def after(self, index: int, item: bytes) -> State:
        """The state after one more item."""
        place = index.to_bytes(8, "big")
        digest = sha256(b"coop-ledger/household-item/v1\n", self.digest, place, item)
        return State(digest, self.items + 1)


@dataclass(frozen=True)
class Item:
    """§13.1: what counts for a household in one entry: the entry's leaf, its line or portion."""

    hash: bytes
    line: Optional[dict[str, Any]] = None


class Households:
    """§13: the states of all member codes, and the tree over the members in order of enrolment."""

    def __init__(self) -> None:
        self.states: dict[str, State] = {}
        self.places: dict[str, int] = {}  # in order of enrolment
        self.tree = Tree()
        self.changed = False
        self.stated = [(0, sha256().hex())]  # count and root at every size of the journal

    def state(self, code: str) -> State:
        """The state of a member code."""
        return self.states.get(code, State())

    def is_enrolled(self, code: str) -> bool:
        """Whether an entry enrolled this code."""
        return code in self.places

    def covers(self, size: int, code: str) -> bool:
        """§13.3: whether a code was enrolled by an entry with an index below a size."""
        count, _ = self.stated[size]
        return self.is_enrolled(code) and self.places[code] < count

    def leaf(self, code: str) -> bytes:
        """§13.3: the leaf of a household's line."""
        state = self.state(code)
        line = {"digest": state.digest.hex(), "household": code, "items": state.items}
        return leaf_hash(encode(line) + b"\n")

    def enrol(self, code: str) -> None:
        """§13.2: one more member, behind all others."""
        check_new_member(self, code)
        self.places[code] = len(self.places)
        self.tree.append(self.leaf(code))
        self.changed = True

    def add(self, code: str, index: int, item: Item) -> None:
        """§13.1: one more item."""
        self.states[code] = self.state(code).after(index, item.hash)
        if code in self.places:
            self.tree.replace(self.places[code], self.leaf(code))
            self.changed = True

    def close_entry(self) -> None:
        """§13.3: remembers count and root after an entry."""
        if self.changed:
            count = len(self.tree)
            self.stated.append((count, self.tree.root(count).hex()))
            self.changed = False
        else:
            self.stated.append(self.stated[-1])


def check_new_member(households: Households, code: str) -> None:
    """§13.2: a code is enrolled once."""
    expect(code not in households.places, "a code that is not enrolled", code)


def check_statement(ledger: Ledger, entry: Entry) -> None:
    """§13.3: what a households.stated/1 says follows from the journal and its blobs."""
    size = entry.body["size"]
    index = len(ledger.tree)  # of this entry
    expect(size <= index, f"a size of at most {index}", size)
    count, root = ledger.households.stated[size]
    expect(entry.body["count"] == count, f"count {count} at size {size}", entry.body["count"])
    expect(entry.body["root"] == root, f"root {root} at size {size}", entry.body["root"])


def check_batch_closed(entry: Entry) -> None:
    """§13.3: a batch with payouts or a year's close ends with a statement at its own index."""
    right = f"a households.stated/1 of size {entry.index} at the end of this batch"
    expect(entry.kind == "households.stated/1", right, entry.kind)
    expect(entry.body.get("size") == entry.index, right, entry.body.get("size"))


def must_be_closed(entry: Entry) -> bool:
    """§13.3: whether the batch of this entry must end with a statement."""
    is_close = entry.kind == "year.stepped/1" and entry.body.get("step") == "close"
    return entry.kind in LINE_KINDS or is_close


def describe_item(entry: Entry, item: Item) -> str:
    """§13.4: an item, as it is printed for its household."""
    text = f"entry {entry.index}: {entry.kind}, {entry.effective_on}"
    if item.line is None:
        return text
    if "lists" in item.line:
        return f"{text}: {encode(item.line['lists']).decode()}"
    return f"{text}: {item.line['kind']}, payout {item.line['payout']}, {item.line['amount']}"


def tell_household(ledger: Ledger, code: str) -> None:
    """§13.4: the items of one household, and how far the ledger itself states them."""
    expect(ledger.households.is_enrolled(code), "the code of a member", code)
    ledger.told += [f"{code}: {text}" for _, text in ledger.items]
    covering = [one for one in ledger.statements if ledger.households.covers(one[0], code)]
    if covering:
        size, statement = max(covering)
        known = sum(index < size for index, _ in ledger.items)
        ledger.told.append(
            f"{code}: {known} items among the first {size} entries, as entry {statement} states"
        )
    else:
        size = 0
        ledger.note(f"{code}: no households.stated/1 covers this member yet")
    later = [f"entry {index}" for index, _ in ledger.items if index >= size]
    ledger.told.append(f"{code}: not yet covered: {', '.join(later) or 'none'}")


# ---- 14 Time -------------------------------------------------------------------------------------


def check_time(batch: Batch, before: Batch) -> None:
    """§14 rule 1: time does not go back, except where the clock is corrected."""
    if batch.kind != "clock.corrected/1":
        good = batch.recorded_at >= before.recorded_at
        expect(good, f"recorded_at not before {before.recorded_at}", batch.recorded_at)


def check_clock_corrected(entry: Entry) -> None:
    """§14 rule 1: the floor is at most the entry's own time."""
    floor = entry.body["floor"]
    expect(floor <= entry.recorded_at, f"a floor of at most {entry.recorded_at}", floor)


# ---- 16 Kinds of the log -------------------------------------------------------------------------


def is_names(value: Any) -> bool:
    """§16: the names of a ledger."""
    return is_object(value) and is_text(value.get("en")) and is_text(value.get("zh"))


def is_reference(value: Any) -> bool:
    """§10: an object that refers to a blob."""
    return is_object(value) and is_hash(value.get("blob")) and is_count(value.get("bytes"))


BODIES: dict[str, dict[str, Test]] = {  # the members that matter here; there may be more
    "ledger.opened/1": {
        "chart": is_reference,
        "currency": is_text,
        "keys": is_array,
        "names": is_names,
        "recovery_threshold": is_count,
        "vkey": is_text,
        "zone": is_zone,
    },
    "key.admitted/1": {},
    "key.retired/1": {"key": is_key_id},
    "key.revoked/1": {"key": is_key_id},
    "ledger.key.replaced/1": {"vkey": is_text},
    "ledger.restored/1": {
        "approvals": is_array,
        "epoch": is_count,
        "kept": is_object,
        "known": is_list_of_texts,
        "lost_to": is_count,
        "plan": is_reference,
        "vkey": is_text,
    },
    "clock.corrected/1": {
        "approvals": is_array,
        "floor": is_instant,
        "from": is_instant,
        "to": is_instant,
    },
    "attestation.recorded/1": {"attestations": is_array},
    "household.enrolled/1": {"household": is_code},
    "village.joined/1": {"village": is_code},
    "household.split/1": {"new_household": is_code},
    "payout.declared/1": PAYOUT,
    "payout.paid/1": PAYOUT,
    "payout.returned/1": PAYOUT,
    "year.stepped/1": {"step": is_text},
    "households.stated/1": {"count": is_count, "root": is_hash, "size": is_count},
    "checkpoint.cosigned/1": {"note": is_list_of_texts},
}
FAMILIES = ("ledger.", "key.", "format.", "clock.", "attestation.", "households.")
NAMES = {kind.split("/")[0] for kind in BODIES}
ENROLLING = {
    "household.enrolled/1": "household",
    "village.joined/1": "village",
    "household.split/1": "new_household",
}


def check_kind_known(kind: str) -> None:
    """§16, §18: a kind that may bear on how bytes are verified must be known."""
    good = not kind.startswith(FAMILIES) and kind.split("/")[0] not in NAMES
    expect(good, "a kind of the log that this verifier knows", kind)


def check_opening_place(entry: Entry, index: int) -> None:
    """§16: ledger.opened/1 is entry 0, and only there."""
    good = (entry.kind == "ledger.opened/1") == (index == 0)
    expect(good, "ledger.opened/1 as entry 0 and only there", entry.kind)
    expect(index > 0 or not entry.about, "nobody in about of entry 0 (§5.1)", entry.about)


def take_kind(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§16: what follows from an entry's kind."""
    check_opening_place(entry, len(ledger.tree))
    ledger.words.take(entry)
    if entry.kind not in BODIES:
        ledger.not_interpreted.add(entry.kind)
        check_kind_known(entry.kind)
        return
    check_members("body", entry.body, BODIES[entry.kind], more=True)
    if entry.kind == "attestation.recorded/1":
        check_attestation_array(entry.body["attestations"], 1, ATTESTATIONS)
    elif entry.kind in ENROLLING:
        ledger.households.enrol(entry.body[ENROLLING[entry.kind]])
    elif entry.kind in TAKEN:
        TAKEN[entry.kind](ledger, entry, batch)


# ---- 16.1 What a sheet's words mean, and what was read -------------------------------------------

is_only = spelled(r"[^=]+=.*")

BINDINGS: dict[str, tuple[str, dict[str, Test], dict[str, Test]]] = {  # by list: word, members
    "accounts": (
        "account",
        {"account": is_text, "opens": lambda v: v in ("kept", "book"), "place": is_text},
        {"under": lambda v: v in ("row", "party")},
    ),
    "parties": ("party", {"is": is_text, "party": is_text}, {}),
    "reads": (
        "at",
        {"at": is_text, "from": is_text},
        {"when": lambda v: v in ("start", "end", "record_day", "period", "latest")},
    ),
    "rows": (
        "register",
        {"register": is_text, "rows": is_text},
        {
            "everyone": lambda v: v is True,
            "where": lambda v: is_array(v) and bool(v) and all(map(is_only, v)),
        },
    ),
}
READ: dict[str, Test] = {"hash": is_hash, "register": is_text, "rows": is_count}
DRAWN: dict[str, Test] = {"amount": lambda v: is_money(v) and v != "0.00", "party": is_text}


def check_once(
    name: str, things: Any, word: str, must: dict[str, Test], may: dict[str, Test]
) -> None:
    """§16.1: a list with something in it, which speaks of each word once."""
    expect(is_array(things) and bool(things), f"{name} with something in it", things)
    for thing in things:
        check_members(name, thing, must, may)
    words = [thing[word] for thing in things]
    expect(len(set(words)) == len(words), f"each {word} once", words)


class Words:
    """§16.1: what adoptions say of a sheet's words, and which commitments payouts opened."""

    def __init__(self) -> None:
        self.sheets: dict[tuple[str, int], str] = {}  # by scheme and version
        self.births: set[str] = set()  # commitments to days of birth

    def take(self, entry: Entry) -> None:
        """Checks an adoption and a declaration; remembers commitments that may be opened."""
        body = entry.body
        persons = [*listed(body, "persons"), *listed(body, "came")]
        if body.get("register") == "person" and is_object(body.get("set")):
            persons.append(body["set"])
        if entry.kind in ("household.enrolled/1", "members.changed/1", "register.revised/1"):
            self.births.update(one["birth"] for one in persons if is_hash(one.get("birth")))
        if entry.kind == "scheme.adopted/1":
            self.adopted(body)
        if entry.kind == "payout.declared/1":
            self.declared(body)

    def adopted(self, body: dict[str, Any]) -> None:
        """§16.1 rules 1 and 2."""
        for name, (word, must, may) in BINDINGS.items():
            if name in body:
                check_once(name, body[name], word, must, may)
        scheme, version = body.get("scheme"), body.get("version")
        if is_text(scheme) and is_count(version) and is_reference(body.get("sheet")):
            before = max((v for s, v in self.sheets if s == scheme), default=0)
            expect(version == before + 1, f"version {before + 1}", version)
            self.sheets[scheme, version] = body["sheet"]["blob"]

    def declared(self, body: dict[str, Any]) -> None:
        """§12.1, §16.1 rules 3 to 6."""
        expect(body.get("asks", True) is True, "asks true, or left out", body.get("asks"))
        if "read" in body:
            check_once("read", body["read"], "register", READ, {})
        if "drawn" in body:
            check_once("drawn", body["drawn"], "party", DRAWN, {})
            parties = [one["party"].encode("utf-8") for one in body["drawn"]]
            expect(parties == sorted(parties), "parties by their bytes", body["drawn"])
        opened = body.get("opened", [])
        good = is_array(opened) and all(is_hash(one) for one in opened)
        expect(good and opened == sorted(set(opened)), "commitments, ascending, each once", opened)
        expect("opened" not in body or bool(opened), "opened with something in it", opened)
        unknown = [one for one in opened if one not in self.births]
        expect(not unknown, "commitments to days of birth in entries before", unknown)
        if "version" in body:
            named = (body.get("scheme", ""), body["version"])
            right = self.sheets.get(named)
            expect(right is not None, "a sheet that was adopted", named)
            expect(body.get("sheet") == right, f"sheet {right}", body.get("sheet"))


def listed(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """§16.1: the objects of a list of a body."""
    things = body.get(name)
    return [thing for thing in things if is_object(thing)] if is_array(things) else []


def rows_hash(rows: Iterable[tuple[str, dict[str, str], dict[str, str]]]) -> str:
    """§16.1 rule 4: the hash of rows: key, what each belongs to, its figures, in their order."""
    text = ""
    for key, of, figures in rows:
        parts = [key, *(f"{name}={value}" for name, value in [*of.items(), *figures.items()])]
        text += "\t".join(parts) + "\n"
    return sha256(text.encode("utf-8")).hex()


def take_opened(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§6.3, §9.2: the first keys, and the ledger's own."""
    place = f"entry {entry.index}"
    ledger.attempt(place, take_ledger_key, ledger, entry, 0)
    for number, value in enumerate(entry.body["keys"]):
        path = ("keys", number, "possession")
        ledger.attempt(place, take_key, ledger, value, False, -1, path)
    expect(bool(entry.body["keys"]), "at least one key", entry.body["keys"])
    ledger.recovery_threshold = entry.body["recovery_threshold"]
    check_recovery_threshold(entry.body)


def take_key(ledger: Ledger, value: Any, more: bool, since: int, path: Path) -> None:
    """§6.3: admits a key. Its possession, at `path` in the body, is checked by section 7."""
    check_key_object(value, more)
    expect(is_attestation(value["possession"]), "an attestation of possession", value)
    ledger.admitted[path] = (value, ledger.registry.admit(value, since))


def take_admitted(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§6.3 rule 1: the key is valid in batches that begin after this one."""
    take_key(ledger, entry.body, True, batch.first, ("possession",))


def take_retired(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§6.3 rule 2: this is the last batch of the key."""
    key = ledger.registry.valid_key(entry.body["key"], batch)
    key.until = batch.first


def take_revoked(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§6.3 rules 2 and 7: as if retired, perhaps once more; what is in doubt is for the audit."""
    name = entry.body["key"]
    key = ledger.registry.keys.get(name)
    again = any(name == revoked for _, revoked in ledger.revoked)
    if key is None or key.since >= batch.first or again:
        raise Wrong("the id of a key that was admitted before this batch and not revoked", name)
    key.until = min(key.until, batch.first)
    ledger.revoked.append((entry.index, name))


def take_clock_corrected(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§14 rule 1: it needs approval; whether that suffices is for the audit."""
    check_attestation_array(entry.body["approvals"], 1)
    check_clock_corrected(entry)


def take_stated(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§13.3: a statement that is right is remembered for --household."""
    check_statement(ledger, entry)
    ledger.statements.append((entry.body["size"], entry.index))


def take_ledger_key(
    ledger: Ledger, entry: Entry, since: int, replaces: bool = False, may_stand_alone: bool = False
) -> None:
    """§9.2 rule 2: a new ledger key; its name is the origin in force."""
    vkey = read_vkey(entry.body["vkey"], LEDGER_TYPE)
    expect(vkey.name == entry.origin, f"a verifier key named {entry.origin}", vkey.name)
    check_new_public(ledger.registry, vkey.public)
    check_one_hand_over(ledger, since)
    ledger.registry.publics.add(vkey.public)
    ledger.ledger_keys.append(LedgerKey(vkey, since, replaces, may_stand_alone))


def check_one_hand_over(ledger: Ledger, since: int) -> None:
    """§9.2 rule 2: a batch holds at most one entry that names another ledger key."""
    good = not ledger.ledger_keys or ledger.ledger_keys[-1].since < since
    expect(good, "one new ledger key in a batch", f"two from size {since}")


def take_replaced(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§9.2 rules 2 and 3: another ledger key from the end of this batch."""
    approved = "approvals" in entry.body
    if approved:
        check_attestation_array(entry.body["approvals"], 1)
    take_ledger_key(ledger, entry, batch.end, replaces=True, may_stand_alone=approved)


# ---- 17 Loss and restoration ---------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """§17: a declared loss."""

    index: int  # of the ledger.restored/1
    epoch: int  # the one that began with it
    kept: int
    lost_to: int


def take_restored(ledger: Ledger, entry: Entry, batch: Batch) -> None:
    """§17: a new epoch and a new ledger key. The verdict is never better than PASS with notes."""
    body = entry.body
    place = f"entry {entry.index}"
    check_members("kept", body["kept"], {"root": is_hash, "size": is_count})
    _, epoch = split_origin(entry.origin)
    loss = Loss(entry.index, epoch, body["kept"]["size"], body["lost_to"])
    former_keys = list(ledger.ledger_keys)
    ledger.losses.append(loss)
    approving = len(approving_recovery_keys(ledger.registry, body["approvals"]))
    ledger.note(
        f"entry {loss.index} restored the ledger as epoch {epoch}: {loss.kept} entries were kept;"
        f" a proof under an earlier origin for a size from {loss.kept + 1} to {loss.lost_to}"
        f" belongs to the loss that it declares; {approving} recovery keys approve,"
        f" recovery_threshold is {ledger.recovery_threshold}"
    )
    ledger.attempt(place, take_ledger_key, ledger, entry, batch.end)
    ledger.attempt(place, check_restoring_place, entry, batch, loss)
    ledger.attempt(place, check_kept, ledger, body["kept"], loss)
    ledger.attempt(place, check_plan_approvals, body)
    ledger.attempt(place, check_known, ledger, body["known"], former_keys, loss)


def check_restoring_place(entry: Entry, batch: Batch, loss: Loss) -> None:
    """§17: the first entry of its batch, at the size that was kept, under the new epoch."""
    expect(entry.batch[0] == 0, "ledger.restored/1 as the first of its batch", entry.batch)
    expect(loss.kept == batch.first, f"kept.size {batch.first}", loss.kept)
    expect(entry.body["epoch"] == loss.epoch, f"epoch {loss.epoch}", entry.body["epoch"])
    expect(loss.lost_to >= loss.kept, f"lost_to of at least {loss.kept}", loss.lost_to)


def check_kept(ledger: Ledger, kept: dict[str, Any], loss: Loss) -> None:
    """§17: the root of what is left."""
    root = ledger.root(loss.kept)
    expect(kept["root"] == root, f"kept.root {root}", kept["root"])


def check_plan_approvals(body: dict[str, Any]) -> None:
    """§17: attestations about the blob of the plan. Whether they suffice is for the audit."""
    check_attestation_array(body["approvals"], 0)
    for approval in body["approvals"]:
        right = {"blob": body["plan"]["blob"]}
        expect(approval.get("about") == right, f"about {right}", approval.get("about"))


def approving_recovery_keys(registry: Registry, approvals: list[Any]) -> set[str]:
    """§17: the recovery keys that approve the plan. Section 7 checks whether they really do."""
    given = [one for one in approvals if is_attestation(one) and one["act"] == "approve"]
    names = [one.get("key") for one in given if is_text(one.get("key"))]
    keys = [registry.keys[name] for name in names if name in registry.keys]
    return {key.id for key in keys if key.kind == "recovery"}


def check_known(ledger: Ledger, lines: list[str], keys: list[LedgerKey], loss: Loss) -> None:
    """§17: the newest signed note of the former epoch that was found, if any was.

    It is checked as far as its key is known here: a key that replaced another one in the lost part
    of the journal is not.
    """
    if not lines:
        return
    note = read_note_in_body(lines)
    expect(bool(keys), "a ledger key of the former epoch", "none")
    former = keys[-1].vkey
    expect(note.origin == former.name, f"a note of {former.name}", note.origin)
    expect(note.size <= loss.lost_to, f"a size up to {loss.lost_to}", note.size)
    own = [line for line in note.own if line.number == former.number]
    if note.size <= loss.kept:
        check_note_in_body(ledger, lines, keys)
    elif own:
        expect(is_line_by(note, own[0], former), f"a note signed by {former.text}", lines)
    else:
        ledger.note(f"entry {loss.index}: the known note is signed by a key not in the record")


TAKEN: dict[str, Callable[[Any, Entry, Batch], None]] = {  # §16: the effects of kinds
    "ledger.opened/1": take_opened,
    "key.admitted/1": take_admitted,
    "key.retired/1": take_retired,
    "key.revoked/1": take_revoked,
    "ledger.key.replaced/1": take_replaced,
    "ledger.restored/1": take_restored,
    "clock.corrected/1": take_clock_corrected,
    "households.stated/1": take_stated,
    "checkpoint.cosigned/1": take_cosigned,
}


# ---- 20 Verification -----------------------------------------------------------------------------


class Ledger(Report):
    """§20: a ledger that is read from beginning to end, and the report on it."""

    def __init__(self, folder: str, household: Optional[str] = None) -> None:
        super().__init__()
        self.folder = folder
        self.names: set[str] = set()  # in the folder (§2)
        self.blobs = Blobs(self.path("blobs"))
        self.tree = Tree()  # §5.4
        self.batch: Optional[Batch] = None  # §5.2
        self.ends = {0}  # sizes at which a batch ends, and 0
        self.ids: set[str] = set()  # §15
        self.registry = Registry()  # §6.3
        self.recovery_threshold = 0  # of entry 0
        self.admitted: dict[Path, tuple[dict[str, Any], Key]] = {}  # by the entry being read
        self.entries_by_key: collections.Counter[str] = collections.Counter()
        self.revoked: list[tuple[int, str]] = []  # index of the revocation, key id
        self.attested: set[tuple[str, str, bytes]] = set()  # §7 rule 7
        self.origin = ""  # in force (§8)
        self.origins: list[tuple[int, str]] = []  # from which index on
        self.ledger_keys: list[LedgerKey] = []  # §9.2
        self.verified: Optional[int] = None  # size of the checkpoint, if it is right
        self.seeds: set[str] = set()  # of portions (§12.5)
        self.words = Words()  # §16.1
        self.households = Households()  # §13
        self.statements: list[tuple[int, int]] = []  # size and index of those that are right
        self.household = household
        self.items: list[tuple[int, str]] = []  # of this household: index, and how it is told
        self.not_interpreted: set[str] = set()  # kinds (§18)
        self.losses: list[Loss] = []  # §17

    def path(self, *names: str) -> str:
        """A path in the ledger's folder."""
        return os.path.join(self.folder, *names)

    def root(self, size: int) -> Optional[str]:
        """§5.4: the root at a size, in hex; None if the journal is shorter."""
        return self.tree.root(size).hex() if 0 <= size <= len(self.tree) else None

    def origin_at(self, size: int) -> str:
        """§9.2 rule 1: the origin of the last entry of this size."""
        count = bisect.bisect_left(self.origins, size, key=lambda pair: pair[0])
        expect(count > 0, "an origin in force", f"none at size {size}")
        return self.origins[count - 1][1]

    def loss_of(self, origin: str) -> Optional[Loss]:
        """§7 rule 5, §17: the declared loss in which the epoch of an origin ended."""
        _, epoch = split_origin(origin)
        count = bisect.bisect_right(self.losses, epoch, key=lambda loss: loss.epoch)
        return self.losses[count] if count < len(self.losses) else None

    def read_folder(self) -> None:
        """§20 rules 1 and 7: the folder, and every file in `blobs`."""
        files, folders = f"checkpoint|{BESIDE_FILES}", f"journal|blobs|{BESIDE_FOLDERS}"
        self.names = set(list_folder(self, self.folder, "folder", files, folders))
        beside = sorted(self.names - RECORD)
        if beside:
            self.note(f"not examined: {', '.join(beside)}")
        if "blobs" in self.names:
            for name in list_folder(self, self.path("blobs"), "blobs", "[0-9a-f]{64}", NOTHING):
                self.attempt("blobs", self.blobs.take, name)

    def read_journal(self) -> None:
        """§2.1: the segments in order, and every line in them."""
        if "journal" in self.names:
            for name in list_folder(self, self.path("journal"), "journal", SEGMENT, NOTHING):
                self.attempt("journal", check_segment, self, name)
                with open_file(self.path("journal", name)) as file:
                    for line in lines_of(file):
                        self.take_line(line)
        check_whole_batches(self)

    def take_line(self, raw: bytes) -> None:
        """§20 rules 2 to 5: one line. It is a leaf of the tree whatever is wrong with it."""
        index = len(self.tree)
        self.attempt(f"entry {index}", self.take_entry, raw, index)
        self.tree.append(leaf_hash(raw))
        self.households.close_entry()

    def take_entry(self, raw: bytes, index: int) -> None:
        """§20 rules 2 to 5, 8 and 9: one entry."""
        entry = read_entry(raw)
        place = f"entry {index}"
        self.attempt(place, check_position, self, entry, index)
        self.attempt(place, check_origin, self, entry, index)
        self.take_origin(entry, index)
        batch = self.take_batch(entry, index)
        self.ids.add(entry.id)
        self.admitted = {}
        items = {code: Item(entry.leaf) for code in entry.about}
        if entry.kind in LINE_KINDS:
            self.attempt(place, take_lines, self, entry, items)
        if entry.kind in PARTED:
            self.attempt(place, take_portions, self, entry, items)
        self.attempt(place, take_kind, self, entry, batch)
        self.attempt(place, check_author, self, entry, batch)
        self.attempt(place, check_embedded, self, entry, batch)
        self.take_items(entry, items)
        self.end_batch(entry, index, batch)

    def take_origin(self, entry: Entry, index: int) -> None:
        """§8: the origin in force from this entry on."""
        if not self.origins or entry.kind == "ledger.restored/1":
            self.origin = entry.origin
            self.origins.append((index, entry.origin))

    def take_batch(self, entry: Entry, index: int) -> Batch:
        """§5.2, §14: the batch of an entry."""
        place = f"entry {index}"
        before = self.batch
        if before is not None and index < before.end:
            self.attempt(place, check_batch, entry, index, before)
            return before
        self.attempt(place, check_batch_begins, entry)
        k, n = entry.batch
        batch = Batch(index - k, n, entry.key, entry.origin, entry.recorded_at, entry.kind)
        if before is not None:
            self.attempt(place, check_time, batch, before)
        self.batch = batch
        return batch

    def take_items(self, entry: Entry, items: dict[str, Item]) -> None:
        """§13.1: at most one item for each household."""
        for code, item in items.items():
            self.households.add(code, entry.index, item)
        if self.household in items:
            self.items.append((entry.index, describe_item(entry, items[self.household])))

    def end_batch(self, entry: Entry, index: int, batch: Batch) -> None:
        """§5.2, §13.3: what is due at the last entry of a batch."""
        if must_be_closed(entry):
            batch.must_be_closed = True
        if index + 1 == batch.end:
            self.ends.add(batch.end)
            if batch.must_be_closed:
                self.attempt(f"entry {index}", check_batch_closed, entry)

    def compare(self, what: str, given: Optional[str], right: object) -> None:
        """§8: a value that the caller noted elsewhere."""
        if given is not None:
            self.attempt(what, expect, given == right, f"as in the ledger: {right}", given)

    def tell(self) -> None:
        """§20 rule 10: the pin, what was verified, and what was not."""
        pin = self.ledger_keys[0].vkey.text if self.ledger_keys else None
        self.told += [
            f"entries: {len(self.tree)}",
            f"root: {self.root(len(self.tree))}",
            f"pin: {self.first_leaf()} {pin}",
        ]
        if self.verified is not None:
            self.told.append(f"checkpoint: size {self.verified}")
        if len(self.ledger_keys) > 1:
            self.told.append(f"ledger key in force: {self.ledger_keys[-1].vkey.text}")
        self.told += tell_cosignatures(self)
        if self.not_checked:
            names = names_with_counts(self.not_checked)
            self.told.append(f"cosignatures not checked: {names}")
        if self.household is not None:
            self.attempt("--household", tell_household, self, self.household)
        if self.not_interpreted:
            kinds = ", ".join(sorted(self.not_interpreted))
            self.told.append(f"kinds not interpreted: {kinds}")
        self.told.append(
            "not examined: openings of commitments, whether approvals suffice, books and rules"
        )

    def tell_notes(self) -> None:
        """§6.3 rule 7, §10: what a reader is told while the record passes."""
        unreferred = self.blobs.unreferred()
        if unreferred:
            names = brief(", ".join(unreferred))
            self.note(f"blobs not referred to ({len(unreferred)}): {names}")
        for index, key in self.revoked:
            count = self.entries_by_key[key]
            self.note(
                f"entry {index} revokes key {key}, which signed {count} entries; those from the"
                " index on that it names are in doubt, which is for the audit"
            )

    def first_leaf(self) -> Optional[str]:
        """§8: L(0)."""
        return self.tree.leaf(0).hex() if len(self.tree) else None


def check_segment(ledger: Ledger, name: str) -> None:
    """§2.1 rules 1 and 2: a segment's name continues, and it begins with a batch."""
    size = len(ledger.tree)
    expect(name == f"{size:012}.jsonl", f"{size:012}.jsonl", name)
    good = ledger.batch is None or size >= ledger.batch.end
    expect(good, "a segment that begins with the first entry of a batch", name)


def check_whole_batches(ledger: Ledger) -> None:
    """§2.1 rule 3, §5.2: at least one entry, and whole batches."""
    size = len(ledger.tree)
    expect(size > 0, "at least one entry", "none")
    good = ledger.batch is not None and ledger.batch.end == size
    expect(good, "whole batches", f"a part of one at the end of {size} entries")


def compare_seen(ledger: Ledger, seen: str) -> None:
    """§23.1: a size and a root from an earlier statement are of this ledger."""
    size, _, root = seen.partition(":")
    expect(is_hash(root), "SIZE:ROOT", seen)
    right = ledger.root(read_decimal(size))
    lost = [loss.index for loss in ledger.losses if loss.kept < int(size) <= loss.lost_to]
    found = f"root {root}"
    if lost:
        found += f", which may belong to the loss that entry {lost[0]} declares"
    expect(root == right, f"root {right} at size {size}", found)


def check_ledger(
    folder: str,
    vkey: Optional[str] = None,
    leaf0: Optional[str] = None,
    seen: Optional[str] = None,
    household: Optional[str] = None,
    witnesses: tuple[str, ...] = (),
) -> Ledger:
    """§20: the report on a ledger."""
    ledger = Ledger(folder, household)
    for text in witnesses:
        ledger.attempt("--witness", take_witness, ledger, text)
    ledger.attempt("folder", ledger.read_folder)
    ledger.attempt("journal", ledger.read_journal)
    ledger.attempt("checkpoint", check_checkpoint, ledger)
    for witness in ledger.witnesses:
        ledger.attempt("--witness", check_witness, ledger, witness)
    pin = ledger.ledger_keys[0].vkey.text if ledger.ledger_keys else None
    ledger.compare("--vkey", vkey, pin)
    ledger.compare("--leaf0", leaf0, ledger.first_leaf())
    if seen is not None:
        ledger.attempt("--seen", compare_seen, ledger, seen)
    ledger.tell_notes()
    ledger.tell()
    return ledger


# ---- The command line ----------------------------------------------------------------------------


def read_arguments(words: list[str]) -> tuple[bool, argparse.Namespace]:
    """Whether a proof is to be verified, and the arguments. Wrong ones end the program with 2."""
    is_proof = words[:1] == ["proof"]
    parser = argparse.ArgumentParser(usage=__doc__, allow_abbrev=False)
    parser.add_argument("place")
    parser.add_argument("--vkey", required=is_proof)
    parser.add_argument("--witness", action="append", default=[])
    if not is_proof:
        parser.add_argument("--leaf0")
        parser.add_argument("--seen")
        parser.add_argument("--household")
    arguments = parser.parse_args(words[1:] if is_proof else words)
    if is_proof and not os.path.isfile(arguments.place):
        parser.error("give a file and --vkey after proof")
    if not is_proof and not os.path.isdir(arguments.place):
        parser.error("give the folder of a ledger")
    return is_proof, arguments


def verify(is_proof: bool, arguments: argparse.Namespace) -> Report:
    """The report that was asked for."""
    witnesses = tuple(arguments.witness)
    if is_proof:
        raw = read_file(os.path.realpath(arguments.place), PROOF)
        return check_proof(raw, arguments.vkey, witnesses)
    return check_ledger(
        arguments.place,
        vkey=arguments.vkey,
        leaf0=arguments.leaf0,
        seen=arguments.seen,
        household=arguments.household,
        witnesses=witnesses,
    )


def print_report(report: Report) -> None:
    """§20: the verdict first, then findings, what is told, and notes."""
    print(report.verdict())
    for place, expected, found in report.findings[:PRINTED]:
        print(f"  {place}: expected {expected}; found {found}")
    if len(report.findings) > PRINTED:
        print(f"  and {len(report.findings) - PRINTED} more findings")
    for line in report.told:
        print(line)
    for line in report.notes:
        print(f"note: {line}")


def main(words: list[str]) -> int:
    """The program; gives its exit code."""
    is_proof, arguments = read_arguments(words)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        report = verify(is_proof, arguments)
    except OSError as error:
        print(f"{arguments.place}: {error}", file=sys.stderr)
        return 2
    print_report(report)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
