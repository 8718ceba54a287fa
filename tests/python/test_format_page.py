#!/usr/bin/env python3
"""What schemas/FORMAT.md prints is what happens, and examples/verify.py says what the page tells a verifier to say.

    python3 -m unittest tests/python/test_format_page.py     needs PyNaCl
"""
import ast
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

    def test_the_verifier_agrees_with_the_worked_example(self):
        with open(os.path.join(ROOT, "schemas", "FORMAT.md"), encoding="utf-8") as file:
            page = file.read().split("## 22. Worked example")[1]

        def text(name):
            return re.search("cat > %s <<'END'\n(.*?)END\n" % name, page, re.DOTALL)[1].encode()
        entry = verify.read_entry(text("line"))
        author = bytes.fromhex("8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c")
        self.assertTrue(verify.is_strong(author) and verify.key_id(author) == entry.key)
        self.assertTrue(verify.is_signed(author, bytes.fromhex(entry.sig), entry.message()))
        note = verify.read_note(text("checkpoint"))
        vkey = verify.read_vkey(re.search("`(coop.example/[^`+]*[+]a8d2be10[+][^`]*)`", page)[1], verify.LEDGER_TYPE)
        verify.check_own_lines(note, [[vkey]])
        prev = bytes.fromhex(entry.prev)
        self.assertEqual((note.size, note.root), (2, verify.node_hash(prev, entry.leaf)))
        lines = text("lines").splitlines(keepends=True)
        fold, leaves = verify.SumFold(), []
        for raw in lines:
            line = verify.read_sum_line(raw)
            verify.check_because(line, b"[]\n")
            verify.check_reasons(line["kind"], b"[]\n")
            leaves.append(verify.sum_leaf(raw, line["amount"]))
            fold.add(leaves[-1])
        root = fold.root()
        self.assertEqual((root.count, root.fen, root.hash.hex()[:8]), (3, 13335, "45c53d55"))
        self.assertIn('"bytes":%d,"count":3,"root":"45c53d55…","total":"133.35"' % sum(map(len, lines)), page)
        siblings = [verify.read_sibling(one.strip()) for one in re.findall("\n    ([0-9]+ [0-9]+ .+=)", page)]
        self.assertEqual(siblings, leaves[1:])
        self.assertEqual(verify.fold_siblings(leaves[0], 0, 3, siblings), root)
        households = verify.Households()
        for code in ("H0001", "H0002"):
            households.enrol(code)
        households.add("H0002", 1, verify.Item(entry.leaf))
        households.add("H0002", 2, verify.Item(leaves[0].hash))
        households.add("H0001", 2, verify.Item(leaves[2].hash))
        households.close_entry()
        self.assertEqual(households.stated[-1], (2, "c32459654e27dfdc9cb244e3525e4d3e9e7f5dc856679a45d27b8cb43771d623"))
        attestation = verify.parse_canonical(re.search("printf '%s' '({.*})' > attestation", page)[1].encode())
        verify.check_attestation_members(attestation)
        supervisor = bytes.fromhex("ca93ac1705187071d67b83c7ff0efe8108e8ec4530575d7726879333dbdabe7c")
        verify.check_attestation_signature(verify.Key(verify.key_id(supervisor), supervisor, "person", 0), attestation)
        self.assertEqual(attestation["seen"], {"root": note.root.hex(), "size": 2})
        self.assertEqual(attestation["about"], {"index": 1, "leaf": entry.leaf.hex()})

    def test_the_verifier_is_a_text_to_be_read_beside_the_page(self):
        with open(os.path.join(ROOT, "examples", "verify.py"), encoding="utf-8") as file:
            source = file.read()
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name not in ("Wrong", "Report", "read_arguments", "verify", "main"):
                self.assertIn("§", ast.get_docstring(node) or "", node.name)
        self.assertLessEqual(max(map(len, source.splitlines())), 100)
        if not shutil.which("black", path=os.path.dirname(sys.executable)):
            self.skipTest("black is not here")
        done = subprocess.run([sys.executable, "-m", "black", "--check", "-q", "-l", "100", os.path.join(ROOT, "examples", "verify.py")])
        self.assertEqual(done.returncode, 0)

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
            witness = made.WITNESS.vkey
            for code, word, words in (
                    (0, "PASS", [ledger]), (0, "PASS", [ledger, "--household", "H0002", "--vkey", vkey, "--seen", "8:" + root.root(8)]),
                    (1, "FAIL", [ledger, "--vkey", other]), (1, "FAIL", [ledger, "--leaf0", "00" * 32]), (1, "FAIL", [ledger, "--seen", "99:" + "00" * 32]),
                    (1, "FAIL", [ledger, "--household", "H0099"]), (0, "PASS", ["proof", os.path.join(folder, "line.sum-proof"), "--vkey", vkey]),
                    (0, "PASS", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", vkey]),
                    (1, "FAIL", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", other]),
                    (0, "PASS", [ledger, "--witness", witness, "--witness", made.OTHER_WITNESS.vkey]), (1, "FAIL", [ledger, "--witness", vkey]),
                    (1, "FAIL", [ledger, "--seen", "x"]), (1, "FAIL", [ledger, "--seen", "8:" + "00" * 32]), (2, "", ["proof", os.path.join(folder, "entry.tlog-proof")]),
                    (0, "PASS", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", vkey, "--witness", witness]),
                    (1, "FAIL", ["proof", os.path.join(folder, "vkey"), "--vkey", vkey]), (2, "", ["proof", "/dev/null", "--vkey", vkey]),
                    (1, "FAIL", ["proof", os.path.join(folder, "entry.tlog-proof"), "--vkey", "x"]), (2, "", [ledger, "--unknown"]),
                    (1, "FAIL", [folder]), (2, "", [os.path.join(folder, "absent")]), (2, "", []), (2, "", ["proof", ledger])):
                done = subprocess.run([sys.executable, script, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertEqual((done.returncode, done.stdout.decode()[:4]), (code, word), (words, done.stdout, done.stderr))


if __name__ == "__main__":
    unittest.main()
