"""Land rent in plain Python, twice: what benches/rules.rs stands beside.

    python3 land_rent_floor.py HOUSEHOLDS

Every household has one parcel under one lease; 900.00 yuan a mu and year, half a year, days in
force over days of the period, whole fen by largest remainder over all households, ties by code.

`rule` does what the sheet does: registers by key, days, exact fractions, each household's leases
added up, the fee tested. `floor` knows that all leases cover the period and works on two lists of
whole numbers: less than that no program can do. Prints the seconds of both and a sum over all
lines, the same from both, that the Rust side computes as well.
"""

import sys
import time
from datetime import date
from fractions import Fraction


def area(i):
    """Ten-thousandths of a mu, of household i."""
    return 1 + i * 7919 % 60000


def rule(parcels, leases, first, last, price, part, fee_rate):
    """The sheet's steps: lines by household, and the fee."""
    period = (last - first).days + 1
    due = {}
    for parcel, begins, ends in leases.values():
        household, mu = parcels[parcel]
        days = max((min(ends, last) - max(begins, first)).days + 1, 0)
        due[household] = due.get(household, 0) + mu * price * part * days / period
    fen = {household: exact * 100 for household, exact in due.items()}
    total = (sum(fen.values()) + Fraction(1, 2)) // 1
    lines = {household: exact // 1 for household, exact in fen.items()}
    missing = total - sum(lines.values())
    for household in sorted(fen, key=lambda h: (-(fen[h] - lines[h]), h))[:missing]:
        lines[household] += 1
    return lines, (total * fee_rate + Fraction(1, 2)) // 1


def floor(keys, areas):
    """450.00 yuan a mu are 4.5 fen a ten-thousandth: halves of a fen stay whole."""
    halves = [a * 9 for a in areas]
    total = (sum(halves) + 1) // 2
    lines = [h // 2 for h in halves]
    missing = total - sum(lines)
    for i in sorted(range(len(keys)), key=lambda i: (-(halves[i] % 2), keys[i]))[:missing]:
        lines[i] += 1
    return lines


def main():
    count = int(sys.argv[1])
    keys = [f"H{i:07d}" for i in range(count)]
    areas = [area(i) for i in range(count)]
    parcels = {f"P{i:07d}": (keys[i], Fraction(areas[i], 10000)) for i in range(count)}
    days = date(2025, 4, 1), date(2035, 3, 31)
    leases = {f"L{i:07d}": (f"P{i:07d}", *days) for i in range(count)}
    start = time.perf_counter()
    lines, _ = rule(parcels, leases, date(2026, 4, 1), date(2026, 9, 30), Fraction(900), Fraction(1, 2), Fraction(3, 100))
    middle = time.perf_counter()
    fast = floor(keys, areas)
    end = time.perf_counter()
    check = sum((i + 1) * fen for i, fen in enumerate(fast)) % (2**61 - 1)
    assert fast == [lines[key] for key in keys]
    print(f"{middle - start:.6f} {end - middle:.6f} {check}")


main()
