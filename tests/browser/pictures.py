"""Makes the pictures of docs/desk.md anew, on the demo village: `python3 tests/browser/pictures.py docs/desk`, with COOP,
COOP_CHROMIUM and Pillow. Each picture has a palette of its own and at most 60 KB.
"""

import io
import sys
import unittest
from pathlib import Path

from PIL import Image

from desk import Desk
from lists import messy

MOST = 60_000


def small(png, path):
    """As few colours as it takes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (64, 32, 16, 8):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    path.write_bytes(out.getvalue())
    print(f"{path}: {out.tell()} bytes, {colours} colours")


class Pictures(Desk):
    folder_of_pictures = Path("docs/desk")

    def look(self, name, path, lang="zh", scheme="light", width=1100, height=760, act=None):
        page = self.page(viewport={"width": width, "height": height}, color_scheme=scheme)
        if lang == "en":
            with page.expect_navigation():
                page.get_by_role("button", name="English").click()
        page.goto(self.root + path)
        if act:
            act(page)
        small(page.screenshot(), self.folder_of_pictures / f"{name}.png")
        page.context.close()

    def again(self):
        self.stop()
        self.serve()

    def test_pictures(self):
        self.folder_of_pictures.mkdir(parents=True, exist_ok=True)
        receipt = "/record/receipt.recorded?into=CASH&parts.0.part=other_income"

        def typed(page):
            page.focus("#f-parts-0-amount")
            page.keyboard.type("1234.5")
            page.locator("#glance table").wait_for()

        def uploaded(page):
            messy(self.folder / "名册.xlsx")
            page.set_input_files("#files", str(self.folder / "名册.xlsx"))
            page.click("button[value=check]")
            page.locator(".bar.red").wait_for()

        def made(page):
            page.fill("#own-person", "K004")
            page.keyboard.press("Enter")
            page.locator("#own-proof").wait_for()

        def looked(page):
            typed(page)
            page.keyboard.press("Control+Enter")
            page.locator("button[value=record]").wait_for()

        for picture in [
            ("today.zh", "/", "zh", "light"),
            ("today.en", "/", "en", "dark"),
            ("record.zh", receipt, "zh", "light", 1100, 760, typed),
            ("record.en", receipt, "en", "dark", 1100, 760, typed),
            ("import.zh", "/import", "zh", "light", 1100, 760, uploaded),
            ("import.en", "/import", "en", "light", 1100, 760, uploaded),
            ("key.zh", "/keys/mine", "zh", "light", 1100, 760, made),
            ("key.en", "/keys/mine", "en", "light", 1100, 760, made),
            ("phone.zh", receipt, "zh", "light", 390, 760, looked),
            ("phone.en", receipt, "en", "dark", 390, 760, looked),
        ]:
            self.look(*picture)
            self.again()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Pictures.folder_of_pictures = Path(sys.argv.pop(1))
    unittest.main(verbosity=1)
