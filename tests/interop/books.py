"""Other people's bookkeeping programs over what `coop export hledger` writes.

    books.py COOP LEDGER STATE DAY

hledger and ledger read the journal; their balance of every account as at the end of DAY must be that
of the trial balance, and a journal with one fen altered must be refused. A program that is missing
is skipped; with COOP_INTEROP=required it is an error.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def balances(text):
    """Sums by account number of lines `amount CNY  kind:number:…`, or of CSV rows of hledger."""
    found = {}
    for line in text.splitlines():
        amount = re.search(r"-?\d+(?:\.\d+)?(?= CNY)|(?<=CNY )-?\d+(?:\.\d+)?", line)
        account = re.search(r"(?:assets|liabilities|equity|income|expenses|costs|other):(\d+)", line)
        if amount and account:
            found[account[1]] = found.get(account[1], Decimal(0)) + Decimal(amount[0])
    return {account: amount for account, amount in found.items() if amount}


def main():
    coop, ledger, state, day = sys.argv[1:]
    end = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    ours = run(coop, "--json", "--ledger", ledger, "--state", state, "report", "trial-balance", "--on", day)
    rows = json.loads(ours.stdout)["rows"]
    expected = {r["account"]: Decimal(r["balance_debit"]) - Decimal(r["balance_credit"]) for r in rows}
    expected = {account: amount for account, amount in expected.items() if amount}
    assert len(expected) > 10, expected
    journal = run(coop, "--ledger", ledger, "--state", state, "export", "hledger").stdout
    lines = journal.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if re.search(r"\d\.\d\d CNY$", line))
    spoiled = lines.copy()
    spoiled[at] = re.sub(r"(\d)(?= CNY)", lambda m: str((int(m[1]) + 1) % 10), spoiled[at])
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        good, bad = os.path.join(folder, "good.journal"), os.path.join(folder, "bad.journal")
        for path, text in ((good, lines), (bad, spoiled)):
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(text)
        for tool, arguments in (
            ("hledger", ["balance", "--flat", "-N", "-O", "csv", "-e", end]),
            ("ledger", ["balance", "--flat", "--no-total", "-e", end]),
        ):
            if not shutil.which(tool):
                failed |= os.environ.get("COOP_INTEROP") == "required"
                print(f"skipped  {tool}: it is missing")
                continue
            read = run(tool, "-f", good, *arguments)
            found = balances(read.stdout)
            if read.returncode or found != expected:
                failed = True
                differs = {a: (expected.get(a), found.get(a)) for a in expected.keys() | found.keys()}
                print(f"FAIL     {tool}: {read.stderr} {[d for d in differs.items() if d[1][0] != d[1][1]]}")
            elif run(tool, "-f", bad, *arguments).returncode == 0:
                failed = True
                print(f"FAIL     {tool}: one fen altered was accepted")
            else:
                print(f"ok       {tool}: {len(found)} accounts agree with the trial balance; one fen altered is refused")
    return failed


if __name__ == "__main__":
    sys.exit(main())
