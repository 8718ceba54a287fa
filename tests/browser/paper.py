#!/usr/bin/env python3
"""Paper and a telephone: the codes of a printed statement, photographed badly, are read by `verify.html` and answered with one word.

    COOP_CHROMIUM=chromium python3 tests/browser/paper.py SAMPLE      needs playwright

SAMPLE has `vkey`, statements as pages H….zh.html and H….en.html, and `verify.html` (Chinese). Nothing leaves this machine: all are files.
"""
import json
import os
import re
import sys
import unittest

from playwright.sync_api import sync_playwright

SAMPLE = os.path.abspath(sys.argv.pop() if len(sys.argv) > 1 else os.environ.get("COOP_STATEMENT_SAMPLE", "."))
FITS = {"zh": "相符", "en": "fits"}
UNCHECKED = "未核对"
# how a telephone sees a sheet: turned, from the side, from above, out of focus, half in shadow, upside down
VIEWS = {
    "straight": "",
    "turned": "transform: rotate(9deg)",
    "turned far": "transform: rotate(140deg)",
    "upside down": "transform: rotate(180deg)",
    "from the side": "transform: perspective(900px) rotateY(24deg)",
    "from above": "transform: perspective(900px) rotateX(22deg) rotateZ(4deg)",
    "out of focus": "filter: blur(1.1px)",
    "in poor light": "filter: brightness(.45) contrast(.55)",
    "in half a shadow": "-webkit-mask-image: linear-gradient(100deg, #000 40%, rgba(0,0,0,.45) 60%)",
}
SMUDGED = {"a thumb on it": 0.10, "a cup on it": 0.95}


class Paper(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        args = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        cls.browser = cls.playwright.chromium.launch(executable_path=os.environ.get("COOP_CHROMIUM", "/usr/bin/chromium"), args=args)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def setUp(self):
        self.context = self.browser.new_context(viewport={"width": 900, "height": 1300})
        self.faults = []
        self.context.on("page", lambda page: page.on("pageerror", lambda error: self.faults.append(str(error))))
        self.addCleanup(self.context.close)

    def tearDown(self):
        self.assertEqual(self.faults, [])

    def opened(self, name):
        page = self.context.new_page()
        page.goto(f"file://{SAMPLE}/{name}")
        return page

    def drawn(self, name):
        """The pictures on a page, and the page after it judged itself."""
        page = self.opened(name)
        page.wait_for_selector("#bar.fits, #bar.differs")
        return page, [figure.evaluate("figure => figure.querySelector('svg').outerHTML") for figure in page.locator(".codes figure").all()]

    def photo(self, picture, look, smudge=0.0):
        """One code on a sheet on a table, as the look has it."""
        page = self.context.new_page()
        spot = f"<i style='position:absolute;left:40%;top:45%;width:{smudge * 60}%;height:{smudge * 60}%;background:#765;border-radius:50%'></i>" if smudge else ""
        style = ".qr path{fill:none;stroke:#111;shape-rendering:crispEdges}.qr{display:block;width:420px}"
        page.set_content(
            f"<style>{style}body{{background:#8a8070;margin:0;height:760px}}</style><div style='margin:120px 0 0 140px;width:460px;padding:20px;background:#f4f2ec;"
            f"position:relative;{look}'>{picture}{spot}</div>"
        )
        shot = page.screenshot(clip={"x": 0, "y": 0, "width": 760, "height": 760}, type="jpeg", quality=70)
        page.close()
        return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": shot}

    def verdict(self, verifier):
        return verifier.locator(".bar .verdict").inner_text()

    def given(self, verifier, photos):
        verifier.evaluate("document.querySelector('.bar').setAttribute('aria-busy', 'true')")
        verifier.set_input_files("#file", photos)
        verifier.wait_for_selector(".bar:not([aria-busy])")

    def test_each_photo_of_a_code_is_read(self):
        _, pictures = self.drawn("H0007.zh.html")
        self.assertEqual(len(pictures), 2)
        for name, look in VIEWS.items():
            verifier = self.opened("verify.html")
            self.given(verifier, [self.photo(pictures[0], look)])
            self.assertEqual((name, self.verdict(verifier)), (name, UNCHECKED))
            self.assertIn("共 2 个", verifier.locator(".bar").inner_text(), name)
            self.given(verifier, [self.photo(pictures[1], look)])
            self.assertEqual((name, self.verdict(verifier)), (name, FITS["zh"]))
            verifier.close()

    def test_a_smudge_is_mended_and_a_cup_is_not_guessed(self):
        _, pictures = self.drawn("H0007.zh.html")
        for (name, smudge), read in zip(SMUDGED.items(), (True, False)):
            verifier = self.opened("verify.html")
            self.given(verifier, [self.photo(picture, "", smudge) for picture in pictures])
            word = self.verdict(verifier)
            self.assertEqual((name, word), (name, FITS["zh"] if read else UNCHECKED))
            verifier.close()

    def test_both_codes_on_one_photo_and_the_amounts_to_compare(self):
        page, _ = self.drawn("H0007.en.html")
        verifier = self.opened("verify.html")
        shot = page.locator(".codes").screenshot()
        self.given(verifier, [{"name": "both.png", "mimeType": "image/png", "buffer": shot}])
        self.assertEqual(self.verdict(verifier), FITS["zh"])
        shown = verifier.locator(".shown").inner_text()
        with open(f"{SAMPLE}/H0007.json", encoding="utf-8") as file:
            told = json.load(file)
        payouts = [line for line in told["lines"] if "payout" in line]
        for line in payouts:
            self.assertIn(f"{abs(float(line['amount'])):,.2f}", shown)
        self.assertEqual(len(verifier.locator(".shown tbody tr").all()), len(payouts))

    def test_codes_of_another_print_begin_anew_and_a_strange_picture_says_what_to_do(self):
        _, of_one = self.drawn("H0007.zh.html")
        _, of_other = self.drawn("H0001.zh.html")
        verifier = self.opened("verify.html")
        self.given(verifier, [self.photo(of_one[0], "")])
        self.given(verifier, [self.photo(picture, "") for picture in of_other])
        self.assertEqual(self.verdict(verifier), FITS["zh"])
        self.assertIn("H0001", verifier.locator(".bar").inner_text())
        nothing = self.photo("<svg class='qr' viewBox='0 0 9 9'></svg>", "")
        self.given(verifier, [nothing])
        self.assertEqual(self.verdict(verifier), UNCHECKED)
        self.assertIn("没有找到核对码", verifier.locator(".bar").inner_text())

    def test_a_forged_amount_in_a_pasted_code_is_answered_with_the_other_word(self):
        page, _ = self.drawn("H0007.zh.html")
        codes = json.loads(page.locator("#codes").text_content())
        verifier = self.opened("verify.html")
        verifier.fill("#pasted", "\n".join(codes))
        self.assertEqual(self.verdict(verifier), FITS["zh"])
        at = len(codes[0]) - 40
        other = "A" if codes[0][at] != "A" else "B"
        verifier.fill("#pasted", codes[0][:at] + other + codes[0][at + 1:] + "\n" + codes[1])
        self.assertEqual(self.verdict(verifier), "不符")

    def test_a_camera_that_sees_no_code_can_be_stopped(self):
        verifier = self.opened("verify.html")
        button = verifier.get_by_role("button", name=re.compile("摄像头"))
        button.click()
        verifier.wait_for_selector("video:not([hidden])")
        button.click()
        verifier.wait_for_selector("video[hidden]", state="attached")
        self.assertEqual(self.verdict(verifier), UNCHECKED)


if __name__ == "__main__":
    unittest.main(verbosity=1)
