"""Land rent in plain Python: the floor beside which benches/rules.rs stands.

    python3 land_rent_floor.py HOUSEHOLDS

Every household has one parcel; 900.00 yuan a mu and year, half a year, whole fen by largest
remainder over all households, ties by code. Prints the seconds it took and a sum over all lines
that the Rust side computes as well. Whole numbers only: a faster Python would be another program.
"""

import sys
import time


def area(i):
    """Ten-thousandths of a mu, of household i."""
    return 1 + i * 7919 % 60000


def main():
    count = int(sys.argv[1])
    keys = [f"H{i:07d}" for i in range(count)]
    areas = [area(i) for i in range(count)]
    start = time.perf_counter()
    # 450.00 yuan a mu are 4.5 fen a ten-thousandth: halves of a fen stay whole
    halves = [a * 9 for a in areas]
    total = (sum(halves) + 1) // 2
    lines = [h // 2 for h in halves]
    missing = total - sum(lines)
    order = sorted(range(count), key=lambda i: (-(halves[i] % 2), keys[i]))
    for i in order[:missing]:
        lines[i] += 1
    seconds = time.perf_counter() - start
    check = sum((i + 1) * fen for i, fen in enumerate(lines)) % (2**61 - 1)
    print(f"{seconds:.6f} {check}")


main()
