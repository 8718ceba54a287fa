"""Numbers and their limits, sharing, and days, for examples/calculate.py; bracketed numbers are sentences of semantics 1."""

import calendar
import collections
import contextlib
import datetime
import math
import sys
from fractions import Fraction

INPUT, REQUIRED, SHORT, NOT_EMPTIED, MISSING = "输入", "要求", "不足", "没有倒空", "缺少"
NEGATIVE, NO_VALUE, CHANGES, NO_MULTIPLE = "负数", "当日没有值", "期内变动", "不是整数倍"
NOT_WHOLE, LIMIT = "不是百分之百", "超过限度"

ZERO, HALF = Fraction(0), Fraction(1, 2)
MOST_BITS, MOST_FLOOR, MOST_FEN = 4096, 2 ** 127, 9999999999999999     # the limits of [24]
MOST_ROWS, MOST_PIECES, MOST_COMPOUND = 10 ** 7, 100, 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
sys.set_int_max_str_digits(0)                   # a long number is refused by [24], not by Python


class Refused(Exception):
    """The run is refused: a word of [sec. 4], the line it names, and what a 要求 says."""

    def __init__(self, word, line=None, said=""):
        super().__init__(word, line, said)
        self.word, self.line, self.said = word, line, said


@contextlib.contextmanager
def at_line(line):
    """A refusal from inside that names no line yet names this one."""
    try:
        yield
    except Refused as refusal:
        if refusal.line is None:
            refusal.line = line
        raise


def line_of(declared):
    """The line of a declaration or formula of the tree."""
    return declared["span"]["line"]


def must(condition, word=INPUT, line=None, said=""):
    """What must be: else the run is refused, by this word."""
    if not condition:
        raise Refused(word, line, said)


# ---- Numbers and their limits
def within(number, line=None, word=LIMIT):
    """The number itself, unless it is too long [24]."""
    must(max(number.numerator.bit_length(), number.denominator.bit_length()) <= MOST_BITS, word, line)
    return number


def floor(x):
    """⌊x⌋, with its limit [24]."""
    whole = math.floor(x)
    must(-MOST_FLOOR <= whole < MOST_FLOOR, LIMIT)
    return whole


def half_up(x):
    """⌊x + ½⌋ [16]."""
    return floor(x + HALF)


def running_total(numbers, line=None):
    """Their sum, no part of which may be too long [24]."""
    total = ZERO
    for number in numbers:
        total = within(total + number, line)
    return total


# ---- Sharing
def over_common_denominator(weights):
    """The weights as whole numbers; their common denominator is limited [24]."""
    common = 1
    for weight in weights:
        common = math.lcm(common, weight.denominator)
        within(common)
    return [weight.numerator * (common // weight.denominator) for weight in weights]


def one_more_each(parts, fractions, count):
    """Adds one to `count` of the parts, those with the largest fractions; among equals to the first [14, 15]."""
    for place in sorted(range(len(parts)), key=lambda place: -fractions[place])[:count]:
        parts[place] += 1
    return parts


def largest_remainder(total, weights):
    """The whole total in whole parts by weight: ⌊total·w/W⌋ each, what is left to the largest fractions [15]."""
    weights = over_common_denominator(weights)
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    fractions = [total * weight % whole for weight in weights]
    return one_more_each(parts, fractions, total - sum(parts))


def one_rounded_total(exact):
    """最大余数 of a 付 for one group, in steps: the total is rounded once, the parts make it [14]."""
    parts = [floor(part) for part in exact]
    fractions = [part - whole for part, whole in zip(exact, parts)]
    return one_more_each(parts, fractions, half_up(running_total(exact)) - sum(parts))


def served(gifts, lines):
    """Which of the gifts (place, fen) make up each line of so many fen: the first giver serves the first [14, 15]."""
    waiting, result = collections.deque(gifts), []
    for fen in lines:                           # what is left of the gifts stays where it was
        parts = []
        while fen > 0 and waiting:
            place, has = waiting.popleft()
            parts.append((place, min(fen, has)))
            if has > fen:
                waiting.appendleft((place, has - fen))
            fen -= min(fen, has)
        result.append(parts)
    return result


# ---- Days
def plus_months(day, n):
    """The same day n months on, or the last of that month [6]."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    must(datetime.MINYEAR <= year <= datetime.MAXYEAR)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus_days(day, n):
    """The day n days on [6]."""
    ordinal = day.toordinal() + n
    must(datetime.date.min.toordinal() <= ordinal <= datetime.date.max.toordinal())
    return datetime.date.fromordinal(ordinal)


def days(a, b):
    """天数: both days counted [6]."""
    return max((b - a).days + 1, 0)


def whole_years(a, b):
    """满年: the greatest n with a + n years ≤ b [6]."""
    n = b.year - a.year
    return max(n if plus_months(a, 12 * n) <= b else n - 1, 0)


def whole_months(a, b):
    """满月: the greatest n with a + n months ≤ the day after b [6]."""
    e = plus_days(b, 1)
    n = 12 * (e.year - a.year) + e.month - a.month
    return max(n if plus_months(a, n) <= e else n - 1, 0)


def anniversary_years(a, e):
    """周年(a, e): whole years from a, and the days since over the days of that year [6]."""
    n = whole_years(a, e)
    last, following = plus_months(a, 12 * n), plus_months(a, 12 * (n + 1))
    return n + Fraction((e - last).days, (following - last).days)


def years(a, b, count):
    """年数(a, b, count) [6]."""
    if b < a:
        return ZERO
    if count in ("day365", "day360"):
        return Fraction(days(a, b), int(count[3:]))
    if count == "fullmonths":
        return Fraction(whole_months(a, b), 12)
    if count == "calendar":
        spans = [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in range(a.year, b.year + 1)]
        return sum(Fraction(days(max(a, first), min(b, last)), days(first, last)) for first, last in spans)
    return anniversary_years(a, plus_days(b, 1))


def month_start(day):
    return day.replace(day=1)


def month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def last_on(month, number, day):
    """上一个: the last such day of a year up to this day; none from 1900 on is missing and refused [6]."""
    for year in (day.year, day.year - 1):
        found = datetime.date(year, month, min(number, calendar.monthrange(year, month)[1]))
        if found <= day and year >= FIRST_YEAR:
            return found
    raise Refused(MISSING)
