"""The writing side of the desk in a real browser: the voucher while it is typed, evidence by dropped files, an odd clock,
books that moved meanwhile, two desks on one ledger, a person's own key, and what is altered in a page that a household keeps.
"""

import hashlib
import json
import re
import unittest

from desk import AXE, Desk, go, violations
from lists import mended, messy

WEAK = [
    "01" + "00" * 31,  # the neutral point
    "ec" + "ff" * 30 + "7f",  # of order 2
    "00" * 32,  # of order 4
    "00" * 31 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # of order 8
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


class Typing(Desk):
    def test_the_voucher_is_shown_while_it_is_typed(self):
        page = self.page()
        before = self.entries()
        page.goto(f"{self.root}/record/payment.recorded")
        glance = page.locator("#glance")
        self.assertEqual(glance.get_attribute("aria-live"), "polite")
        page.select_option("#f-from", "CASH")
        glance.get_by_text("还要填写").wait_for()
        page.select_option("#f-parts-0-part", label=page.locator("#f-parts-0-part option").filter(has_text="exp").first.inner_text())
        page.focus("#f-parts-0-amount")
        page.keyboard.type("36.5")
        page.select_option("#f-parts-0-account", "513")
        glance.get_by_text("36.50").first.wait_for()
        self.assertIn("513", glance.inner_text())
        page.fill("#f-parts-0-amount", "99999999999")
        glance.locator(".late").wait_for()
        page.fill("#f-parts-0-amount", "37")
        glance.get_by_text("37.00").first.wait_for()
        self.assertEqual(self.entries(), before, "nothing is recorded by looking")
        self.assertEqual([said for said in self.said if "Content Security" in said], [])
        go(page, "Control+Enter")
        go(page, "Enter")
        self.assertIn("recorded=yes", page.url)

    def test_files_become_evidence_with_and_without_scripts(self):
        files = [self.folder / "发票.pdf", self.folder / "照片.jpg"]
        for n, file in enumerate(files):
            file.write_bytes(b"%PDF-1.4 " + bytes([n]) * 200_000)
        hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
        address = f"{self.root}/record/receipt.recorded?into=CASH&parts.0.part=other_income&parts.0.amount=5"
        page = self.page()
        page.goto(address)
        page.locator("summary").click()
        page.set_input_files("#f-evidence-files", str(files[0]))
        page.locator("#f-evidence-files-list li").first.wait_for()
        # dropped anywhere on the form
        page.evaluate("""bytes => {
            const carried = new DataTransfer();
            carried.items.add(new File([new Uint8Array(bytes)], '照片.jpg'));
            document.getElementById('f-on').dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""", list(files[1].read_bytes()))
        page.locator("#f-evidence-files-list li").nth(1).wait_for()
        self.assertEqual(page.input_value("#f-evidence").split(), hashes)
        self.assertIn("照片.jpg", page.inner_text("#f-evidence-files-list"))
        page.focus("#f-on")
        go(page, "Control+Enter")
        go(page, "Enter")
        recorded = [self.shown(page)]
        plain = self.browser.new_context(java_script_enabled=False).new_page()
        plain.context.add_cookies(page.context.cookies())
        plain.goto(address)
        plain.click("summary")
        plain.set_input_files("#f-evidence-files", [str(file) for file in files])
        plain.click("button[data-main]")
        plain.click("button[value=record]")
        recorded.append(self.shown(plain))
        plain.context.close()
        for body in recorded:
            self.assertEqual(body["evidence"], hashes)

    def shown(self, page):
        self.assertIn("recorded=yes", page.url, page.inner_text("main"))
        return json.loads(page.locator("pre").first.text_content())["body"]


class Odd(Desk):
    def receipt(self, page, amount="12.00", root=None):
        page.goto(f"{root or self.root}/record/receipt.recorded?into=CASH&parts.0.part=other_income&parts.0.amount={amount}")
        go(page, "Control+Enter")

    def test_an_odd_clock_is_confirmed_on_the_page_or_nothing_is_recorded(self):
        self.stop()
        self.clock = "2028-01-03T02:00:00Z"
        self.serve()
        page = self.page()
        before = self.entries()
        page.goto(f"{self.root}/record/receipt.recorded?into=CASH&parts.0.part=other_income&parts.0.amount=3")
        go(page, "Control+Enter")
        go(page, "Enter")
        self.assertIn("时钟", page.inner_text(".bar.amber"))
        self.assertEqual(self.entries(), before)
        page.check("#confirm_clock")
        with page.expect_navigation():
            page.click("button[value=record]")
        self.assertIn("recorded=yes", page.url, page.inner_text("main"))
        self.assertGreater(self.entries(), before)

    def test_what_came_in_between_is_named_and_it_is_shown_again(self):
        one = self.page()
        before = self.entries()
        other = one.context.new_page()
        self.receipt(one, "10.00")
        seen = one.input_value("input[name=seen]")
        one.evaluate("document.querySelector('input[name=seen]').value = '0'.repeat(64)")
        self.receipt(other, "20.00")
        with other.expect_navigation():
            other.click("button[value=record]")
        middle = self.entries()
        self.assertGreater(middle, before)
        with one.expect_navigation():
            one.click("button[value=record]")
        said = one.inner_text(".bar.amber")
        self.assertIn("收款", said)
        self.assertGreater(one.locator(".bar.amber a").count(), 0, "what came in between is a link")
        self.assertEqual(self.entries(), middle)
        self.assertEqual(one.input_value("input[name=seen]"), seen)
        with one.expect_navigation():
            one.click("button[value=record]")
        self.assertIn("recorded=yes", one.url)

    def test_two_desks_on_one_ledger_record_in_turn(self):
        first, address, root = self.server, self.address, self.root
        self.serve()
        second, other_root = self.server, self.root
        try:
            b = self.page()
            self.address, self.root = address, root
            a = self.page()
            before = self.entries()
            for n in range(3):
                for page, at in ((a, root), (b, other_root)):
                    self.receipt(page, f"{n + 1}.00", at)
                    with page.expect_navigation():
                        page.click("button[value=record]")
                    self.assertIn("recorded=yes", page.url, page.inner_text("main"))
            self.assertGreaterEqual(self.entries(), before + 6)
            self.assertEqual(self.coop("audit").returncode, 0)
        finally:
            second.terminate()
            second.wait()
            second.stdout.close()
            self.server, self.address, self.root = first, address, root

    def test_a_key_that_is_retired_while_its_session_runs_signs_nothing_more(self):
        page = self.page()
        self.receipt(page, "1.00")
        with page.expect_navigation():
            page.click("button[value=record]")
        self.assertIn("recorded=yes", page.url)
        # a second accountant, and the first goes
        key = self.folder / "second.pem"
        self.assertEqual(self.coop("key", "new", str(key), "--no-passphrase").returncode, 0)
        admitted = self.coop("key", "admit", str(key), "--person", "K077", "--role", "accountant")
        self.assertEqual(admitted.returncode, 0, admitted.stderr)
        self.receipt(page, "2.00")
        mine = next(line.split() for line in self.coop("key", "list").stdout.splitlines() if line.startswith("K001"))
        retired = self.coop("--key", str(key), "key", "retire", next(w for w in mine if len(w) == 32))
        self.assertEqual(retired.returncode, 0, retired.stderr)
        before = self.entries()
        with page.expect_navigation():
            page.click("button[value=record]")
        self.assertNotIn("recorded=yes", page.url)
        self.assertEqual(self.entries(), before, page.inner_text("main"))


@unittest.skipUnless(AXE, "axe-core is not here")
class Looks(Desk):
    """Pages that only a form leads to."""

    def test_axe_finds_nothing_on_what_is_shown_after_a_form(self):
        looked = 0
        messy(self.folder / "名册.xlsx")
        mended(self.folder / "名册.xlsx", self.folder / "改好.xlsx")
        page = self.page()
        for lang in ("zh", "en"):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for pace in (self.wrong_list, self.right_list, self.glanced, self.looked, self.refused, self.made):
                    pace(page)
                    self.assertEqual(violations(page), [], f"{pace.__name__} {lang} {scheme}")
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 1200, pace.__name__)
                    looked += 1
            page.goto(self.root)
            with page.expect_navigation():
                page.locator("form[action='/language'] button").click()
        print(f"axe-core: {looked} pages behind forms, 0 violations")

    def upload(self, page, name):
        page.goto(f"{self.root}/import")
        page.set_input_files("#files", str(self.folder / name))
        with page.expect_navigation():
            page.click("button[value=check]")

    def wrong_list(self, page):
        self.upload(page, "名册.xlsx")
        page.locator(".bar.red").wait_for()

    def right_list(self, page):
        self.upload(page, "改好.xlsx")
        page.locator("button[value=record]").wait_for()

    def glanced(self, page, amount="5"):
        page.goto(f"{self.root}/record/receipt.recorded?into=CASH&parts.0.part=other_income")
        page.focus("#f-parts-0-amount")
        page.keyboard.type(amount)
        page.locator("#glance table" if amount == "5" else "#glance .late").first.wait_for()

    def looked(self, page):
        self.glanced(page)
        go(page, "Control+Enter")

    def refused(self, page):
        self.glanced(page, "ten")
        go(page, "Control+Enter")
        page.locator("#wrong").wait_for()

    def made(self, page):
        page.goto(f"{self.root}/keys/mine")
        page.fill("#own-person", "K004")
        page.keyboard.press("Enter")
        page.locator("#own-proof").wait_for()


class Later(Desk):
    """Something that was wrong is found a month later: it is changed from a day on, and what was there stays to be seen.
    A telephone number and a contract's price have no kind of their own yet."""

    def test_an_area_is_measured_again_and_the_old_one_stays(self):
        page = self.page()
        page.goto(f"{self.root}/registers/parcels")
        row = page.locator("tbody tr").first.locator("td").all_inner_texts()
        # the official number or a name may stand behind a code
        parcel = next(re.match(r"P\d+", text)[0] for text in row if text.startswith("P0"))
        household = next(re.match(r"H\d{4}", text)[0] for text in row if re.match(r"H\d{4}", text))
        # a tenth more than the register has: more than a fifth asks for a resolution
        mu = 1.1 * next(float(text) for text in row if re.fullmatch(r"\d{1,2}\.\d{2,4}", text))
        asked = f"{self.root}/record/parcel.remeasured?parcel={parcel}&household={household}&document=FC-1"
        before = self.entries()
        page.goto(f"{asked}&area_m2={mu * 4000 / 3:.2f}&area_mu={mu * 2:.2f}")
        go(page, "Control+Enter")
        self.assertIn("决议", page.inner_text("#wrong"))
        self.assertEqual(self.entries(), before)
        keys = 0
        page.goto(f"{asked}&area_m2={mu * 2000 / 3:.2f}&area_mu={mu:.2f}")
        go(page, "Control+Enter")
        self.assertEqual(page.locator("#wrong").count(), 0, page.inner_text("main"))
        go(page, "Enter")
        keys += 2
        self.assertIn("recorded=yes", page.url, page.inner_text("main"))
        page.goto(f"{self.root}/registers/parcels?on=2026-11-20")
        self.assertIn(f"{mu:.2f}", page.locator("tr", has_text=parcel).first.inner_text())
        page.goto(f"{self.root}/registers/parcels?on=2026-11-19")
        self.assertEqual(page.locator("tr", has_text=parcel).first.locator("td").all_inner_texts()[:len(row)], row, "as it was")
        self.assertEqual(self.coop("audit").returncode, 0)
        print(f"an area changed a month later: {keys} keys on a form that its parcel filled, the old area on every day before")

    def test_a_contract_runs_shorter_and_what_was_signed_stays(self):
        page = self.page()
        page.goto(f"{self.root}/record/contract.amended?contract=ROT-1&document=ROT-1-B9&last_day=2033-12-31")
        go(page, "Control+Enter")
        if page.locator("#wrong").count():
            page.goto(f"{self.root}/record/contract.amended?contract=ROT-1&document=ROT-1-B9&last_day=2040-12-31")
            go(page, "Control+Enter")
        self.assertEqual(page.locator("#wrong").count(), 0, page.inner_text("main"))
        go(page, "Enter")
        self.assertIn("recorded=yes", page.url, page.inner_text("main"))
        signed = next(line.split()[0] for line in self.coop("log").stdout.splitlines() if "contract.signed" in line)
        self.assertIn("ROT-1", self.coop("show", signed).stdout)


class OwnKey(Desk):
    def make(self, page, person="K004", role="chair"):
        page.goto(f"{self.root}/keys/mine")
        page.wait_for_selector("#own-person:focus")
        page.keyboard.type(person)
        page.select_option("#own-role", role)
        page.focus("#own-person")
        page.keyboard.press("Enter")
        page.locator("#own-proof").wait_for()
        return json.loads(page.input_value("#proof-text"))

    def admit(self, page, request):
        page.goto(f"{self.root}/keys")
        page.fill("#request", request if isinstance(request, str) else json.dumps(request))
        with page.expect_navigation():
            page.click("button[value=request] >> nth=0")

    def test_made_reloaded_proved_admitted(self):
        page = self.page()
        made = self.make(page)
        digits = page.inner_text("#proof-digits")
        page.reload()
        # the private half is not to be had, not even by the page itself
        kept = page.evaluate("""() => new Promise(done => {
            const opening = indexedDB.open('coop-keys', 1);
            opening.onsuccess = () => { const all = opening.result.transaction('keys').objectStore('keys').getAll();
                all.onsuccess = async () => { const pair = all.result[0].pair;
                    done([pair.privateKey.extractable, await crypto.subtle.exportKey('pkcs8', pair.privateKey).then(() => 'out', why => why.name)]); }; };
        })""")
        self.assertEqual(kept, [False, "InvalidAccessError"])
        page.locator("#own-keys button").press("Enter")
        page.locator("#own-proof").wait_for()
        again = json.loads(page.input_value("#proof-text"))
        self.assertEqual(again["public"], made["public"], "it is the same key after a reload")
        with page.expect_download() as download:
            page.click("#proof-file")
        file = self.folder / "request.jsonl"
        download.value.save_as(file)
        self.assertEqual(json.loads(file.read_text()), again)

        with page.expect_navigation():
            page.click("#own-proof form button")
        self.assertEqual(page.input_value("#f-public"), made["public"])
        page.focus("#f-person")
        go(page, "Control+Enter")
        self.assertIn(digits, page.inner_text("main"), "the accountant sees the twelve digits")
        self.assertIn(again["possession"]["key"], page.inner_text("main"))
        go(page, "Enter")
        self.assertIn("recorded=yes", page.url, page.inner_text("main"))
        self.assertEqual(self.coop("audit").returncode, 0, self.coop("audit").stdout)
        self.assertIn("K004", self.coop("key", "list").stdout)
        page.goto(f"{self.root}/keys/mine")
        page.locator("#own-keys").get_by_text("已登记").wait_for()

        # a key that is known is admitted no second time, retired or not
        self.admit(page, again | {"id": "again"})
        go(page, "Control+Enter")
        self.assertGreater(page.locator("#wrong").count(), 0)
        self.assertEqual(self.coop("key", "retire", "K004").returncode, 0)
        before = self.entries()
        self.admit(page, again | {"id": "once-more"})
        go(page, "Control+Enter")
        self.assertGreater(page.locator("#wrong").count(), 0, page.inner_text("main"))
        self.assertEqual(self.entries(), before)
        page.goto(f"{self.root}/keys/mine")
        page.locator("#own-keys").get_by_text("已停用").wait_for()

    def test_weak_keys_foreign_proofs_and_altered_requests_are_refused(self):
        page = self.page()
        made = self.make(page)
        other = self.make(page, "K005", "supervisor")
        before = self.entries()
        tried = []

        def altered(change):
            request = json.loads(json.dumps(made))
            change(request)
            tried.append(request)

        altered(lambda r: r.update(public=other["public"]))
        altered(lambda r: r.update(possession=other["possession"]))
        altered(lambda r: r.update(person="K005"))
        altered(lambda r: r.update(role="accountant"))
        altered(lambda r: r["possession"].update(at="2020-01-01T00:00:00Z"))
        altered(lambda r: r["possession"].update(origin="coop.example/other/0000000000000000"))
        altered(lambda r: r["possession"].update(sig="0" * 128))
        altered(lambda r: r["possession"].update(sig=other["possession"]["sig"]))
        altered(lambda r: r["possession"]["about"].update(role="accountant"))
        for weak in WEAK:
            def with_weak(r, weak=weak):
                r.update(public=weak)
                r["possession"]["about"].update(public=weak)
                r["possession"].update(sig="0" * 128)
                name = hashlib.sha256(b"coop-ledger/key/v1\ned25519\n" + bytes.fromhex(weak)).hexdigest()[:32]
                r["possession"].update(key=name)
            altered(with_weak)
        for n, request in enumerate(tried):
            self.admit(page, request | {"id": f"tried-{n}"})
            if "/record/key.admitted" in page.url:
                page.focus("#f-person")
                go(page, "Control+Enter")
                self.assertEqual(page.locator("button[value=record]").count(), 0, request)
            else:
                self.assertIn("不是密钥登记申请", page.inner_text("main"), request)
        self.assertEqual(self.entries(), before)
        print(f"keys: {len(tried)} altered requests refused, {len(WEAK)} of them weak keys")

    def test_without_a_secure_context_or_scripts_it_says_so(self):
        page = self.page()
        page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
        page.goto(f"{self.root}/keys/mine")
        self.assertIn("浏览器在这里不提供密钥", page.inner_text("main"))
        self.assertFalse(page.is_visible("#own"))
        plain = self.browser.new_context(java_script_enabled=False).new_page()
        plain.context.add_cookies(page.context.cookies())
        plain.goto(f"{self.root}/keys/mine")
        self.assertIn("脚本已关闭", plain.inner_text("main"))
        plain.context.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
