#!/usr/bin/env python3
"""A payout computed a second time, by a program that shares no line with the ledger.

It follows schemas/semantics-1.md; numbers in brackets are its sentences. It starts from
the checked tree of a sheet (schemas/checked-sheet.v1.schema.json) and the facts of a run, both
JSON, and needs nothing but Python's standard library.

    calculate.py TREE FACTS     prints moves, closing balances and carried numbers

A refused run prints its word and line, and exits with 2. Python 3.10 or later.
"""
import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from math import lcm

from sheet_arithmetic import (
    FIRST_DAY, HALF, MOST_BITS, MOST_FEN, MOST_WHOLE, YEARS, Refused, bits, days, half_up, largest_remainder, last_on,
    literal, one_rounded_total, present, serve, shifted, to_number, whole_months, whole_years, within,
)
from sheet_facts import ACCOUNT, PARTY, PAYEE, POT, Facts


class Draw:
    """What one row takes: `fen` wanted, then found; `given` says by whom."""

    def __init__(self, at, exact, fen, source, to=None):
        self.at, self.exact, self.fen, self.source, self.to = at, exact, fen, source, to
        self.given = []

    def open(self):
        return self.fen - sum(fen for _, fen in self.given)


class Run(Facts):
    """One run: `cells` of the steps so far, what each row of a 每个 moved, and the moves."""

    def __init__(self, sheet, facts):
        super().__init__(sheet, facts)
        self.cells, self.by_row, self.moves = {}, defaultdict(Counter), []

    # -------------------------------------------------------------- formulas [1, 3, 4, 9, 10, 11]

    def value(self, expr, at):
        """What a formula gives in the row `at`; None is missing."""
        (kind, of), = expr["kind"].items()
        refuse = lambda word: Refused(word, expr["span"]["line"])
        match kind:
            case "literal":
                return literal(of)
            case "name":
                return self.name(of["what"], at, refuse)
            case "arithmetic":
                a, b = self.value(of[1], at), self.value(of[2], at)
                if a is None or b is None or of[0] == "over" and b == 0:
                    return None
                return within(expr, {"plus": a.__add__, "minus": a.__sub__, "times": a.__mul__, "over": a.__truediv__}[of[0]](b))
            case "of":
                p, x = self.value(of[0], at), self.value(of[1], at)
                return None if p is None or x is None else within(expr, p * x / 100)
            case "whole":
                x, s = self.value(of[0], at), self.value(of[1], at)
                return None if x is None or s is None or s == 0 else self.floor(of[0], x / s)
            case "round" | "rounddown":
                if self.value(of[0], at) is None:
                    return None
                x, s = self.not_negative(of[0], at), self.value(of[1], at)
                return s and within(of[0], self.floor(of[0], x / s + (HALF if kind == "round" else 0)) * s)
            case "compound":
                x, p, n = [self.value(part, at) for part in of]
                if None in (x, p, n):
                    return None
                if n.denominator > 1 or not 0 <= n <= 200:
                    raise Refused("超过限度", of[2]["span"]["line"])
                return within(expr, x * (1 + p / 100) ** int(n))
            case "convert":
                x = self.value(of["of"], at)
                return x and within(expr, x * Fraction(of["factor"]))
            case "shift":
                day, n = self.value(of["day"], at), self.value(of["by"], at)
                return None if day is None or n is None else shifted(day, -n if of["back"] else n, of["step"], refuse)
            case "days" | "wholeyears" | "wholemonths" | "years":
                a, b = self.needed(of[0], at), self.needed(of[1], at)
                count = YEARS[of[2]] if kind == "years" else {"days": days, "wholeyears": whole_years, "wholemonths": whole_months}[kind]
                return Fraction(0 if b < a else count(a, b))
            case "laston":
                return present(last_on(of[0], of[1], self.needed(of[2], at)), refuse)
            case "price" | "recent":
                day, back = self.needed(of[1], at), 1 if kind == "price" else self.needed(of[2], at)
                known = [x for on, x in self.series[of[0]] if on <= day and (day - on).days < back]
                return known[-1] if known else None
            case "otherwise":
                first = self.value(of[0], at)
                return self.value(of[1], at) if first is None else first
            case "compare":
                a, b = self.value(of[1], at), self.value(of[2], at)
                if a is None or b is None:
                    raise Refused("缺少", of[1 if a is None else 2]["span"]["line"])
                return {"less": a < b, "atmost": a <= b, "equal": a == b, "atleast": a >= b, "more": a > b, "unequal": a != b}[of[0]]
            case "all":
                return all(self.needed(part, at) for part in of)
            case "any":
                return any(self.needed(part, at) for part in of)
            case "not":
                return not self.needed(of, at)
            case "if":
                return self.value(of[1] if self.needed(of[0], at) else of[2], at)
            case "largest" | "smallest":
                values = []
                for part in of:
                    values.append(self.value(part, at))
                    if values[-1] is None:
                        return None
                return (max if kind == "largest" else min)(values)
            case "balance" | "received" | "spent":
                spot = present(self.spot(of, at), refuse)
                return Fraction(self.holds(spot) if kind == "balance" else getattr(self, kind)[spot], 100)
            case "next":
                return self.next[of[0]][self.row_number(of[1], at, refuse)]
            case "sum":
                total = Fraction(0)
                for row in self.counted(of, at):
                    total = within(of["value"], total + self.needed(of["value"], row))
                return total
            case "count":
                return Fraction(sum(1 for _ in self.counted(of, at)))
            case "before":
                return self.before(*of, at)
            case "tier":
                x, tiers = self.needed(of[1], at), self.sheet["values"][of[0]]["kind"]["tiered"]["tiers"]
                return literal(next(t["value"] for t in tiers if t["below"] is None or x < Fraction(t["below"])))
            case "category":
                return literal(dict(self.sheet["values"][of[0]]["kind"]["bycategory"]["values"])[self.needed(of[1], at)])

    def name(self, what, at, refuse):
        (kind, of), = what.items()
        match kind:
            case "input":
                return self.inputs[of]
            case "day":
                return self.days[of]
            case "value":
                return self.voted(of["value"], self.tables[at[0]][at[1]]["start"] if of["at_start"] else None)
            case "steprun":
                return self.cells[of]
            case "carried":
                return self.carried[of[0]][self.row_number(of[1], at, refuse)]
        row = present(self.row(of[0], at), refuse)
        match kind:
            case "column":
                return self.tables[row[0]][row[1]]["cells"][of[1]]
            case "piece":
                return self.tables[row[0]][row[1]][of[1]]
            case "steprow":
                return self.cells[of[1]][row[1]]
            case "stepreceiver":
                return Fraction(self.by_row[of[1]][row], 100)

    def row_number(self, row, at, refuse):
        return 0 if row is None else present(self.row(row, at), refuse)[1]

    def voted(self, which, day):
        if which in self.facts.get("overrides", {}):
            return literal(self.facts["overrides"][which])
        value = self.sheet["values"][which]
        dated, line, reading = value["kind"]["dated"], value["span"]["line"], self.sheet["reading_day"]
        starts = [date.fromisoformat(one["from"]) if one["from"] else FIRST_DAY for one in dated]
        if day is None:
            day = self.days[reading or "periodstart"]
            if reading is None and any(day < start <= self.days["periodend"] for start in starts):
                raise Refused("期内变动", line)
        found = bisect_right(starts, day)
        if not found:
            raise Refused("当日没有值", line)
        return literal(dated[found - 1]["value"])

    def needed(self, expr, at):
        return present(self.value(expr, at), lambda word: Refused(word, expr["span"]["line"]))

    def not_negative(self, expr, at):
        value = self.needed(expr, at)
        if value < 0:
            raise Refused("负数", expr["span"]["line"])
        return value

    def floor(self, expr, x):
        if not -MOST_WHOLE - 1 <= x // 1 <= MOST_WHOLE:
            raise Refused("超过限度", expr["span"]["line"])
        return Fraction(x // 1)

    def counted(self, over, at):
        for row in self.below(over["register"], over["scope"], at):
            if over["only"] is None or self.needed(over["only"], row):
                yield row

    def before(self, over, by, at):
        placed = []
        for row in self.below(over["register"], "all", None):
            place, counted = self.needed(by, row), over["only"] is None or self.needed(over["only"], row)
            placed.append((place, self.needed(over["value"], row) if counted else Fraction(0)))
        if len({place for place, _ in placed}) < len(placed):
            raise Refused("输入", by["span"]["line"])
        mine, total, before = self.value(by, at), Fraction(0), None
        for place, value in sorted(placed):
            before = total if place == mine else before
            total = within(over["value"], total + value)
        return before

    # -------------------------------------------------------------- steps [12 to 21]

    def steps(self):
        for at, step in enumerate(self.sheet["steps"]):
            (kind, action), = step["action"].items()
            values = getattr(self, "do_" + kind)(at, step, action)
            if values is not None:
                self.cells[at] = values[0] if step["each"] is None else values

    def do_cell(self, index, step, expr):
        return [self.value(expr, at) for at in self.rows_of(step)]

    def do_require(self, index, step, action):
        for at in self.rows_of(step):
            if not self.needed(action["condition"], at):
                raise Refused("要求", step["line"], action["text"], (action["condition"], at))

    def do_carry(self, index, step, action):
        which, values = action["carried"], []
        for at in self.rows_of(step):
            value = self.needed(action["value"], at)
            if isinstance(value, Fraction) and value < 0 and not self.sheet["carried"][which]["signed"]:
                raise Refused("负数", step["line"])
            values.append((0 if at is None else at[1], value))
        for row, value in values:
            self.next[which][row] = value

    def do_pay(self, index, step, pay):
        draws, moved = [], Counter()
        for at in self.rows_of(step):
            if pay["to"]["only"] is None or self.needed(pay["to"]["only"], at):
                exact = self.not_negative(pay["amount"], at)
                if exact:
                    draws.append(Draw(at, exact, 0, self.place(pay["from"], at, step), self.place(pay["to"]["place"], at, step)))
        self.round(step, draws, pay["rounding"])
        self.gather(step, draws, [self.answer(a, [d.at for d in draws], step) for a in pay["shortage"]])
        for draw in draws:
            moved[draw.at] += draw.fen
            for source, fen in draw.given:
                self.post(step, draw.at, source, draw.to, fen, draw.exact * fen / draw.fen, pay["to"]["tag"])
        return self.in_yuan(step, moved)

    def do_rest(self, index, step, action):
        draws = []
        for at in self.rows_of(step):
            source = self.place(action["from"], at, step)
            fen = self.holds(source)
            draws.append(Draw(at, Fraction(fen, 100), fen, source, self.place(action["to"]["place"], at, step)))
        self.gather(step, draws, [])
        for draw in draws:
            self.post(step, draw.at, draw.source, draw.to, draw.fen, draw.exact, action["to"]["tag"])
        return self.in_yuan(step, {draw.at: draw.fen for draw in draws})

    def do_share(self, index, step, share):
        (kind, source), = share["from"].items()
        return self.share_each(index, step, share, source) if kind == "each" else self.share_one(index, step, share, source)

    def share_one(self, index, step, share, place):
        draws, sharers = [], []
        for at in self.rows_of(step):
            source = self.place(place, at, step)
            fen = self.holds(source) if share["amount"] is None else self.pool(step, share["amount"], at)
            exact = Fraction(fen, 100) if share["amount"] is None else self.value(share["amount"], at)
            draws.append(Draw(at, exact, fen, source))
            sharers.append(self.sharers(step, share, at))
        self.gather(step, draws, [self.answer(a, [d.at for d in draws], step) for a in share["shortage"]])
        moved = {draw.at: self.divide(index, step, share, draw, each) for draw, each in zip(draws, sharers)}
        return self.in_yuan(step, moved)

    def pool(self, step, amount, at):
        fen = half_up(self.not_negative(amount, at) * 100)
        if fen > MOST_FEN:
            raise Refused("超过限度", step["line"])
        return fen

    def sharers(self, step, share, at):
        """(receiver, row, place, weight) of everybody with a weight, in order of the sentence, then of keys."""
        found = []
        for to in share["to"]:
            for row in [at] if to["each"] is None else self.below(*to["each"], at):
                if to["only"] is None or self.needed(to["only"], row):
                    weight = self.not_negative(to["weight"], row)
                    if weight:
                        found.append((to, row, self.place(to["place"], row, step), weight))
        return found

    def divide(self, index, step, share, draw, sharers):
        if draw.fen == 0:
            return 0
        if not sharers:
            to = share["nobody"]
            if to is None:
                raise Refused("缺少", step["line"])
            spot = self.place(to["place"], draw.at, step)
            for source, fen in draw.given:
                self.post(step, draw.at, source, spot, fen, draw.exact * fen / draw.fen, to["tag"])
            return draw.fen
        weights = [weight for *_, weight in sharers]
        parts = self.parts(step, draw.fen, weights, share["rounding"])
        left = draw.fen - sum(parts)
        for at in reversed(range(len(draw.given))):
            source, fen = draw.given[at]
            back = min(fen, left)
            draw.given[at], left = (source, fen - back), left - back
            self.take(source, -back)
        for (to, row, spot, weight), part, given in zip(sharers, parts, serve(draw.given, parts)):
            if to["each"] is not None:
                self.by_row[index][row] += part
            exact = Fraction(draw.fen, 100) * weight / sum(weights)
            for source, fen in given:
                self.post(step, draw.at or row, source, spot, fen, exact * fen / part, to["tag"])
        return sum(parts)

    def parts(self, step, fen, weights, rounding):
        self.common(step, weights)
        unit = Fraction(rounding["step"]) * 100
        if rounding["mode"] == "down":
            return [int(fen * weight / (sum(weights) * unit) // 1 * unit) for weight in weights]
        if fen % unit:
            raise Refused("不是整数倍", step["line"])
        return [int(part * unit) for part in largest_remainder(fen / unit, weights)]

    def common(self, step, weights):
        """[24] what is shared may have a common denominator of 4096 bits."""
        if lcm(*(weight.denominator for weight in weights)).bit_length() > MOST_BITS:
            raise Refused("超过限度", step["line"])

    def share_each(self, index, step, share, source):
        """[17] the same sharing, each row of the register giving its part."""
        draws, moved = [], Counter()
        to = share["to"][0]
        for at in self.rows_of(step):
            rows = [(row, self.not_negative(source["weight"], row), self.place(source["place"], row, step))
                    for row in self.below(source["register"], source["scope"], at)]
            fen = self.pool(step, share["amount"], at)
            if fen == 0:
                continue
            weights = [weight for _, weight, _ in rows]
            if not any(weights):
                raise Refused("缺少", step["line"])
            amount = self.value(share["amount"], at)
            for (row, weight, spot), part in zip(rows, self.parts(step, fen, weights, share["rounding"])):
                draws.append(Draw(row, amount * weight / sum(weights), part, spot, self.either(to["place"], row, at, step)))
                draws[-1].owner = at
        ats = [(draw.at, draw.owner) for draw in draws]
        answers = [a if isinstance(a, str) else [self.either(a["from"], row, at, step) for row, at in ats] for a in share["shortage"]]
        self.gather(step, draws, answers)
        for draw in draws:
            moved[draw.owner] += draw.fen
            self.by_row[index][draw.at] += draw.fen
            for giver, fen in draw.given:
                self.post(step, draw.owner or draw.at, giver, draw.to, fen, draw.exact * fen / draw.fen, to["tag"])
        return self.in_yuan(step, moved)

    # -------------------------------------------------------------- moving money [13, 14, 19, 23]

    def place(self, place, at, step):
        spot = self.spot(place, at)
        if spot is None:
            raise Refused("缺少", step["line"])
        return spot

    def either(self, place, row, at, step):
        return self.spot(place, row) or self.place(place, at, step)

    def answer(self, answer, ats, step):
        return answer if isinstance(answer, str) else [self.place(answer["from"], at, step) for at in ats]

    def round(self, step, draws, rounding):
        unit = Fraction(rounding["step"])
        groups = defaultdict(list)
        for draw in draws:
            groups[draw.source if rounding["mode"] == "largestremainder" else id(draw)].append(draw)
        for group in groups.values():
            exact = [draw.exact / unit for draw in group]
            if rounding["mode"] == "largestremainder":
                total = Fraction(0)
                for x in exact:
                    total += x
                    if bits(total) > MOST_BITS:
                        raise Refused("超过限度", step["line"])
                units = one_rounded_total(exact)
            else:
                units = [half_up(x) if rounding["mode"] == "halfup" else x // 1 for x in exact]
            for draw, count in zip(group, units):
                draw.fen = int(count * unit * 100)
                if draw.fen > MOST_FEN:
                    raise Refused("超过限度", step["line"])

    def gather(self, step, draws, answers):
        """Takes every draw from its source, then from the answers to a shortage in order."""
        short = self.ask(draws, [draw.source for draw in draws])
        for answer in answers:
            if not short:
                return
            if answer == "scaled":
                return self.scale(step, draws)
            if answer == "stop":
                break
            short = self.ask(draws, answer)
        if short:
            raise Refused("不足", step["line"], about=short[0])

    def ask(self, draws, spots):
        groups, short = defaultdict(list), []
        for draw, spot in zip(draws, spots):
            if draw.open():
                groups[spot].append(draw)
        for spot, group in sorted(groups.items()):
            parts = [draw.open() for draw in group]
            need = sum(parts)
            if spot[0] != PARTY and self.holds(spot) < need:
                short.append((spot, need, self.holds(spot)))
                parts = largest_remainder(self.holds(spot), [Fraction(part) for part in parts])
            for draw, part in zip(group, parts):
                if part:
                    draw.given.append((spot, part))
            self.take(spot, sum(parts))
        return short

    def scale(self, step, draws):
        groups = defaultdict(list)
        for draw in draws:
            groups[draw.source].append(draw)
        for group in groups.values():
            if any(draw.open() for draw in group):
                givers = Counter()
                for draw in group:
                    givers.update(dict(draw.given))
                self.common(step, [draw.exact for draw in group])
                gathered, total = sum(givers.values()), sum(draw.exact for draw in group)
                parts = largest_remainder(gathered, [draw.exact for draw in group])
                for draw, part, given in zip(group, parts, serve(sorted(givers.items()), parts)):
                    draw.exact, draw.fen, draw.given = draw.exact * gathered / 100 / total, part, given

    def take(self, spot, fen):
        self.held[spot] -= fen
        self.spent[spot] += fen

    def post(self, step, row, source, to, fen, exact, tag):
        if fen:
            if fen > MOST_FEN:
                raise Refused("超过限度", step["line"])
            self.held[to] += fen
            self.received[to] += fen
            self.moves.append({
                "step": step["name"], "line": step["line"], "row": row and list(self.named(row)), "from": self.told(source),
                "to": self.told(to), "fen": fen, "exact": str(exact), "tag": tag,
            })

    def in_yuan(self, step, moved):
        return [Fraction(moved.get(at, 0), 100) for at in self.rows_of(step)]

    # -------------------------------------------------------------- result [22, 23]

    def named(self, at):
        return self.sheet["registers"][at[0]]["name"], self.tables[at[0]][at[1]]["key"]

    def told(self, spot):
        kind, which, row = spot
        if kind == PARTY:
            return {"party": self.sheet["parties"][which]["name"]}
        if kind == PAYEE:
            return {"payee": list(self.named((which, row)))}
        name, of = ("account", self.sheet["accounts"]) if kind == ACCOUNT else ("pot", self.sheet["pots"])
        return {name: [of[which]["name"], self.key(of[which]["each"], row)]}

    def key(self, each, row):
        return "" if each is None else self.tables[each][row]["key"]

    def close(self):
        for at, pot in enumerate(self.sheet["pots"]):
            if any(fen for (kind, which, _), fen in self.held.items() if (kind, which) == (POT, at)):
                raise Refused("没有倒空", pot["span"]["line"])
        closing = {}
        for at, account in enumerate(self.sheet["accounts"]):
            closing[account["name"]] = dict(self.aside.get(account["name"], {}))
            for row in range(1 if account["each"] is None else len(self.tables[account["each"]])):
                fen = self.held[ACCOUNT, at, row]
                if fen > MOST_FEN:
                    raise Refused("超过限度", account["span"]["line"])
                closing[account["name"]][self.key(account["each"], row)] = fen
        carried = {}
        for one, rows in zip(self.sheet["carried"], self.next):
            kept = {key: str(Fraction(number)) for key, number in self.facts.get("carried", {}).get(one["name"], {}).items()}
            carried[one["name"]] = kept | {self.key(one["each"], row): str(to_number(value, one["ty"])) for row, value in enumerate(rows)}
        return {"moves": self.moves, "closing": closing, "carried": carried}


def calculate(sheet, facts):
    run = Run(sheet, facts)
    run.steps()
    return run.close()


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    sheet, facts = [json.load(open(path, encoding="utf-8")) for path in arguments]
    try:
        result, code = calculate(sheet, facts), 0
    except Refused as stop:
        result, code = {"refused": stop.word, "line": stop.line}, 2
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
