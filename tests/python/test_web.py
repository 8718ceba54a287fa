#!/usr/bin/env python3
"""The verifier that a page carries (src/statement/web), a second program written from schemas/FORMAT.md and STATEMENT.md:
it judges the shared vectors as they say, and statements as `coop verify` and examples/verify_statement.py do.

    COOP_STATEMENT_SAMPLE=folder COOP_PROGRAM=coop python3 -m unittest tests/python/test_web.py    needs node and PyNaCl

The folder holds `vkey`, statements H….json and as pages H….zh.html and H….en.html, and `verify.html`. Without node the tests say so and pass over. COOP_EVERY_BYTE=1 alters every
value of each statement, not some 400.
"""
import base64
import csv
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, "examples")]
import test_statement as other  # noqa: E402
from nacl.signing import SigningKey  # noqa: E402

import verify  # noqa: E402
import verify_statement  # noqa: E402

NODE = shutil.which("node") or shutil.which("nodejs")
SAMPLE = os.environ.get("COOP_STATEMENT_SAMPLE")
PROGRAM = os.environ.get("COOP_PROGRAM")
MOST = 10**9 if os.environ.get("COOP_EVERY_BYTE") else 410

# STATEMENT.md, section 5: what no proof in the file shows. A parcel's lease left out is told, too.
TOLD_ONLY = re.compile(r"/upto/recorded_at|/holdings/capital/\d+/since|/holdings/houses/\d+/until")
TOLD_PARTS = re.compile(r"/holdings/(parcels|houses)/\d+ contract|/holdings/capital/\d+ since|/holdings/houses/\d+ until")
KINDS_OF_LINE = list(verify_statement.WHAT)


def asked(cases, page=None):
    """The page's answers, a case each; with the words of `page`."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    done = subprocess.run([NODE, os.path.join(ROOT, "tests", "web", "judge.js"), *([page] if page else [])], input=lines.encode(), capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def vectors():
    """Every file of tests/vectors: its folder and name, what its header says, its bytes."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "vectors", "*", "*.txt"))):
        with open(path, "rb") as file:
            head, _, raw = file.read().partition(b"\n\n")
        header = dict(line.split(": ", 1) for line in head.decode().splitlines())
        yield os.path.relpath(path, os.path.join(ROOT, "tests", "vectors")), header, raw


@unittest.skipUnless(NODE, "node is not here: the page's verifier was not run")
class Parts(unittest.TestCase):
    def test_hashes_are_those_of_the_standard_at_every_length_about_a_block(self):
        texts = [bytes((i * 7 + n) % 256 for i in range(n)) for n in [*range(0, 300), 1000, 65535]]
        found = asked([{"do": name, "hex": text.hex()} for text in texts for name in ("sha256", "sha512")])
        self.assertEqual(found, [hashlib.new(name, text).hexdigest() for text in texts for name in ("sha256", "sha512")])

    def test_signatures_are_judged_strictly(self):
        path = os.environ.get("COOP_ED25519_VECTORS", os.path.join(ROOT, "..", "shared", "vectors", "ed25519vectors.json"))
        path = path if os.path.exists(path) else os.path.join(ROOT, "..", "..", "shared", "vectors", "ed25519vectors.json")
        if not os.path.exists(path):
            self.skipTest("the vectors of C2SP/CCTV are not here (COOP_ED25519_VECTORS)")
        with open(path) as file:
            cases = json.load(file)
        found = asked([{"do": "signature", "key": c["key"], "sig": c["sig"], "msg": c["msg"].encode().hex()} for c in cases])
        right = [verify.is_signed(*(bytes.fromhex(c[part]) for part in ("key", "sig")), c["msg"].encode()) for c in cases]
        self.assertEqual((len(found), sum(found)), (914, 43))
        self.assertEqual(found, right)

    def test_weak_keys_and_second_spellings_of_keys_are_refused(self):
        second = [bytes([low, *[255] * 30, high]) for low in range(0xED, 0x100) for high in (0x7F, 0xFF)]
        weak = [*sorted(verify.WEAK), *second, b"\1" * 31, b"\1" * 33, b""]
        self.assertEqual(asked([{"do": "key", "key": key.hex()} for key in weak]), [False] * len(weak))
        some = [hashlib.sha256(bytes([n])).digest() for n in range(200)]
        found = asked([{"do": "key", "key": key.hex()} for key in some])
        self.assertEqual(found, [verify.is_strong(key) for key in some])
        self.assertTrue(50 < sum(found) < 150)

    def test_a_changed_bit_in_signature_message_or_key_is_refused(self):
        key = SigningKey(b"\1" * 32)
        verify_key, message = bytes(key.verify_key), b"coop-ledger/entry/v1\n{}"
        signature = key.sign(message).signature
        cases = [(verify_key, signature, message)]
        for part, raw in enumerate(cases[0]):
            for bit in range(0, len(raw) * 8, 3):
                bent = bytearray(raw)
                bent[bit // 8] ^= 1 << bit % 8
                cases.append(tuple(bytes(bent) if at == part else one for at, one in enumerate(cases[0])))
        found = asked([{"do": "signature", "key": k.hex(), "sig": s.hex(), "msg": m.hex()} for k, s, m in cases])
        self.assertEqual(found, [True] + [False] * (len(cases) - 1))

    def test_the_character_table_is_the_one_of_the_page(self):
        found = asked([{"do": "table", "from": 0, "to": 0xD800}, {"do": "table", "from": 0xE000, "to": 0x110000}])
        codes = [*range(0xD800), *range(0xE000, 0x110000)]
        self.assertEqual("".join(found), "".join("01"[verify.allowed_char(chr(code))] for code in codes))

    def test_amounts_in_capitals_are_those_of_the_cases(self):
        rows = []
        for path in sorted(glob.glob(os.path.join(ROOT, "tests", "cases", "amounts-in-words", "*.csv"))):
            with open(path, encoding="utf-8", newline="") as file:
                rows += csv.DictReader(file)
        fen = [verify.fen(row["amount"]) for row in rows] + [n * 7919 % 10**13 for n in range(500)]
        right = [row["in_words"] for row in rows] + [verify_statement.in_capitals(n) for n in fen[len(rows):]]
        self.assertEqual(asked([{"do": "capitals", "fen": str(n)} for n in fen]), right)
        self.assertGreater(len(rows), 60)

    def test_base64_has_one_spelling(self):
        good = {"": "", "AA==": "00", "AAE=": "0001", "AAEC": "000102", "+/+/": "fbffbf"}
        bad = ["A", "AA", "AB==", "AAF=", "AA==\n", "AA=", "-_-_", " AAA", "AAA=AAA="]
        found = asked([{"do": "base64", "text": text} for text in [*good, *bad]])
        self.assertEqual(found, [*good.values(), *[None] * len(bad)])

    def test_the_vectors_of_the_format_are_judged_as_they_say(self):
        cases, names = [], []
        for name, header, raw in vectors():
            bare = raw[:-1] if raw.endswith(b"\n") else raw
            text = raw.decode("utf-8", "surrogateescape")
            form = header["as"]
            if form == "json":
                case = {"do": "json", "hex": bare.hex()}
            elif form == "entry":
                case = {"do": "entry", "hex": raw.hex()}
            elif form == "vkey":
                case = {"do": "vkey", "text": bare.decode("utf-8", "replace")}
            elif form == "public-key":
                case = {"do": "key", "key": bare.decode()}
            elif form == "checkpoint":
                case = {"do": "checkpoint", "text": text, "vkey": header["vkey"]}
            elif form in ("tlog-proof", "sum-proof", "portion-proof") and "vkey" in header:
                case = {"do": "proof", "text": text, "vkey": header["vkey"]}
            else:
                continue
            names.append((name, header))
            cases.append(case)
        self.assertGreater(len(cases), 120)
        for (name, header), found in zip(names, asked(cases)):
            accepted = found is True or (isinstance(found, dict) and "is" in found)
            if not_asked(name, header):
                continue
            self.assertEqual(accepted, name.startswith("good"), (name, found))


def not_asked(name, header):
    """What the page does not look at: an author's own signature (a proof does not show whose key it was), C2SP's own
    names of keys, hex in capitals (which a page never meets), and a payout's body as it was before it had reasons."""
    author = header["as"] == "entry" and re.match("the (signature|entry names key)", header.get("refused", ""))
    return author or name in ("good/vkey-c2sp.txt", "bad/public-key-upper.txt", "good/sum-proof.txt")


@unittest.skipUnless(NODE and SAMPLE, "node or COOP_STATEMENT_SAMPLE is not here: the page's verifier was not asked")
class Statements(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(SAMPLE, "vkey")) as file:
            self.vkey = file.read().strip()
        self.statements = {}
        for path in sorted(glob.glob(os.path.join(SAMPLE, "H*.json"))):
            with open(path, "rb") as file:
                self.statements[os.path.basename(path)] = file.read()
        self.assertGreaterEqual(len(self.statements), 4)

    def page(self, texts):
        found = asked([{"do": "statement", "text": text.decode(), "vkey": self.vkey} for text in texts])
        return [one["findings"] for one in found]

    def program(self, texts):
        """What `coop verify` says of each: True where it holds."""
        def judged(text):
            with tempfile.NamedTemporaryFile(suffix=".json") as file:
                file.write(text)
                file.flush()
                said = subprocess.run([PROGRAM, "verify", file.name, "--vkey", self.vkey], capture_output=True, check=False)
                self.assertIn(said.returncode, (0, 1), said.stderr)
                return said.returncode == 0

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(judged, texts))

    def test_what_the_program_wrote_holds(self):
        for name, found in zip(self.statements, self.page(self.statements.values())):
            self.assertEqual(found, [], name)

    def test_one_altered_value_is_found_by_all_three(self):
        cases = []
        for name, raw in self.statements.items():
            statement = json.loads(raw)
            for pointer, value in other.pointers(statement):
                for altered, left in others(pointer, value):
                    if TOLD_ONLY.fullmatch(pointer) or TOLD_PARTS.fullmatch(f"{pointer} {left}"):
                        continue
                    cases.append((name, statement, pointer, altered, left))
        # a step that no length of a list divides, so that every kind of value has its turn
        step = max(1, len(cases) // MOST)
        chosen = cases[::step]
        texts = [json.dumps(other.replaced(s, pointer, value), ensure_ascii=False).encode() for _, s, pointer, value, _ in chosen]
        program = self.program(texts) if PROGRAM else [False] * len(texts)
        for (name, _, pointer, value, left), text, found, holds in zip(chosen, texts, self.page(texts), program):
            said = f"{name} with {pointer} altered ({left or value})"
            self.assertTrue(found, f"the page: {said}")
            self.assertFalse(holds, f"the program: {said}")
            if not (other.NOT_SHOWN.fullmatch(pointer) or left in other.NOT_SHOWN_PARTS):
                self.assertTrue(verify_statement.check_statement(text, self.vkey).findings, f"the second program: {said}")
        self.assertGreaterEqual(len(chosen), 400)

    def test_another_key_and_another_form_are_refused(self):
        raw = next(iter(self.statements.values()))
        doubled = raw.replace(b'"as_of"', b'"household":"H0001","as_of"', 1)
        broken = [b"[" * 100_000, b"{}", b"", raw[:-3], doubled, raw.replace(b"statement/v1", b"statement/v2", 1), raw + b"x"]
        self.assertTrue(all(self.page(broken)))
        keys = ["coop.example/other/" + self.vkey.split("/", 2)[2], self.vkey[:-2], "", self.vkey.replace("+", " ", 1)]
        found = asked([{"do": "statement", "text": raw.decode(), "vkey": key} for key in keys])
        self.assertTrue(all(one["findings"] for one in found))


@unittest.skipUnless(NODE and SAMPLE, "node or COOP_STATEMENT_SAMPLE is not here: no page was judged")
class Pages(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(SAMPLE, "vkey")) as file:
            self.vkey = file.read().strip()
        self.verifier = os.path.join(SAMPLE, "verify.html")
        self.pages = {}
        for path in sorted(glob.glob(os.path.join(SAMPLE, "H*.html"))):
            with open(path, encoding="utf-8", newline="") as file:
                self.pages[os.path.basename(path)] = file.read()
        self.assertGreaterEqual(len(self.pages), 8)

    def judged(self, texts):
        return [one["findings"] for one in asked([{"do": "file", "text": t, "vkey": self.vkey} for t in texts], self.verifier)]

    def test_the_page_written_in_javascript_is_the_one_written_in_rust_in_both_languages(self):
        for name, found in zip(self.pages, self.judged(self.pages.values())):
            self.assertEqual(found, [], name)

    def test_any_text_of_a_page_altered_is_found_by_page_and_program(self):
        """Every text, figure and mark between two tags, the style, the policy, and what a stranger puts in."""
        bent = []
        for name, page in self.pages.items():
            begin, end = page.index('<main id="main">'), page.index("</main>")
            for text in re.finditer(r">([^<>]+)<", page[begin:end]):
                at = begin + text.start(1)
                bent.append((f"{name} {text[1]}", page[:at] + other_text(text[1]) + page[at + len(text[1]):]))
        step = max(1, len(bent) // MOST)
        bent = bent[::step]
        page = next(iter(self.pages.values()))
        for what, old, new in (
            ("a paragraph more", "</main>", "<p>9,999.99</p></main>"), ("text beside the page", '<main id="main">', '<p>x</p><main id="main">'),
            ("another style", "</style>", ".open{display:none}</style>"), ("a laxer policy", "default-src 'none'", "default-src *"),
            ("a script of a stranger", "</body>", "<script>1</script></body>"), ("another script", "<script>", "<script>1;"),
            ("a class that hides", '<p class="amount">', '<p class="none">'), ("a head of a year less", "<h3", "<h4"),
            ("a name that nobody recorded", '<script id="words" type="application/json">\n{', '<script id="words" type="application/json">\n{"partners":{"X":"y"},'),
            ("no codes", '<script id="codes" type="application/json">\n[', '<script id="codes" type="application/json">\n[],"x":['),
            ("another code in the picture", 'class="qr" viewBox="0 0 ', 'class="qr" viewBox="0 0 1'), ("a module", '<path d="M4 4.5h7', '<path d="M4 4.5h6'),
        ):
            self.assertIn(old, page)
            bent.append((what, page.replace(old, new, 1)))
        program = [True] * len(bent)
        if PROGRAM:
            program = refused_by_program([text for _, text in bent], self.vkey)
        for (what, _), found, refused in zip(bent, self.judged([text for _, text in bent]), program):
            self.assertTrue(found, f"the page: {what}")
            self.assertTrue(refused, f"the program: {what}")
        self.assertGreaterEqual(len(bent), 400)

    def test_what_is_only_told_cannot_be_altered_in_the_data_alone(self):
        page = self.pages["H0007.zh.html"]
        for old in ('"recorded_at": "', '"since": "', '"until": "', '"contract": "'):
            at = page.index(old, page.index('<script id="statement"')) + len(old)
            digit = re.search(r"[0-9]", page[at:])
            at += digit.start()
            bent = page[:at] + str((int(page[at]) + 1) % 10) + page[at + 1:]
            found = self.judged([bent])[0]
            # the time of the last entry stands on no page but in its bar, and is said to be told there
            self.assertTrue(found or old.startswith('"recorded_at'), old)

    def test_scripts_can_be_run_and_end_nowhere_early(self):
        for name in [*self.pages, "verify.html"]:
            with open(os.path.join(SAMPLE, name), encoding="utf-8") as file:
                text = file.read()
            script = text[text.rindex("<script>") + 8:text.rindex("</script>")]
            self.assertNotRegex(script, r"(?i)</script|<script|<!--")
            done = subprocess.run([NODE, "--check", "-"], input=script.encode(), capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            for outside in ("http://", "https://", "import(", "fetch(", "XMLHttpRequest", "eval(", "localStorage"):
                self.assertNotIn(outside, script)


@unittest.skipUnless(NODE and SAMPLE, "no node or no sample of statements here")
class Slips(unittest.TestCase):
    """The codes on paper (STATEMENT.md, section 8), read by the page's own code."""

    def setUp(self):
        with open(os.path.join(SAMPLE, "vkey")) as file:
            self.vkey = file.read().strip()
        self.codes = {}
        for path in sorted(glob.glob(os.path.join(SAMPLE, "H*.zh.html"))):
            with open(path, encoding="utf-8") as file:
                page = file.read()
            block = re.search(r'<script id="codes" type="application/json">(.*?)</script>', page, re.DOTALL)
            self.codes[os.path.basename(path).split(".")[0]] = json.loads(block[1])
        self.assertGreaterEqual(len(self.codes), 4)

    def shown(self, texts):
        return [one.get("is") for one in asked([{"do": "slip", "text": text, "vkey": self.vkey} for text in texts])]

    def test_the_codes_show_the_lines_of_the_statement(self):
        kinds = {"credited": "declared", "paid": "paid", "paid_again": "paid", "returned": "returned", "charged": "asked"}
        for household, found in zip(self.codes, self.shown("".join(codes) for codes in self.codes.values())):
            with open(os.path.join(SAMPLE, f"{household}.json"), encoding="utf-8") as file:
                told = json.load(file)
            lines = [line for line in told["lines"] if "payout" in line and line["what"] in kinds and line["date"] >= told["as_of"][:4]]
            right = [" ".join([line["date"], line["payout"], kinds[line["what"]], line["amount"].lstrip("-")]) for line in lines]
            self.assertEqual(found, [household, *right])
            self.assertGreaterEqual(len(right), 2)

    def test_a_slip_altered_anywhere_is_refused_by_page_and_program(self):
        bent = []
        for codes in self.codes.values():
            letters = "".join(code.split(":")[1] for code in codes)
            whole = base64.b32decode(letters + "=" * (-len(letters) % 8))
            for at in range(0, len(whole), 5):
                altered = bytearray(whole)
                altered[at] ^= 1 << at % 8
                text = base64.b32encode(altered).decode().rstrip("=")
                bent.append(f"COOP1-1-1-{hashlib.sha256(altered).hexdigest()[:8].upper()}:{text}")
        self.assertEqual([text for text, found in zip(bent, self.shown(bent)) if found], [])
        self.assertGreaterEqual(len(bent), 400)
        if PROGRAM:
            self.assertEqual(refused_by_program(bent[::8], self.vkey), [True] * len(bent[::8]))

    def test_a_strangers_scanner_reads_the_picture(self):
        """zbar, where it is here, reads what the page draws."""
        if not shutil.which("zbarimg"):
            self.skipTest("zbarimg is not here")
        for code in self.codes["H0007"]:
            drawn = asked([{"do": "picture", "text": code, "called": "x"}])[0]["is"]
            side = int(re.search(r'viewBox="0 0 (\d+)', drawn)[1])
            rows = [[255] * side for _ in range(side)]
            for x, y, moves in re.findall(r"M(\d+) (\d+)\.5([hm0-9 ]*)", drawn):
                x = int(x)
                for dark, light in re.findall(r"h(\d+)|m(\d+) 0", moves):
                    if dark:
                        rows[int(y)][x:x + int(dark)] = [0] * int(dark)
                    x += int(dark or light)
            scale = 4
            pixels = b"".join(bytes(p for p in row for _ in range(scale)) * scale for row in rows)
            with tempfile.NamedTemporaryFile(suffix=".pgm") as file:
                file.write(f"P5 {side * scale} {side * scale} 255\n".encode() + pixels)
                file.flush()
                done = subprocess.run(["zbarimg", "-q", "--raw", file.name], capture_output=True, check=False)
            self.assertEqual(done.stdout.decode().strip(), code)


def other_text(text):
    digit = re.search(r"[0-9]", text)
    if digit:
        at = digit.start()
        return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1:]
    return text[:-1] + ("x" if text[-1] != "x" else "y")


def refused_by_program(texts, vkey):
    def refused(text):
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            said = subprocess.run([PROGRAM, "verify", file.name, "--vkey", vkey], capture_output=True, check=False)
            return said.returncode != 0

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(refused, texts))


def others(pointer, value):
    """The value altered a little, and the words of lines exchanged for every other."""
    if pointer.endswith("/what"):
        yield from ((word, "") for word in KINDS_OF_LINE if word != value)
    yield from other.others(value)


if __name__ == "__main__":
    unittest.main()
