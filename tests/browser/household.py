"""What a household holds, in a real browser: the phone page from a file, which says one word; the same page altered in every
class of value, by itself and by verify.html, offline and from this machine; and how many sheets of paper it prints.

    COOP_EVERY=1 alters every value, not one of each class, and prints every household in both languages.
"""

import copy
import functools
import http.server
import json
import os
import re
import threading
import unittest

from desk import Desk

PHONE = {"width": 390, "height": 844}
DATA = re.compile(r'(<script id="statement" type="application/json">\n)(.*?)(\n</script>)', re.S)
PRINTED = "2024-12-31"


def leaves(value, at=()):
    """Every value of the data that stands for itself, with its way from the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield at, value
    else:
        for key, inner in items:
            yield from leaves(inner, (*at, key))


def classes(data):
    """One of each class of value: positions in lists do not count."""
    found = {}
    for at, value in leaves(data):
        name = "/".join("*" if isinstance(step, int) or re.fullmatch(r"\d+", str(step)) else str(step) for step in at)
        if os.environ.get("COOP_EVERY"):
            name = "/".join(map(str, at))
        found.setdefault(name, (at, value))
    return found


def other(value):
    """Another value that looks as good."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    digit = re.search(r"\d(?!.*\d)", value)
    if digit:
        return value[: digit.start()] + str((int(digit.group()) + 1) % 10) + value[digit.end():]
    return value[:-1] + ("b" if value.endswith("a") else "a") if value else "a"


def altered(data, at, value):
    changed = copy.deepcopy(data)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return changed


class Household(Desk):
    """Served by nobody: the desk runs beside and is not asked."""

    def setUp(self):
        super().setUp()
        self.pages = self.folder / "pages"
        self.pages.mkdir()
        (self.pages / "verify.html").write_text(self.coop("verify", "--page").stdout)

    def statement(self, household, lang="zh"):
        page = self.pages / f"{household}.{lang}.html"
        made = self.coop("statement", household, "--on", PRINTED, "--format", "html", lang=lang)
        self.assertEqual(made.returncode, 0, made.stderr)
        page.write_text(made.stdout)
        return page

    def phone(self, **options):
        context = self.browser.new_context(viewport=PHONE, is_mobile=True, offline=True, **options)
        self.addCleanup(context.close)
        return context.new_page()

    def word(self, page):
        page.wait_for_selector(".bar:not(.unchecked)")
        return page.inner_text(".bar .verdict")

    def loopback(self):
        handler = functools.partial(Quiet, directory=str(self.pages))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}"

    def test_a_phone_page_from_a_file_says_one_word(self):
        page = self.phone()
        for household in ("H0001", "H0007", "H0029"):
            for lang, word in (("zh", "相符"), ("en", "fits")):
                page.goto(self.statement(household, lang).as_uri())
                self.assertEqual(self.word(page).lower(), word)
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 390)
                cut = page.evaluate("""[...document.querySelectorAll('main *')].filter(e => e.children.length === 0 &&
                    /\\d{4}-\\d\\d-\\d\\d/.test(e.textContent) && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible'
                    || e.getBoundingClientRect().right > 390)).map(e => e.textContent)""")
                self.assertEqual(cut, [], "no date is cut off")

    def test_every_class_of_value_altered_is_the_red_word(self):
        whole = self.statement("H0007").read_text()
        head, data, tail = DATA.search(whole).groups()
        data = json.loads(data)
        key = re.search(r'<script id="key" type="application/json">\s*"(.*?)"', whole).group(1)
        root = self.loopback()
        own, judge = self.phone(), self.phone()
        near = self.browser.new_context(viewport=PHONE).new_page()
        self.addCleanup(near.context.close)
        judge.goto((self.pages / "verify.html").as_uri())
        judge.fill("#vkey", key)
        judge.set_input_files("#file", str(self.pages / "H0007.zh.html"))
        self.assertEqual(self.word(judge), "相符", "the good one")
        near.goto(f"{root}/H0007.zh.html")
        self.assertEqual(self.word(near), "相符", "the good one, from this machine")
        tried, accepted = 0, []
        file = self.pages / "altered.html"
        for name, (at, value) in classes(data).items():
            changed = json.dumps(altered(data, at, other(value)), ensure_ascii=False, separators=(",", ":"))
            file.write_text(DATA.sub(lambda _: head + changed.replace("<", "\\u003c") + tail, whole))
            for how, page, address in (("file", own, file.as_uri()), ("loopback", near, f"{root}/altered.html")):
                page.goto(address)
                tried += 1
                if self.word(page) != "不符":
                    accepted.append(f"{how} {name}")
            judge.evaluate("document.querySelector('.bar').className = 'bar unchecked'")
            judge.set_input_files("#file", {"name": f"{tried}.html", "mimeType": "text/html", "buffer": file.read_bytes()})
            tried += 1
            if self.word(judge) != "不符":
                accepted.append(f"verify.html {name}")
        self.assertEqual(accepted, [])
        # what is read, without its data
        shown = re.search(r'<main id="main">.*?</main>', whole, re.S).group()
        places = [m.start() for m in re.finditer(r"(?<=[>\d.,])\d(?=[\d.,]*[^<>]*<)", shown)]
        for place in places[:: max(1, len(places) // 40)]:
            digit = str((int(shown[place]) + 1) % 10)
            file.write_text(whole.replace(shown, shown[:place] + digit + shown[place + 1:]))
            own.goto(file.as_uri())
            tried += 1
            if self.word(own) != "不符":
                accepted.append(f"text {shown[place - 20:place + 20]}")
        self.assertEqual(accepted, [])
        print(f"altered pages in Chromium: {tried} shown the red word, 0 accepted")

    def test_a_statement_prints_on_two_to_four_sheets_of_paper_seldom_on_five(self):
        page = self.browser.new_context().new_page()
        self.addCleanup(page.context.close)
        counts = {}
        households = [f"H{n:04}" for n in range(1, 30)]
        for n, household in enumerate(households):
            # English is the longer by little: some of it, all of it where every value is tried
            for lang in ("zh", "en") if n % 5 == 0 or os.environ.get("COOP_EVERY") else ("zh",):
                page.goto(self.statement(household, lang).as_uri())
                self.word(page)
                paper = page.pdf(prefer_css_page_size=True)
                pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
                counts.setdefault(pages, []).append(f"{household} {lang}")
        told = {pages: len(which) for pages, which in sorted(counts.items())}
        print(f"statements on paper: pages: count {told}")
        # who has land, a house and capital under three contracts may need a sheet more
        self.assertEqual([which for pages, which in counts.items() if not 2 <= pages <= 5], [])
        self.assertLessEqual(len(counts.get(5, [])), sum(told.values()) // 20)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
