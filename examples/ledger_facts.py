#!/usr/bin/env python3
"""What the entries of a ledger say a payout is computed from, and whether it comes to what was declared.

    ledger_facts.py LEDGER PAYOUT TREE [BIRTHS]    LEDGER: the folder; TREE: the checked tree of the sheet, JSON;
                                                   BIRTHS: days of birth by person, JSON: they are sealed in the record

It reads the journal and the blobs as they lie there (examples/verify.py says whether they are what was signed), folds the
registers, finds the rows and figures that the adoption names (FORMAT.md 16.1), has examples/calculate.py compute the
sheet, and compares: the hash of the rows that were read, each line, what parties gave besides, what is kept.

It knows registers that only grow, houses that pass on, villages that come, add, take out and leave, series, holdings, balances
and plain postings. Where a ledger has entries that do more to what a sheet reads, it says so and computes nothing: a figure of
which it is not sure is none.
"""

import collections
import contextlib
import datetime
import hashlib
import json
import pathlib
import sys
import tomllib
from fractions import Fraction

import calculate

ONE_DAY = datetime.timedelta(days=1)
day_of = datetime.date.fromisoformat


class NotKnown(Exception):
    """Something that this program does not compute."""


class Differs(Exception):
    """What the entry says and what comes of its facts are not the same."""


def agree(what, said, found):
    """Both are the same, or it is said where they are not."""
    if said != found:
        raise Differs(f"{what}: the entry says {said}, its facts come to {found}")


def fen(text):
    """Money as fen."""
    return int(Fraction(text) * 100)


# ---- What lies in the folder
class Entry:
    """An entry: its place, kind, day, and its body with the lists that stand in portions put together."""

    def __init__(self, raw, blob):
        line = json.loads(raw)
        self.index, self.kind, self.on = line["index"], line["kind"].split("/")[0], day_of(line["effective_on"])
        self.body = dict(line["body"])
        portions = self.body.pop("portions", None)
        if portions is not None:
            lists = collections.defaultdict(dict)
            for text in blob(portions["blob"]).splitlines():
                for name, things in json.loads(text)["lists"].items():
                    lists[name].update((thing["at"], thing["is"]) for thing in things)
            self.body.update((name, [things[at] for at in sorted(things)]) for name, things in lists.items())


class Folder:
    """The journal and the blobs of a ledger."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        lines = (line for file in sorted((self.path / "journal").iterdir()) for line in file.read_bytes().splitlines())
        self.entries = [Entry(line, self.blob) for line in lines]

    def blob(self, name):
        """The bytes of a blob, which are what its name says."""
        raw = (self.path / "blobs" / name).read_bytes()
        agree("blob", name, hashlib.sha256(raw).hexdigest())
        return raw


# ---- What the entries leave behind
# Kinds that change nothing a sheet reads, or only through those below.
SILENT = frozenset((
    "ledger.opened", "bank.registered", "party.registered", "households.stated", "payout.paid", "attestation.recorded", "entrustment.given",
    "setting.chosen", "household.enrolled", "members.changed", "class.set", "parcel.registered", "house.registered", "village.joined",
    "contract.signed", "subscription.recorded", "payment.recorded", "series.set", "series.recorded", "scheme.adopted", "opening.recorded",
    "voucher.recorded", "receipt.recorded", "year.stepped", "payout.declared", "village.changed", "holding.passed",
))
# Parts of payments that change nothing a sheet reads.
PAID_OUT = frozenset(("investment", "expense", "village_payable"))


class Books:
    """Registers, holdings, contracts, series and balances, from the entries before a place."""

    def __init__(self, folder, births):
        self.folder, self.births = folder, births
        self.households, self.persons, self.classes = {}, {}, {}
        self.parcels, self.houses, self.villages, self.entrusted = {}, {}, {}, []
        self.contracts, self.capital, self.series, self.adopted = {}, [], {}, {}
        self.receipts, self.years, self.postings = {}, {}, []
        self.kept, self.carried, self.drawn_of_year = {}, {}, collections.Counter()
        self.unknown = set()
        chart = folder.blob(folder.entries[0].body["chart"]["blob"]).decode("utf-8")
        self.chart = tomllib.loads(chart)

    def take(self, entry):
        """Folds an entry in."""
        if entry.kind not in SILENT:
            self.unknown.add(entry.kind)
            return
        take = getattr(self, "take_" + entry.kind.replace(".", "_"), None)
        if take is not None:
            take(entry, entry.body)

    def take_household_enrolled(self, entry, body):
        code = body["household"]
        self.households[code] = {"since": entry.on, "members": body.get("members"), "shares": shares_in(body)}
        self.persons_came(code, body.get("persons", []))

    def persons_came(self, household, persons):
        for one in persons:
            if "from_household" in one:
                raise NotKnown("persons who move")
            self.persons[one["person"]] = {
                "household": household, "since": day_of(one["since"]), "until": None, "basis": one["basis"], "birth": one["birth"],
                "shares": shares_in(one),
            }

    def take_members_changed(self, entry, body):
        if any(name in body for name in ("more", "fewer", "retained")):
            raise NotKnown("counted members that change")
        self.persons_came(body["household"], body.get("came", []))
        for one in body.get("went", []):
            if any(name in one for name in ("to_household", "retained", "shares")):
                raise NotKnown("shares of those who go")
            self.persons[one["person"]]["until"] = entry.on

    def take_class_set(self, _entry, body):
        self.classes[body["class"]] = body

    def take_parcel_registered(self, _entry, body):
        self.parcels[body["parcel"]] = body

    def take_house_registered(self, entry, body):
        self.houses[body["house"]] = {**body, "owners": [(entry.on, body["owner"])]}

    def take_holding_passed(self, entry, body):
        if "house" not in body or len(body["lines"]) != 1:
            raise NotKnown("shares and capital that pass on")
        self.houses[body["house"]]["owners"].append((entry.on, body["lines"][0]["to"]))

    def take_village_joined(self, entry, body):
        if body["village"] in self.villages:
            raise NotKnown("a village that comes back")
        self.households[body["village"]] = {"since": entry.on, "members": 0, "shares": {}}
        had = (entry.on, Fraction(body["land_mu"]), Fraction(body["money"]))
        self.villages[body["village"]] = {**body, "had": [had], "left": None}

    def take_village_changed(self, entry, body):
        village = self.villages[body["village"]]
        _, land, money = village["had"][-1]
        sign = 1 if body["why"] == "added" else -1
        land, money = land + sign * Fraction(body.get("land_mu", "0")), money + sign * Fraction(body.get("money", "0"))
        if body["why"] == "left":
            village["left"] = entry.on
        else:
            village["had"].append((entry.on, land, money))

    def lots(self, village, first, last):
        """What a village had in over the days of a payout, by stretches over which it stayed the same."""
        told = self.villages[village]
        until = last if told["left"] is None else min(last, told["left"] - ONE_DAY)
        ends = [later - ONE_DAY for later, _, _ in told["had"][1:]] + [until]
        runs = [(max(on, first), min(end, until), land, money) for (on, land, money), end in zip(told["had"], ends)]
        return [run for run in runs if run[0] <= run[1]]

    def take_entrustment_given(self, _entry, body):
        self.entrusted += [(parcel, day_of(body["first_day"]), day_of(body["last_day"])) for parcel in body["parcels"]]

    def take_contract_signed(self, _entry, body):
        self.contracts[body["contract"]] = body

    def take_subscription_recorded(self, _entry, body):
        if fen(body["collective"]) != 0:
            raise NotKnown("capital of the collective")
        for line in body["lines"]:
            number = sum(one["owner"] == line["owner"] for one in self.capital) + 1
            self.capital.append({"key": f"{line['owner']}/{number}", "contract": body["contract"], "from": None, **line})

    def take_payment_recorded(self, entry, body):
        for part in body["parts"]:
            if part["part"] not in PAID_OUT:
                raise NotKnown(f"payments of {part['part']}")
            if part["part"] == "expense":
                self.postings.append((entry.on, part["account"], part.get("purpose", ""), part.get("holder", ""), fen(part["amount"])))
            for one in self.capital if part["part"] == "investment" else []:
                if one["contract"] == body["contract"]:
                    one["from"] = entry.on

    def take_series_set(self, _entry, body):
        self.series[body["series"]] = {"set": body, "rows": {}}

    def take_series_recorded(self, _entry, body):
        rows = self.series[body["series"]]["rows"]
        for row in body["rows"]:
            rows[body.get("period"), row.get("key", "")] = row

    def take_scheme_adopted(self, _entry, body):
        self.adopted[body["scheme"], body["version"]] = body

    def take_opening_recorded(self, entry, body):
        for line in body["lines"]:
            net = fen(line.get("debit", "0")) - fen(line.get("credit", "0"))
            self.postings.append((entry.on, line["account"], line.get("purpose", ""), line.get("holder", ""), net))

    take_voucher_recorded = take_opening_recorded

    def take_receipt_recorded(self, entry, body):
        self.receipts[entry.index] = (entry.on, body)
        for part in body["parts"]:
            credit = self.chart["receipt"][part["part"]]["credit"]
            if credit[0] == "5":
                self.postings.append((entry.on, credit, part.get("purpose", ""), part.get("holder", ""), -fen(part["amount"])))

    def take_year_stepped(self, entry, body):
        year = self.years.setdefault(body["year"], {"reserve": 0, "before": self.undistributed(body["year"])})
        if body["step"] == "close":
            earned = -sum(net for on, account, _, _, net in self.postings if account[0] == "5" and on.year == body["year"])
            agree(f"the result of {body['year']}", fen(body["amount"]), abs(earned))
            year["result"] = earned
        elif body["step"] == "reserve":
            year["reserve"] = fen(body["amount"])

    def undistributed(self, year):
        """What earlier years left, before this one's result."""
        opened = -sum(net for _, account, purpose, _, net in self.postings if (account, purpose) == ("322", "未分配收益"))
        earlier = [(number, one) for number, one in self.years.items() if number < year]
        return opened + sum(one["result"] - one["reserve"] - self.drawn_of_year[number] for number, one in earlier)

    def held(self, household, name):
        """Shares of a household, its persons' included."""
        own = self.households[household]["shares"].get(name, Fraction(0))
        return own + sum(person["shares"].get(name, Fraction(0)) for person in self.persons.values() if person["household"] == household)

    def balance(self, account, purpose, holder, day):
        """What an account shows on its own side at the end of a day."""
        net = sum(
            net for on, code, why, who, net in self.postings
            if code == account and on <= day and purpose in (None, why) and holder in (None, who)
        )
        return -net if self.chart["accounts"][account]["side"] == "credit" else net


def shares_in(body):
    """Shares by class."""
    return {name: Fraction(held) for name, held in body.get("shares", {}).items()}


# What a sheet puts away before it shares a year's result.
FUNDS = ("reserve", "welfare_fund")


# ---- What a payout is asked about
def stretch(period):
    """The first and last day of a stretch of a series, as `2024`, `2024-Q1`, `2024-03`, `2024-03-05`."""
    if len(period) == 10:
        return day_of(period), day_of(period)
    year, rest = int(period[:4]), period[5:]
    first, months = (1, 12) if not rest else (int(rest[1]) * 3 - 2, 3) if rest[0] == "Q" else (int(rest), 1)
    after = first + months
    return datetime.date(year, first, 1), datetime.date(year + (after > 12), after - 12 * (after > 12), 1) - ONE_DAY


def text_of(figure):
    """A figure as the text of rule 4 has it."""
    if figure is None or isinstance(figure, list):
        return "-"
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    return figure.isoformat() if isinstance(figure, datetime.date) else str(figure)


def fact_of(figure, ty):
    """A figure as facts have it."""
    if figure is None:
        return None
    kind = ty if isinstance(ty, str) else next(iter(ty))
    return {kind: figure if kind in ("yesno", "word") else text_of(figure)}


class Row:
    """A row of a set: its key, to which rows of other sets it belongs, and what it is besides."""

    def __init__(self, key, of=(), what=None):
        self.key, self.of, self.what = key, list(of), what

    def key_in(self, own, wanted):
        return self.key if own == wanted else next((key for name, key in self.of if name == wanted), None)


# What readers read where an adoption names no other one.
EVERYWHERE = {
    "户.人口": "members", "household.members": "members", "户.地块面积": "sum.parcel.area_mu", "household.parcel_area": "sum.parcel.area_mu",
    "到账代发款": "part.pass_through", "passed_on_received": "part.pass_through",
    "到账补偿款": "part.land_compensation_shared", "compensation_received": "part.land_compensation_shared",
    "到账户部分": "part.house_rent", "到账集体部分": "part.collective_house_rent", "月租价": "contract.price",
    **{f"{houses}.{column}": word for houses in ("房屋", "集体房屋") for column, word in (
        ("建筑面积", "house.floor_m2"), ("合同起", "house.from"), ("合同止", "house.to"))},
}
SETS = {"户": "household", "household": "household", "地块": "parcel", "parcel": "parcel", "房屋": "house", "house": "house", "集体房屋": "collective_house", "出资": "capital", "contribution": "capital",
        "村": "village", "village": "village", "人": "person"}


class Asked:
    """A declaration: the sheet, its adoption, the contract, the days."""

    def __init__(self, books, entry, tree):
        self.books, self.body, self.tree = books, entry.body, tree
        self.bound = books.adopted[self.body["scheme"], self.body["version"]]
        self.first, self.last = (day_of(self.body["period"][name]) for name in ("first_day", "last_day"))
        self.record_day = day_of(self.body["record_day"])
        self.contract = books.contracts.get(self.body.get("contract"))
        terms = (self.contract or {}).get("terms", {}).get("instalments", [])
        self.instalment = next((one for one in terms if one["payout"] == self.body["payout"]), None)
        self.instalments = terms
        self.reads = {at: {"at": at, "from": word} for at, word in EVERYWHERE.items()} | {read["at"]: read for read in self.bound.get("reads", [])}
        self.rows_said = {rows["register"]: rows for rows in self.bound.get("rows", [])}
        self.sources = [
            (books.receipts[source["index"]][0], part)
            for source in self.body.get("sources", []) for part in books.receipts[source["index"]][1]["parts"]
            if part["part"] == source["part"]
        ]

    # -- rows
    def set_of(self, register):
        said = self.rows_said.get(register)
        return said["rows"] if said else SETS.get(register)

    def rows(self, register):
        """The rows of a register of the sheet."""
        said, name = self.rows_said.get(register, {}), self.set_of(register)
        if "where" in said:
            raise NotKnown("rows with a condition")
        books, everyone = self.books, said.get("everyone", False)
        if name is None:
            raise NotKnown(f"register {register}")
        if name.startswith("series."):
            return self.series_rows(name[7:], everyone)
        if name.startswith("holding."):
            return self.holders(name[8:])
        if name == "village_lot":
            lots = ((code, lot) for code in sorted(books.villages) for lot in books.lots(code, self.first, self.last))
            return [Row(f"{code}/{lot[0]}", [("household", code), ("village", code)], lot) for code, lot in lots]
        if name == "village" and any(rows["rows"] == "village_lot" for rows in self.rows_said.values()):
            there = sorted(code for code in books.villages if books.lots(code, self.first, self.last))
            return [Row(code, [("household", code), ("village", code)]) for code in there]
        if name in ("household", "village"):
            there = sorted(code for code, one in books.households.items() if one["since"] <= self.record_day)
            return [Row(code, [("household", code), ("village", code)]) for code in there]
        if name == "person":
            return [
                Row(code, [("household", one["household"])]) for code, one in sorted(books.persons.items())
                if one["basis"] != "guest" and one["since"] <= self.record_day
                and (everyone or one["until"] is None or self.record_day < one["until"])
            ]
        if name == "parcel":
            under = self.contract and self.contract.get("parcels", [])
            return [
                Row(code, [("household", one["household"])]) for code, one in sorted(books.parcels.items())
                if one["household"] != "collective" and (under is None or code in under)
            ]
        if name in ("house", "collective_house"):
            return self.house_rows(name == "collective_house")
        if name == "capital":
            under = self.body.get("contract")
            mine = [one for one in books.capital if under in (None, one["contract"])]
            return [Row(one["key"], [("household", one["owner"])], one) for one in mine]
        if name == "period":
            return self.years()
        raise NotKnown(f"rows {name}")

    def house_rows(self, collective):
        """Houses let under the contract, a row for each owner and his days; the whole letting where there is one owner."""
        books, rows = self.books, []
        under = self.contract and self.contract.get("houses", [])
        for code, one in sorted(books.houses.items()):
            if under is not None and code not in under:
                continue
            let = next((c for c in books.contracts.values() if code in c.get("houses", []) and self.body.get("contract") in (None, c["contract"])), None)
            first, last = (let and let.get(name) and day_of(let[name]) for name in ("first_day", "last_day"))
            owners = [owner for owner in one["owners"] if owner[0] <= self.record_day]
            runs = [(first, last, owners[0][1])]
            if len(owners) > 1:
                begins = [first] + [on for on, _ in owners[1:]]
                ends = [on - ONE_DAY for on, _ in owners[1:]] + [last]
                there = [(begin, end, owner) for begin, end, (_, owner) in zip(begins, ends, owners)]
                runs = [run for run in there if run[0] <= run[1] and run[0] <= self.last and run[1] >= self.first]
            for at, run in enumerate(runs):
                if (run[2] == "collective") == collective:
                    of = [] if collective else [("household", run[2])]
                    rows.append(Row(f"{code}/{at + 1}" if at else code, of, run))
        return rows

    def holders(self, name):
        books = self.books
        if books.classes[name].get("held_by") == "person":
            return [
                Row(code, [("household", one["household"])]) for code, one in sorted(books.persons.items())
                if one["shares"].get(name)
            ]
        return [Row(code, [("household", code)]) for code in sorted(books.households) if books.held(code, name)]

    def years(self):
        """The years that series of the adoption know, up to the payout's own."""
        own, words = self.last.year, [rows["rows"] for rows in self.bound.get("rows", [])] + [read["from"] for read in self.reads.values()]
        found = {own}
        for code in {word.split(".")[1] for word in words if word.startswith("series.")}:
            series = self.books.series[code]
            parents = series["set"].get("parents", [])
            for (period, _), row in series["rows"].items():
                if "period" in parents:
                    found.add(int(row["parents"][parents.index("period")]))
                if series["set"]["per"] == "year":
                    found.add(int(period))
        there = sorted(year for year in found if year <= own)
        return [Row(str(year), [], (number, year == own)) for number, year in enumerate(there, 1)]

    def series_rows(self, code, everyone):
        """Rows of the days of the payout; of everyone those of every stretch that was over by then."""
        series, rows = self.books.series[code], []
        told = series["set"]
        inside = {}
        for (period, key), row in series["rows"].items():
            if period is None:
                good = told["per"] == "once"
            else:
                first, last = stretch(period)
                good = last <= self.last and (everyone or self.first <= first)
            if good:
                inside[period, key] = row
        many = len({period for period, _ in inside}) > 1
        for (period, key), row in sorted(inside.items(), key=lambda item: (item[0][0] or "", item[0][1].encode("utf-8"))):
            of = list(zip(told.get("parents", []), row.get("parents", [])))
            if told.get("key") not in (None, "row"):
                of.append((told["key"], key))
            of += self.belongs(of)
            name = (f"{key}/{period}" if key else period) if many else key
            rows.append(Row(name, of, row))
        return rows

    def belongs(self, of):
        """To what the rows to which a row belongs belong themselves."""
        found, books = [], self.books
        for name, key in of:
            if name == "person":
                found.append(("household", books.persons[key]["household"]))
            elif name == "parcel":
                found.append(("household", books.parcels[key]["household"]))
            elif name == "house":
                found.append(("household", books.houses[key]["owner"]))
            elif name in ("household", "village"):
                found.append(("village" if name == "household" else "household", key))
            elif name.startswith("series."):
                series = books.series[name[7:]]
                row = next((row for (_, own), row in series["rows"].items() if own == key), None)
                if row is not None:
                    up = list(zip(series["set"].get("parents", []), row.get("parents", [])))
                    found += self.belongs(up) + up
        return found

    # -- figures
    def value(self, series, column, row):
        """A cell of a series as the sheet reads it."""
        told = series["set"]["columns"]
        at = next((at for at, one in enumerate(told) if one["name"] == column), None) if column else 0
        text, unit = row["values"][at], told[at]["unit"]
        if text == "-":
            return None
        if unit == "日期":
            return day_of(text)
        return text == "yes" if unit == "是否" else text if unit == "类" else Fraction(text)

    def line_of(self, series, key, when):
        """The row of a series under a key, of the stretch that the adoption says."""
        if series["set"]["per"] == "once":
            return series["rows"].get((None, key))
        if when == "latest":
            over = [(stretch(period)[0], row) for (period, own), row in series["rows"].items() if own == key and stretch(period)[1] <= self.last]
            return max(over, key=lambda one: one[0])[1] if over else None
        day = {"start": self.first, "record_day": self.record_day}.get(when, self.last)
        holds = [row for (period, own), row in series["rows"].items() if own == key and stretch(period)[0] <= day <= stretch(period)[1]]
        return holds[0] if holds else None

    def series_of(self, word):
        code, _, column = word.partition(".")
        return self.books.series[code], column

    def leased(self, parcel):
        """The days on which a parcel is let under the contract and entrusted."""
        first, last = (day_of(self.contract[name]) for name in ("first_day", "last_day"))
        runs = [(max(a, first), min(b, last)) for code, a, b in self.books.entrusted if code == parcel]
        return sorted(run for run in runs if run[0] <= run[1])

    def cell(self, at, own, row):
        """A figure of a row; None where it is missing."""
        word, when, books = self.reads[at]["from"], self.reads[at].get("when"), self.books
        kind, _, rest = word.partition(".")
        household = row.key_in(own, "household")
        if kind == "series":
            series, column = self.series_of(rest)
            line = row.what
            if own != "series." + series["set"]["series"]:
                line = self.line_of(series, row.key_in(own, series["set"]["key"]), when)
            return line and self.value(series, column, line)
        if kind == "class":
            name, _, of = rest.partition(".")
            if own == "person" and not of:
                return books.persons[row.key]["shares"].get(name, Fraction(0))
            held = books.held(household, name)
            return held * Fraction(books.classes[name]["paid_in"]["price"]) if of == "value" else held
        if kind == "account":
            account, _, purpose = rest.partition("/")
            return Fraction(books.balance(account, purpose or None, household, self.last), 100)
        if word == "holding.quantity":
            name = own.partition(".")[2]
            person = books.persons.get(row.key)
            return person["shares"].get(name, Fraction(0)) if person else books.held(household, name)
        if kind == "person":
            return self.of_person(rest, books.persons[row.key_in(own, "person")], row.key_in(own, "person"))
        if kind in ("parcel", "lease_run"):
            return self.of_parcel(word, row.key_in(own, "parcel"))
        if word == "house.floor_m2":
            return Fraction(books.houses[row.key.partition("/")[0]]["floor_m2"])
        if word in ("house.from", "house.to"):
            return row.what[0 if word == "house.from" else 1]
        if kind == "contract" and own == "house":
            under = next(one for one in books.contracts.values() if row.key in one.get("houses", []) and self.body.get("contract") in (None, one["contract"]))
            return self.of_contract(rest, under)
        if kind == "capital":
            return self.of_capital(rest, row.what)
        if kind == "period":
            return Fraction(row.what[0]) if rest == "number" else row.what[1]
        if kind == "village_lot":
            first, last, land, money = row.what
            return {"from": first, "to": last, "land": land, "money": money}[rest]
        if kind == "village":
            told = books.villages[row.key_in(own, "village")]
            return Fraction(told["land_mu" if rest == "land" else "money"])
        if word == "members":
            return self.members(household)
        if word == "sum.parcel.area_mu":
            return sum((Fraction(one["area_mu"]) for one in books.parcels.values() if one["household"] == household), Fraction(0))
        raise NotKnown(f"{at} = {word}")

    def members(self, household):
        counted = self.books.households[household]["members"]
        if counted is not None:
            return Fraction(counted)
        there = [one for one in self.books.persons.values() if one["household"] == household and one["basis"] != "guest"]
        return Fraction(sum(one["since"] <= self.record_day and (one["until"] is None or self.record_day < one["until"]) for one in there))

    def of_person(self, member, person, code):
        if member == "birth":
            return day_of(self.books.births[code])
        if member == "since":
            return person["since"]
        if member == "until":
            return person["until"] if person["until"] is not None and person["until"] <= self.record_day else None
        raise NotKnown(f"person.{member}")

    def of_parcel(self, word, code):
        told = self.books.parcels[code]
        if word == "parcel.area_mu":
            return Fraction(told["area_mu"])
        if word == "parcel.area_m2":
            return Fraction(told["area_m2"])
        if word == "parcel.area_ha":
            return Fraction(told["area_m2"]) / 10000
        if word == "parcel.contract_end":
            return told.get("contract_end") and day_of(told["contract_end"])
        runs = self.leased(code)
        if word in ("lease_run.from", "lease_run.to"):
            return runs and (runs[0][0] if word == "lease_run.from" else runs[-1][1]) or None
        raise NotKnown(word)

    def of_contract(self, member, contract):
        first, last = (contract.get(name) and day_of(contract[name]) for name in ("first_day", "last_day"))
        known = {"first_day": first, "last_day": last, "hand_over_day": last and last + ONE_DAY}
        if member not in known:
            raise NotKnown(f"contract.{member}")
        return known[member]

    def of_capital(self, member, one):
        if member == "amount":
            return Fraction(one["amount"])
        if member == "counts_from":
            return one["from"]
        if member == "until":
            return self.contract and self.of_contract("last_day", self.contract)
        raise NotKnown(f"capital.{member}")

    # -- inputs
    def input(self, told):
        """The value of an input; None where it is missing."""
        name = told["name"]
        if name not in self.reads:
            return self.known_input(name)
        word, when, books = self.reads[name]["from"], self.reads[name].get("when"), self.books
        kind, _, rest = word.partition(".")
        if kind == "series":
            series, column = self.series_of(rest)
            if told["daily"]:
                rows = sorted((period, self.value(series, column, row)) for (period, _), row in series["rows"].items())
                return [[stretch(period)[0].isoformat(), str(value)] for period, value in rows if value is not None]
            key = self.body.get("contract", "") if series["set"].get("key") else ""
            line = self.line_of(series, key, when)
            return line and self.value(series, column, line)
        if kind == "part":
            came = [Fraction(part["amount"]) for _, part in self.sources if part["part"] in rest.split("+")]
            return sum(came, Fraction(0)) if came or told["held"] is not None else None
        if kind == "statement":
            return self.statement(rest)
        if kind == "account":
            account, _, purpose = rest.partition("/")
            return Fraction(books.balance(account, purpose or None, None, self.last), 100)
        if kind == "given":
            said = next((one["value"] for one in self.body.get("given", []) if one["name"] == rest), None)
            return said and (Fraction(said) if isinstance(told["ty"], dict) and "number" in told["ty"] else NotKnown)
        if kind == "term":
            return self.term(rest, told)
        if kind == "due":
            return self.due(rest)
        if word == "contract.price":
            return Fraction(self.contract["terms"]["price"]["amount"])
        if kind == "contract":
            return self.of_contract(rest, self.contract)
        if word == "receipt.day":
            return self.receipt_day()
        raise NotKnown(f"{name} = {word}")

    def known_input(self, name):
        if name in ("净收益", "net_income"):
            return self.statement("net_income")
        if name in ("年初未分配", "undistributed_before"):
            return self.statement("undistributed_before")
        raise NotKnown(f"input {name}")

    def fills_fund(self):
        """Whether the sheet puts something into the reserve or the welfare fund itself."""
        return any(tag in FUNDS for tag in tags_into_accounts(self.tree["steps"]))

    def statement(self, row):
        year = self.books.years[self.body["year"]]
        before, result = year["before"], year["result"]
        known = {
            "net_income": result, "result": result, "reserve": year["reserve"], "undistributed_before": before,
            "distributable": before + result - (0 if self.fills_fund() else year["reserve"]),
        }
        return Fraction(known[row], 100)

    def term(self, name, told):
        dated = [one for one in self.contract.get("dated", []) if one["name"] == name and day_of(one["from"]) <= self.first]
        if not dated:
            return None
        value = Fraction(max(dated, key=lambda one: one["from"])["value"])
        return value * 100 if isinstance(told["ty"], dict) and told["ty"].get("number", "").startswith("%") else value

    def due(self, member):
        if self.instalment is not None:
            if member == "last":
                return max(self.instalments, key=lambda one: one["due"]) == self.instalment
            raise NotKnown(f"due.{member} of an instalment")
        dues = (self.contract or {}).get("dues", [])
        own = next((one for one in dues if (day_of(one["first_day"]), day_of(one["last_day"])) == (self.first, self.last)), None)
        if own is None:
            return None
        if member == "amount" and "amount" in own:
            return Fraction(own["amount"])
        if member == "last":
            return max(dues, key=lambda one: one["last_day"]) == own
        raise NotKnown(f"due.{member}")

    def receipt_day(self):
        """The last day on which money came for it: of what it shares, else under its contract in its days."""
        if self.sources:
            return max(on for on, _ in self.sources)
        under = [(on, body) for on, body in self.books.receipts.values() if body.get("contract") == self.body["contract"]]
        mine = [on for on, body in under if (body.get("instalment") == self.body["payout"] if self.instalment else self.first <= on <= self.last)]
        return max(mine, default=None)

    # -- all together
    def facts(self):
        """What the sheet is computed from, and the text of rule 4 for each register of which the adoption speaks."""
        registers, texts, self.whose = {}, {}, {}
        for register in self.tree["registers"]:
            if register["pieces"]:
                continue
            name, own, rows, text = register["name"], self.set_of(register["name"]), [], ""
            parents = [self.tree["registers"][at]["name"] for at in register["parents"]]
            spoken = name in self.rows_said or any(f"{name}.{column['name']}" in self.reads for column in register["columns"])
            for row in self.rows(name):
                figures = {column["name"]: self.cell(f"{name}.{column['name']}", own, row) for column in register["columns"]}
                above = {parent: row.key_in(own, self.set_of(parent)) for parent in parents}
                self.whose[name, row.key] = row.key_in(own, "household") or row.key_in(own, "village")
                written = {column: self.as_read(f"{name}.{column}", own, row, figure) for column, figure in figures.items()}
                text += "\t".join([row.key, *(f"{of}={key}" for of, key in row.of), *(f"{column}={figure}" for column, figure in written.items())]) + "\n"
                if None in above.values():
                    continue
                cells = {column["name"]: fact_of(figures[column["name"]], column["ty"]) for column in register["columns"]}
                rows.append({"key": row.key, "parents": above, "cells": cells})
            registers[name] = rows
            if spoken:
                texts[name] = text
        inputs = {}
        for told in self.tree["inputs"]:
            value = self.input(told)
            inputs[told["name"]] = {"series": value} if told["daily"] else fact_of(value, told["ty"])
        balances = {account["name"]: self.opening(account["name"]) for account in self.tree["accounts"]}
        return {
            "period": [self.first.isoformat(), self.last.isoformat()], "record_day": self.record_day.isoformat(), "registers": registers,
            "inputs": inputs, "balances": balances, "carried": self.books.carried.get(self.body["scheme"], {}),
        }, texts

    def as_read(self, at, own, row, figure):
        """A figure in the text of rule 4; a sealed one as its commitment."""
        if self.reads[at]["from"] in ("person.birth", "person.age"):
            return self.books.persons[row.key_in(own, "person")]["birth"]
        return text_of(figure)

    def opening(self, name):
        """What a run finds in an account: what the last run left, or what the books have."""
        said = next((one for one in self.bound.get("accounts", []) if one["account"] == name), {"opens": "kept"})
        if said["opens"] == "kept":
            return dict(self.books.kept.get(name, {}))
        account, _, purpose = said["place"].partition("/")
        rows, under, party = collections.Counter(), said.get("under"), (self.contract or {}).get("party")
        for _, code, why, who, net in self.books.postings:
            if (code, why) == (account, purpose) and (under != "party" or who == party):
                rows[who if under == "row" else ""] -= net
        return {row: held for row, held in rows.items() if held > 0}


def tags_into_accounts(part):
    """Purposes of what a sheet moves into its accounts."""
    if isinstance(part, dict):
        if "tag" in part and "account" in part.get("place", {}):
            yield part["tag"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from tags_into_accounts(inner)


# ---- What was declared
WORDS = {"operator": "operator", "guarantor": "guarantor", "organization": "organization", "taxoffice": "tax_office", "union": "union"}


def giver_first(tree, move):
    """The place from which a step takes money first."""
    step = next(step for step in tree["steps"] if step["line"] == move["line"] and step["name"] == move["step"])
    (_, action), = step["action"].items()
    source = action["from"]
    place = source if "party" in source or "pot" in source else next(iter(source.values()))
    place = place.get("place", place) if isinstance(place, dict) else place
    return tree["parties"][place["party"]]["name"] if isinstance(place, dict) and "party" in place else None


class Declared:
    """A declaration, and what its facts come to."""

    def __init__(self, books, entry, tree):
        self.books, self.entry, self.tree = books, entry, tree
        if books.unknown:
            raise NotKnown(f"entries of {', '.join(sorted(books.unknown))}")
        self.asked = Asked(books, entry, tree)
        self.facts, self.texts = self.asked.facts()
        self.result = calculate.calculate(tree, self.facts)

    def kind(self, party):
        return next(one["kind"] for one in self.tree["parties"] if one["name"] == party)

    def lines(self):
        """By receiver, in fen."""
        sums = collections.Counter()
        for move in self.result["moves"]:
            to = move["to"]
            if "payee" in move["from"]:             # what a member owes is its line, whoever gets it
                sums[self.asked.whose[tuple(move["from"]["payee"])]] += move["fen"]
            elif "payee" in to:
                sums[self.asked.whose[tuple(to["payee"])]] += move["fen"]
            elif "party" in to:
                sums[WORDS.get(self.kind(to["party"]), "collective")] += move["fen"]
        return {to: amount for to, amount in sums.items() if amount}

    def drawn(self):
        """What parties gave that no line shows."""
        sums = collections.Counter()
        for move in self.result["moves"]:
            if "party" in move["from"]:
                name, inside = move["from"]["party"], "pot" in move["to"] or "account" in move["to"]
                if giver_first(self.tree, move) != name or (inside and self.asked.body.get("sources")):
                    sums[name] += move["fen"]
        return dict(sums)

    def check(self):
        """Everything that the entry says of it."""
        body = self.entry.body
        for read in body.get("read", []):
            text = self.texts[read["register"]]
            agree(f"rows of {read['register']}", read["rows"], text.count("\n"))
            agree(f"rows of {read['register']}", read["hash"], hashlib.sha256(text.encode("utf-8")).hexdigest())
        told = [json.loads(line) for line in self.books.folder.blob(body["lines"]["blob"]).splitlines()]
        agree("lines", {line["to"]: fen(line["amount"]) for line in told if fen(line["amount"])}, self.lines())
        agree("drawn", {one["party"]: fen(one["amount"]) for one in body.get("drawn", [])}, self.drawn())
        kept = json.loads(self.books.folder.blob(body["kept"]["blob"])) if "kept" in body else {}
        said = {(one["name"], one.get("key") or ""): fen(one["amount"]) for one in kept.get("accounts", []) if fen(one["amount"])}
        agree("what is kept", said, {(name, key): held for name, rows in self.result["closing"].items() for key, held in rows.items() if held})
        carried = {(one["name"], one.get("key") or ""): Fraction(one["value"]) for one in kept.get("carried", [])}
        agree("what is carried", carried, {(name, key): Fraction(value) for name, rows in self.result["carried"].items() for key, value in rows.items()})

    def keep(self):
        """What it leaves for the next run."""
        names = [account["name"] for account in self.tree["accounts"]]
        for name in names:
            self.books.kept[name] = {key: held for key, held in self.result["closing"][name].items() if held}
        self.books.carried[self.entry.body["scheme"]] = self.result["carried"]
        # what another side owes to the collective itself is income of the day
        for move in self.result["moves"]:
            giver, taker = (move[side].get("party") for side in ("from", "to"))
            if giver and taker and move["tag"] == "collective_income" and (self.kind(giver), self.kind(taker)) == ("operator", "collective"):
                self.books.postings.append((self.entry.on, "501", "", "", -move["fen"]))
        if "year" in self.entry.body:
            # what goes into a fund is the step of the year's own
            for move in (move for move in self.result["moves"] if move["tag"] not in FUNDS):
                for side, sign in (("from", 1), ("to", -1)):
                    place = move[side].get("party")
                    if place is not None and self.kind(place) == "books":
                        self.books.drawn_of_year[self.entry.body["year"]] += sign * move["fen"]


def payouts_of(folder, tree_of, births):
    """Each payout of a ledger, computed from the entries before it and compared with its own."""
    books = Books(folder, births)
    for entry in folder.entries:
        if entry.kind == "payout.declared":
            declared = Declared(books, entry, tree_of(folder.blob(entry.body["sheet"])))
            declared.check()
            declared.keep()
            yield entry.body["payout"], declared.lines()
        books.take(entry)


def main(arguments):
    if len(arguments) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 1
    path, wanted, tree_file, *births_file = arguments
    with contextlib.ExitStack() as open_files:
        texts = [open_files.enter_context(open(name, encoding="utf-8")) for name in (tree_file, *births_file)]
        tree, births = [*map(json.load, texts), {}][:2]
    try:
        for payout, lines in payouts_of(Folder(path), lambda _sheet: tree, births):
            if payout == wanted:
                for to, amount in sorted(lines.items()):
                    print(f"{to}\t{amount // 100}.{amount % 100:02}")
                return 0
    except (Differs, NotKnown, calculate.Refused) as why:
        print(f"{wanted}: {why}", file=sys.stderr)
        return 2
    print(f"no payout {wanted}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
