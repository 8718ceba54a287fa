"""Days, rounding, sharing and figures of the payout-sheet language, for calculate.py.

After schemas/semantics-1.md; numbers in brackets are its sentences.
"""
from datetime import date, timedelta
from fractions import Fraction

MOST_FEN, MOST_BITS, MOST_WHOLE, HALF = 9_999_999_999_999_999, 4096, 2**127 - 1, Fraction(1, 2)
FIRST_DAY, LAST_DAY, DAY = date(1900, 1, 1), date(2199, 12, 31), timedelta(1)


class Refused(Exception):
    """The run is refused: the word of the page, the line of the sheet, what else is known."""

    def __init__(self, word, line, said="", about=None):
        super().__init__(f"{word} ({line}) {said}")
        self.word, self.line, self.said, self.about = word, line, said, about


# ------------------------------------------------------------------ days [5, 6]

def plus_months(day, n):
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    if not 1 <= year <= 9998:
        raise OverflowError
    last = (date(year + month // 12, month % 12 + 1, 1) - DAY).day
    return date(year, month, min(day.day, last))


def days(a, b):
    return max((b - a).days + 1, 0)


def greatest(a, end, months):
    """The greatest n with a + n·months ≤ end; 0 if end < a."""
    n = max((end.year - a.year) * 12 + end.month - a.month, 0) // months
    return n - 1 if n and plus_months(a, n * months) > end else n


def whole_years(a, b):
    return greatest(a, b, 12)


def whole_months(a, b):
    return 0 if b < a else greatest(a, b + DAY, 1)


def anniversary_years(a, end):
    n = greatest(a, end, 12)
    start, stop = plus_months(a, 12 * n), plus_months(a, 12 * n + 12)
    return n + Fraction((end - start).days, (stop - start).days)


def calendar_years(a, b):
    total = Fraction(0)
    for year in range(a.year, b.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        total += Fraction(days(max(a, first), min(b, last)), days(first, last))
    return total


def shifted(day, n, step, refuse):
    try:
        moved = day + int(n) * DAY if step == "days" else plus_months(day, int(n) * (12 if step == "years" else 1))
    except OverflowError:
        raise refuse("输入") from None
    if n.denominator > 1 or not FIRST_DAY <= moved <= LAST_DAY:
        raise refuse("输入")
    return moved


YEARS = {
    "day365": lambda a, b: Fraction(days(a, b), 365),
    "day360": lambda a, b: Fraction(days(a, b), 360),
    "fullmonths": lambda a, b: Fraction(whole_months(a, b), 12),
    "calendar": calendar_years,
    "anniversary": lambda a, b: anniversary_years(a, b + DAY),
}


def last_on(month, day, until):
    for year in (until.year, until.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            found = date(year, 2, 28)
        if found <= until:
            return found if found >= FIRST_DAY else None


# ------------------------------------------------------------------ rounding and sharing [14, 15, 16]

def half_up(x):
    return (x + HALF) // 1


def hand_out(parts, fractions, missing):
    """One unit each to the largest fractions; among equals to whoever stands first."""
    for at in sorted(range(len(parts)), key=lambda at: -fractions[at])[:int(missing)]:
        parts[at] += 1
    return parts


def largest_remainder(amount, weights):
    """Whole units by weights that are not all zero; nothing is left."""
    total = sum(weights)
    exact = [amount * weight / total for weight in weights]
    parts = [x // 1 for x in exact]
    return hand_out(parts, [x % 1 for x in exact], amount - sum(parts))


def one_rounded_total(exact):
    """Each its floor, and the units missing from the rounded total handed out."""
    parts = [x // 1 for x in exact]
    return hand_out(parts, [x % 1 for x in exact], half_up(sum(exact, Fraction(0))) - sum(parts))


def serve(givers, wanted):
    """Who gives how much to whom: the first giver serves the first receivers."""
    givers, result = [list(giver) for giver in givers], []
    for want in wanted:
        result.append([])
        while want > 0:
            while givers[0][1] == 0:
                givers.pop(0)
            part = min(givers[0][1], want)
            result[-1].append((givers[0][0], part))
            givers[0][1] -= part
            want -= part
    return result


def bits(x):
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def present(x, refuse):
    """[4] the value, if it is not missing."""
    if x is None:
        raise refuse("缺少")
    return x


def within(expr, x):
    """[24] the number, if it is not too long."""
    if isinstance(x, Fraction) and bits(x) > MOST_BITS:
        raise Refused("超过限度", expr["span"]["line"])
    return x


# ------------------------------------------------------------------ figures

def read(kind, text):
    return Fraction(text) if kind == "number" else date.fromisoformat(text) if kind == "day" else text


def literal(written):
    (kind, value), = written.items()
    return read(kind, value[0] if kind == "number" else value)


def to_number(value, ty):
    if isinstance(value, date):
        return value.year * 10000 + value.month * 100 + value.day
    return ty["word"].index(value) if isinstance(value, str) else Fraction(value)


def from_number(number, ty):
    """A carried number as the type it was; None if it is none."""
    if "number" in ty:
        return number
    try:
        whole = int(number) if number.denominator == 1 and number >= 0 else None
        if ty == "day":
            day = date(whole // 10000, whole // 100 % 100, whole % 100)
            return day if FIRST_DAY <= day <= LAST_DAY else None
        return {0: False, 1: True}.get(whole) if ty == "yesno" else ty["word"][whole]
    except (ValueError, TypeError, IndexError):
        return None
