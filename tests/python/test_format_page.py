#!/usr/bin/env python3
"""What schemas/FORMAT.md prints is what happens, and examples/verify.py says what the page tells a verifier to say.

    python3 -m unittest tests/python/test_format_page.py     needs PyNaCl
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "examples")]
import make_ledger as made  # noqa: E402
import verify  # noqa: E402


class Page(unittest.TestCase):
    def test_the_commands_in_the_format_page_print_what_it_says(self):
        with open(os.path.join(ROOT, "schemas", "FORMAT.md"), encoding="utf-8") as file:
            blocks = re.findall(r"```sh\n(.*?)```", file.read(), re.DOTALL)
        self.assertGreaterEqual(len(blocks), 5)
        if not shutil.which("openssl"):
            self.skipTest("openssl is not here")
        expected = [line[2:] for block in blocks for line in block.splitlines() if line.startswith("# ")]
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["bash", "-e"], input="".join(blocks).encode(), cwd=folder, stdout=subprocess.PIPE, check=True)
        self.assertEqual(done.stdout.decode().splitlines(), expected)

    def test_the_character_table_is_the_one_in_the_page(self):
        with open(os.path.join(ROOT, "schemas", "FORMAT.md"), encoding="utf-8") as file:
            section = file.read().split("### 3.1 Characters")[1].split("## 4. Values")[0]
        ends = [part.split("–") for part in re.findall(r"\| ([0-9A-F]{4,5}(?:–[0-9A-F]{4,5})?) \|", section)]
        table = {code for end in ends for code in range(int(end[0], 16), int(end[-1], 16) + 1)}
        self.assertEqual((len(ends), len(table)), (24, 97748))
        for code in range(0x110000):
            self.assertEqual(verify.allowed_char(chr(code)), code in table, hex(code))

    def test_signatures_are_checked_strictly(self):
        path = os.environ.get("COOP_ED25519_VECTORS", os.path.join(ROOT, "..", "shared", "vectors", "ed25519vectors.json"))
        if not os.path.exists(path):
            self.skipTest("the vectors of C2SP/CCTV are not here (COOP_ED25519_VECTORS)")
        with open(path) as file:
            vectors = json.load(file)
        good = 0
        for vector in vectors:
            try:
                verify.VerifyKey(bytes.fromhex(vector["key"])).verify(vector["msg"].encode(), bytes.fromhex(vector["sig"]))
                good += 1
            except Exception:
                pass
        self.assertEqual((len(vectors), good), (914, 43))

    def test_the_program_says_pass_or_fail_first_and_exits_accordingly(self):
        script = os.path.join(ROOT, "examples", "verify.py")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, os.path.join(HERE, "make_ledger.py"), folder], check=True)
            ledger, vkey = os.path.join(folder, "ledger"), made.LedgerKey(2, made.ORIGIN).vkey
            other = made.LedgerKey(30, made.ORIGIN).vkey
            root = verify.check_ledger(ledger)
            for code, word, words in (
                    (0, "PASS", [ledger]), (0, "PASS", [ledger, "--household", "H0002", "--vkey", vkey, "--seen", "8:" + root.root(8)]),
                    (1, "FAIL", [ledger, "--vkey", other]), (1, "FAIL", [ledger, "--leaf0", "00" * 32]), (1, "FAIL", [ledger, "--seen", "99:" + "00" * 32]),
                    (1, "FAIL", [ledger, "--household", "H0099"]), (0, "PASS", ["proof", os.path.join(folder, "line.sum-proof"), "--vkey", vkey]),
                    (0, "PASS", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", vkey]),
                    (1, "FAIL", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", other]),
                    (1, "FAIL", [folder]), (2, "", [os.path.join(folder, "absent")]), (2, "", []), (2, "", ["proof", ledger])):
                done = subprocess.run([sys.executable, script, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertEqual((done.returncode, done.stdout.decode()[:4]), (code, word), (words, done.stdout, done.stderr))


if __name__ == "__main__":
    unittest.main()
