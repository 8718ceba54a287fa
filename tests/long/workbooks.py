#!/usr/bin/env python3
"""Hostile workbooks, each read by the program itself, with the memory and time that it took.

    COOP_HOSTILE=FOLDER cargo test --test it sheets::hostile::no_file     writes them
    python3 tests/long/workbooks.py target/debug/coop FOLDER              reads them

Then a list of 100,000 households as csv. Fails where the program crashes or takes more than 256 MiB.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST_KIB = 256 << 10
MAY_END = {0, 2, 3, 6}


def run(program, ledger, state, *words):
    """Exit code, KiB at most, seconds."""
    env = dict(os.environ, COOP_STATE=str(state), COOP_LEDGER=str(ledger), COOP_LANG="en")
    began = time.monotonic()
    child = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_maxrss, time.monotonic() - began


def main():
    program, folder = os.path.abspath(sys.argv[1]), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as work:
        ledger, state = Path(work) / "ledger", Path(work) / "state"
        opened = ["init", "--zh", "示例社", "--en", "Example", "--host", "coop.example", "--name", "example"]
        code, _, _ = run(program, ledger, state, *opened, "--on", "2024-01-01", "--no-passphrase")
        assert code == 0, code
        files = sorted(path for path in folder.iterdir() if ".checked" not in path.name)
        kib, seconds, crashes = 0, 0.0, []
        for path in files:
            code, used, took = run(program, ledger, state, "import", "-n", "--kind", "household.enrolled", str(path))
            kib, seconds = max(kib, used), max(seconds, took)
            if code not in MAY_END or used > MOST_KIB:
                crashes.append((path.name, code, used))
        print(f"files={len(files)} crashes={len(crashes)} rss_max={kib >> 10}MiB max_s={seconds:.1f}")
        rows = int(os.environ.get("COOP_ROWS", "100000"))
        many = Path(work) / "many.csv"
        with many.open("w", encoding="utf-8") as out:
            out.write("户编号,日期,成员数,户主姓名,电话\n")
            for n in range(1, rows + 1):
                out.write(f"H{n:06},2024-01-01,{n % 6 + 1},户{n},13{n:09}\n")
        code, used, took = run(program, ledger, state, "import", "--kind", "household.enrolled", str(many))
        print(f"rows={rows} exit={code} rss={used >> 10}MiB s={took:.1f}")
        assert not crashes, crashes
        assert len(files) >= 300 and code == 0


if __name__ == "__main__":
    main()
