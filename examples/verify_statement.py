#!/usr/bin/env python3
"""Verifies a household's statement, as the page schemas/STATEMENT.md (version 1) says.

    verify_statement.py FILE --vkey KEY [--witness KEY]...

This program was written from that page, and from schemas/FORMAT.md by way of verify.py, which stands
beside it. A number after "statement" names a section of the first page, § one of the second.
It needs Python 3.11 and PyNaCl.

FILE is what `coop statement --format json` writes. --vkey is the verifier key of the ledger, from
paper or from a notice board. --witness is the verifier key of a witness (§9.5).

The first line printed is the verdict: PASS, PASS with notes, or FAIL. The exit code is 0 if the
statement holds, 1 if there is any finding, 2 if the program was called in a wrong way.

Not examined, and said so: holdings and group (statement 4 rule 9), and whether purposes, tags,
clauses, titles and English names are those of chart and sheets. That takes the books and the
language of payout sheets; `coop verify` examines them.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import sys
import tomllib
from typing import Any, Iterable, Iterator, Optional

import verify
from verify import (
    EntryProof,
    Entry,
    Report,
    State,
    Test,
    VerifierKey,
    Wrong,
    check_members,
    encode,
    expect,
    fen,
    is_anything,
    is_array,
    is_code,
    is_count,
    is_day,
    is_hash,
    is_instant,
    is_money,
    is_object,
    is_payout,
    is_text,
    leaf_hash,
    parse_canonical,
    root_above,
    sha256,
    spelled,
)

MOST = 64 << 20  # bytes of a statement (statement 1)
FORMAT = "coop-ledger/statement/v1"

# ---- Statement 1: file ---------------------------------------------------------------------------

is_amount = spelled(r"-?(0|[1-9][0-9]{0,13})\.[0-9]{2}")


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Statement 1: no name twice in an object."""
    value = dict(pairs)
    expect(len(value) == len(pairs), "each name once in an object", [name for name, _ in pairs])
    return value


def read_json(raw: bytes) -> Any:
    """Statement 1: the value of the file."""
    expect(len(raw) <= MOST, f"at most {MOST} bytes", len(raw))
    text = verify.decode_text(raw)
    try:
        return json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=verify.parse_integer,
            parse_float=verify.refuse_number,
            parse_constant=verify.refuse_number,
        )
    except (ValueError, RecursionError) as error:
        raise Wrong("a JSON object", str(error)) from error


# ---- Statement 2: parts --------------------------------------------------------------------------

PARTS: dict[str, Test] = {
    "as_of": is_day,
    "completeness": is_object,
    "concerns": is_array,
    "format": lambda value: value == FORMAT,
    "holdings": is_object,
    "household": is_code,
    "ledger": is_object,
    "lines": is_array,
    "open": is_array,
    "proofs": is_array,
    "upto": is_object,
    "years": is_array,
}
MORE_PARTS: dict[str, Test] = {
    "chart": is_text,
    "entries": is_array,
    "extensions": is_array,
    "group": is_text,
    "opening": is_text,
    "past": is_object,
    "revised": is_array,
    "sheets": verify.is_list_of_texts,
}
LEDGER: dict[str, Test] = {"name_en": is_text, "name_zh": is_text, "origin": is_text}
UPTO: dict[str, Test] = {"recorded_at": is_instant, "root": is_hash, "size": is_count}
CONCERN: dict[str, Test] = {"date": is_day, "index": is_count, "item": is_hash, "kind": is_text}
LINE: dict[str, Test] = {
    "amount": is_amount,
    "date": is_day,
    "entry": is_count,
    "in_words": is_text,
    "open_after": is_amount,
    "purpose": is_text,
    "what": lambda value: value in WHAT,
}
MORE_OF_LINE: dict[str, Test] = {
    "clause": is_text,
    "names_en": is_object,
    "payout": is_payout,
    "payout_lines": is_count,
    "payout_total": is_money,
    "reasons": is_array,
    "scheme": is_object,
    "tag": is_text,
}
YEAR: dict[str, Test] = {
    "credited": is_amount,
    "open": is_amount,
    "paid": is_amount,
    "set_off": is_amount,
    "year": is_count,
}
OPEN: dict[str, Test] = {
    "from_household": is_money,
    "purpose": is_text,
    "to_household": is_money,
}
COMPLETENESS: dict[str, Test] = {
    "digest": is_hash,
    "items": is_count,
    "not_yet_covered": is_array,
    "root": is_hash,
    "upto": is_count,
}
STATED: dict[str, Test] = {"entry": is_text, "path": is_array, "place": is_count}
PAST: dict[str, Test] = {
    "contracts": is_array,
    "land": is_array,
    "organizations": is_array,
    "passings": is_array,
}
STEP: dict[str, Test] = {"act": is_text, "code": is_text, "date": is_day, "entry": is_count}
MORE_OF_STEP: dict[str, Test] = {
    "document": is_text,
    "from": is_text,
    "into": verify.is_list_of_texts,
    "name": is_text,
    "of": verify.is_list_of_texts,
    "party": is_text,
    "price": is_text,
    "quantity": is_text,
    "since": is_day,
    "to": is_text,
    "undone": is_count,
    "unit": is_text,
    "until": is_day,
    "value": is_text,
    "why": is_text,
}
LINE_PROOF: dict[str, Test] = {"because": is_text, "payout": is_payout, "text": is_text}
EXTENSION: dict[str, Test] = {"chart": is_text, "text": is_text}
ENTRY_PROOF: dict[str, Test] = {"entry": is_count, "text": is_text}


def check_parts(statement: Any) -> None:
    """Statement 2: the members, each in its shape."""
    check_members("statement", statement, PARTS, MORE_PARTS)
    check_members("ledger", statement["ledger"], LEDGER)
    check_members("upto", statement["upto"], UPTO)
    check_members("completeness", statement["completeness"], COMPLETENESS, {"proof": is_object})
    for concern in statement["concerns"]:
        check_members("concern", concern, CONCERN)
    for line in statement["lines"]:
        check_members("line", line, LINE, MORE_OF_LINE)
    for year in statement["years"]:
        check_members("year", year, YEAR)
    for purpose in statement["open"]:
        check_members("open", purpose, OPEN)
    for proof in statement["proofs"]:
        check_members("proof", proof, LINE_PROOF)
    for extension in statement.get("extensions", []):
        check_members("extension", extension, EXTENSION)
    check_members("past", statement.get("past", {}), {}, PAST)
    for steps in statement.get("past", {}).values():
        for step in steps:
            check_members("step", step, STEP, MORE_OF_STEP)
    for proof in statement.get("entries", []):
        check_members("entry", proof, ENTRY_PROOF)


# ---- Statement 3: lines --------------------------------------------------------------------------

TO, FROM = "to the household", "from the household"
EITHER = 0

WHAT: dict[str, tuple[str, int]] = {  # side and sign
    "charged": (FROM, 1),
    "corrected": (TO, EITHER),
    "credited": (TO, 1),
    "debt_corrected": (FROM, EITHER),
    "debt_set_off": (FROM, -1),
    "moved_in": (TO, 1),
    "moved_out": (TO, -1),
    "paid": (TO, -1),
    "paid_again": (TO, -1),
    "returned": (TO, 1),
    "set_off": (TO, -1),
    "settled": (FROM, -1),
}
SUM_OF_YEAR = {  # the sum that a line enters, and with which sign
    "corrected": ("credited", 1),
    "credited": ("credited", 1),
    "moved_in": ("credited", 1),
    "moved_out": ("credited", 1),
    "paid": ("paid", -1),
    "paid_again": ("paid", -1),
    "returned": ("paid", -1),
    "set_off": ("set_off", -1),
}

Fen = int


def side_of(line: dict[str, Any]) -> str:
    """Statement 3: whose claim a line moves."""
    return WHAT[line["what"]][0]


def is_computed(line: dict[str, Any]) -> bool:
    """Statement 3 rule 3: what a payout gave, or the household owes by one, has reasons."""
    return line["what"] == "credited" or (line["what"] == "charged" and "payout" in line)


def check_line(line: dict[str, Any], open_before: Fen, as_of: str) -> None:
    """Statement 3 rules 1 to 4, for one line."""
    amount = fen(line["amount"])
    sign = WHAT[line["what"]][1]
    expect(sign * amount >= 0, f"the sign of a line {line['what']}", line["amount"])
    right = open_before + amount
    expect(fen(line["open_after"]) == right, f"{right} fen open after it", line["open_after"])
    words = in_capitals(abs(amount))
    expect(line["in_words"] == words, words, line["in_words"])
    expect(line["date"] <= as_of, f"a day until {as_of}", line["date"])
    reasons = line.get("reasons", [])
    if is_computed(line) and reasons:
        total = sum(fen(reason["amount"]) for reason in reasons)
        expect(total == amount, f"reasons that add up to {amount} fen", total)


def years_of(lines: list[dict[str, Any]]) -> list[dict[str, int]]:
    """Statement 3 rule 5: the lines to the household by calendar year."""
    years: dict[int, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for line in lines:
        if side_of(line) == TO:
            name, sign = SUM_OF_YEAR[line["what"]]
            years[int(line["date"][:4])][name] += sign * fen(line["amount"])
    result = []
    still_open = 0
    for year, sums in sorted(years.items()):
        still_open += sums["credited"] - sums["paid"] - sums["set_off"]
        named = {name: sums[name] for name in ("credited", "paid", "set_off")}
        result.append({"year": year, "open": still_open, **named})
    return result


def check_years(statement: dict[str, Any]) -> None:
    """Statement 3 rule 5."""
    right = years_of(statement["lines"])
    found = [
        {name: value if name == "year" else fen(value) for name, value in year.items()}
        for year in statement["years"]
    ]
    expect(found == right, f"years {right}", found)


def check_open(statement: dict[str, Any]) -> None:
    """Statement 3 rule 6."""
    left: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in statement["lines"]:
        left[line["purpose"], side_of(line)] += fen(line["amount"])
    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for one in statement["open"]:
        found[one["purpose"], TO] += fen(one["to_household"])
        found[one["purpose"], FROM] += fen(one["from_household"])
    purposes = [one["purpose"] for one in statement["open"]]
    in_order = sorted(set(purposes), key=lambda purpose: purpose.encode("utf-8"))
    expect(purposes == in_order, "each purpose once, ascending by its bytes", purposes)
    nothing = [
        one
        for one in statement["open"]
        if not found[one["purpose"], TO] and not found[one["purpose"], FROM]
    ]
    expect(not nothing, "purposes with something open", nothing)
    right = {place: amount for place, amount in left.items() if amount}
    expect({p: a for p, a in found.items() if a} == right, f"open: {right}", dict(found))


def check_lines(report: Report, statement: dict[str, Any]) -> None:
    """Statement 3: a household can work all of this out with a pencil."""
    days = {concern["index"]: concern["date"] for concern in statement["concerns"]}
    still_open = {TO: 0, FROM: 0}
    for number, line in enumerate(statement["lines"], start=1):
        place = f"line {number}"
        side = side_of(line)
        report.attempt(place, check_line, line, still_open[side], statement["as_of"])
        still_open[side] += fen(line["amount"])
        day = days.get(line["entry"])
        report.attempt(
            place, expect, day == line["date"], f"the day of its entry, {day}", line["date"]
        )
    report.attempt("years", check_years, statement)
    report.attempt("open", check_open, statement)


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def group_in_capitals(number: int) -> str:
    """1 to 9999, without a 零 in front."""
    text, gap = "", False
    for value, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // value % 10
        if digit == 0:
            gap = gap or bool(text)
            continue
        text += ("零" if gap else "") + DIGITS[digit] + unit
        gap = False
    return text


def yuan_in_capitals(yuan: int) -> str:
    """Whole yuan, in groups of four digits."""
    if yuan == 0:
        return "零"
    text, gap = "", False
    for place in (3, 2, 1, 0):
        group = yuan // 10_000**place % 10_000
        if group == 0:
            gap = gap or bool(text)
            text += "亿" if place == 2 and text else ""
            continue
        if text and (gap or group < 1000):
            text += "零"
        text += group_in_capitals(group) + ("", "万", "亿", "万")[place]
        gap = False
    return text


def in_capitals(amount: Fen) -> str:
    """Statement 3 rule 2: an amount in capitals, 元角分, as it is printed."""
    yuan, jiao, cent = amount // 100, amount // 10 % 10, amount % 10
    text = f"{yuan_in_capitals(yuan)}元" if yuan or not amount else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif cent and yuan:
        text += "零"
    if cent:
        text += DIGITS[cent] + "分"
    return text if jiao or cent else text + "整"


# ---- Statement 4: what is proven by what ---------------------------------------------------------


class Told(Report):
    """The report on a statement, and what its proofs have shown so far."""

    def __init__(self, statement: dict[str, Any], key: VerifierKey) -> None:
        super().__init__()
        self.statement = statement
        self.key = key
        self.household: str = statement["household"]
        self.concerns = {concern["index"]: concern for concern in statement["concerns"]}
        self.proven: dict[int, Entry] = {}
        self.amounts: dict[int, Amounts] = {}  # what each proven entry says
        self.bodies: dict[int, tuple[Entry, dict[str, Any]]] = {}  # with the household's own things
        added = [extension["chart"] for extension in statement.get("extensions", [])]
        self.chart = Chart(statement.get("chart", ""), added)
        self.sheets: set[str] = set()  # that proven payouts name
        self.schemes: dict[str, str] = {}  # of proven payouts
        self.last_of: dict[str, int] = {}  # the last proven entry of `proofs` and of `entries`
        self.newest = (-1, "")  # index and time of the last entry that was proven
        self.stated_by = 0  # the entry that must state what the lines' batches hold

    def told_of(self, index: int) -> collections.Counter[str]:
        """Statement 4 rule 4: what the lines tell of an entry, by purpose."""
        told: collections.Counter[str] = collections.Counter()
        for line in self.statement["lines"]:
            if line["entry"] == index:
                told[line["purpose"]] += fen(line["amount"]) * (1 if side_of(line) == TO else -1)
        return told

    def tells_of(self, index: int) -> bool:
        """Whether any line is of this entry."""
        return any(line["entry"] == index for line in self.statement["lines"])


def prove(told: Told, text: str) -> tuple[Entry, str]:
    """§9.3: the entry that a proof of any kind proves, and the head that a line or portion has.

    Everything stands under the statement's one checkpoint.
    """
    expect(len(text) <= verify.PROOF, f"at most {verify.PROOF} characters", len(text))
    head = ""
    if text.startswith("coop-ledger/"):
        head, _, text = text.partition("\n\n")
    proof: EntryProof = verify.read_entry_proof(text)
    verify.check_own_lines(proof.note, [[told.key]])
    entry = verify.read_entry(proof.raw)
    verify.check_inclusion(proof)
    verify.check_proven_entry(entry, proof)
    upto = told.statement["upto"]
    right = (upto["size"], upto["root"])
    found = (proof.note.size, proof.note.root.hex())
    expect(found == right, f"a checkpoint of size and root {right}", found)
    verify.check_cosignatures(told, proof.note)
    told.newest = max(told.newest, (entry.index, entry.recorded_at))
    return entry, head


def check_opening(told: Told) -> None:
    """Statement 4 rule 1: whose ledger it is."""
    statement = told.statement
    ledger = statement["ledger"]
    expect(ledger["origin"] == told.key.name, f"origin {told.key.name}", ledger["origin"])
    entry, head = prove(told, statement.get("opening", ""))
    found = (entry.index, entry.kind, head)
    expect(found == (0, "ledger.opened/1", ""), "a proof of entry 0", found)
    names = entry.body["names"]
    found_names = (ledger["name_zh"], ledger["name_en"])
    expect(found_names == (names["zh"], names["en"]), f"names {names}", found_names)
    blob = sha256(statement.get("chart", "").encode("utf-8")).hex()
    expect(blob == entry.body["chart"]["blob"], f"the chart {entry.body['chart']['blob']}", blob)
    last = 0
    for extension in statement.get("extensions", []):
        more, head = prove(told, extension["text"])
        found = (more.kind, head, more.index > last)
        expect(found == ("chart.extended/1", "", True), "extensions of the chart, in order", found)
        last = more.index
        blob = sha256(extension["chart"].encode("utf-8")).hex()
        named = more.body["chart"]["blob"]
        expect(blob == named, f"the extension {named}", blob)


def place_of(told: Told, part: str, entry: Entry, item: bytes) -> None:
    """Statement 4 rule 2: the entry is listed as it is, and in its turn."""
    before = told.last_of.get(part, -1)
    expect(entry.index > before, "each entry once, ascending", entry.index)
    told.last_of[part] = entry.index
    concern = told.concerns.get(entry.index)
    expect(concern is not None, f"entry {entry.index} among those listed", "not there")
    right = {
        "date": entry.effective_on,
        "index": entry.index,
        "item": item.hex(),
        "kind": entry.kind,
    }
    expect(concern == right, f"{right}", concern)


def prove_line(told: Told, proof: dict[str, Any]) -> None:
    """Statement 4 rule 3: one line of a payout."""
    entry, head = prove(told, proof["text"])
    line, leaf = verify.read_proven_line(head, entry)
    place_of(told, "proofs", entry, leaf.hash)
    expect(line["to"] == told.household, f"a line to {told.household}", line["to"])
    expect(line["payout"] == proof["payout"], f"payout {line['payout']}", proof["payout"])
    because = f"{proof['because']}\n".encode("utf-8")
    verify.check_because(line, because)
    verify.check_reasons(line["kind"], because)
    k, n = entry.batch
    told.stated_by = max(told.stated_by, entry.index - k + n - 1)
    sign = -1 if line["kind"] in ("paid", "asked") else 1
    told.proven[entry.index] = entry
    told.amounts[entry.index] = Amounts(total=sign * fen(line["amount"]))
    of_entry = [one for one in told.statement["lines"] if one["entry"] == entry.index]
    for one in of_entry:
        expect(one.get("payout") == line["payout"], f"payout {line['payout']}", one.get("payout"))
    if line["kind"] in ("declared", "asked"):
        what = "charged" if line["kind"] == "asked" else "credited"
        raised = [one for one in of_entry if one["what"] == what]
        check_declared(told, entry, parse_canonical(because[:-1]), raised)
        if what == "charged":
            found = [one["purpose"] for one in raised]
            expect(found in ([], [line["payout"]]), f"a debt {line['payout']}", found)


def check_declared(
    told: Told, entry: Entry, because: list[Any], credited: list[dict[str, Any]]
) -> None:
    """Statement 4 rule 3: sheet, reasons and totals of a line that is declared or asked."""
    told.sheets.add(entry.body["sheet"])
    told.schemes[entry.body["payout"]] = entry.body["scheme"]
    for line in credited:
        right = (entry.body["lines"]["total"], entry.body["lines"]["count"])
        found = (line.get("payout_total"), line.get("payout_lines"))
        expect(found == right, f"total and number of lines {right}", found)
    if credited:
        right_reasons = sorted(encode(reason) for reason in because)
        found_reasons = sorted(
            encode(reason) for line in credited for reason in line.get("reasons", [])
        )
        expect(found_reasons == right_reasons, "the reasons of its line", found_reasons)
        for line in credited:
            steps = (encode(reason) for reason in because)
            in_order = all(encode(reason) in steps for reason in line.get("reasons", []))
            expect(in_order, "reasons in the order of its steps", line.get("reasons", []))


def check_sheets(told: Told) -> None:
    """Statement 2, 4 rule 3: the sheets that declared payouts name, each once, ascending."""
    found = [sha256(sheet.encode("utf-8")).hex() for sheet in told.statement.get("sheets", [])]
    expect(found == sorted(told.sheets), f"the sheets {sorted(told.sheets)}", found)


def check_scheme(told: Told, line: dict[str, Any]) -> None:
    """Statement 4 rule 3: a line of a payout whose declaration is proven names its scheme."""
    right = told.schemes.get(line.get("payout", ""))
    found = line.get("scheme", {}).get("id")
    expect(right is None or found == right, f"scheme {right}", found)


def prove_entry(told: Told, proof: dict[str, Any]) -> None:
    """Statement 4 rules 2 and 4: an entry about the household, or its portion of one."""
    entry, head = prove(told, proof["text"])
    expect(entry.index == proof["entry"], f"entry {proof['entry']}", entry.index)
    body = dict(entry.body)
    if head:
        portion, item = verify.read_proven_portion(head, entry)
        expect(portion["to"] == told.household, f"a portion of {told.household}", portion["to"])
        for name, things in portion["lists"].items():
            body[name] = [thing["is"] for thing in things]
    else:
        # a split, a merger, a person who moves, shares that pass: such entries name both
        # households (§12.5 says which kinds name one alone, and `prove` has seen to it)
        item = entry.leaf
        expect(told.household in entry.about, f"about {told.household}", entry.about)
    place_of(told, "entries", entry, item)
    expect(entry.index not in told.proven, "one proof of each entry", entry.index)
    told.proven[entry.index] = entry
    told.bodies[entry.index] = (entry, body)
    told.amounts[entry.index] = amounts_of(entry.kind, body, told.household, told.chart)


class Amounts:
    """Statement 4 rule 4: what an entry says of a household's money, in fen. One of them is given."""

    def __init__(
        self,
        total: Optional[Fen] = None,
        by_purpose: Optional[dict[str, Fen]] = None,
        set_off: Optional[Fen] = None,
        reverses: Optional[int] = None,
        merges: Optional[str] = None,
        payout: Optional[str] = None,
    ) -> None:
        self.total = total
        self.by_purpose = by_purpose
        self.set_off = set_off
        self.reverses = reverses
        self.merges = merges
        self.payout = payout

    def check(self, told: Told, found: collections.Counter[str]) -> None:
        """What is told of the entry is what it says."""
        if self.total is not None:
            expect(sum(found.values()) == self.total, f"{self.total} fen", dict(found))
        if self.set_off is not None:
            covered = sum(amount for amount in found.values() if amount > 0)
            used = sum(amount for amount in found.values() if amount < 0)
            right = (self.set_off, -self.set_off)
            expect((covered, used) == right, f"{right} fen", (covered, used))
        if self.by_purpose is not None:
            right = without_zeros(self.by_purpose)
            expect(without_zeros(found) == right, f"{right} fen", dict(found))
        if self.reverses is not None:
            before = told.told_of(self.reverses)
            right = without_zeros({purpose: -amount for purpose, amount in before.items()})
            expect(without_zeros(found) == right, f"{right} fen", dict(found))


def without_zeros(amounts: dict[str, Fen]) -> dict[str, Fen]:
    """Amounts by purpose, of which those of nothing need not be told."""
    return {purpose: amount for purpose, amount in amounts.items() if amount}


def amounts_of(kind: str, body: dict[str, Any], household: str, chart: Chart) -> Amounts:
    """Statement 4 rule 4: the table."""
    if kind in ("opening.recorded/1", "voucher.recorded/1"):
        ours = [line for line in body.get("lines", []) if line.get("holder") == household]
        return Amounts(by_purpose=sums(chart.of_line(line) for line in ours))
    if kind in ("receipt.recorded/1", "payment.recorded/1"):
        ours = [part for part in body.get("parts", []) if part.get("holder") == household]
        return Amounts(by_purpose=sums(chart.of_part(kind, body, part) for part in ours))
    if kind == "claim.recorded/1":
        # one part stands in the body itself
        parts = [body] if "claim" in body else body.get("parts", [])
        ours = [part for part in parts if part.get("holder") == household]
        return Amounts(by_purpose=sums(one for part in ours for one in chart.of_claim(part)))
    if kind == "organization.changed/1":
        taken = body["act"].endswith("_in")
        sign = 1 if taken else -1
        codes = {code["old"]: code["new"] for code in body.get("codes", []) if taken}
        lines = body.get("lines", [])
        ours = [one for one in lines if codes.get(one.get("holder"), one.get("holder")) == household]
        told = [one for one in map(chart.of_line, ours) if one is not None]
        return Amounts(by_purpose=sums((purpose, sign * amount) for purpose, amount in told))
    if kind == "village.changed/1":
        return Amounts(by_purpose=sums([chart.of_village(body)]))
    if kind == "holding.passed/1":
        return Amounts(by_purpose=sums(chart.of_passing(body, household)))
    if kind == "debt.set.off/1":
        return Amounts(set_off=fen(body["amount"]), payout=body["payout"])
    if kind == "entry.corrected/1":
        return Amounts(reverses=body["corrects"]["index"])
    if kind == "household.merged/1":
        return Amounts(merges=LEAVES if body["household"] == household else COMES)
    return Amounts(total=0)


def sums(amounts: Iterable[Optional[tuple[str, Fen]]]) -> dict[str, Fen]:
    """Statement 4 rule 4: amounts by purpose; those that are not told are left out."""
    result: collections.Counter[str] = collections.Counter()
    for one in amounts:
        if one is not None:
            result[one[0]] += one[1]
    return dict(result)


class Chart:
    """Statement 4 rule 4: the chart, as far as it says what is told to a household."""

    def __init__(self, text: str, added: Iterable[str] = ()) -> None:
        chart = tomllib.loads(text)
        for document in added:
            more = tomllib.loads(document)
            for table in ("accounts", "settings", "receipt", "payment", "claim", "credited"):
                chart[table].update(more.get(table, {}))
        self.accounts: dict[str, Any] = chart["accounts"]
        self.settings: dict[str, list[str]] = chart["settings"]
        self.rules = {"receipt": chart["receipt"], "payment": chart["payment"]}
        self.claims: dict[str, Any] = chart["claim"]
        self.village: Optional[dict[str, Any]] = chart.get("village")
        self.holding: dict[str, Any] = chart.get("holding", {})
        credited = [place["account"] for place in chart["credited"].values()]
        fixed = chart["fixed"]
        # what no holder stands behind is not posted under anybody's name
        posted = [r["credit"] for r in chart["receipt"].values() if r["holder"] != "none"]
        posted += [r["debit"] for r in chart["payment"].values() if r["holder"] != "none"]
        posted += [
            rule["credit"]
            for rule in chart["claim"].values()
            if rule.get("credit_holder", rule["holder"]) != "none"
        ]
        posted += [*credited, fixed["advance"], fixed["subscription"]["account"], fixed["grant"]]
        liabilities = {code for code, one in self.accounts.items() if one["class"] == "liability"}
        self.told = self.resolved(credited) | (liabilities - self.resolved(posted))

    def resolved(self, named: list[str]) -> set[str]:
        """The accounts that names stand for, under every value of a setting."""
        result: set[str] = set()
        for name in named:
            result.update(self.settings.get(name[1:], []) if name.startswith("@") else [name])
        return result

    def place(self, named: str, purpose: str) -> Optional[str]:
        """The purpose under which an amount is told, or None where it is not."""
        # an account read from a setting is one of those that the setting may choose
        account = self.settings.get(named[1:], [named])[0] if named.startswith("@") else named
        if account not in self.told:
            return None
        return purpose or self.accounts[account]["zh"]

    def of_line(self, line: dict[str, Any]) -> Optional[tuple[str, Fen]]:
        """Purpose and amount of a line that a person wrote."""
        purpose = self.place(line["account"], line.get("purpose", ""))
        amount = fen(line.get("credit", "0.00")) - fen(line.get("debit", "0.00"))
        return None if purpose is None else (purpose, amount)

    def of_part(
        self, kind: str, body: dict[str, Any], part: dict[str, Any]
    ) -> Optional[tuple[str, Fen]]:
        """Purpose and amount of a part, whose rule the chart has."""
        is_receipt = kind == "receipt.recorded/1"
        rule = self.rules["receipt" if is_receipt else "payment"][part["part"]]
        holder = rule["holder"]
        if holder != "given" and not (holder == "party" and "contract" not in body):
            return None
        by_rule = "" if rule["purpose"] == "given" else rule["purpose"]
        account = rule["credit" if is_receipt else "debit"]
        purpose = self.place(account, part.get("purpose", by_rule))
        amount = fen(part["amount"]) * (1 if is_receipt else -1)
        return None if purpose is None else (purpose, amount)

    def of_claim(self, part: dict[str, Any]) -> Iterator[Optional[tuple[str, Fen]]]:
        """Purpose and amount of each side of a claim's part that stands under its holder."""
        rule = self.claims.get(part["claim"])
        if rule is None:
            return
        opens = {side: rule[f"{side}_purpose"] == "given" for side in ("debit", "credit")}
        said = part.get("purpose") if opens["debit"] or not opens["credit"] else None
        owed = part.get("owed_as", part.get("purpose"))
        if rule.get("shared", False) or (opens["debit"] and not opens["credit"]):
            owed = None
        for side, word in (("debit", said), ("credit", owed)):
            holder = rule.get(f"{side}_holder", rule["holder"])
            if holder != "given" and not (holder == "party" and "contract" not in part):
                continue
            account = part["account"] if rule[side] == "given" else rule[side]
            by_rule = "" if opens[side] else rule[f"{side}_purpose"]
            purpose = self.place(account, by_rule if word is None else word)
            amount = fen(part["amount"]) * (1 if side == "credit" else -1)
            yield None if purpose is None else (purpose, amount)

    def of_village(self, body: dict[str, Any]) -> Optional[tuple[str, Fen]]:
        """Purpose and amount of what a village takes out of a union."""
        if self.village is None or body["why"] == "added":
            return None
        back = self.village["back"]
        purpose = self.place(back["account"], back["purpose"])
        return None if purpose is None else (purpose, fen(body.get("money", "0.00")))

    def of_passing(
        self, body: dict[str, Any], household: str
    ) -> Iterable[Optional[tuple[str, Fen]]]:
        """What a household is owed for what was taken back from it, or came back for it."""
        reasons = {"redemption"} if "class" in body else {"redemption", "returned"}
        place = self.holding.get("shares" if "class" in body else "capital")
        if place is None or "house" in body or body["why"] not in reasons:
            return
        purpose = self.place(place["account"], place["purpose"])
        for line in body.get("lines", []):
            if line.get("from") != household or purpose is None:
                continue
            if "shares" in line:
                # half up to the fen
                millionths = int(line["shares"].replace(".", ""))
                amount = (2 * fen(line.get("price", "0.00")) * millionths + 10**6) // (2 * 10**6)
            else:
                is_priced = body["why"] == "redemption" and "price" in line
                amount = fen(line["price"] if is_priced else line["amount"])
            yield purpose, amount


LEAVES, COMES = "leaves", "comes"
MERGER = {
    LEAVES: {"moved_out", "debt_corrected"},
    COMES: {"moved_out", "debt_corrected", "moved_in", "charged"},
}


def check_merger(told: Told, index: int, merges: str) -> None:
    """Statement 4 rule 4: a merger moves what is open, and all of it."""
    statement = told.statement
    found = {line["what"] for line in statement["lines"] if line["entry"] == index}
    expect(found <= MERGER[merges], f"{MERGER[merges]}", found)
    is_whole = all(
        concern["date"] <= statement["as_of"]
        for concern in statement["concerns"]
        if concern["index"] <= index
    )
    if merges == LEAVES and is_whole:
        left: collections.Counter[tuple[str, str]] = collections.Counter()
        for line in statement["lines"]:
            if line["entry"] <= index:
                left[line["purpose"], side_of(line)] += fen(line["amount"])
        expect(not any(left.values()), "nothing left behind", dict(left))


def what_of(kind: str, line: dict[str, Any], covered: bool, owes_less: bool) -> list[str]:
    """Statement 4 rule 10: what a line of an entry of this kind may have done."""
    raised = fen(line["amount"]) > 0
    is_money_entry = kind in ("receipt.recorded/1", "payment.recorded/1")
    if side_of(line) == TO:
        if kind == "entry.corrected/1":
            return ["corrected"]
        if kind == "household.merged/1":
            return ["moved_in" if raised else "moved_out"]
        if kind == "payout.returned/1" and raised:
            return ["returned"]
        if kind == "payout.paid/1" and not raised:
            return ["paid", "paid_again"]
        if raised:
            alone = is_money_entry or kind in ("payout.declared/1", "opening.recorded/1")
            return ["credited"] if alone else ["credited", "moved_in"]
        if owes_less:
            return ["set_off"]
        return ["paid"] if kind == "payment.recorded/1" else ["paid", "moved_out", "corrected"]
    if kind == "entry.corrected/1":
        return ["debt_corrected"]
    if raised:
        return ["charged"]
    if kind == "household.merged/1":
        return ["debt_corrected"]
    if covered:
        return ["debt_set_off"]
    is_settled = is_money_entry or kind == "payout.declared/1"
    return ["settled"] if is_settled else ["settled", "debt_corrected"]


def check_what(told: Told) -> None:
    """Statement 4 rule 10: each line did what an entry of its kind does."""
    lines = told.statement["lines"]
    lowered = {(line["entry"], side_of(line)) for line in lines if fen(line["amount"]) < 0}
    back: set[Optional[str]] = set()
    paid: dict[int, str] = {}
    for line in lines:
        expect(fen(line["amount"]) != 0, "an amount", line["amount"])
        entry, payout = line["entry"], line.get("payout")
        kind = told.concerns.get(entry, {}).get("kind", "")
        right = what_of(kind, line, (entry, TO) in lowered, (entry, FROM) in lowered)
        if line["what"] == "returned":
            back.add(payout)
        if "paid_again" in right:
            paid.setdefault(entry, "paid_again" if payout in back else "paid")
            back.discard(payout)
            right = [paid[entry]]
        expect(line["what"] in right, " or ".join(right), line["what"])


def check_amounts(told: Told, index: int) -> None:
    """Statement 4 rules 4 and 5: an entry that is listed is proven, and told as it is."""
    expect(index in told.proven, "a proof of it", "none")
    later = told.concerns[index]["date"] > told.statement["as_of"]
    if not told.concerns[index]["kind"].startswith("payout."):  # those are compared with their proofs
        for line in told.statement["lines"]:
            if line["entry"] == index:
                right = told.amounts[index].payout
                expect(line.get("payout") == right, f"payout {right}", line.get("payout"))
    if told.tells_of(index) or not later:
        told.amounts[index].check(told, told.told_of(index))
    merges = told.amounts[index].merges
    if merges is not None:
        check_merger(told, index, merges)


# ---- Statement 4 rule 12: how what a household holds came to be ----------------------------------

Step = tuple[str, str, str, dict[str, Any]]  # the list, what was done, of what, what else is said


def held_thing(body: dict[str, Any]) -> str:
    """The class, the contract of capital, or the house."""
    return body.get("class") or body.get("contract") or body["house"]


def steps_of(kind: str, body: dict[str, Any], household: str) -> Iterator[Step]:
    """The steps that an entry tells, by its kind."""
    if kind == "holding.passed/1":
        for line in body.get("lines", []):
            quantity = line.get("shares", line.get("amount"))
            said = {"from": line.get("from"), "to": line.get("to"), "quantity": quantity}
            yield "passings", body["why"], held_thing(body), {**said, "price": line.get("price")}
    elif kind == "holding.held/1":
        quantity = body.get("shares", body.get("amount"))
        said = {"from": body["holder"], "value": body.get("benefits"), "quantity": quantity}
        yield "passings", body["state"], held_thing(body), {**said, "until": body.get("until")}
    elif kind == "shares.granted/1":
        said = {"to": body["holder"], "quantity": body["shares"]}
        yield "passings", "issued", body["class"], said
    elif kind == "shares.transferred/1":
        said = {"from": body["from"], "to": body["to"], "quantity": body["shares"]}
        yield "passings", "transfer", body["class"], said
    elif kind == "household.split/1":
        said = {"from": body["household"], "to": body["new_household"]}
        yield "passings", "household_split", body["new_household"], said
        for code, shares in sorted(body.get("shares_moved", {}).items()):
            yield "passings", "household_split", code, {**said, "quantity": shares}
        for code in body.get("parcels_moved", []):
            yield "land", "household_split", code, said
    elif kind == "household.merged/1":
        said = {"from": body["household"], "to": body["into"]}
        yield "passings", "household_merged", body["household"], said
    elif kind == "subscription.recorded/1":
        for line in body.get("lines", []):
            said = {"from": line.get("payer"), "quantity": line["amount"]}
            # whose capital it became is the owner's to be told, and nothing of whoever paid
            if line.get("payer") == household != line["owner"]:
                yield "passings", "subscribed_for", body["contract"], said
            else:
                yield "passings", "subscribed", body["contract"], {**said, "to": line["owner"]}
    elif kind == "house.registered/1":
        said = {"to": body["owner"], "quantity": body["floor_m2"]}
        yield "passings", "registered", body["house"], said
    elif kind == "organization.changed/1":
        yield step_of_organization(body, household)
    elif kind.startswith("contract."):
        yield from steps_of_contract(kind, body)
    else:
        yield from steps_of_land(kind, body)


def steps_of_land(kind: str, body: dict[str, Any]) -> Iterator[Step]:
    """Land that is registered, measured, entrusted or changed."""
    if kind == "parcel.registered/1":
        said = {"to": body["household"], "quantity": body["area_mu"]}
        yield "land", "registered", body["parcel"], {**said, "until": body.get("contract_end")}
    elif kind == "parcel.remeasured/1":
        yield "land", "remeasured", body["parcel"], {"quantity": body["area_mu"]}
    elif kind in ("entrustment.given/1", "entrustment.ended/1"):
        act = "entrusted" if kind == "entrustment.given/1" else "entrustment_ended"
        for code in body["parcels"]:
            said = {"since": body.get("first_day"), "until": body["last_day"]}
            yield "land", act, code, said
    elif kind == "land.changed/1":
        gone = body["parcels"]
        now = [row["parcel"] for row in body.get("into", [])]
        for row in body.get("into", []):
            came = [] if row["parcel"] in gone else gone
            said = {"of": came, "to": row["household"], "quantity": row["area_mu"]}
            yield "land", body["act"], row["parcel"], {**said, "until": row.get("contract_end")}
        for code in gone:
            if code not in now:
                yield "land", body["act"], code, {"into": now, "until": body.get("contract_end")}


def steps_of_contract(kind: str, body: dict[str, Any]) -> Iterator[Step]:
    """A contract that is signed, amended or ended, with its terms and what was let off."""
    code = body["contract"]
    if kind == "contract.ended/1":
        yield "contracts", "ended", code, {"until": body["last_day"], "why": body["why"]}
        return
    since, until = body.get("first_day"), body.get("last_day")
    if kind == "contract.signed/1":
        yield "contracts", "signed", code, {"party": body["party"], "since": since, "until": until}
        terms = body.get("terms", {})
        if "price" in terms:
            price = {"value": terms["price"]["amount"], "unit": terms["price"]["unit"]}
            yield "contracts", "term", code, {"name": "price", **price, "since": since}
        for year in terms.get("prices_by_year", []):
            said = {"value": year["price"], "quantity": str(year["year"])}
            yield "contracts", "term", code, {"name": "price", **said}
        if "escalation" in terms:
            rise = terms["escalation"]
            said = {"value": rise["rate"], "since": rise["lease_year_1_from"]}
            yield "contracts", "term", code, {"name": "escalation", **said}
        for name in ("fee_rate", "household_part", "return_rate", "revenue_share"):
            if name in terms:
                said = {"name": name, "value": terms[name], "since": since}
                yield "contracts", "term", code, said
    else:
        party = body.get("assign", {}).get("to")
        yield "contracts", "amended", code, {"party": party, "until": until}
    for term in body.get("dated", []):
        said = {name: term[name] for name in ("name", "value", "unit")}
        yield "contracts", "term", code, {**said, "since": term["from"]}
    for off in body.get("abate", []) if kind == "contract.amended/1" else []:
        said = {"name": off["no"], "value": off.get("ratio", off.get("amount"))}
        yield "contracts", "abated", code, {**said, "why": off["why"]}


def step_of_organization(body: dict[str, Any], household: str) -> Step:
    """From which ledger, or to which, as it stood, and under which code before and after."""
    here = "new" if body["act"].endswith("_in") else "old"
    own = next((code for code in body.get("codes", []) if code[here] == household), {})
    other = body["other"]
    said = {"from": own.get("old"), "to": own.get("new"), "quantity": str(other["size"])}
    return "organizations", body["act"], other["origin"], {
        **said,
        "value": other["root"],
        "until": body["cut"],
    }


def past_of(told: Told) -> dict[str, list[dict[str, Any]]]:
    """What the carried entries tell by the day of the statement."""
    lists: dict[str, list[dict[str, Any]]] = {name: [] for name in PAST}
    there = [
        (entry, body)
        for _, (entry, body) in sorted(told.bodies.items())
        if entry.effective_on <= told.statement["as_of"]
    ]
    for entry, body in there:
        for name, act, code, said in steps_of(entry.kind, body, told.household):
            step = {"entry": entry.index, "date": entry.effective_on, "act": act, "code": code}
            more = {**said, "document": body.get("document")}
            lists[name].append({**step, **{n: v for n, v in more.items() if v not in (None, [])}})
    for entry, body in there:
        if entry.kind == "entry.corrected/1":
            for step in (step for steps in lists.values() for step in steps):
                if step["entry"] == body["corrects"]["index"]:
                    step["undone"] = entry.index
    return lists


def check_past(told: Told) -> None:
    """Statement 4 rule 12: each step is what an entry says, and none is left out."""
    if "past" not in told.statement:
        told.note("how it came to be is not said: an earlier program wrote the statement")
        return
    right = past_of(told)
    found = {name: told.statement["past"].get(name, []) for name in PAST}
    for name in PAST:
        expect(found[name] == right[name], f"{name} {right[name]}", found[name])


def check_complete(told: Told) -> None:
    """Statement 4 rule 6: the list is whole, as the ledger stated."""
    said = told.statement["completeness"]
    indexes = [concern["index"] for concern in told.statement["concerns"]]
    expect(indexes == sorted(set(indexes)), "entries ascending, each once", indexes)
    later = [index for index in indexes if index >= said["upto"]]
    expect(said["not_yet_covered"] == later, f"not yet covered: {later}", said["not_yet_covered"])
    state = State()
    for index in indexes:
        if index < said["upto"]:
            state = state.after(index, bytes.fromhex(told.concerns[index]["item"]))
    right = (state.items, state.digest.hex())
    expect((said["items"], said["digest"]) == right, f"items and digest {right}", said)
    expect(said["upto"] >= told.stated_by, f"what entry {told.stated_by} states", said["upto"])
    if said["upto"] == 0:
        told.note("the ledger has not stated yet how many entries there are")
        return
    expect("proof" in said, "a proof that the ledger stated it", "none")
    proof = said["proof"]
    check_members("proof", proof, STATED)
    entry, head = prove(told, proof["entry"])
    found = (entry.kind, head, entry.body.get("size"), entry.body.get("root"))
    right_entry = ("households.stated/1", "", said["upto"], said["root"])
    expect(found == right_entry, f"{right_entry}", found)
    line = {"digest": state.digest.hex(), "household": told.household, "items": state.items}
    path = [bytes.fromhex(part) for part in proof["path"] if is_hash(part)]
    expect(
        proof["place"] < entry.body["count"], f"a place below {entry.body['count']}", proof["place"]
    )
    root = root_above(leaf_hash(encode(line) + b"\n"), proof["place"], entry.body["count"], path)
    expect(root.hex() == said["root"], f"root {said['root']}", root.hex())
    tell_completeness(told, entry.index)


def check_reached(told: Told) -> None:
    """Statement 4 rule 8: when the last entry was recorded."""
    upto = told.statement["upto"]
    index, time = told.newest
    good = upto["recorded_at"] >= time if index < upto["size"] - 1 else upto["recorded_at"] == time
    expect(good, f"{time}, of entry {index}, or later", upto["recorded_at"])


def tell_completeness(told: Told, stating: int) -> None:
    """Statement 4 rule 7: how far the list is whole."""
    said, size = told.statement["completeness"], told.statement["upto"]["size"]
    told.told.append(f"nothing is hidden: all {said['items']} entries of the first {said['upto']}")
    if stating + 1 < size:
        told.note(
            f"complete only up to entry {said['upto'] - 1} of {size}: what came after may concern it"
        )


def check_statement(raw: bytes, vkey: str, witnesses: tuple[str, ...] = ()) -> Report:
    """The report on a statement, under the ledger's verifier key."""
    failed = Report()
    try:
        statement = read_json(raw)
        check_parts(statement)
        told = Told(statement, verify.read_vkey(vkey, verify.LEDGER_TYPE))
    except Wrong as wrong:
        failed.find("statement", wrong.expected, wrong.found)
        return failed
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        failed.find("chart", "a chart of accounts", repr(error))
        return failed
    for text in witnesses:
        told.attempt("--witness", verify.take_witness, told, text)
    check_lines(told, statement)
    told.attempt("opening", check_opening, told)
    for proof in statement["proofs"]:
        told.attempt(f"proof of {proof['payout']}", prove_line, told, proof)
    told.attempt("sheets", check_sheets, told)
    for number, line in enumerate(statement["lines"], start=1):
        told.attempt(f"line {number}", check_scheme, told, line)
    for proof in statement.get("entries", []):
        told.attempt(f"proof of entry {proof['entry']}", prove_entry, told, proof)
    for index in told.concerns:
        told.attempt(f"entry {index}", check_amounts, told, index)
    told.attempt("lines", check_what, told)
    told.attempt("past", check_past, told)
    told.attempt("completeness", check_complete, told)
    told.attempt("upto", check_reached, told)
    told.told += [*summary(told), *verify.tell_cosignatures(told)]
    if told.not_checked:
        told.note(f"cosignatures not checked: {verify.names_with_counts(told.not_checked)}")
    return told


def summary(told: Told) -> Iterator[str]:
    """Statement 5, and what this program does not examine."""
    upto, lines = told.statement["upto"], len(told.statement["lines"])
    yield f"{told.household}: {lines} lines, read from the first {upto['size']} entries, root {upto['root']}"
    yield "told only: days of leases; since when capital earns; what came with a merger; what held after the last"
    yield "  statement of the ledger; recorded_at of upto where its entry is not shown"
    yield "not examined: holdings, group, and the words of chart and sheets; `coop verify` does"


# ---- The command line ----------------------------------------------------------------------------


def main(words: list[str]) -> int:
    """The program; gives its exit code."""
    parser = argparse.ArgumentParser(usage=__doc__, allow_abbrev=False)
    parser.add_argument("file")
    parser.add_argument("--vkey", required=True)
    parser.add_argument("--witness", action="append", default=[])
    arguments = parser.parse_args(words)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        raw = verify.read_file(os.path.realpath(arguments.file), MOST)
    except (OSError, Wrong) as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 2
    report = check_statement(raw, arguments.vkey, tuple(arguments.witness))
    verify.print_report(report)
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
